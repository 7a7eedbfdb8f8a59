"""`./cruddur db connect | sessions`."""

import asyncio
import os
import signal

import click
from rich_click import RichCommand

from cruddur.entrypoints.cli.database_of_people import Where, on_database
from cruddur.entrypoints.cli.failure import Failure, Misuse
from cruddur.entrypoints.cli.operator import print_json, print_table, run
from cruddur.ports.operations import Connected


@click.command(cls=RichCommand)
@on_database
def connect(*, where: Where) -> None:
    """Open psql on the database.

    A password of the address is handed over in the environment, where a process list does not show it.
    """

    if where.as_json:
        raise Misuse("psql speaks for itself: there is no document to print.")

    async def work() -> int:
        async with where.open() as database:
            shell = database.shell()
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, lambda: None)  # Ctrl-C is for psql
            psql = await asyncio.create_subprocess_exec(*shell.command, env={**os.environ, **shell.environment})
            return await psql.wait()

    code = run(work())
    if code:
        raise Failure(f"psql ended with {code}.")


@click.command(cls=RichCommand)
@on_database
def sessions(*, where: Where) -> None:
    """List who is connected to the database."""

    async def work() -> list[Connected]:
        async with where.open() as database:
            return await database.list_connections()

    connected = run(work())
    if where.as_json:
        print_json([each._asdict() for each in connected])
        return
    print_table(
        ("pid", "user", "address", "application", "state", "connected", "in this state"),
        [
            (
                str(each.pid),
                each.user or "",
                each.address,
                f"{each.application} (this one)" if each.is_this_one else each.application,
                each.state,
                _age(each.connected_s),
                "" if each.state_s is None else _age(each.state_s),
            )
            for each in connected
        ],
    )


def _age(seconds: float) -> str:
    """Return a duration as people say it: 12 s, 3 min, 5 h, 2 d."""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"
