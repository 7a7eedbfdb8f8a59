"""The HTTP door on real engines: routes, hostile input, the whole server on a socket."""
