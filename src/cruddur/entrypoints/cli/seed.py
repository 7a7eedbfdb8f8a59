"""`./cruddur seed`: the demo people and conversations, into a folder that has none."""

from pathlib import Path

import click
from rich_click import RichCommand

from cruddur.entrypoints.cli.configured import configured, data_dir_option
from cruddur.entrypoints.cli.program import program


@click.command(cls=RichCommand)
@data_dir_option
def seed(*, data_dir: Path | None) -> None:
    """Write the demo people and conversations.

    What is there already is left as it is: a second time writes nothing. Not while a server uses the folder.
    """
    settings = configured(data_dir=data_dir)
    count = program().seed(settings)
    click.echo(f"Wrote {count} messages." if count else "Nothing to do: it is all there.")
