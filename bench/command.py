"""`./cruddur bench`: a fresh server on an empty folder, measured from outside."""

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import click
from rich_click import RichCommand, RichGroup

from bench.aims import aims
from bench.client import Refused
from bench.report import Crowd, Report, as_json, show
from bench.scenario import PEOPLE_COUNT, TEXT_BYTES, WRITER_COUNT, Figures, Person, Scenario
from bench.server import RAISED_LIMITS, NotStarted, running, tokens
from cruddur.entrypoints.cli.failure import Failure

_READERS = [f"person-{number:02}" for number in range(PEOPLE_COUNT)]
_WRITERS = [f"writer-{number:02}" for number in range(WRITER_COUNT)]
_HOARDER = "hoarder"


if TYPE_CHECKING:
    from bench.calls import Calls
    from bench.capacity import Row


@click.group(cls=RichGroup, invoke_without_command=True)
@click.option("--seconds", type=click.FloatRange(0.1, 600), default=5.0, show_default=True, help="Time for each row.")
@click.option(
    "--depth",
    type=click.IntRange(100, 10_000_000),
    default=100_000,
    show_default=True,
    help="Messages in the conversation that is read deep.",
)
@click.option(
    "--conversations",
    type=click.IntRange(20, 100_000),
    default=5000,
    show_default=True,
    help="Of the person whose inbox is a large one.",
)
@click.option(
    "--crowd", type=click.IntRange(0, 10_000), default=1000, show_default=True, help="Sockets that one message goes to."
)
@click.option(
    "--column",
    type=click.Choice(("one", "cloud")),
    default="one",
    show_default=True,
    help="SQLite; or DynamoDB, PostgreSQL and Redis on this machine: sends and newest pages.",
)
@click.option("--no-sockets", is_flag=True, help="Nobody has a live socket open: sends alone, without the pushes.")
@click.option("--json", "is_json", is_flag=True, help="One JSON document instead of a table.")
@click.pass_context
def bench(
    context: click.Context,
    *,
    seconds: float,
    depth: int,
    conversations: int,
    crowd: int,
    column: Literal["one", "cloud"],
    no_sockets: bool,
    is_json: bool,
) -> None:
    """Measure the whole path: real HTTP, durable answers.

    Starts a server of its own on a folder of its own, with rate limits lifted, and stops it again.
    The figures depend on the machine and on what else it does.
    """
    if context.invoked_subcommand is not None:
        return
    with tempfile.TemporaryDirectory(prefix="cruddur-bench-") as folder:
        try:
            if column == "cloud":
                report = measured_on_cloud(Path(folder), seconds=seconds, has_sockets=not no_sockets)
            else:
                sizes = Sizes(depth, conversations, 0 if no_sockets else crowd)
                report = measured(Path(folder), sizes, seconds=seconds, has_sockets=not no_sockets)
        except (NotStarted, Refused, ConnectionError) as wrong:
            raise Failure(f"nothing was measured: {wrong}.") from wrong
    if is_json:
        click.echo(as_json(report, aims(report)))
    else:
        show(report, aims(report))


@bench.command(cls=RichCommand)
@click.option(
    "--depth",
    type=click.IntRange(200, 1_000_000),
    help="Also read in a log that really holds so many messages. Loading 100,000 takes a minute or two.",
)
@click.option("--json", "is_json", is_flag=True, help="One JSON document instead of a table.")
def capacity(*, depth: int | None, is_json: bool) -> None:
    """Count what each access pattern consumes in DynamoDB, beside its budget, and the calls of a mixed load.

    On an engine of its own; the figures are the same on any machine.
    """
    import asyncio

    from bench.calls import MOST_CALLS
    from cruddur.entrypoints.cli.operator import print_json, print_table

    with tempfile.TemporaryDirectory(prefix="cruddur-capacity-") as folder:
        found, load = asyncio.run(_counted(Path(folder), depth))
    over = [row.pattern.strip() for row in found if not row.is_within] + ["calls a request"] * (not load.is_within)
    if is_json:
        print_json(
            {
                "patterns": [row._asdict() for row in found],
                "mixed_load": load._asdict() | {"calls_per_request": load.per_request},
            }
        )
        return
    columns = ("pattern", "read", "write", "budget", "the class's")
    lines = [(r.pattern, f"{r.read_units:g}", f"{r.write_units:g}", r.budget, r.original) for r in found]
    print_table(columns, lines)
    click.echo(
        f"\n{load.per_request:.3f} calls a request over {sum(load.requests.values())} mixed requests "
        f"(at most {MOST_CALLS:g}); {load.requests['send']} sends were "
        + ", ".join(f"{count} {operation}" for operation, count in sorted(load.send_calls.items()))
    )
    if over:
        raise Failure(f"beyond its budget: {', '.join(over)}.")


class Sizes(NamedTuple):
    """How much there is of everything; a crowd of 0 is left out."""

    depth: int
    conversations: int
    crowd: int


async def _counted(folder: Path, depth: int | None) -> "tuple[list[Row], Calls]":
    """Count everything on an engine of its own in `folder`."""
    from bench.calls import mixed_load
    from bench.capacity import PATTERNS, engine_on, measure
    from bench.long_log import rows_of_a_long_log

    async with engine_on(folder) as engine:
        found = [await measure(pattern, engine) for pattern in PATTERNS]
        if depth is not None:
            found += await rows_of_a_long_log(engine, depth)
        return found, await mixed_load(engine)


def measured(data_dir: Path, sizes: Sizes, *, seconds: float, has_sockets: bool) -> Report:
    """Run everything on an empty folder and return the report."""
    import uvloop

    from bench.crowd import MEMBERS, measure_crowd
    from bench.people import add_conversations, add_group, add_people

    members = [f"member-{number:03}" for number in range(MEMBERS if sizes.crowd else 0)]
    _say("people and conversations, which are made first")
    add_people(data_dir, [*_READERS, *_WRITERS, _HOARDER, *members])
    add_conversations(data_dir, _HOARDER, sizes.conversations)
    group_uuid = add_group(data_dir, members) if members else ""
    with running(data_dir) as server:
        started_mb = server.resident_mb()
        people = _people(data_dir)
        hoarder = Person(_HOARDER, tokens(data_dir, [_HOARDER])[0])
        scenario = Scenario(
            server, *people, seconds=seconds, depth=sizes.depth, has_sockets=has_sockets, hoarder=hoarder
        )
        figures = uvloop.run(scenario.run(_say))
        after_mb = server.resident_mb()
        crowd = None
        if members:
            _say(f"{sizes.crowd:,} sockets")
            their_tokens = tokens(data_dir, members)
            crowd = uvloop.run(measure_crowd(server, their_tokens, group_uuid, sockets=sizes.crowd))
        return _report(figures, sizes, "one", (started_mb, after_mb), crowd)


def measured_on_cloud(folder: Path, *, seconds: float, has_sockets: bool) -> Report:
    """Run sends and newest pages on the right column's engines, and return the report; its CPU is our process's."""
    import uvloop

    from bench.people import add_people_to
    from cruddur import bootstrap, bootstrap_operators, settings

    chosen = settings.load({}, data_dir=folder)
    try:
        with bootstrap_operators.engines_on_this_machine(chosen) as right:
            named = right.settings
            environment = {
                "AWS_ENDPOINT_URL_DYNAMODB": named.dynamodb_url or "",
                "CONNECTION_URL": named.connection_url or "",
                "CRUDDUR_REDIS_URL": named.redis_url or "",
            }
            add_people_to(named, [*_READERS, *_WRITERS])
            with running(folder, command=("serve",), environment=environment) as server:
                started_mb = server.resident_mb()
                people = _people(folder, environment)
                scenario = Scenario(server, *people, seconds=seconds, depth=0, has_sockets=has_sockets)
                figures = uvloop.run(scenario.run_sends(_say))
                return _report(figures, Sizes(0, 0, 0), "cloud", (started_mb, server.resident_mb()), None)
    except bootstrap.CannotOpen as refused:
        raise Failure(str(refused)) from refused


def _people(data_dir: Path, environment: Mapping[str, str] | None = None) -> tuple[list[Person], list[Person]]:
    """Return those who are written to, and those who write."""
    handles = [*_READERS, *_WRITERS]
    found = [Person(*pair) for pair in zip(handles, tokens(data_dir, handles, environment), strict=True)]
    return found[:PEOPLE_COUNT], found[PEOPLE_COUNT:]


def _report(
    figures: Figures, sizes: Sizes, column: str, memory_mb: tuple[float | None, float | None], crowd: Crowd | None
) -> Report:
    return Report(
        column=column,
        depth=sizes.depth,
        conversations=sizes.conversations,
        people=PEOPLE_COUNT,
        text_bytes=TEXT_BYTES,
        rate_limits=f"rate limits lifted ({', '.join(RAISED_LIMITS)})",
        started_mb=memory_mb[0],
        after_mb=memory_mb[1],
        measured=figures.measured,
        delivered=figures.delivered,
        idle_cpu_ms_per_s=figures.idle_cpu_ms_per_s,
        crowd=crowd,
    )


def _say(what: str) -> None:
    """Tell a person at a terminal what is being measured."""
    if sys.stderr.isatty():
        click.echo(f"Measuring {what} …", err=True)
