"""The projector's task on `:memory:`: what it carries, what it survives, where it goes on."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

import pytest

from cruddur.adapters.local.bus import LocalBus
from cruddur.adapters.sqlite.change_stream import SqliteChangeStream
from cruddur.adapters.sqlite.database import Database
from cruddur.adapters.sqlite.engine import SqliteEngine
from cruddur.domain.entry import Entry
from cruddur.domain.errors import Unavailable
from cruddur.domain.event import Event, RowChanged
from cruddur.domain.ids import GroupUuid, UserUuid
from cruddur.domain.inbox import InboxChange, InboxEntry
from cruddur.entrypoints.projector import gathering
from cruddur.entrypoints.projector import projector as module
from cruddur.entrypoints.projector.projector import Projector
from cruddur.ports.change_stream import Changes, ChangeStream
from cruddur.usecases.project_inbox import ProjectInbox
from tests.clock import SteppedClock
from tests.contract.scene import Scene

PATIENCE_S = 30.0


class FrailInbox:
    """An inbox whose `apply` may be told to fail, over a real one. Keeps what it was asked for."""

    def __init__(self, engine: SqliteEngine) -> None:
        self._inbox = engine.inbox
        self.list_inbox = self._inbox.list_inbox
        self.find_row = self._inbox.find_row
        self.list_read_marks = self._inbox.list_read_marks
        self.get_unread = self._inbox.get_unread
        self.mark_read = self._inbox.mark_read
        self.asked: list[Sequence[InboxChange]] = []
        self.fails: Callable[[Sequence[InboxChange]], Exception | None] = lambda _changes: None

    async def apply(self, changes: Sequence[InboxChange]) -> list[InboxEntry]:
        self.asked.append(changes)
        if (error := self.fails(changes)) is not None:
            raise error
        return await self._inbox.apply(changes)


class Bench:
    """An engine, a projector on it, and people."""

    def __init__(self, database: Database, clock: SteppedClock) -> None:
        self.database = database
        self.clock = clock
        self.engine = SqliteEngine(database)
        self.scene = Scene([self.engine], clock)
        self.inbox = FrailInbox(self.engine)
        self.bus = LocalBus()
        self.stream = self.engine.changes("projector")
        self.projector = self.made(self.stream)
        self.task: asyncio.Task[None] | None = None

    def made(self, stream: ChangeStream) -> Projector:
        return Projector(stream, ProjectInbox(groups=self.engine.groups, inbox=self.inbox, bus=self.bus), self.clock)

    def start(self) -> None:
        self.task = asyncio.create_task(self.projector.run())

    async def row_shows(self, person: UserUuid, entry: Entry) -> InboxEntry:
        """Wait until a person's row shows an entry."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                row = await self.engine.inbox.find_row(person, entry.message_group_uuid)
                if row is not None and (row.last_seq, row.last_rev) >= (entry.seq, entry.rev):
                    return row
                await asyncio.sleep(0.001)

    def saved(self) -> str | None:
        return str(SqliteChangeStream(self.database, "projector", self.engine._stored)._saved())


@pytest.fixture
async def bench(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    monkeypatch.setattr(module, "BACK_OFF_S", (0.001,))
    monkeypatch.setattr(module, "DRAIN_PATIENCE_S", 0.005)
    database = Database.open(None)
    bench = Bench(database, SteppedClock())
    yield bench
    await bench.projector.stop()
    await database.close()


async def test_a_message_moves_the_group_to_the_top_of_both_inboxes(bench: Bench) -> None:
    pair = await bench.scene.pair()
    bench.start()
    said = await bench.scene.say(pair.group_uuid, pair.bob, "news")
    assert (await bench.row_shows(pair.ann, said)).unread_count == 1
    assert (await bench.row_shows(pair.bob, said)).unread_count == 0


async def test_rows_that_move_are_told_to_the_bus(bench: Bench) -> None:
    pair = await bench.scene.pair()
    heard: list[Event] = []
    bench.bus.subscribe(heard.append)
    bench.start()
    said = await bench.scene.say(pair.group_uuid, pair.bob, "news")
    rows = [await bench.row_shows(person, said) for person in (pair.ann, pair.bob)]
    async with asyncio.timeout(PATIENCE_S):
        while len(heard) < 2:
            await asyncio.sleep(0)
    assert sorted(heard, key=str) == sorted((RowChanged(row) for row in rows), key=str)


async def test_many_messages_of_a_group_cost_one_change_per_member(bench: Bench) -> None:
    pair, team = await bench.scene.pair(), await bench.scene.team()
    said = [
        (await bench.scene.say(pair.group_uuid, pair.bob), await bench.scene.say(team.group_uuid, team.ann))
        for _ in range(40)
    ]
    bench.start()
    await bench.row_shows(pair.ann, said[-1][0])
    await bench.row_shows(team.cho, said[-1][1])
    assert [len(changes) for changes in bench.inbox.asked] == [2 + 3]


async def test_records_of_all_kinds_in_one_batch_are_carried(bench: Bench) -> None:
    """A removal in front does not hide what follows it."""
    team, pair = await bench.scene.team(), await bench.scene.pair()
    await bench.scene.leave(team.group_uuid, team.ann, team.cho)
    await bench.scene.rename(team.group_uuid, team.ann, "Two")
    said = await bench.scene.say(team.group_uuid, team.ann, "after the removal")
    other = await bench.scene.say(pair.group_uuid, pair.ann, "elsewhere")
    bench.start()
    row = await bench.row_shows(team.bob, said)
    assert (row.title, row.member_count, row.message) == ("Two", 2, "after the removal")
    assert (await bench.row_shows(pair.bob, other)).message == "elsewhere"
    assert await bench.engine.inbox.find_row(team.cho, team.group_uuid) is None


async def test_a_crash_between_two_rows_loses_nothing(bench: Bench) -> None:
    """The engine fails again and again; the records are tried until they are carried."""
    pair = await bench.scene.pair()
    failures = iter([Unavailable(), Unavailable(), Unavailable()])
    bench.inbox.fails = lambda _changes: next(failures, None)
    bench.start()
    said = await bench.scene.say(pair.group_uuid, pair.bob, "through the storm")
    assert (await bench.row_shows(pair.ann, said)).message == "through the storm"
    assert len(bench.inbox.asked) >= 4


async def test_a_stream_that_is_away_is_asked_again(bench: Bench) -> None:
    pair = await bench.scene.pair()

    class FrailStream:
        failures = 3

        async def read(self, *, limit: int) -> Changes:
            if self.failures:
                self.failures -= 1
                raise Unavailable
            return await bench.stream.read(limit=limit)

        async def save(self, position: str) -> None:
            await bench.stream.save(position)

    bench.projector = bench.made(FrailStream())
    bench.start()
    said = await bench.scene.say(pair.group_uuid, pair.bob)
    await bench.row_shows(pair.ann, said)


async def test_a_poisoned_group_is_passed_over_and_the_others_go_on(bench: Bench) -> None:
    bad, good = await bench.scene.pair(), await bench.scene.pair()
    bench.inbox.fails = lambda changes: (
        KeyError("poison") if any(change.message_group_uuid == bad.group_uuid for change in changes) else None
    )
    await bench.scene.say(bad.group_uuid, bad.ann)
    said = await bench.scene.say(good.group_uuid, good.ann)
    bench.start()
    await bench.row_shows(good.bob, said)
    later = await bench.scene.say(good.group_uuid, good.bob)
    await bench.row_shows(good.ann, later)
    assert bench.projector.poisoned_count == 2
    row = await bench.engine.inbox.find_row(bad.bob, bad.group_uuid)
    assert row is not None
    assert row.last_seq == 1


async def test_records_of_a_group_that_does_not_exist_are_passed_over(bench: Bench) -> None:
    pair = await bench.scene.pair()
    ghost = pair.first._replace(message_group_uuid=GroupUuid("00000000-0000-4000-8000-00000000dead"))
    said = await bench.scene.say(pair.group_uuid, pair.ann)

    class HauntedStream:
        given = False

        async def read(self, *, limit: int) -> Changes:
            if self.given:
                await asyncio.Event().wait()
            self.given = True
            return Changes([ghost, said], "0/0")

        async def save(self, position: str) -> None:
            return

    bench.projector = bench.made(HauntedStream())
    bench.start()
    await bench.row_shows(pair.bob, said)
    assert bench.projector.poisoned_count == 1


async def test_a_projector_that_stops_carries_what_is_there_and_saves_its_place(bench: Bench) -> None:
    pair = await bench.scene.pair()
    bench.start()
    await asyncio.sleep(0)
    said = [await bench.scene.say(pair.group_uuid, pair.bob, str(n)) for n in range(30)]
    await bench.projector.stop()
    row = await bench.engine.inbox.find_row(pair.ann, pair.group_uuid)
    assert row is not None
    assert row.last_seq == said[-1].seq
    assert bench.task is not None
    assert bench.task.done()
    assert bench.saved() == "31/0"
    assert bench.projector.carried_count == 31


async def test_a_projector_that_rests_stops_at_once(bench: Bench) -> None:
    bench.start()
    await asyncio.sleep(0)
    await bench.projector.stop()
    assert bench.task is not None
    assert bench.task.done()


async def test_a_stop_while_the_inbox_is_away_saves_no_place_beyond_what_was_carried(bench: Bench) -> None:
    pair = await bench.scene.pair()
    bench.start()
    first = await bench.scene.say(pair.group_uuid, pair.bob)
    await bench.row_shows(pair.ann, first)
    bench.inbox.fails = lambda _changes: Unavailable()
    asked = len(bench.inbox.asked)
    await bench.scene.say(pair.group_uuid, pair.bob, "unheard")
    async with asyncio.timeout(PATIENCE_S):
        while len(bench.inbox.asked) == asked:
            await asyncio.sleep(0.001)
    last = await bench.scene.say(pair.group_uuid, pair.bob, "unheard too")
    assert bench.projector.in_hand_count > 0
    bench.clock.step(7)
    assert bench.projector.lag_s == 7.0
    await bench.projector.stop()
    assert bench.saved() in {"0/0", "2/0"}

    bench.inbox.fails = lambda _changes: None
    bench.projector = bench.made(bench.engine.changes("projector"))
    bench.start()
    await bench.row_shows(pair.ann, last)
    assert bench.projector.lag_s == 0.0


async def test_a_batch_that_was_given_up_at_a_stop_is_carried_after_the_next_start(bench: Bench) -> None:
    """Also when what came after it could have been carried."""
    away, there = await bench.scene.pair(), await bench.scene.pair()
    bench.start()
    for pair in (away, there):
        await bench.row_shows(pair.bob, pair.first)
    bench.inbox.fails = lambda changes: (
        Unavailable() if any(change.message_group_uuid == away.group_uuid for change in changes) else None
    )
    asked = len(bench.inbox.asked)
    said = await bench.scene.say(away.group_uuid, away.ann, "given up")
    async with asyncio.timeout(PATIENCE_S):
        while len(bench.inbox.asked) == asked:
            await asyncio.sleep(0.001)
    await bench.scene.say(there.group_uuid, there.ann, "after it")
    await bench.projector.stop()
    bench.inbox.fails = lambda _changes: None
    bench.projector = bench.made(bench.engine.changes("projector"))
    bench.start()
    await bench.row_shows(away.bob, said)


# --- large groups


async def large_group(bench: Bench, members: int = 51) -> tuple[GroupUuid, list[UserUuid]]:
    people = [bench.scene.person() for _ in range(members)]
    group = bench.scene.group_of(*people)
    await bench.engine.log.start_group(group, message_uuid=bench.scene.uuid())
    return group.uuid, people


async def test_a_large_groups_rows_move_at_once_and_then_not_until_it_is_time(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "HOLD_S", 1000.0)
    group, people = await large_group(bench)
    pair = await bench.scene.pair()
    bench.start()
    first = await bench.scene.say(group, people[0], "at once")
    await bench.row_shows(people[50], first)
    last = first
    for n in range(3):
        last = await bench.scene.say(group, people[n], str(n))
        await bench.row_shows(pair.bob, await bench.scene.say(pair.group_uuid, pair.ann, "meanwhile"))
        row = await bench.engine.inbox.find_row(people[50], group)
        assert row is not None
        assert row.last_seq == first.seq
        assert bench.projector.in_hand_count == n + 1
    bench.clock.step(3)
    assert bench.projector.lag_s == 3.0
    asked = len(bench.inbox.asked)
    await bench.projector.stop()
    assert (await bench.row_shows(people[50], last)).unread_count == 5
    assert [len(changes) for changes in bench.inbox.asked[asked:]] == [51]
    assert bench.saved() == "9/0"


async def test_what_is_gathered_is_carried_when_it_is_due_though_nothing_else_comes(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "HOLD_S", 0.3)
    group, people = await large_group(bench)
    bench.start()
    await bench.row_shows(people[50], await bench.scene.say(group, people[0]))
    said = [await bench.scene.say(group, person) for person in people[:10]]
    await bench.row_shows(people[50], said[-1])
    assert len(bench.inbox.asked) == 2


async def test_a_crash_loses_nothing_of_what_was_gathered(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "HOLD_S", 1000.0)
    monkeypatch.setattr(module, "SAVE_EVERY_S", 0.001)
    group, people = await large_group(bench)
    pair = await bench.scene.pair()
    bench.start()
    await bench.row_shows(people[50], await bench.scene.say(group, people[0]))
    held = await bench.scene.say(group, people[1], "held")
    await bench.row_shows(pair.bob, await bench.scene.say(pair.group_uuid, pair.ann))
    assert bench.projector.in_hand_count == 1
    await asyncio.sleep(0.05)
    assert bench.task is not None
    bench.task.cancel()
    await asyncio.wait([bench.task])
    bench.projector = bench.made(bench.engine.changes("projector"))
    bench.start()
    await bench.row_shows(people[50], held)


async def test_a_group_that_never_rests_does_not_keep_the_place_from_being_saved(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "HOLD_S", 0.01)
    monkeypatch.setattr(module, "SAVE_EVERY_S", 0.001)
    monkeypatch.setattr(module, "GATHER_S", 0.001)
    groups = [await large_group(bench) for _ in range(2)]
    bench.start()
    async with asyncio.timeout(PATIENCE_S):
        while bench.saved() in {"0/0", "2/0"}:
            for group, people in groups:
                await bench.scene.say(group, people[0])
                await asyncio.sleep(0.001)


# --- the place in the stream


async def test_a_projector_that_read_nothing_saves_no_place(bench: Bench) -> None:
    bench.start()
    await asyncio.sleep(0.01)
    await bench.projector.stop()
    assert bench.database.read("SELECT * FROM checkpoints") == []


async def test_the_place_is_saved_from_time_to_time_without_a_stop(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SAVE_EVERY_S", 0.001)
    pair = await bench.scene.pair()
    bench.start()
    await bench.scene.say(pair.group_uuid, pair.bob)
    async with asyncio.timeout(PATIENCE_S):
        while bench.saved() != "2/0":
            await asyncio.sleep(0.001)


async def test_a_projector_that_was_cancelled_ends(bench: Bench) -> None:
    bench.start()
    await asyncio.sleep(0)
    assert bench.task is not None
    bench.task.cancel()
    await asyncio.wait([bench.task])
    assert bench.task.cancelled()
