"""Engines behind the ports. An engine imports no other engine."""
