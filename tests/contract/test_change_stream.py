"""What every change stream promises: every entry and its newest version, at least once, versions in order, from where one stood."""

import asyncio
from collections.abc import Iterable

from cruddur.domain.entry import Entry, edited, emptied
from cruddur.domain.ids import GroupUuid
from cruddur.ports.change_stream import ChangeStream
from tests.clock import SteppedClock
from tests.contract.engines import Place, Store
from tests.contract.scene import Scene

PATIENCE_S = 30.0
"""How long something may take before it is said never to come. Nothing waits so long where it works."""

Version = tuple[GroupUuid, int, int]


def version(entry: Entry) -> Version:
    return entry.message_group_uuid, entry.seq, entry.rev


async def read_until(stream: ChangeStream, wanted: Iterable[Entry], *, limit: int = 100) -> tuple[list[Entry], str]:
    """Read on until the wanted versions (or later ones of the same entries) have come."""
    missing = {version(entry) for entry in wanted}
    records: list[Entry] = []
    position = ""
    async with asyncio.timeout(PATIENCE_S):
        while missing:
            changes = await stream.read(limit=limit)
            assert 0 < len(changes.records) <= limit
            records += changes.records
            position = changes.position
            for group_uuid, seq, rev in map(version, changes.records):
                missing -= {(group_uuid, seq, earlier) for earlier in range(rev + 1)}
    return records, position


def assert_versions_follow_each_other(records: Iterable[Entry]) -> None:
    newest: dict[tuple[GroupUuid, int], int] = {}
    for group_uuid, seq, rev in map(version, records):
        assert rev >= newest.get((group_uuid, seq), 0)
        newest[group_uuid, seq] = rev


async def test_every_entry_is_delivered_as_it_was_stored(scene: Scene, store: Store) -> None:
    pair, team = await scene.pair(), await scene.team()
    said = [pair.first, team.first]
    for n in range(10):
        said.append(await scene.say(pair.group_uuid, pair.ann, f"to bob {n}"))
        said.append(await scene.say(team.group_uuid, team.bob, f"to all {n}"))
    said.append(await scene.join(team.group_uuid, team.ann, scene.person()))
    said.append(await scene.rename(team.group_uuid, team.ann, "Other"))
    said.append(await scene.leave(team.group_uuid, team.ann, team.bob))
    records, _ = await read_until(store.changes("projector"), said)
    assert set(said) <= set(records)
    for group_uuid in (pair.group_uuid, team.group_uuid):
        seqs = [record.seq for record in dict.fromkeys(records) if record.message_group_uuid == group_uuid]
        assert seqs == sorted(seqs)


async def test_a_reader_that_waits_is_woken_by_what_is_stored(scene: Scene, store: Store) -> None:
    pair = await scene.pair()
    stream = store.changes("projector")
    await read_until(stream, [pair.first])
    for n in range(5):
        waiting = asyncio.create_task(read_until(stream, [pair.first._replace(seq=n + 2)]))
        await asyncio.sleep(0)
        said = await scene.say(pair.group_uuid, pair.bob, str(n))
        records, _ = await waiting
        assert records[-1] == said


async def test_revisions_are_delivered_after_what_they_revise(scene: Scene, store: Store, clock: SteppedClock) -> None:
    pair = await scene.pair()
    stream = store.changes("projector")
    said = [await scene.say(pair.group_uuid, pair.bob, str(n)) for n in range(4)]
    records, _ = await read_until(stream, said)
    first_edit = await store.log.revise(edited(said[0], "one", clock.now()), earlier=said[0])
    other = await store.log.revise(emptied(said[2], clock.now()), earlier=said[2])
    more, _ = await read_until(stream, [first_edit, other])
    assert {first_edit, other} <= set(more)
    second_edit = await store.log.revise(edited(first_edit, "two", clock.now()), earlier=first_edit)
    last = await scene.say(pair.group_uuid, pair.ann, "last")
    rest, _ = await read_until(stream, [second_edit, last])
    assert {second_edit, last} <= set(rest)
    assert_versions_follow_each_other(records + more + rest)


async def test_what_was_revised_before_it_was_read_ends_at_its_newest_version(
    scene: Scene, store: Store, clock: SteppedClock
) -> None:
    pair = await scene.pair()
    entries = [await scene.say(pair.group_uuid, pair.bob, str(n)) for n in range(6)]
    newest = dict(enumerate(entries))
    for n in (4, 1, 4, 0, 4):
        text = f"{newest[n].message}!"
        newest[n] = await store.log.revise(edited(newest[n], text, clock.now()), earlier=newest[n])
    records, _ = await read_until(store.changes("projector"), newest.values(), limit=2)
    assert_versions_follow_each_other(records)
    last = {record.seq: record for record in records if record.message_group_uuid == pair.group_uuid}
    assert last == {pair.first.seq: pair.first} | {entry.seq: entry for entry in newest.values()}


async def test_a_read_gives_no_more_than_was_asked_for(scene: Scene, store: Store) -> None:
    pair = await scene.pair()
    said = [await scene.say(pair.group_uuid, pair.ann, str(n)) for n in range(25)]
    for limit in (1, 7, 1000):
        records, _ = await read_until(store.changes(f"by {limit}"), said, limit=limit)
        assert set(said) <= set(records)


async def test_a_reader_goes_on_from_the_saved_position_after_a_restart(
    scene: Scene, store: Store, place: Place, clock: SteppedClock
) -> None:
    pair = await scene.pair()
    stream = store.changes("projector")
    handled = [await scene.say(pair.group_uuid, pair.ann, f"handled {n}") for n in range(20)]
    _, position = await read_until(stream, handled)
    await stream.save(position)
    unsaved = [await scene.say(pair.group_uuid, pair.ann, f"unsaved {n}") for n in range(5)]
    revised = await store.log.revise(edited(handled[3], "revised", clock.now()), earlier=handled[3])
    await read_until(stream, [*unsaved, revised])
    await place.close(store)
    again = await place.open(clock)
    meanwhile = await Scene([again], clock).say(pair.group_uuid, pair.bob, "meanwhile")
    records, _ = await read_until(again.changes("projector"), [*unsaved, revised, meanwhile])
    assert {*unsaved, revised, meanwhile} <= set(records)
    assert not set(handled) & set(records)


async def test_a_reader_that_never_saved_begins_again_at_the_beginning(
    scene: Scene, store: Store, place: Place, clock: SteppedClock
) -> None:
    pair = await scene.pair()
    said = [await scene.say(pair.group_uuid, pair.ann, str(n)) for n in range(3)]
    await read_until(store.changes("projector"), said)
    await place.close(store)
    records, _ = await read_until((await place.open(clock)).changes("projector"), [pair.first, *said])
    assert {pair.first, *said} <= set(records)


async def test_two_readers_do_not_disturb_each_other(
    scene: Scene, store: Store, place: Place, clock: SteppedClock
) -> None:
    pair = await scene.pair()
    one, two = store.changes("one"), store.changes("two")
    said = [await scene.say(pair.group_uuid, pair.ann, str(n)) for n in range(10)]
    _, position = await read_until(one, said)
    await one.save(position)
    records, _ = await read_until(two, said, limit=3)
    assert set(said) <= set(records)
    await place.close(store)
    records, _ = await read_until((await place.open(clock)).changes("two"), said)
    assert set(said) <= set(records)


async def test_both_readers_are_woken_by_one_message(scene: Scene, store: Store) -> None:
    pair = await scene.pair()
    streams = [store.changes("one"), store.changes("two")]
    for stream in streams:
        await read_until(stream, [pair.first])
    expected = pair.first._replace(seq=2)
    waiting = [asyncio.create_task(read_until(stream, [expected])) for stream in streams]
    await asyncio.sleep(0)
    said = await scene.say(pair.group_uuid, pair.bob)
    for task in waiting:
        records, _ = await task
        assert records[-1] == said


async def test_a_reader_that_was_interrupted_misses_nothing(scene: Scene, store: Store) -> None:
    pair = await scene.pair()
    stream = store.changes("projector")
    await read_until(stream, [pair.first])
    waiting = asyncio.create_task(stream.read(limit=10))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    said = await scene.say(pair.group_uuid, pair.bob)
    records, _ = await read_until(stream, [said])
    assert said in records


async def test_what_many_write_at_once_is_all_delivered(crowd: Scene) -> None:
    pairs = [await crowd.pair() for _ in range(4)]
    sends = [crowd.say(pair.group_uuid, person, str(n)) for n in range(10) for pair in pairs for person in pair[1:3]]
    reading = asyncio.create_task(read_until(crowd.store.changes("projector"), [pairs[0].first._replace(seq=21)]))
    said = await asyncio.gather(*sends)
    records, _ = await reading
    more, _ = await read_until(crowd.store.changes("second"), said)
    assert set(said) <= set(more)
    assert {entry for entry in said if entry.message_group_uuid == pairs[0].group_uuid} <= set(records)
