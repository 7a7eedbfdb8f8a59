"""The price of a page in a log that really is so long: `./cruddur bench capacity --depth 100000`.

The entries are the engine's own items, loaded 25 at a time past the append, which would take a while.
"""

import asyncio

from bench.capacity import BEGIN, Conversation, Row
from cruddur.adapters.dynamodb import items
from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.domain.entry import Entry, Head, next_entry
from cruddur.domain.ids import Seq
from cruddur.domain.page import LogPage

MOST_READ_UNITS = 3.5
_BATCH = 25
_AT_ONCE = 4


async def rows_of_a_long_log(engine: DynamoEngine, depth: int) -> list[Row]:
    """Load a log of `depth` entries, and read fifty of 300 bytes at its head, its middle and its beginning."""
    conversation = Conversation(engine)
    await conversation.begin()
    await _load(conversation, depth)
    log, group = engine.log, conversation.group.uuid
    found: list[Row] = []
    for name, before in (("newest", None), ("halfway down", Seq(depth // 2)), ("oldest", Seq(51))):
        with engine.meter.measure() as capacity:
            page = await log.list_entries(group, before=before, limit=50)
        _see(page, last=depth if before is None else before - 1)
        calls = ", ".join(f"{count} {each}" for each, count in sorted(capacity.calls.items()))
        pattern = f"A  50 of {depth:,} messages, {name}"
        is_within = capacity.read_units <= MOST_READ_UNITS
        found.append(Row(pattern, calls, capacity.read_units, 0, f"{MOST_READ_UNITS:g} read", is_within))
    return found


async def _load(conversation: Conversation, depth: int) -> None:
    engine, draft = conversation.engine, conversation.draft(BEGIN)
    batches = [range(first, min(first + _BATCH, depth + 1)) for first in range(2, depth + 1, _BATCH)]
    turns = asyncio.Semaphore(_AT_ONCE)

    async def put(seqs: range) -> None:
        lines = [next_entry(draft, Head(Seq(seq - 1), BEGIN, Seq(0))) for seq in seqs]
        async with turns:
            answer = await engine.client.call(
                "BatchWriteItem",
                RequestItems={engine.table: [{"PutRequest": {"Item": items.entry_item(line)}} for line in lines]},
            )
        if answer.get("UnprocessedItems"):
            raise AssertionError("the log has holes: the service did not take a whole batch")

    await asyncio.gather(*(put(batch) for batch in batches))


def _see(page: LogPage[Entry], *, last: int) -> None:
    if [entry.seq for entry in page.items] != list(range(last - 49, last + 1)):
        raise AssertionError("the page is not the one that is measured")
