"""The fixtures of sign-in."""

from collections.abc import AsyncIterator

import pytest

from cruddur.adapters.sqlite.database import Database
from tests.clock import SteppedClock
from tests.integration.sign_in.scene import Browser, SignInScene, compose


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    database = Database.open(None)
    yield database
    await database.close()


@pytest.fixture
def scene(database: Database, clock: SteppedClock) -> SignInScene:
    return compose(database, clock)


@pytest.fixture
def browser(scene: SignInScene) -> Browser:
    return scene.browser()
