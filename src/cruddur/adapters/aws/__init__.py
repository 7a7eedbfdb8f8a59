"""Amazon's management interfaces, for the operator's commands."""
