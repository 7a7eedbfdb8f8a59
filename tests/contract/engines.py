"""Which engines run the contract suites. A suite never names an engine: it takes a fixture of `conftest.py`.

The suites of the message store (`test_message_log_*`, `test_groups`, `test_inbox`, `test_change_stream`) run on
every line of STORES. To add an engine, write a `Place` and add a line:

    "dynamodb": DynamoPlace.opened,      # (folder) -> async context manager of a Place

An engine that cannot be reached must raise there: a suite fails then, it never skips.

What a `Place` promises:
- it is empty of anything that another test wrote, or tests could not tell their own from others';
- `open(clock)` gives a host: what a server process would hold. `hosts_at_once` of them may be open together;
- `close(host)` ends a host as a clean shutdown does; what was stored stays, so a later `open` finds it;
- leaving the context closes the hosts that are still open and removes everything.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from itertools import count
from pathlib import Path
from typing import Protocol

from cruddur.adapters.local.bus import LocalBus
from cruddur.adapters.local.random import SystemRandom
from cruddur.adapters.sqlite.database import FILE_NAME, Database
from cruddur.adapters.sqlite.engine import SqliteEngine
from cruddur.adapters.valkey.bus import ValkeyBus
from cruddur.ports.bus import Bus
from cruddur.ports.change_stream import ChangeStream
from cruddur.ports.clock import Clock
from cruddur.ports.groups import Groups
from cruddur.ports.inbox import Inbox
from cruddur.ports.message_log import MessageLog
from tests import redis_server
from tests.contract.dynamodb_place import DynamoPlace


class Store(Protocol):
    """One host's ports onto the message store."""

    @property
    def log(self) -> MessageLog: ...

    @property
    def groups(self) -> Groups: ...

    @property
    def inbox(self) -> Inbox: ...

    def changes(self, consumer: str) -> ChangeStream:
        """The reading of this name, at its saved position; a new name begins at the oldest record."""
        ...


class Place(Protocol):
    """Where a test's data lies. See the top of this file."""

    @property
    def hosts_at_once(self) -> int: ...

    async def open(self, clock: Clock) -> Store: ...

    async def close(self, host: Store) -> None: ...


class SqliteFilePlace:
    """A file, written by one server at a time."""

    hosts_at_once = 1

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._open: list[SqliteEngine] = []

    @classmethod
    @asynccontextmanager
    async def opened(cls, folder: Path) -> "AsyncGenerator[SqliteFilePlace]":
        place = cls(folder)
        try:
            yield place
        finally:
            for engine in place._open:
                await engine.close()

    async def open(self, clock: Clock) -> SqliteEngine:
        engine = SqliteEngine.open(self._path)
        self._open.append(engine)
        return engine

    async def close(self, host: Store) -> None:
        assert isinstance(host, SqliteEngine)
        self._open.remove(host)
        await host.close()


class SqliteMemoryPlace:
    """`:memory:`. A new host begins with nothing remembered, on the same connection, which holds the data."""

    hosts_at_once = 1

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    @asynccontextmanager
    async def opened(cls, folder: Path) -> "AsyncGenerator[SqliteMemoryPlace]":
        database = Database.open(None)
        try:
            yield cls(database)
        finally:
            await database.close()

    async def open(self, clock: Clock) -> SqliteEngine:
        return SqliteEngine(self._database)

    async def close(self, host: Store) -> None:
        return


STORES: dict[str, Callable[[Path], AbstractAsyncContextManager[Place]]] = {
    "sqlite-memory": SqliteMemoryPlace.opened,
    "sqlite-file": SqliteFilePlace.opened,
    "dynamodb": DynamoPlace.opened,
}

_channels = count(1)


@asynccontextmanager
async def valkey_bus() -> AsyncGenerator[Bus]:
    """A host on a channel of its own."""
    random = SystemRandom()
    bus = await ValkeyBus.open(
        redis_server.server().url,
        local=LocalBus(),
        host=random.token(9),
        random=random,
        channel=f"test-{next(_channels)}",
    )
    try:
        yield bus
    finally:
        await bus.close()


BUSES: dict[str, Callable[[], AbstractAsyncContextManager[Bus]]] = {
    "local": lambda: nullcontext(LocalBus()),
    "valkey": valkey_bus,
}
"""Engines of `test_bus`. What a receiver hears it may hear later: the suite waits for it."""
