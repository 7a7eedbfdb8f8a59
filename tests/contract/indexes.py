"""Which engines run the suite of the search index (`test_search`). To add one, add a line; see `directories.py`."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from cruddur.adapters.postgres.engine import PostgresEngine
from cruddur.adapters.sqlite.database import Database
from cruddur.adapters.sqlite.search import FILE_NAME, SqliteSearch
from cruddur.ports.search import Search
from tests import postgres
from tests.clock import SteppedClock


@asynccontextmanager
async def sqlite(path: Path | None) -> AsyncGenerator[Search]:
    """A file, or `:memory:`."""
    database = Database.open(path)
    try:
        yield SqliteSearch(database)
    finally:
        await database.close()


@asynccontextmanager
async def postgresql() -> AsyncGenerator[Search]:
    """A database of its own."""
    async with postgres.fresh_database() as dsn:
        engine = await PostgresEngine.open(dsn, clock=SteppedClock(), patience=postgres.PATIENT)
        try:
            yield engine.search
        finally:
            await engine.close()


INDEXES: dict[str, Callable[[Path], AbstractAsyncContextManager[Search]]] = {
    "sqlite-memory": lambda _: sqlite(None),
    "sqlite-file": lambda folder: sqlite(folder / FILE_NAME),
    "postgres": lambda _: postgresql(),
}
