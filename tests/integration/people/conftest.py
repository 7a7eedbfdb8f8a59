"""A real PostgreSQL for the tests of this folder: one server per test process, a fresh database per test."""

from collections.abc import AsyncIterator

import pytest

from cruddur.adapters.postgres.engine import PostgresEngine
from cruddur.domain.ids import UserUuid
from cruddur.domain.instant import Instant
from cruddur.domain.user import User
from tests import postgres
from tests.clock import SteppedClock

NOON = Instant("2026-03-01T12:00:00.000000Z")


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


@pytest.fixture
async def empty_dsn() -> AsyncIterator[str]:
    """The address of a database that is not there yet."""
    dsn = postgres.new_address()
    yield dsn
    await postgres.drop(dsn)


@pytest.fixture
async def bare_dsn(empty_dsn: str) -> str:
    """The address of an empty database."""
    await postgres.create(empty_dsn)
    return empty_dsn


@pytest.fixture
async def dsn() -> AsyncIterator[str]:
    """The address of a database with the schema and no rows."""
    async with postgres.fresh_database() as fresh:
        yield fresh


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
async def engine(dsn: str, clock: SteppedClock) -> AsyncIterator[PostgresEngine]:
    opened = await PostgresEngine.open(dsn, clock=clock, patience=postgres.PATIENT)
    yield opened
    await opened.close()
