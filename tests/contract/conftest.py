"""The fixtures of the contract suites: every test that takes one runs once for each engine of `engines.py`.

place   where the data lies; for tests that restart a host
store   one open host
hosts   as many hosts as the engine can have at once, at most three
scene   people on `store`;  crowd: people on `hosts`, in turn
clock   a clock that the test moves
users, sessions   people and their signed-in browsers, on every line of `directories.py`
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cruddur.ports.sessions import Sessions
from cruddur.ports.users import Users
from tests.clock import SteppedClock
from tests.contract.directories import DIRECTORIES, Directory
from tests.contract.engines import STORES, Place, Store
from tests.contract.scene import Scene


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture(params=STORES)
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    async with STORES[request.param](tmp_path) as opened:
        yield opened


@pytest.fixture
async def store(place: Place, clock: SteppedClock) -> Store:
    return await place.open(clock)


@pytest.fixture
async def hosts(place: Place, clock: SteppedClock) -> list[Store]:
    return [await place.open(clock) for _ in range(min(place.hosts_at_once, 3))]


@pytest.fixture
def scene(store: Store, clock: SteppedClock) -> Scene:
    return Scene([store], clock)


@pytest.fixture
def crowd(hosts: list[Store], clock: SteppedClock) -> Scene:
    return Scene(hosts, clock)


@pytest.fixture(params=DIRECTORIES)
async def directory(request: pytest.FixtureRequest, tmp_path: Path, clock: SteppedClock) -> AsyncIterator[Directory]:
    async with DIRECTORIES[request.param](tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def users(directory: Directory) -> Users:
    return directory.users


@pytest.fixture
def sessions(directory: Directory) -> Sessions:
    return directory.sessions
