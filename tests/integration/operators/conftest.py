"""Commands as an operator types them, on a real PostgreSQL and on moto."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest
from click.testing import CliRunner

from cruddur.entrypoints.cli.root import cli
from tests import moto, postgres


class Answer(NamedTuple):
    """What a command printed, and the code it would exit with (`cruddur.__main__`)."""

    exit_code: int
    stdout: str
    stderr: str


Cruddur = Callable[..., Answer]


@pytest.fixture
def database() -> Iterator[str]:
    """The address of a database that is not there yet; it is removed in the end."""
    dsn = postgres.new_address()
    yield dsn
    asyncio.run(postgres.drop(dsn))


@pytest.fixture
def cruddur(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cruddur:
    """`cruddur("db", "seed")`: run a command against the database; `typed` is what the operator answers."""
    monkeypatch.setenv("CONNECTION_URL", database)
    monkeypatch.setenv("CRUDDUR_DATA_DIR", str(tmp_path))

    def run(*arguments: str, typed: str | None = None) -> Answer:
        result = CliRunner().invoke(cli, arguments, input=typed, standalone_mode=False)
        if isinstance(result.exception, click.ClickException):
            said = result.stderr + result.exception.format_message()
            return Answer(result.exception.exit_code, result.stdout, said)
        if result.exception is not None:
            raise result.exception
        return Answer(0, result.stdout, result.stderr)

    return run


@pytest.fixture
def amazon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Amazon is moto, and empty."""
    for name, value in moto.environment().items():
        monkeypatch.setenv(name, value)
    moto.reset()


def document(answer: Answer) -> Any:
    """Return the one JSON document that a command printed on stdout."""
    assert answer.exit_code == 0, answer
    return json.loads(answer.stdout)
