"""The door of numbers: Prometheus on a loopback port of its own."""
