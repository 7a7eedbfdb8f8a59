"""A server for each test and a browser for each module, both real."""

from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.e2e.browser import chromium
from tests.program import Program, none_left_running


@pytest.fixture
def program(tmp_path: Path) -> Generator[Program]:
    """A running `cruddur up` with the demo people."""
    with none_left_running():  # the test may have started it again
        running = Program.ready(tmp_path / "data")
        yield running
        running.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncGenerator[Browser]:
    """Chromium, one for a module; each visitor has a profile of their own in it."""
    async with chromium() as running:
        yield running
