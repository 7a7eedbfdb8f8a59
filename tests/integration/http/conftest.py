"""A world with three people for every test that asks for one."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.integration.http.world import World


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    """andrewbrown, bayko and londo; nobody has written anything; no rate limits."""
    opened = World.open()
    await opened.add("andrewbrown", "bayko", "londo")
    yield opened
    await opened.engine.close()
