"""The socket: live delivery."""
