"""`./cruddur token`: what a script needs to speak for a person."""

from pathlib import Path

import click
from rich_click import RichCommand

from cruddur.domain.errors import UserNotFound
from cruddur.entrypoints.cli.configured import configured, data_dir_option
from cruddur.entrypoints.cli.failure import Failure
from cruddur.entrypoints.cli.program import program


@click.command(cls=RichCommand)
@click.argument("handles", nargs=-1, required=True, metavar="HANDLE…")
@data_dir_option
def token(*, handles: tuple[str, ...], data_dir: Path | None) -> None:
    """Print bearer tokens for people, one a line.

    Made by the built-in sign-in provider of the data folder, good for an hour; works while the server runs.

    Example: curl -H "Authorization: Bearer $(./cruddur token bayko)" http://127.0.0.1:8080/api/message_groups
    """
    settings = configured(data_dir=data_dir)
    try:
        tokens = program().make_tokens(settings, handles)
    except UserNotFound as unknown:
        raise Failure(f"nobody here has the handle {unknown.args[0] if unknown.args else handles[0]}.") from unknown
    for each in tokens:
        click.echo(each)
