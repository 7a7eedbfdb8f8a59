"""What the rounds share: people, made once."""

import asyncio
from pathlib import Path

import pytest

from tests.proof.rounds import Cradle


@pytest.fixture(scope="session")
def cradle(tmp_path_factory: pytest.TempPathFactory) -> Cradle:
    made = Cradle(tmp_path_factory.mktemp("cradle"))
    asyncio.run(made.fill())
    made.start()
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"
