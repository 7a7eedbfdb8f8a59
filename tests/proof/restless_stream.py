"""A change stream as bad as its contract allows: what was read comes again, and in another order."""

import random
from collections import deque
from typing import Any

from cruddur.domain.entry import Entry
from cruddur.ports.change_stream import Changes, ChangeStream

REPEATED = 0.3
"""The share of reads that bring old records along."""

REMEMBERED = 200


class RestlessStream:
    """See `ports.change_stream.ChangeStream`. New records come with old ones, shuffled among them."""

    def __init__(self, inner: ChangeStream, chance: random.Random) -> None:
        self._inner = inner
        self._chance = chance
        self._old: deque[Entry] = deque(maxlen=REMEMBERED)

    async def read(self, *, limit: int) -> Changes:
        """See the port."""
        changes = await self._inner.read(limit=limit)
        records = list(changes.records)
        if self._old and self._chance.random() < REPEATED:
            records += self._chance.sample(list(self._old), k=min(len(self._old), 20))
        self._chance.shuffle(records)
        self._old += changes.records
        return Changes(_versions_in_order(records), changes.position)

    async def save(self, position: str) -> None:
        """See the port."""
        await self._inner.save(position)


def _versions_in_order(records: list[Entry]) -> list[Entry]:
    """Let the versions of one entry follow each other, as every stream of a table does."""
    versions: dict[tuple[str, int], list[Entry]] = {}
    for record in sorted(records, key=lambda record: record.rev):
        versions.setdefault((record.message_group_uuid, record.seq), []).append(record)
    return [versions[record.message_group_uuid, record.seq].pop(0) for record in records]


def install(engine: Any) -> None:
    """Have every reader of an engine's class read such a stream."""
    changes = engine.changes

    def restless(self: Any, consumer: str) -> RestlessStream:
        return RestlessStream(changes(self, consumer), random.Random(consumer))

    engine.changes = restless
