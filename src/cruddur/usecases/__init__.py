"""What people and operators can do, one verb per file."""
