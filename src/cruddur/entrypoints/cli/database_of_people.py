"""The options by which an operator's command finds the database of people, and that database."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import wraps
from pathlib import Path
from typing import Any

from cruddur import bootstrap_operators
from cruddur.entrypoints.cli.configured import configured, data_dir_option
from cruddur.entrypoints.cli.operator import json_option, prod_option
from cruddur.ports.operations import PeopleDatabase
from cruddur.settings import Settings


class Where:
    """Which database is meant: `async with where.open() as database`.

    Attributes:
        as_json: whether the answer is for machines.
    """

    def __init__(self, settings: Settings, *, prod: bool, as_json: bool) -> None:
        self.settings, self.as_json = settings, as_json
        self._prod = prod

    def open(self) -> AbstractAsyncContextManager[PeopleDatabase]:
        """Open it; see `bootstrap_operators.open_people_database`."""
        return bootstrap_operators.open_people_database(self.settings, prod=self._prod)


def on_database(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command `--data-dir`, `--prod` and `--json`, and hand it `where: Where`."""

    @wraps(command)
    def with_where(*, data_dir: Path | None, prod: bool, as_json: bool, **given: Any) -> None:
        command(where=Where(configured(data_dir=data_dir), prod=prod, as_json=as_json), **given)

    return data_dir_option(prod_option(json_option(with_where)))
