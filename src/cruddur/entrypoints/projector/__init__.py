"""The projector: follows the change stream, updates inboxes."""
