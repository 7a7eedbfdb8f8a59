"""`./cruddur serve`: the same doors as `up`, as they are configured."""

from pathlib import Path

import click
from rich_click import RichCommand

from cruddur.entrypoints.cli.configured import address_options, configured, data_dir_option
from cruddur.entrypoints.cli.program import program


@click.command(cls=RichCommand)
@address_options
@data_dir_option
def serve(*, port: int | None, host: str | None, data_dir: Path | None) -> None:
    """Run the server as it is configured.

    No demo people and no hints; settings come from the environment, and one that is missing is named.
    SIGTERM and Ctrl-C let running requests finish.
    """
    settings = configured(port=port, host=host, data_dir=data_dir)
    program().serve(settings)
