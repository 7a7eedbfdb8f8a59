"""Options that several commands share, and the settings they lead to."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from cruddur import settings
from cruddur.entrypoints.cli.failure import Misuse
from cruddur.settings import SettingInvalid, Settings

Command = TypeVar("Command", bound=Callable[..., Any])

_PORT = click.IntRange(0, 65535)


def data_dir_option(command: Command) -> Command:
    """`--data-dir DIR`, as `data_dir: Path | None`."""
    option = click.option(
        "--data-dir",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        help="Folder of database, keys and files.  [default: $CRUDDUR_DATA_DIR or .data]",
    )
    return option(command)


def address_options(command: Command) -> Command:
    """`--port` and `--host`, as `port: int | None` and `host: str | None`."""
    port = click.option(
        "--port", type=_PORT, metavar="PORT", help="Port to listen on; 0 takes a free one.  [default: 8080]"
    )
    host = click.option("--host", metavar="ADDRESS", help="Address to listen on.  [default: 127.0.0.1]")
    return port(host(command))


def configured(**given: Path | str | int | None) -> Settings:
    """Return the settings: what was given on the command line, else the environment, else defaults.

    Raises:
        Misuse: a variable holds what it may not; the sentence names it.
    """
    try:
        return settings.load(None, **given)
    except SettingInvalid as invalid:
        raise Misuse(f"{invalid}.") from invalid
