"""Outgrown: people, sessions, blocks and search in PostgreSQL."""
