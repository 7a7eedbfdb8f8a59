"""Outgrown: cache and bus in Valkey or Redis."""
