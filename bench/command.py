"""`./cruddur bench`: a fresh server on an empty folder, measured from outside."""

import sys
import tempfile
from pathlib import Path

import click
from rich_click import RichCommand, RichGroup

from bench.client import Refused
from bench.report import Report, as_json, show
from bench.scenario import PEOPLE_COUNT, TEXT_BYTES, Person, Scenario
from bench.server import RAISED_LIMITS, NotStarted, running, tokens
from cruddur.entrypoints.cli.failure import Failure


@click.group(cls=RichGroup, invoke_without_command=True)
@click.option("--seconds", type=click.FloatRange(0.1, 600), default=5.0, show_default=True, help="Time for each row.")
@click.option(
    "--depth",
    type=click.IntRange(100, 10_000_000),
    default=100_000,
    show_default=True,
    help="Messages in the conversation that is read deep.",
)
@click.option("--no-sockets", is_flag=True, help="Nobody has a live socket open: sends alone, without the pushes.")
@click.option("--json", "is_json", is_flag=True, help="One JSON document instead of a table.")
@click.pass_context
def bench(context: click.Context, *, seconds: float, depth: int, no_sockets: bool, is_json: bool) -> None:
    """Measure the whole path: real HTTP, durable answers.

    Starts a server of its own on a folder of its own, with rate limits lifted, and stops it again.
    The figures depend on the machine and on what else it does.
    """
    if context.invoked_subcommand is not None:
        return
    with tempfile.TemporaryDirectory(prefix="cruddur-bench-") as folder:
        try:
            report = measured(Path(folder), seconds=seconds, depth=depth, has_sockets=not no_sockets)
        except (NotStarted, Refused, ConnectionError) as wrong:
            raise Failure(f"nothing was measured: {wrong}.") from wrong
    if is_json:
        click.echo(as_json(report))
    else:
        show(report)


@bench.command(cls=RichCommand)
@click.option("--json", "is_json", is_flag=True, help="One JSON document instead of a table.")
def capacity(*, is_json: bool) -> None:
    """Count what each access pattern consumes in DynamoDB, beside its budget.

    On an engine of its own; the figures are the same on any machine.
    """
    import asyncio

    from bench.capacity import rows
    from cruddur.entrypoints.cli.operator import print_json, print_table

    with tempfile.TemporaryDirectory(prefix="cruddur-capacity-") as folder:
        found = asyncio.run(rows(Path(folder)))
    if is_json:
        print_json([row._asdict() for row in found])
        return
    columns = ("pattern", "read", "write", "budget", "the class's")
    lines = [(r.pattern, f"{r.read_units:g}", f"{r.write_units:g}", r.budget, r.original) for r in found]
    print_table(columns, lines)
    over = [row.pattern.strip() for row in found if not row.is_within]
    if over:
        raise Failure(f"beyond its budget: {', '.join(over)}.")


def measured(data_dir: Path, *, seconds: float, depth: int, has_sockets: bool) -> Report:
    """Run everything on an empty folder and return the report."""
    import uvloop

    from bench.people import add_people

    handles = [f"person-{number:02}" for number in range(PEOPLE_COUNT)]
    add_people(data_dir, handles)
    with running(data_dir) as server:
        started_mb = server.resident_mb()
        people = [Person(*pair) for pair in zip(handles, tokens(data_dir, handles), strict=True)]
        scenario = Scenario(server, people, seconds=seconds, depth=depth, has_sockets=has_sockets)
        rows, delivered = uvloop.run(scenario.run(_say))
        return Report(
            depth=depth,
            people=len(people),
            text_bytes=TEXT_BYTES,
            rate_limits=f"rate limits lifted ({', '.join(RAISED_LIMITS)})",
            started_mb=started_mb,
            after_mb=server.resident_mb(),
            measured=rows,
            delivered=delivered,
        )


def _say(what: str) -> None:
    """Tell a person at a terminal what is being measured."""
    if sys.stderr.isatty():
        click.echo(f"Measuring {what} …", err=True)
