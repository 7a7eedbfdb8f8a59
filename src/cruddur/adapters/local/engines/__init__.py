"""Engines of the right column on a developer's machine: started by us, gone when we are gone."""
