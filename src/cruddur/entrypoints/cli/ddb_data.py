"""`./cruddur ddb seed | import`: fill the table."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich_click import RichCommand

from cruddur import bootstrap_operators
from cruddur.domain.ids import direct_group_uuid
from cruddur.domain.inbox import changes_for
from cruddur.entrypoints.cli.demo import script
from cruddur.entrypoints.cli.demo.seed import write
from cruddur.entrypoints.cli.failure import Misuse
from cruddur.entrypoints.cli.message_table import Where, in_words, on_table, person, units
from cruddur.entrypoints.cli.operator import print_json, print_table, run
from cruddur.ports import message_table
from cruddur.ports.message_table import Imported

PLAY = "harbour-print-fair"
"""About a hundred messages, a minute apart."""


@click.command(cls=RichCommand)
@click.option("--me", default="andrewbrown", show_default=True, metavar="HANDLE", help="Who speaks first.")
@click.option("--other", default="bayko", show_default=True, metavar="HANDLE", help="Who answers.")
@on_table
def seed(*, where: Where, me: str, other: str) -> None:
    """Write a conversation between two people.

    About a hundred messages of the recent past. People who have a conversation already keep it; a second time writes nothing.
    """
    if me == other:
        raise Misuse("--me and --other must be two people.")

    async def work() -> tuple[int, dict[str, Any]]:
        play = script.read(PLAY, now=bootstrap_operators.system_clock().now())
        async with where.open_people() as users:
            actors = [(await person(users, handle)).uuid for handle in (me, other)]
        async with where.open() as table:
            await table.create()
            before = table.consumed
            with _progress("messages", quiet=where.as_json):
                written = await write(play, dict(zip(play.people, actors, strict=True)), log=table.log)
            newest = await table.log.list_entries(direct_group_uuid(*actors), limit=20)
            await table.inbox.apply(changes_for(actors, newest.items))  # no projector may be running
            return written, units(before, table.consumed)

    written, consumed = run(work())
    if where.as_json:
        print_json({"messages": written, "consumed": consumed})
    elif written:
        click.echo(f"Wrote {written} messages between @{me} and @{other}. {in_words(consumed)}")
    else:
        click.echo("Nothing to do: they have a conversation already.")


@click.command("import", cls=RichCommand)
@click.argument("source", metavar="TABLE")
@click.option("--dry-run", is_flag=True, help="Say what would be carried over, and change nothing.")
@on_table
def import_(*, where: Where, source: str, dry_run: bool) -> None:
    """Carry over a table of the journals' format.

    TABLE is beside ours. Its messages become logs here, in the order of time; two conversations of one pair become
    one. What cannot be carried over is listed with the reason. A second time changes nothing.
    """

    async def work() -> tuple[Imported, dict[str, Any]]:
        async with where.open() as table:
            if not dry_run:
                await table.create()
            before = table.consumed
            with _progress("conversations", quiet=where.as_json) as progress:
                imported = await table.import_from(source, dry_run=dry_run, progress=progress)
            return imported, units(before, table.consumed)

    imported, consumed = run(work())
    if where.as_json:
        report = {**imported._asdict(), "unfit": [unfit._asdict() for unfit in imported.unfit]}
        print_json({**report, "dry_run": dry_run, "consumed": consumed})
        return
    if imported.unfit:
        print_table(("not carried over", "", "why"), [(each.pk, each.sk, each.reason) for each in imported.unfit])
    verb = "Would carry over" if dry_run else "Carried over"
    known = f", {imported.known:,} were here already" if imported.known else ""
    groups = len(set(imported.groups.values()))
    click.echo(f"{verb} {imported.messages:,} messages of {groups:,} conversations{known}.")
    click.echo(f"{len(imported.unfit):,} items could not be carried over. {in_words(consumed)}")


@contextmanager
def _progress(what: str, *, quiet: bool) -> Generator[message_table.Progress, None, None]:
    """Show on stderr how far the work is."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
