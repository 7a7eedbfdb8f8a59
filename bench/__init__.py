"""Measures the whole path: a real server process, real HTTP, a durable file."""
