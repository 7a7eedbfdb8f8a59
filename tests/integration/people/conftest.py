"""A real PostgreSQL for the tests of this folder: one server per test process, a fresh database per test."""

from collections.abc import AsyncIterator, Iterator
from itertools import count

import pytest

from cruddur.adapters.local.engines import postgres, process
from cruddur.adapters.postgres import connect, migrations
from cruddur.adapters.postgres.engine import PostgresEngine
from cruddur.adapters.postgres.queries import rows
from cruddur.domain.ids import UserUuid
from cruddur.domain.instant import Instant
from cruddur.domain.user import User
from tests.clock import SteppedClock

NOON = Instant("2026-03-01T12:00:00.000000Z")

_numbers = count(1)


def a_person(number: int, handle: str | None = None, **fields: str | None) -> User:
    """Return a person who differs from every other number's."""
    user = User(
        uuid=UserUuid(f"00000000-0000-4000-8000-{number:012}"),
        handle=handle or f"person{number}",
        display_name=f"Person {number}",
        email=f"person{number}@example.com",
        cognito_user_id=f"sub-{number}",
        created_at=NOON,
    )
    return user._replace(**fields)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[process.Engine]:
    engine = postgres.start(tmp_path_factory.mktemp("postgres"))
    yield engine
    engine.stop()


@pytest.fixture
def empty_dsn(server: process.Engine) -> str:
    """The address of a database that is not there yet."""
    return server.url.replace("/cruddur?", f"/people_{next(_numbers)}?")


@pytest.fixture
async def bare_dsn(empty_dsn: str) -> str:
    """The address of an empty database."""
    async with await connect.connect(empty_dsn, database="postgres") as connection:
        ((statement,),) = await rows(connection, "database/create", name=connect.database_of(empty_dsn))
        await connection.execute(statement)
    return empty_dsn


@pytest.fixture
async def dsn(bare_dsn: str) -> str:
    """The address of a database with the schema and no rows."""
    async with await connect.connect(bare_dsn) as connection:
        await migrations.migrate(connection)
    return bare_dsn


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
async def engine(dsn: str, clock: SteppedClock) -> AsyncIterator[PostgresEngine]:
    opened = await PostgresEngine.open(dsn, clock=clock)
    yield opened
    await opened.close()
