"""What the command line asks of the rest of the program.

The command line is a door, and doors do not import each other. What it starts is composed above it, in
`cruddur.main`; `cruddur.program` starts it, and is handed down as this Protocol when a command first asks.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import click

from cruddur.settings import Settings


class Program(Protocol):
    """The doors, composed. Every method may raise `cruddur.entrypoints.cli.failure.Failure`."""

    def up(self, settings: Settings, *, empty: bool, cloud: bool) -> None:
        """Run it all for one machine: seed a new folder, say how to sign in, serve until stopped.

        Args:
            cloud: on DynamoDB, PostgreSQL and Redis, run on this machine too.
        """
        ...

    def serve(self, settings: Settings) -> None:
        """Serve until stopped: no demo people, no hints."""
        ...

    def project(self, settings: Settings) -> None:
        """Carry DynamoDB's change stream into inboxes until stopped, and nothing else.

        Raises:
            Misuse: the messages are in SQLite.
        """
        ...

    def make_tokens(self, settings: Settings, handles: Sequence[str]) -> list[str]:
        """Return a bearer token of the built-in provider for each handle.

        Raises:
            UserNotFound: nobody has one of the handles.
        """
        ...

    def seed(self, settings: Settings) -> int:
        """Write the demo people and conversations; return how many messages were new."""
        ...


def program() -> Program:
    """Return the program that `cruddur.__main__` gave to the command that is running."""
    load: Callable[[], Program] = click.get_current_context().find_root().obj
    return load()
