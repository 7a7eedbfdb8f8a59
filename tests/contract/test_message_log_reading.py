"""What every log promises about reading: any page, from either end, with exact neighbours."""

import pytest

from cruddur.domain.errors import GroupNotFound, MessageNotFound
from cruddur.domain.ids import GroupUuid, Seq
from cruddur.domain.instant import Instant, seconds_between, shifted
from tests.clock import SteppedClock
from tests.contract.engines import Place, Store
from tests.contract.scene import Pair, Scene

UNKNOWN = GroupUuid("00000000-0000-4000-8000-000000000000")


@pytest.fixture
async def ten(scene: Scene) -> Pair:
    """A log of ten entries."""
    pair = await scene.pair()
    for n in range(2, 11):
        await scene.say(pair.group_uuid, pair.bob if n % 2 else pair.ann, f"line {n}")
    return pair


async def page(
    store: Store, group_uuid: GroupUuid, *, before: int | None = None, after: int | None = None, limit: int
) -> tuple[list[int], int | None, int | None]:
    """The seqs of a page and its neighbours."""
    found = await store.log.list_entries(
        group_uuid,
        before=None if before is None else Seq(before),
        after=None if after is None else Seq(after),
        limit=limit,
    )
    assert all(entry.message_group_uuid == group_uuid for entry in found.items)
    return [entry.seq for entry in found.items], found.older, found.newer


@pytest.mark.parametrize(
    ("limit", "seqs", "older"),
    [
        (1, [10], 10),
        (3, [8, 9, 10], 8),
        (9, [*range(2, 11)], 2),
        (10, [*range(1, 11)], None),
        (100, [*range(1, 11)], None),
    ],
)
async def test_the_newest_page(store: Store, ten: Pair, limit: int, seqs: list[int], older: int | None) -> None:
    assert await page(store, ten.group_uuid, limit=limit) == (seqs, older, None)


@pytest.mark.parametrize(
    ("before", "limit", "seqs", "older", "newer"),
    [
        (10, 3, [7, 8, 9], 7, 9),
        (10, 9, [*range(1, 10)], None, 9),
        (10, 8, [*range(2, 10)], 2, 9),
        (4, 3, [1, 2, 3], None, 3),
        (4, 2, [2, 3], 2, 3),
        (2, 5, [1], None, 1),
        (11, 3, [8, 9, 10], 8, None),
        (12, 3, [8, 9, 10], 8, None),
        (10**11, 10, [*range(1, 11)], None, None),
        (1, 5, [], None, None),
    ],
)
async def test_the_page_before(
    store: Store, ten: Pair, before: int, limit: int, seqs: list[int], older: int | None, newer: int | None
) -> None:
    assert await page(store, ten.group_uuid, before=before, limit=limit) == (seqs, older, newer)


@pytest.mark.parametrize(
    ("after", "limit", "seqs", "older", "newer"),
    [
        (0, 3, [1, 2, 3], None, 3),
        (0, 10, [*range(1, 11)], None, None),
        (0, 9, [*range(1, 10)], None, 9),
        (5, 3, [6, 7, 8], 6, 8),
        (7, 3, [8, 9, 10], 8, None),
        (8, 100, [9, 10], 9, None),
        (10, 5, [], None, None),
        (10**11, 5, [], None, None),
    ],
)
async def test_the_page_after(
    store: Store, ten: Pair, after: int, limit: int, seqs: list[int], older: int | None, newer: int | None
) -> None:
    assert await page(store, ten.group_uuid, after=after, limit=limit) == (seqs, older, newer)


async def test_every_entry_can_be_reached_from_either_end(scene: Scene, store: Store, ten: Pair) -> None:
    await scene.fill(ten.group_uuid, ten.ann, 240)
    whole = list(range(1, 251))
    back: list[int] = []
    before: int | None = 10**9
    while before is not None:
        seqs, before, _ = await page(store, ten.group_uuid, before=before, limit=100)
        back = seqs + back
    assert back == whole
    assert [entry.seq for entry in await scene.log_of(ten.group_uuid)] == whole


async def test_pages_of_one_group_hold_nothing_of_another(scene: Scene, store: Store, ten: Pair) -> None:
    other = await scene.pair()
    await scene.fill(other.group_uuid, other.ann, 4)
    assert await page(store, ten.group_uuid, limit=100) == ([*range(1, 11)], None, None)
    assert await page(store, other.group_uuid, limit=100) == ([*range(1, 6)], None, None)


async def test_an_unknown_group_is_an_empty_page(store: Store) -> None:
    assert await page(store, UNKNOWN, limit=5) == ([], None, None)
    assert await page(store, UNKNOWN, before=5, limit=5) == ([], None, None)
    assert await page(store, UNKNOWN, after=0, limit=5) == ([], None, None)


async def test_an_entry_that_was_answered_is_read_at_once(scene: Scene, store: Store, ten: Pair) -> None:
    for n in range(11, 31):
        said = await scene.say(ten.group_uuid, ten.ann, f"line {n}")
        newest = await store.log.list_entries(ten.group_uuid, limit=1)
        assert newest.items == [said]
        assert (await store.log.get_head(ten.group_uuid)).seq == n


# --- one entry, the head


async def test_one_entry_is_read_by_its_number(store: Store, ten: Pair) -> None:
    assert (await store.log.get_entry(ten.group_uuid, Seq(7))).message == "line 7"
    for seq in (0, 11, 10**11):
        with pytest.raises(MessageNotFound):
            await store.log.get_entry(ten.group_uuid, Seq(seq))
    with pytest.raises(MessageNotFound):
        await store.log.get_entry(UNKNOWN, Seq(1))


async def test_the_head_is_the_newest_entry(scene: Scene, store: Store, clock: SteppedClock) -> None:
    team = await scene.team()
    assert await store.log.get_head(team.group_uuid) == (1, clock.now(), 1)
    clock.step(5)
    await scene.say(team.group_uuid, team.bob)
    assert await store.log.get_head(team.group_uuid) == (2, clock.now(), 1)
    await scene.rename(team.group_uuid, team.ann, "Other")
    assert await store.log.get_head(team.group_uuid) == (3, clock.now(), 3)
    with pytest.raises(GroupNotFound):
        await store.log.get_head(UNKNOWN)


async def test_the_head_is_known_after_a_restart(
    scene: Scene, store: Store, place: Place, clock: SteppedClock, ten: Pair
) -> None:
    head = await store.log.get_head(ten.group_uuid)
    await place.close(store)
    again = await place.open(clock)
    assert await again.log.get_head(ten.group_uuid) == head


# --- by date


async def test_a_date_is_found_in_a_log(scene: Scene, store: Store, clock: SteppedClock) -> None:
    """Entries 1..40, two at each of twenty minutes, over a year's end."""
    begin = Instant("2026-12-31T23:50:00.000000Z")
    clock.step(seconds_between(clock.now(), begin))
    pair = await scene.pair()
    await scene.say(pair.group_uuid, pair.ann)
    for _ in range(19):
        clock.step(60)
        await scene.say(pair.group_uuid, pair.ann)
        await scene.say(pair.group_uuid, pair.bob)
    assert clock.now().startswith("2027")

    async def seq_at(seconds: float) -> int:
        return await store.log.find_seq_at(pair.group_uuid, shifted(begin, seconds=seconds))

    assert [await seq_at(minute * 60) for minute in range(20)] == list(range(1, 41, 2))
    assert [await seq_at(minute * 60 - 0.000001) for minute in range(20)] == list(range(1, 41, 2))
    assert await seq_at(0.000001) == 3
    assert await seq_at(19 * 60) == 39
    assert await seq_at(19 * 60 + 0.000001) == 41


async def test_a_date_before_the_beginning_is_the_first_entry_and_one_after_the_end_is_none_yet(
    store: Store, ten: Pair
) -> None:
    assert await store.log.find_seq_at(ten.group_uuid, Instant("0001-01-01T00:00:00.000000Z")) == 1
    assert await store.log.find_seq_at(ten.group_uuid, Instant("9999-12-31T23:59:59.999999Z")) == 11
    assert await store.log.find_seq_at(UNKNOWN, Instant("2026-01-01T00:00:00.000000Z")) == 1
