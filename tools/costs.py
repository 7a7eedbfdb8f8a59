"""Write docs/costs.md: what a million messages cost, from units that a DynamoDB API counts for the purpose.

    .venv/bin/python -m tools.costs

Units are measured here and now and are the same on any machine; prices are public ones, each with its date and place.
A test compares the page with what this would write.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench.capacity import engine_on
from cruddur.adapters.dynamodb.capacity import Capacity
from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.adapters.local.clock import SystemClock
from cruddur.adapters.local.random import SystemRandom
from cruddur.adapters.local.silent_bus import SilentBus
from cruddur.domain import instant
from cruddur.domain.entry import Draft, Entry
from cruddur.domain.group import Group, GroupKind, Member, Role
from cruddur.domain.ids import GroupUuid, Seq, UserUuid, direct_group_uuid
from cruddur.domain.instant import Instant
from cruddur.entrypoints.metrics.door import READ_UNIT_PRICE_USD, WRITE_UNIT_PRICE_USD
from cruddur.usecases.project_inbox import ProjectInbox

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "costs.md"

SIZES = (2, 20)
BATCHES = (1, 5, 20)
TEXT = "m" * 300
BEGIN = instant.parse("2026-03-01T12:00:10Z")
LATER = instant.parse("2026-03-01T12:05:10Z")
MILLION = 1e6
HOURS = 730.0
"""In a month."""

LAMBDA_CALL_USD = 0.20e-6
LAMBDA_GB_S_USD = 0.0000133334
LAMBDA_GB = 0.5
LAMBDA_S = 0.05
"""How long a batch takes: a guess, on the large side of what was seen on the emulator; it cannot be measured here."""

ABLY_MESSAGE_USD = 2.50e-6
PUBNUB_REPLICATED_USD = 0.000123
PUBNUB_EDGE_USD = 0.000033

FIXED = (
    (
        "two servers (1 vCPU, 2 GB, arm64)",
        2 * (0.03238 + 2 * 0.00356),
        "Fargate, 0.03238 a vCPU-hour, 0.00356 a GB-hour",
    ),
    ("four public IPv4 addresses", 4 * 0.005, "two servers, two of the balancer; 0.005 an hour"),
    ("load balancer", 0.0225 + 0.008, "0.0225 an hour and one capacity unit"),
    (
        "PostgreSQL awake all the time at its least",
        0.5 * 0.12,
        "Aurora Serverless v2, half a capacity unit, 0.12 an hour",
    ),
)
"""What runs whether anybody writes or not: (what, dollars an hour, how)."""


class Batch(NamedTuple):
    """What was consumed, per message, when messages of one conversation are carried `k` at a time.

    Attributes:
        read: by every other member, who marks it read once a batch.
    """

    size: int
    k: int
    write_units: float
    read_units: float
    read_write_units: float


async def measured(engine: DynamoEngine, size: int, k: int) -> Batch:
    """Send `k` messages, carry them in one batch, some minutes after the last ones, and have them read."""
    group = await _begun(engine, size)
    author, *others = group.members
    with engine.meter.measure() as spent:
        entries = [await _said(engine, group, author, LATER) for _ in range(k)]
        lambda_engine = DynamoEngine(  # a process that remembers nothing, as a function's does after two seconds
            engine.client, table=engine.table, clock=SystemClock(), random=SystemRandom(), deadline_s=30
        )
        await ProjectInbox(groups=lambda_engine.groups, inbox=engine.inbox, bus=SilentBus())(entries)
    with engine.meter.measure() as reading:
        for other in others:
            await engine.inbox.mark_read(other, group.uuid, entries[-1].seq)
    _see_that_nothing_was_refused(spent, reading)
    return Batch(size, k, spent.write_units / k, spent.read_units / k, reading.write_units / k)


def _see_that_nothing_was_refused(*spent: Capacity) -> None:
    if any(each.refused or each.lost for each in spent):
        raise AssertionError("the batch is not the one that is measured")


async def _begun(engine: DynamoEngine, size: int) -> Group:
    """A conversation of `size` people with its first line."""
    chance = SystemRandom()
    people = [chance.user_uuid() for _ in range(size)]
    is_direct = size == 2
    place = Member(Role.MEMBER, Seq(0 if is_direct else 1))
    group = Group(
        uuid=GroupUuid(direct_group_uuid(people[0], people[1])) if is_direct else GroupUuid(chance.group_uuid()),
        kind=GroupKind.DIRECT if is_direct else GroupKind.GROUP,
        title=None if is_direct else "Team",
        members=dict.fromkeys(people, place) | ({} if is_direct else {people[0]: place._replace(role=Role.OWNER)}),
        membership_seq=Seq(0 if is_direct else 1),
        created_at=BEGIN,
        created_by=people[0],
    )
    if is_direct:
        await engine.log.start_direct(_draft(group, people[0], BEGIN), group)
    else:
        await engine.log.start_group(group, message_uuid=chance.message_uuid())
    return group


async def _said(engine: DynamoEngine, group: Group, author: UserUuid, at: Instant) -> Entry:
    return (await engine.log.append(_draft(group, author, at), after_seq=None)).entry


def _draft(group: Group, author: UserUuid, at: Instant) -> Draft:
    return Draft(group.uuid, author, SystemRandom().message_uuid(), TEXT, at)


async def batches(folder: Path) -> list[Batch]:
    """Measure every size and batch on an engine of its own in `folder`."""
    async with engine_on(folder) as engine:
        return [await measured(engine, size, k) for size in SIZES for k in BATCHES]


# --- prices, in dollars a million messages


def dynamodb(batch: Batch) -> float:
    """What is sent and carried."""
    return (batch.write_units * WRITE_UNIT_PRICE_USD + batch.read_units * READ_UNIT_PRICE_USD) * MILLION


def reading(batch: Batch) -> float:
    """What marking it read adds, by everybody else, once a batch."""
    return batch.read_write_units * WRITE_UNIT_PRICE_USD * MILLION


def functions(batch: Batch) -> float:
    """One invocation a batch."""
    return (LAMBDA_CALL_USD + LAMBDA_S * LAMBDA_GB * LAMBDA_GB_S_USD) / batch.k * MILLION


def original_units(size: int) -> int:
    """The class's design: the message, and a row per member deleted and inserted, in the table and in its index."""
    return 1 + 4 * size


def original(size: int) -> float:
    """The class's design, whatever the batch: every record is handled by itself."""
    return original_units(size) * WRITE_UNIT_PRICE_USD * MILLION


def ably(size: int) -> float:
    """One published, one delivered to each other member."""
    return size * ABLY_MESSAGE_USD * MILLION


def pubnub(size: int) -> float:
    """One replicated transaction, one edge transaction for each other member."""
    return (PUBNUB_REPLICATED_USD + (size - 1) * PUBNUB_EDGE_USD) * MILLION


# --- the page


def messages_table(found: Sequence[Batch]) -> str:
    """A million messages, by size and batch."""
    heads = ("k", "write units a message", "DynamoDB", "Lambda", "**sent and carried**", "and marked read by all")
    lines = [
        f"| conversation | {' | '.join(heads)} | the class's design | Ably | PubNub |",
        f"|---|{'---:|' * (len(heads) + 3)}",
    ]
    for batch in found:
        name = "1:1" if batch.size == 2 else f"group of {batch.size}"
        carried = dynamodb(batch) + functions(batch)
        cells = [
            name,
            str(batch.k),
            f"{batch.write_units:.2f}",
            *(f"{price:.2f}" for price in (dynamodb(batch), functions(batch))),
            f"**{carried:.2f}**",
            *(f"{price:.2f}" for price in (carried + reading(batch), original(batch.size), ably(batch.size))),
            f"{pubnub(batch.size):.2f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def fixed_table() -> str:
    """What runs all the time, by the month."""
    lines = ["| | dollars a month | of what |", "|---|---:|---|"]
    lines += [f"| {what} | {an_hour * HOURS:.0f} | {how} |" for what, an_hour, how in FIXED]
    lines.append(f"| **in all** | **{sum(an_hour for _, an_hour, _ in FIXED) * HOURS:.0f}** | |")
    return "\n".join(lines)


def filled(page: str, found: Sequence[Batch]) -> str:
    """Return the page with both tables between their marks."""
    for name, table in (("messages", messages_table(found)), ("fixed", fixed_table())):
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, _, rest = page.partition(begin)
        _, _, after = rest.partition(end)
        page = f"{before}{begin}{table}\n{end}{after}"
    return page


def main() -> None:
    """Write the page."""
    with tempfile.TemporaryDirectory(prefix="cruddur-costs-") as folder:
        found = asyncio.run(batches(Path(folder)))
    PAGE.write_text(filled(PAGE.read_text("utf-8"), found), "utf-8")


if __name__ == "__main__":
    main()
