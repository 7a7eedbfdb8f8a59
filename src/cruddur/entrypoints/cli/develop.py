"""The commands that `./cruddur` itself runs, before Python: here only so that `--help` names them."""

import click
from rich_click import RichCommand

from cruddur.entrypoints.cli.failure import Misuse


@click.command(cls=RichCommand, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, metavar="[PYTEST ARGUMENT]…")
def test(arguments: tuple[str, ...]) -> None:
    """Run everything that CI runs, or pytest alone with the arguments given."""
    del arguments
    raise Misuse("`test` is run by the ./cruddur script of a source checkout.")


@click.command(cls=RichCommand)
def check() -> None:
    """Check format, lint, types, import rules, stacks and image, in under a minute."""
    raise Misuse("`check` is run by the ./cruddur script of a source checkout.")
