"""The HTTP door: parse, call, present."""
