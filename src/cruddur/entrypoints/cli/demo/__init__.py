"""Demo people, and conversations of our own writing for them."""
