"""Reading DynamoDB Streams: parents before children, places that are kept, iterators that expire, a horizon that moves."""

import asyncio
import random
from collections.abc import Coroutine
from typing import Any

import pytest

from cruddur.adapters.dynamodb import items
from cruddur.adapters.dynamodb.change_stream import DynamoChangeStream, Signal
from cruddur.domain.entry import Entry, Kind
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid
from cruddur.domain.instant import Instant
from tests.simulation import virtual_time
from tests.simulation.model_store import ModelStore
from tests.simulation.model_stream import ModelStream

GROUP = GroupUuid("00000000-0000-4000-8000-000000000001")
ANN = UserUuid("00000000-0000-4000-8000-000000000002")
MESSAGE = MessageUuid("00000000-0000-7000-8000-000000000003")


def an_entry(seq: int, rev: int = 0) -> Entry:
    return Entry(GROUP, Seq(seq), Kind.TEXT, MESSAGE, ANN, "x", Instant("2026-03-01T12:00:00.000000Z"), rev=rev)


class Scene:
    """A stream with one shard, and readers of it."""

    def __init__(self) -> None:
        self.stream = ModelStream(ModelStore(random.Random(1)))
        self.stream.open_shard("a")
        self.stored = Signal()

    def reader(self) -> DynamoChangeStream:
        """A process that begins where the last one has saved."""
        return DynamoChangeStream(self.stream, "t", "projector", self.stored)

    def put(self, shard: str, *seqs: int) -> None:
        for seq in seqs:
            self.stream.put(shard, items.entry_item(an_entry(seq)))


async def _drain(reader: DynamoChangeStream, *, limit: int = 1000, save: bool = True) -> list[int]:
    """Everything that is there, by seq."""
    seqs: list[int] = []
    try:
        while True:
            async with asyncio.timeout(5):
                changes = await reader.read(limit=limit)
            seqs += [record.seq for record in changes.records]
            if save:
                await reader.save(changes.position)
    except TimeoutError:
        return seqs


def _run(work: Coroutine[Any, Any, None]) -> None:
    virtual_time.run(work)


def test_a_shard_hands_over_to_its_children_only_when_it_is_read_to_the_end() -> None:
    async def work() -> None:
        scene = Scene()
        scene.put("a", 1, 2, 3)
        reader = scene.reader()
        assert await _drain(reader, limit=2) == [1, 2, 3]
        scene.put("a", 4)
        scene.stream.open_shard("b", parent="a")
        scene.stream.open_shard("c", parent="a")
        scene.put("b", 5, 6)
        scene.put("c", 7)
        seqs = await _drain(reader, limit=1)
        assert seqs[0] == 4
        assert sorted(seqs) == [4, 5, 6, 7]
        assert seqs.index(5) < seqs.index(6)

    _run(work())


def test_a_process_that_comes_late_reads_parents_before_children() -> None:
    async def work() -> None:
        scene = Scene()
        scene.put("a", 1, 2, 3)
        scene.stream.open_shard("b", parent="a")
        scene.put("b", 4)
        assert await _drain(scene.reader(), limit=1) == [1, 2, 3, 4]

    _run(work())


def test_a_new_process_goes_on_where_the_old_one_has_saved() -> None:
    async def work() -> None:
        scene = Scene()
        scene.put("a", 1, 2)
        assert await _drain(scene.reader()) == [1, 2]
        scene.put("a", 3)
        scene.stream.open_shard("b", parent="a")
        scene.put("b", 4)
        assert await _drain(scene.reader()) == [3, 4]
        assert await _drain(scene.reader()) == []
        scene.put("b", 5)
        assert await _drain(scene.reader()) == [5]

    _run(work())


def test_what_was_not_saved_comes_again() -> None:
    async def work() -> None:
        scene = Scene()
        scene.put("a", 1, 2)
        assert await _drain(scene.reader(), save=False) == [1, 2]
        assert await _drain(scene.reader(), save=False) == [1, 2]

    _run(work())


def test_an_expired_iterator_is_renewed_in_place() -> None:
    async def work() -> None:
        scene = Scene()
        scene.put("a", 1, 2)
        reader = scene.reader()
        assert await _drain(reader) == [1, 2]
        scene.stream.expire_iterators()
        scene.put("a", 3)
        assert await _drain(reader) == [3]

    _run(work())


def test_a_reader_that_stood_too_long_takes_the_oldest_that_is_left() -> None:
    async def work() -> None:
        scene = Scene()
        scene.put("a", 1)
        assert await _drain(scene.reader()) == [1]
        scene.put("a", 2, 3, 4)
        scene.stream.trim("a", keep=1)
        assert await _drain(scene.reader()) == [4]

    _run(work())


def test_a_shard_that_is_gone_is_forgotten_and_its_children_are_read() -> None:
    async def work() -> None:
        scene = Scene()
        scene.put("a", 1)
        assert await _drain(scene.reader()) == [1]
        scene.stream.open_shard("b", parent="a")
        scene.put("b", 2)
        scene.stream.forget("a")
        assert await _drain(scene.reader()) == [2]

    _run(work())


def test_other_items_and_removals_and_damaged_records_are_passed_over() -> None:
    async def work() -> None:
        scene = Scene()
        entry = items.entry_item(an_entry(1))
        scene.stream.put("a", {"pk": {"S": f"GRP#{ANN}"}, "sk": {"S": GROUP}})
        scene.stream.put("a", {"pk": entry["pk"], "sk": {"S": "META"}})
        scene.stream.put("a", entry, name="REMOVE")
        scene.stream.put("a", {"pk": entry["pk"], "sk": entry["sk"]})
        scene.put("a", 2)
        reader = scene.reader()
        assert await _drain(reader) == [2]
        assert reader.undecodable_count == 1

    _run(work())


def test_a_write_of_this_process_wakes_its_reader_and_idle_looks_are_rare() -> None:
    async def work() -> None:
        scene = Scene()
        reader = scene.reader()
        reading = asyncio.ensure_future(reader.read(limit=10))
        await asyncio.sleep(100.01)
        assert scene.stream.calls < 450  # four looks a second
        scene.put("a", 1)
        scene.stored.fire()
        before = asyncio.get_running_loop().time()
        assert [record.seq for record in (await reading).records] == [1]
        assert asyncio.get_running_loop().time() == before

    _run(work())


@pytest.mark.parametrize("seed", range(20))
def test_whatever_shards_do_every_version_comes_in_order(seed: int) -> None:
    async def work() -> None:
        chance = random.Random(seed)
        scene, open_shards, shard_count = Scene(), ["a"], 1
        reader, seen, written = scene.reader(), dict[int, list[int]](), dict[int, int]()
        home: dict[int, str] = {}
        for _ in range(200):
            if chance.random() < 0.05:
                parent = chance.choice(open_shards)
                open_shards.remove(parent)
                children = [f"s{shard_count + index}" for index in range(chance.choice((1, 2)))]
                shard_count += 2
                for child in children:
                    scene.stream.open_shard(child, parent=parent)
                open_shards += children
                for seq, at in home.items():
                    if at == parent:
                        home[seq] = chance.choice(children)
            seq = chance.randint(1, 30)
            home.setdefault(seq, chance.choice(open_shards))
            written[seq] = written.get(seq, -1) + 1
            scene.stream.put(home[seq], items.entry_item(an_entry(seq, written[seq])))
            if chance.random() < 0.1:
                scene.stream.expire_iterators()
            if chance.random() < 0.3:
                await _note(reader, seen, chance)
            if chance.random() < 0.03:
                reader = scene.reader()
        for _ in range(400):
            await _note(reader, seen, chance)
        for seq, newest in written.items():
            assert seen[seq][-1] == newest
            firsts = list(dict.fromkeys(seen[seq]))
            assert firsts == sorted(firsts)

    _run(work())


async def _note(reader: DynamoChangeStream, seen: dict[int, list[int]], chance: random.Random) -> None:
    try:
        async with asyncio.timeout(1):
            changes = await reader.read(limit=chance.randint(1, 20))
    except TimeoutError:
        return
    for record in changes.records:
        seen.setdefault(record.seq, []).append(record.rev)
    if chance.random() < 0.7:
        await reader.save(changes.position)
