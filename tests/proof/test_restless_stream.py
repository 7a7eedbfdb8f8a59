"""The disorder that trials put into change streams stays within what the port allows."""

import random

from cruddur.domain import instant
from cruddur.domain.entry import Entry
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid
from cruddur.ports.change_stream import Changes
from tests.proof.restless_stream import RestlessStream

AT = instant.parse("2026-12-31T23:59:59Z")
RECORDS = [
    Entry(
        GroupUuid("g"),
        Seq(seq),
        "text",
        MessageUuid(str(seq)),
        UserUuid("u"),
        "hello",
        AT,
        rev=rev,
    )
    for seq in range(1, 101)
    for rev in (0, 1)
]


class Orderly:
    """Ten records a read, each once."""

    def __init__(self) -> None:
        self.saved: list[str] = []
        self._next = 0

    async def read(self, *, limit: int) -> Changes:
        self._next += limit
        return Changes(RECORDS[self._next - limit : self._next], str(self._next))

    async def save(self, position: str) -> None:
        self.saved.append(position)


async def test_nothing_is_missing_much_comes_again_and_versions_follow_each_other() -> None:
    inner = Orderly()
    stream = RestlessStream(inner, random.Random(1))
    read: list[Entry] = []
    for _ in range(len(RECORDS) // 10):
        changes = await stream.read(limit=10)
        for entry in RECORDS:
            versions = [record.rev for record in changes.records if record.seq == entry.seq]
            assert versions == sorted(versions)
        read += changes.records
        await stream.save(changes.position)
    assert set(read) == set(RECORDS)
    assert len(read) > len(RECORDS)
    assert read != sorted(read, key=lambda record: record.seq)
    assert inner.saved[-1] == str(len(RECORDS))
