"""The options by which an operator's command finds the table of messages, and that table."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import wraps
from pathlib import Path
from typing import Any

from cruddur import bootstrap_operators
from cruddur.domain.user import HandleInvalid, User, checked_handle
from cruddur.entrypoints.cli.configured import configured, data_dir_option
from cruddur.entrypoints.cli.failure import Misuse
from cruddur.entrypoints.cli.operator import json_option, prod_option
from cruddur.ports.message_table import Consumed, MessageTable
from cruddur.ports.users import Users
from cruddur.settings import Settings


class Where:
    """Which table is meant: `async with where.open() as table`.

    Attributes:
        as_json: whether the answer is for machines.
    """

    def __init__(self, settings: Settings, *, prod: bool, as_json: bool) -> None:
        self.settings, self.as_json = settings, as_json
        self._prod = prod

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[MessageTable, None]:
        """Open it; see `bootstrap_operators.open_message_table`.

        Raises:
            Misuse: the data is SQLite only.
        """
        try:
            async with bootstrap_operators.open_message_table(self.settings, prod=self._prod) as table:
                yield table
        except bootstrap_operators.MessagesElsewhere as elsewhere:
            raise Misuse(f"{elsewhere}.") from elsewhere

    def open_people(self) -> AbstractAsyncContextManager[Users]:
        """Open the directory of people that belongs to the table."""
        return bootstrap_operators.open_people(self.settings)


async def person(users: Users, handle: str) -> User:
    """Return the person with a handle.

    Raises:
        Misuse: nobody has it.
    """
    try:
        found = await users.find_by_handle(checked_handle(handle))
    except HandleInvalid:
        found = None
    if found is None:
        raise Misuse(f"there is nobody with the handle {handle}.")
    return found


def units(before: Consumed, after: Consumed) -> dict[str, Any]:
    """Return what was consumed in between, for `--json` and for `in_words`."""
    calls = {name: count - before.calls.get(name, 0) for name, count in after.calls.items()}
    return {
        "calls": {name: count for name, count in sorted(calls.items()) if count},
        "read_units": after.read_units - before.read_units,
        "write_units": after.write_units - before.write_units,
    }


def in_words(consumed: dict[str, Any]) -> str:
    """Return one line for people: `Consumed 3.5 read units in 1 Query.`"""
    calls = ", ".join(f"{count} {name}" for name, count in consumed["calls"].items()) or "no call"
    spent = [f"{consumed[f'{kind}_units']:g} {kind} units" for kind in ("read", "write") if consumed[f"{kind}_units"]]
    return f"Consumed {' and '.join(spent) or 'nothing'} in {calls}."


def on_table(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command `--data-dir`, `--prod` and `--json`, and hand it `where: Where`."""

    @wraps(command)
    def with_where(*, data_dir: Path | None, prod: bool, as_json: bool, **given: Any) -> None:
        command(where=Where(configured(data_dir=data_dir), prod=prod, as_json=as_json), **given)

    return data_dir_option(prod_option(json_option(with_where)))
