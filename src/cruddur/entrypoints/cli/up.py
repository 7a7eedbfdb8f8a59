"""`./cruddur up`: everything on this machine, ready to try."""

from pathlib import Path

import click
from rich_click import RichCommand

from cruddur.entrypoints.cli.configured import address_options, configured, data_dir_option
from cruddur.entrypoints.cli.program import program


@click.command(cls=RichCommand)
@address_options
@data_dir_option
@click.option("--cloud", is_flag=True, help="On DynamoDB, PostgreSQL and Redis, which are run on this machine too.")
@click.option("--empty", is_flag=True, help="Begin without demo people and conversations.")
def up(*, port: int | None, host: str | None, data_dir: Path | None, cloud: bool, empty: bool) -> None:
    """Run it all on this machine, with demo people.

    One process, one SQLite file; with --cloud the engines that a larger service runs on. A folder that holds no database gets three people and their conversations.
    The last line on stdout is `ready` and the address. Ctrl-C stops it; nothing that was sent is lost,
    however it stops.
    """
    settings = configured(port=port, host=host, data_dir=data_dir)
    program().up(settings, empty=empty, cloud=cloud)
