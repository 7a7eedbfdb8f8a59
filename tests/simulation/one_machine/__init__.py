"""The whole messaging core of one machine in virtual time: use cases, projector and SQLite, with calls that go wrong."""
