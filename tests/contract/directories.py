"""Which engines run the suites of the directory (`test_users`, `test_sessions`). To add one, add a line:

    "engine": opened,     # (folder, clock) -> async context manager of a Directory

Each is empty when it is opened, and leaving the context removes everything. An engine that cannot be reached
must raise there: a suite fails then, it never skips.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from cruddur.adapters.local.cached_sessions import CachedSessions
from cruddur.adapters.local.cached_users import CachedUsers
from cruddur.adapters.postgres.engine import PostgresEngine
from cruddur.adapters.sqlite.database import FILE_NAME, Database
from cruddur.adapters.sqlite.sessions import SqliteSessions
from cruddur.adapters.sqlite.users import SqliteUsers
from cruddur.ports.clock import Clock
from cruddur.ports.sessions import Sessions
from cruddur.ports.users import Users
from tests import postgres


class Directory(NamedTuple):
    """People and their signed-in browsers."""

    users: Users
    sessions: Sessions


@asynccontextmanager
async def sqlite(path: Path | None, clock: Clock) -> AsyncGenerator[Directory]:
    """A file, or `:memory:`."""
    database = Database.open(path)
    try:
        yield Directory(SqliteUsers(database, clock), SqliteSessions(database))
    finally:
        await database.close()


@asynccontextmanager
async def cached(clock: Clock) -> AsyncGenerator[Directory]:
    """`:memory:` behind this process's caches, which may change no answer of the one host there is."""
    async with sqlite(None, clock) as behind:
        yield Directory(CachedUsers(behind.users, clock), CachedSessions(behind.sessions, clock))


@asynccontextmanager
async def postgresql(clock: Clock) -> AsyncGenerator[Directory]:
    """A database of its own."""
    async with postgres.fresh_database() as dsn:
        engine = await PostgresEngine.open(dsn, clock=clock, patience=postgres.PATIENT)
        try:
            yield Directory(engine.users, engine.sessions)
        finally:
            await engine.close()


DIRECTORIES: dict[str, Callable[[Path, Clock], AbstractAsyncContextManager[Directory]]] = {
    "sqlite-memory": lambda _, clock: sqlite(None, clock),
    "sqlite-file": lambda folder, clock: sqlite(folder / FILE_NAME, clock),
    "postgres": lambda _, clock: postgresql(clock),
    "cached": lambda _, clock: cached(clock),
}
