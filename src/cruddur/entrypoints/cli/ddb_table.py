"""`./cruddur ddb schema-load | list-tables | drop | scan`."""

import json
from collections.abc import Mapping
from typing import Any

import click
from rich_click import RichCommand

from cruddur.entrypoints.cli.message_table import Where, in_words, on_table, units
from cruddur.entrypoints.cli.operator import confirm, print_json, print_table, run, yes_option
from cruddur.ports.message_table import TableState


@click.command("schema-load", cls=RichCommand)
@on_table
def schema_load(*, where: Where) -> None:
    """Make the table, with its index and its stream.

    Waits until it can be used. A table that is there stays as it is. On demand, with point-in-time recovery and
    time-to-live where the service offers them.
    """

    async def work() -> tuple[str, str, bool]:
        async with where.open() as table:
            return table.name, table.address, await table.create()

    name, address, created = run(work())
    if where.as_json:
        print_json({"table": name, "address": address, "created": created})
    else:
        click.echo(f"Created {name} at {address}." if created else f"{name} is there already, at {address}.")


@click.command("list-tables", cls=RichCommand)
@on_table
def list_tables(*, where: Where) -> None:
    """List every table.

    The service counts items and bytes only now and then.
    """

    async def work() -> tuple[str, list[TableState]]:
        async with where.open() as table:
            return table.address, await table.list_tables()

    address, states = run(work())
    if where.as_json:
        print_json([state._asdict() for state in states])
    elif not states:
        click.echo(f"No tables at {address}.")
    else:
        rows = [(state.name, state.status, f"{state.item_count:,}", f"{state.size_bytes:,}") for state in states]
        print_table(("table", "status", "items", "bytes"), rows)


@click.command(cls=RichCommand)
@click.argument("name")
@yes_option
@on_table
def drop(*, where: Where, name: str, yes: bool) -> None:
    """Remove a table with everything in it.

    Asks for the name to be typed again. Of an engine on this machine, the table's stream goes too.
    """

    async def work() -> bool:
        async with where.open() as table:
            confirm(name, does=f"This removes the table {name} at {table.address} with every message in it", yes=yes)
            return await table.drop(name)

    dropped = run(work())
    if where.as_json:
        print_json({"table": name, "dropped": dropped})
    else:
        click.echo(f"Dropped {name}." if dropped else f"There is no {name}.")


@click.command(cls=RichCommand)
@click.option("--limit", type=click.IntRange(1), metavar="COUNT", help="At most so many items.  [default: all]")
@on_table
def scan(*, where: Where, limit: int | None) -> None:
    """Print every item.

    Reads the whole table: on AWS that costs half a read unit for every 4 KB.
    """

    async def work() -> tuple[list[Mapping[str, Any]], dict[str, Any]]:
        async with where.open() as table:
            before = table.consumed
            items = [item async for item in table.scan(limit=limit)]
            return items, units(before, table.consumed)

    items, consumed = run(work())
    if where.as_json:
        print_json({"items": items, "consumed": consumed})
        return
    print_table(("pk", "sk", "item"), [(str(item["pk"]), str(item["sk"]), _rest(item)) for item in items])
    click.echo(f"{len(items):,} items. {in_words(consumed)}", err=True)


def _rest(item: Mapping[str, Any]) -> str:
    """What an item holds beside its key, the text first."""
    rest = {name: value for name, value in item.items() if name not in ("pk", "sk")}
    first = {"message": rest.pop("message")} if "message" in rest else {}
    return "  ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in {**first, **rest}.items())
