"""A DynamoDB API of this test process, and a table of its own for each test."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from cruddur.adapters.dynamodb.engine import DynamoEngine
from tests.clock import SteppedClock
from tests.contract.dynamodb_place import DynamoPlace


@pytest.fixture
async def place(tmp_path: Path) -> AsyncGenerator[DynamoPlace, None]:
    async with DynamoPlace.opened(tmp_path) as opened:
        yield opened


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def engine(place: DynamoPlace, clock: SteppedClock) -> DynamoEngine:
    return place.host(clock)
