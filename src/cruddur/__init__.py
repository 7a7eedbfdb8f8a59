"""Cruddur Messages: direct messages between people."""
