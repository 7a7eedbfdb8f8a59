"""PostgreSQL for tests: one server per test process, started when first asked for, and fresh databases on it."""

import atexit
import functools
import shutil
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import psycopg

from cruddur.adapters.local.engines import postgres, process
from cruddur.adapters.postgres import connect, migrations
from cruddur.adapters.postgres.pool import Patience
from cruddur.adapters.postgres.queries import rows

PATIENT = Patience(for_connection=20, for_statement=20, in_all=30)
"""For tests about what is stored, not about when: a busy machine must not fail them."""

_numbers = count(1)
_TEMPLATE = "with_schema"


@functools.cache
def server() -> process.Engine:
    """Start this process's PostgreSQL, which ends with it.

    Raises:
        EngineFailed: it cannot be started.
    """
    folder = Path(tempfile.mkdtemp(prefix="cruddur-postgres-"))
    engine = postgres.start(folder)
    with psycopg.connect(engine.url.replace("/cruddur?", "/postgres?"), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # what crashes is tested on servers of their own
        connection.execute("SELECT pg_reload_conf()")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(engine.kill)
    return engine


def address(database: str) -> str:
    """Return the address of a database on the server, there or not."""
    return server().url.replace("/cruddur?", f"/{database}?")


def new_address() -> str:
    """Return the address of a database that is not there yet."""
    return address(f"people_{next(_numbers)}")


async def create(dsn: str, *, template: str = "template0") -> None:
    """Make an address's database."""
    name = connect.database_of(dsn)
    async with await connect.connect(dsn, database="postgres") as connection:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())


async def drop(dsn: str) -> None:
    """Remove an address's database, whoever is connected."""
    async with await connect.connect(dsn, database="postgres") as connection:
        ((statement,),) = await rows(connection, "database/drop", name=connect.database_of(dsn))
        await connection.execute(statement)


@asynccontextmanager
async def fresh_database() -> AsyncGenerator[str]:
    """Yield the address of a database with the schema and no rows; remove it in the end."""
    if not _template_made:
        await create(address(_TEMPLATE))
        async with await connect.connect(address(_TEMPLATE)) as connection:
            await migrations.migrate(connection)
        _template_made.append(True)
    dsn = new_address()
    await create(dsn, template=_TEMPLATE)
    try:
        yield dsn
    finally:
        await drop(dsn)


_template_made: list[bool] = []
