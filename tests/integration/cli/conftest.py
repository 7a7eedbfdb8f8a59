"""No server outlives the test that started it."""

from collections.abc import Generator

import pytest

from tests.program import none_left_running


@pytest.fixture(autouse=True)
def nothing_left_running() -> Generator[None]:
    """End what a failed test has not."""
    with none_left_running():
        yield
