"""`./cruddur project`: the projector as a process of its own."""

from pathlib import Path

import click
from rich_click import RichCommand

from cruddur.entrypoints.cli.configured import configured, data_dir_option
from cruddur.entrypoints.cli.program import program


@click.command(cls=RichCommand)
@data_dir_option
def project(*, data_dir: Path | None) -> None:
    """Carry DynamoDB's change stream into inboxes, without a Lambda.

    Goes on where the last one has stopped, however it stopped. Servers project as well, unless they are told
    CRUDDUR_PROJECTOR=elsewhere; several at once are harmless, and dearer.
    """
    program().project(configured(data_dir=data_dir))
