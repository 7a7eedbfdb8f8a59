"""What the operator's commands share: options, a typed confirmation, and output for people or for machines.

For people: sentences and tables on stdout, progress on stderr. With `--json`: one document on stdout, nothing else.
"""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.table import Table

from cruddur.domain.errors import Refusal
from cruddur.entrypoints.cli.failure import Failure, Misuse
from cruddur.ports.operations import OperationFailed

Answer = TypeVar("Answer")
Command = TypeVar("Command", bound=Callable[..., Any])


def prod_option(command: Command) -> Command:
    """`--prod`, as `prod: bool`."""
    return click.option("--prod", is_flag=True, help="Not this machine's: what the environment points at.")(command)


def json_option(command: Command) -> Command:
    """`--json`, as `as_json: bool`."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document, for machines.")(command)


def yes_option(command: Command) -> Command:
    """`--yes`, as `yes: bool`."""
    return click.option("--yes", is_flag=True, help="Do not ask for the name to be typed.")(command)


def run(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run a command's work to its end.

    Raises:
        Failure: what could not be done, as one sentence.
    """
    try:
        return asyncio.run(work)
    except OperationFailed as failed:
        raise Failure(f"{failed}.") from failed
    except Refusal as refused:
        raise Failure(f"refused: {refused.code}.") from refused


def confirm(name: str, *, does: str, yes: bool) -> None:
    """Have the name of what is to be destroyed typed.

    Args:
        does: what is going to happen, as a sentence without its full stop.
    Raises:
        Misuse: another word was typed; nothing was done.
    """
    if yes:
        return
    click.echo(f"{does}.", err=True)
    try:
        typed: str = click.prompt(f"Type {name} to go on", default="", show_default=False, err=True)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        raise Misuse("nobody is there to type the name; say --yes if it is meant.") from None
    if typed.strip() != name:
        raise Misuse(f"that is not {name}; nothing was done.")


def print_json(document: object) -> None:
    """Print one document on stdout."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their columns' names; piped somewhere, no line is cut."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console = Console()
    width = console.width if console.is_terminal else 10_000
    console.print(table, width=width, soft_wrap=not console.is_terminal, markup=False, highlight=False)
