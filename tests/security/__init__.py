"""What an attacker would try, in one place; docs/security.md has the table of risks, standards and tests."""
