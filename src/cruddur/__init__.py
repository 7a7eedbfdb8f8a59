"""Cruddur Messages: direct messages between people."""

__version__ = "0.1.0"
