"""What every inbox promises: newest first to the last row, marks that only rise, changes that may come twice or late."""

import asyncio
import random
from itertools import permutations

import pytest

from cruddur.domain.entry import Entry, edited, emptied
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.domain.inbox import InboxCursor, InboxEntry, Unread, changed, changes_for, project
from tests.clock import SteppedClock
from tests.contract.engines import Place, Store
from tests.contract.scene import Pair, Scene

UNKNOWN = GroupUuid("00000000-0000-4000-8000-000000000000")


async def row_of(store: Store, person: UserUuid, group_uuid: GroupUuid) -> InboxEntry:
    row = await store.inbox.find_row(person, group_uuid)
    assert row is not None
    return row


async def whole_inbox(store: Store, person: UserUuid, limit: int) -> list[InboxEntry]:
    """Every row, page by page; each page but the last is full."""
    rows: list[InboxEntry] = []
    cursor: InboxCursor | None = None
    while True:
        page = await store.inbox.list_inbox(person, cursor=cursor, limit=limit)
        rows += page.items
        if page.older is None:
            return rows
        assert len(page.items) == limit
        cursor = page.older


def newest_first(rows: list[InboxEntry]) -> list[InboxEntry]:
    return sorted(rows, key=lambda row: (row.last_message_at, row.message_group_uuid), reverse=True)


async def conversations(scene: Scene, ann: UserUuid, count: int, *, step_s: float) -> None:
    """Let `count` people write to ann, `step_s` apart."""
    for _ in range(count):
        other = scene.person()
        group = scene.direct(other, ann)
        await scene.store.log.start_direct(scene.draft(group.uuid, other), group)
        scene.clock.step(step_s)


# --- listing


async def test_an_inbox_is_read_newest_first(scene: Scene, store: Store, clock: SteppedClock) -> None:
    ann = scene.person()
    await conversations(scene, ann, 5, step_s=25)
    rows = await whole_inbox(store, ann, limit=20)
    assert len(rows) == 5
    assert rows == newest_first(rows)
    oldest = rows[-1]
    said = await scene.say(oldest.message_group_uuid, ann, "moved up")
    await scene.project(said)
    again = await whole_inbox(store, ann, limit=20)
    assert [row.message_group_uuid for row in again] == [row.message_group_uuid for row in [oldest, *rows[:-1]]]
    assert (again[0].message, again[0].last_seq) == ("moved up", 2)


@pytest.mark.parametrize(("step_s", "limit"), [(0, 20), (0, 7), (7, 20), (7, 100), (61, 20), (86400 * 20, 1)])
async def test_every_row_is_reached_once_in_order_whatever_the_times(scene: Scene, step_s: float, limit: int) -> None:
    """130 rows at one instant, within minutes, a minute apart, over years."""
    ann = scene.person()
    count = 130 if limit > 1 else 25
    await conversations(scene, ann, count, step_s=step_s)
    rows = await whole_inbox(scene.store, ann, limit=limit)
    assert len({row.message_group_uuid for row in rows}) == count
    assert rows == newest_first(rows)


async def test_the_last_page_has_no_older_one(scene: Scene, store: Store) -> None:
    ann = scene.person()
    assert await store.inbox.list_inbox(ann, cursor=None, limit=20) == ([], None)
    await conversations(scene, ann, 4, step_s=1)
    assert (await store.inbox.list_inbox(ann, cursor=None, limit=4)).older is None
    page = await store.inbox.list_inbox(ann, cursor=None, limit=3)
    assert page.older == (page.items[-1].last_message_at, page.items[-1].message_group_uuid)
    last = await store.inbox.list_inbox(ann, cursor=page.older, limit=3)
    assert (len(last.items), last.older) == (1, None)
    end = InboxCursor(last.items[-1].last_message_at, last.items[-1].message_group_uuid)
    assert await store.inbox.list_inbox(ann, cursor=end, limit=3) == ([], None)


async def test_a_cursor_stays_a_place_when_its_row_has_moved(scene: Scene, store: Store) -> None:
    ann = scene.person()
    await conversations(scene, ann, 6, step_s=30)
    rows = await whole_inbox(store, ann, limit=20)
    page = await store.inbox.list_inbox(ann, cursor=None, limit=3)
    await scene.project(await scene.say(rows[2].message_group_uuid, ann))
    rest = await store.inbox.list_inbox(ann, cursor=page.older, limit=20)
    assert [row.message_group_uuid for row in rest.items] == [row.message_group_uuid for row in rows[3:]]


async def test_nobody_sees_anothers_rows(scene: Scene, store: Store) -> None:
    pair, other = await scene.pair(), await scene.pair()
    assert [row.message_group_uuid for row in await whole_inbox(store, pair.ann, 5)] == [pair.group_uuid]
    assert await store.inbox.find_row(other.ann, pair.group_uuid) is None
    assert await store.inbox.find_row(pair.ann, UNKNOWN) is None
    assert await store.inbox.get_unread(scene.person()) == Unread(0, 0)


# --- read marks


async def test_a_read_mark_rises_and_never_goes_back(scene: Scene, store: Store) -> None:
    pair = await scene.pair()
    said = [await scene.say(pair.group_uuid, pair.ann, str(n)) for n in range(5)]
    await scene.project(*said)
    assert (await row_of(store, pair.bob, pair.group_uuid)).unread_count == 6
    for seq, read_seq in ((3, 3), (2, 3), (3, 3), (5, 5), (0, 5)):
        row = await store.inbox.mark_read(pair.bob, pair.group_uuid, Seq(seq))
        assert row is not None
        assert (row.read_seq, row.unread_count) == (read_seq, 6 - read_seq)
        assert await row_of(store, pair.bob, pair.group_uuid) == row
    assert (await row_of(store, pair.ann, pair.group_uuid)).read_seq == 6


async def test_parallel_read_marks_end_at_the_highest(crowd: Scene) -> None:
    pair = await crowd.pair()
    await crowd.project(*[await crowd.say(pair.group_uuid, pair.ann) for _ in range(9)])
    seqs = list(range(1, 11))
    random.Random(3).shuffle(seqs)
    await asyncio.gather(*(crowd.any_host.inbox.mark_read(pair.bob, pair.group_uuid, Seq(seq)) for seq in seqs))
    assert (await row_of(crowd.store, pair.bob, pair.group_uuid)).read_seq == 10


async def test_marking_makes_no_row(scene: Scene, store: Store) -> None:
    pair, stranger = await scene.pair(), scene.person()
    assert await store.inbox.mark_read(stranger, pair.group_uuid, Seq(1)) is None
    assert await store.inbox.mark_read(pair.ann, UNKNOWN, Seq(1)) is None
    assert await store.inbox.find_row(stranger, pair.group_uuid) is None


async def test_the_marks_of_a_groups_members(scene: Scene, store: Store) -> None:
    team = await scene.team()
    await scene.project(*[await scene.say(team.group_uuid, team.bob) for _ in range(3)])
    await store.inbox.mark_read(team.cho, team.group_uuid, Seq(2))
    members = [team.ann, team.bob, team.cho, scene.person()]
    marks = await store.inbox.list_read_marks(team.group_uuid, members)
    assert marks == {team.ann: 1, team.bob: 4, team.cho: 2}
    assert await store.inbox.list_read_marks(team.group_uuid, [team.cho]) == {team.cho: 2}
    assert await store.inbox.list_read_marks(team.group_uuid, []) == {}


# --- unread


async def test_unread_is_summed_over_every_row(scene: Scene, store: Store) -> None:
    ann = scene.person()
    await conversations(scene, ann, 120, step_s=3)
    assert await store.inbox.get_unread(ann) == Unread(120, 120)
    rows = await whole_inbox(store, ann, limit=100)
    busy = rows[50]
    await scene.project(*[await scene.say(busy.message_group_uuid, busy.last_user_uuid) for _ in range(150)])
    assert await store.inbox.get_unread(ann) == Unread(270, 120)
    await store.inbox.mark_read(ann, busy.message_group_uuid, Seq(51))
    assert await store.inbox.get_unread(ann) == Unread(219, 120)
    for row in rows[:10]:
        await store.inbox.mark_read(ann, row.message_group_uuid, Seq(1))
    assert await store.inbox.get_unread(ann) == Unread(209, 110)


async def test_a_group_that_one_left_counts_no_more(scene: Scene, store: Store) -> None:
    team = await scene.team()
    await scene.project(*[await scene.say(team.group_uuid, team.ann) for _ in range(4)])
    assert await store.inbox.get_unread(team.bob) == Unread(5, 1)
    await scene.leave(team.group_uuid, team.bob, team.bob)
    assert await store.inbox.get_unread(team.bob) == Unread(0, 0)


# --- changes


async def test_a_message_moves_every_members_row(scene: Scene, store: Store, clock: SteppedClock) -> None:
    team = await scene.team()
    clock.step(90)
    said = await scene.say(team.group_uuid, team.bob, "  news \n for all ")
    rows = await store.inbox.apply(changes_for((team.ann, team.bob, team.cho), [said]))
    assert {row.user_uuid for row in rows} == {team.ann, team.bob, team.cho}
    for row in rows:
        assert await row_of(store, row.user_uuid, team.group_uuid) == row
        assert (row.last_seq, row.last_rev, row.last_message_at) == (2, 0, clock.now())
        assert (row.message, row.last_kind, row.last_user_uuid) == ("news for all", "text", team.bob)
    assert {row.user_uuid: row.unread_count for row in rows} == {team.ann: 1, team.bob: 0, team.cho: 2}


async def test_a_repeated_change_changes_nothing(scene: Scene, store: Store) -> None:
    pair = await scene.pair()
    said = await scene.say(pair.group_uuid, pair.bob)
    changes = changes_for((pair.ann, pair.bob), [said])
    assert len(await store.inbox.apply(changes)) == 2
    before = [await row_of(store, person, pair.group_uuid) for person in (pair.ann, pair.bob)]
    assert await store.inbox.apply(changes) == []
    assert await store.inbox.apply([]) == []
    assert [await row_of(store, person, pair.group_uuid) for person in (pair.ann, pair.bob)] == before


async def test_a_late_record_moves_no_row_back(scene: Scene, store: Store, clock: SteppedClock) -> None:
    pair = await scene.pair()
    early = await scene.say(pair.group_uuid, pair.ann, "early")
    clock.step(600)
    late = await scene.say(pair.group_uuid, pair.ann, "late")
    await scene.project(late)
    row = await row_of(store, pair.bob, pair.group_uuid)
    assert await store.inbox.apply(changes_for((pair.bob,), [early])) == []
    assert await row_of(store, pair.bob, pair.group_uuid) == row
    assert row.message == "late"


async def test_the_senders_own_mark_rises_even_when_the_record_comes_late(scene: Scene, store: Store) -> None:
    """Each half of a change has a condition of its own."""
    pair = await scene.pair()
    mine = await scene.say(pair.group_uuid, pair.bob, "mine")
    theirs = await scene.say(pair.group_uuid, pair.ann, "theirs")
    await scene.project(theirs)
    assert (await row_of(store, pair.bob, pair.group_uuid)).read_seq == 0
    rows = await store.inbox.apply(changes_for((pair.ann, pair.bob), [mine]))
    assert [(row.user_uuid, row.read_seq, row.last_seq, row.message) for row in rows] == [(pair.bob, 2, 3, "theirs")]


async def test_an_edit_of_the_newest_entry_refreshes_the_preview_and_no_other_does(
    scene: Scene, store: Store, clock: SteppedClock
) -> None:
    pair = await scene.pair()
    said = await scene.say(pair.group_uuid, pair.bob, "second")
    await scene.project(said)
    assert await store.inbox.apply(changes_for((pair.ann,), [edited(pair.first, "old news", clock.now())])) == []
    first_edit = edited(said, "second, better", clock.now())
    gone = emptied(first_edit, clock.now())
    await store.inbox.apply(changes_for((pair.ann,), [first_edit]))
    row = await row_of(store, pair.ann, pair.group_uuid)
    assert (row.message, row.last_seq, row.last_rev) == ("second, better", 2, 1)
    await store.inbox.apply(changes_for((pair.ann,), [gone]))
    assert await store.inbox.apply(changes_for((pair.ann,), [first_edit])) == []
    row = await row_of(store, pair.ann, pair.group_uuid)
    assert (row.message, row.last_rev, row.last_message_at) == (None, 2, said.created_at)


async def test_a_new_title_reaches_the_rows_even_when_it_comes_late(scene: Scene, store: Store) -> None:
    team = await scene.team()
    named = await scene.rename(team.group_uuid, team.ann, "Renamed")
    said = await scene.say(team.group_uuid, team.ann, "after that")
    await store.inbox.apply(changes_for((team.bob,), [said]))
    row = await row_of(store, team.bob, team.group_uuid)
    assert (row.title, row.message, row.membership_seq) == ("Team", "after that", 1)
    await store.inbox.apply(changes_for((team.bob,), [named]))
    row = await row_of(store, team.bob, team.group_uuid)
    assert (row.title, row.message, row.membership_seq, row.last_seq) == ("Renamed", "after that", 2, 3)


async def test_an_older_change_of_membership_does_not_undo_a_newer_one(scene: Scene, store: Store) -> None:
    team = await scene.team()
    one = await scene.rename(team.group_uuid, team.ann, "One")
    two = await scene.join(team.group_uuid, team.ann, scene.person())
    await store.inbox.apply(changes_for((team.bob,), [two]))
    assert await store.inbox.apply(changes_for((team.bob,), [one])) == []
    row = await row_of(store, team.bob, team.group_uuid)
    assert (row.title, row.member_count, row.membership_seq) == ("One", 4, 3)


async def test_a_change_never_makes_a_row(scene: Scene, store: Store) -> None:
    """Neither for a stranger nor for somebody who left while the record was on its way."""
    team, stranger = await scene.team(), scene.person()
    said = await scene.say(team.group_uuid, team.ann)
    await scene.leave(team.group_uuid, team.cho, team.cho)
    rows = await store.inbox.apply(changes_for((team.bob, team.cho, stranger), [said]))
    assert [row.user_uuid for row in rows] == [team.bob]
    for person in (team.cho, stranger):
        assert await store.inbox.find_row(person, team.group_uuid) is None
        assert await whole_inbox(store, person, limit=5) == []


async def test_changes_of_many_groups_are_applied_together(scene: Scene, store: Store) -> None:
    ann = scene.person()
    await conversations(scene, ann, 60, step_s=1)
    before = await whole_inbox(store, ann, limit=100)
    said = [await scene.say(row.message_group_uuid, ann, f"to {row.last_user_uuid}") for row in before]
    changes = [
        change
        for row, entry in zip(before, said, strict=True)
        for change in changes_for((ann, row.last_user_uuid), [entry])
    ]
    rows = await store.inbox.apply(changes)
    assert len(rows) == 120
    wanted = {row.message_group_uuid: project(row, [entry]) for row, entry in zip(before, said, strict=True)}
    assert {row.message_group_uuid: row for row in await whole_inbox(store, ann, limit=100)} == wanted


async def records_of(scene: Scene, pair: Pair) -> list[Entry]:
    """Four entries by both, one of them edited and then emptied, as the change stream would give them."""
    said = [await scene.say(pair.group_uuid, person, person[:5]) for person in (pair.bob, pair.ann, pair.bob)]
    edit = edited(said[-1], "edited", scene.clock.now())
    return [*said, edit, emptied(edit, scene.clock.now())]


async def test_any_order_and_any_repetition_of_records_ends_at_the_same_row(scene: Scene) -> None:
    pair = await scene.pair()
    records = await records_of(scene, pair)
    first = {person: await row_of(scene.store, person, pair.group_uuid) for person in (pair.ann, pair.bob)}
    expected = {person: project(row, records) for person, row in first.items()}
    chance = random.Random(11)
    for order in chance.sample(list(permutations(records)), 12):
        other = await scene.pair()
        here = [
            record._replace(
                message_group_uuid=other.group_uuid,
                user_uuid=other.ann if record.user_uuid == pair.ann else other.bob,
            )
            for record in order
        ]
        for record in [*here, *chance.choices(here, k=4)]:
            await scene.store.inbox.apply(changes_for((other.ann, other.bob), [record]))
        for person, twin in ((other.ann, pair.ann), (other.bob, pair.bob)):
            row, wanted = await row_of(scene.store, person, other.group_uuid), expected[twin]
            assert wanted is not None
            assert (row.last_seq, row.last_rev, row.read_seq, row.message, row.last_message_at) == (
                wanted.last_seq, wanted.last_rev, wanted.read_seq, wanted.message, wanted.last_message_at,
            )  # fmt: skip


async def test_a_row_after_a_change_is_what_the_rule_says(scene: Scene) -> None:
    """The engine's conditional write against `domain.inbox.changed`, record by record."""
    pair = await scene.pair()
    records = await records_of(scene, pair)
    random.Random(2).shuffle(records)
    for record in [*records, *records]:
        for change in changes_for((pair.ann, pair.bob), [record]):
            before = await row_of(scene.store, change.user_uuid, pair.group_uuid)
            wanted = changed(before, change)
            rows = await scene.store.inbox.apply([change])
            assert rows == ([wanted] if wanted != before else [])
            assert await row_of(scene.store, change.user_uuid, pair.group_uuid) == wanted


async def test_rows_are_there_after_a_restart(scene: Scene, store: Store, place: Place, clock: SteppedClock) -> None:
    pair = await scene.pair()
    await scene.project(await scene.say(pair.group_uuid, pair.ann, "kept"))
    await store.inbox.mark_read(pair.bob, pair.group_uuid, Seq(1))
    before = await row_of(store, pair.bob, pair.group_uuid)
    await place.close(store)
    assert await row_of(await place.open(clock), pair.bob, pair.group_uuid) == before
