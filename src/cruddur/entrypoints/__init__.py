"""The doors. A door imports no other door."""
