"""Values and rules: no clock, no I/O, no await."""
