"""The door of the built-in sign-in provider: its pages, and its endpoints for clients."""
