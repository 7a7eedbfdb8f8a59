"""This machine: clock, random source, in-process cache and bus, files."""
