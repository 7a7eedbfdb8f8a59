"""The whole program, with demo people and a log that says everything it can."""

from collections.abc import Generator

import pytest

from tests.e2e.conftest import browser as browser
from tests.program import Program, environment


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Generator[Program]:
    running = Program.ready(tmp_path_factory.mktemp("attacked"), env=environment(CRUDDUR_LOG_LEVEL="debug"))
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def tokens(program: Program) -> dict[str, str]:
    """A token of each demo person."""
    handles = ("andrewbrown", "bayko", "londo")
    return dict(zip(handles, program.tokens(*handles), strict=True))
