"""One machine: log, inbox, people and search in one SQLite file."""
