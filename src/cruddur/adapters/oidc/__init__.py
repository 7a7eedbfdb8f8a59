"""Sign-in: the built-in provider and the relying party."""
