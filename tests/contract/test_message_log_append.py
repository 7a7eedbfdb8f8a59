"""What every log promises about sending: once, in order, by members, whatever is repeated and however many send."""

import asyncio
import random

import pytest

from cruddur.domain.entry import Appended, edited, emptied
from cruddur.domain.errors import AheadOfLog, GroupNotFound, IdempotencyMismatch, TooFarBehind
from cruddur.domain.group import Group
from cruddur.domain.ids import GroupUuid, Seq
from cruddur.ports.message_log import WINDOW
from tests.clock import SteppedClock
from tests.contract.engines import Place, Store
from tests.contract.scene import Scene

# --- appending


async def test_entries_are_numbered_from_one_without_gaps(scene: Scene) -> None:
    pair = await scene.pair()
    said = [await scene.say(pair.group_uuid, pair.bob, f"line {n}") for n in range(5)]
    assert [pair.first.seq, *(entry.seq for entry in said)] == [1, 2, 3, 4, 5, 6]
    assert await scene.log_of(pair.group_uuid) == [pair.first, *said]


async def test_what_was_answered_is_what_is_stored(scene: Scene, store: Store) -> None:
    pair = await scene.pair()
    draft = scene.draft(pair.group_uuid, pair.bob, "so it is", reply_to_seq=Seq(1))
    appended = await scene.append(draft, after=1)
    assert appended.is_new
    assert await store.log.get_entry(pair.group_uuid, appended.entry.seq) == appended.entry
    entry = appended.entry
    assert (entry.message, entry.user_uuid, entry.message_uuid) == ("so it is", pair.bob, draft.message_uuid)
    assert (entry.kind, entry.rev, entry.reply_to_seq, entry.digest) == ("text", 0, 1, draft.digest)
    assert (entry.created_at, entry.edited_at, entry.deleted_at) == (scene.clock.now(), None, None)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1024,
        "\N{FACE WITH TEARS OF JOY}" * 1024,
        "e\u0301 is not \u00e9",
        "\u202eright to left\u202c",
        "  spaces \t and\r\nlines \u2028 stay  ",
        "\x01\x1f\x7f and '; DROP TABLE entries; -- \\ \" % :seq ?1",
        "zwj \N{WOMAN}\u200d\N{PERSONAL COMPUTER}, \u4f60\u597d, \u0645\u0631\u062d\u0628\u0627, \U0010fffd",
    ],
)
async def test_a_text_comes_back_as_it_was_sent(scene: Scene, store: Store, text: str) -> None:
    pair = await scene.pair()
    said = await scene.say(pair.group_uuid, pair.ann, text)
    assert (await store.log.get_entry(pair.group_uuid, said.seq)).message == text


async def test_a_stranger_is_told_the_group_does_not_exist(scene: Scene) -> None:
    pair = await scene.pair()
    with pytest.raises(GroupNotFound):
        await scene.say(pair.group_uuid, scene.person())
    assert len(await scene.log_of(pair.group_uuid)) == 1


async def test_a_send_to_an_invented_group_is_refused(scene: Scene) -> None:
    pair = await scene.pair()
    invented = GroupUuid("00000000-0000-4000-8000-000000000000")
    for after in (None, 0, 5):
        with pytest.raises(GroupNotFound):
            await scene.append(scene.draft(invented, pair.ann), after=after)
    assert await scene.log_of(invented) == []


async def test_a_stranger_learns_nothing_of_a_log_from_where_it_ends(scene: Scene) -> None:
    pair = await scene.pair()
    for after in (0, 1, 2, 10**9):
        with pytest.raises(GroupNotFound):
            await scene.append(scene.draft(pair.group_uuid, scene.person()), after=after)


# --- time


async def test_messages_of_one_instant_are_all_kept_in_order(scene: Scene) -> None:
    pair = await scene.pair()
    said = [await scene.say(pair.group_uuid, pair.ann, str(n)) for n in range(3)]
    assert len({entry.created_at for entry in said}) == 1
    assert [entry.message for entry in await scene.log_of(pair.group_uuid)] == ["hello", "0", "1", "2"]


async def test_a_clock_that_goes_back_reorders_nothing(scene: Scene, clock: SteppedClock) -> None:
    pair = await scene.pair()
    clock.step(60)
    late = await scene.say(pair.group_uuid, pair.ann, "late")
    clock.step(-3600)
    early = await scene.say(pair.group_uuid, pair.bob, "early")
    assert (early.seq, early.created_at) == (late.seq + 1, late.created_at)
    clock.step(3600 + 1)
    assert (await scene.say(pair.group_uuid, pair.bob)).created_at > late.created_at


async def test_a_clock_that_goes_back_over_a_restart_reorders_nothing(
    scene: Scene, store: Store, place: Place, clock: SteppedClock
) -> None:
    pair = await scene.pair()
    await place.close(store)
    clock.step(-3600)
    again = Scene([await place.open(clock)], clock)
    assert (await again.say(pair.group_uuid, pair.bob)).created_at == pair.first.created_at


# --- retries


async def test_a_retry_returns_the_first_entry(scene: Scene) -> None:
    pair = await scene.pair()
    draft = scene.draft(pair.group_uuid, pair.ann, "once")
    first = await scene.append(draft, after=1)
    assert first.is_new
    assert await scene.append(draft, after=1) == Appended(first.entry, False)
    assert len(await scene.log_of(pair.group_uuid)) == 2


async def test_a_retry_is_found_under_what_came_after_it(scene: Scene, clock: SteppedClock) -> None:
    pair = await scene.pair()
    draft = scene.draft(pair.group_uuid, pair.ann, "once")
    first = await scene.append(draft, after=1)
    await scene.fill(pair.group_uuid, pair.bob, 30)
    clock.step(3600)
    retry = draft._replace(sent_at=clock.now())
    assert await scene.append(retry, after=1) == Appended(first.entry, False)


async def test_a_retry_is_found_after_a_restart(scene: Scene, store: Store, place: Place, clock: SteppedClock) -> None:
    pair = await scene.pair()
    draft = scene.draft(pair.group_uuid, pair.ann, "once")
    first = await scene.append(draft, after=1)
    await scene.fill(pair.group_uuid, pair.bob, 5)
    await place.close(store)
    again = Scene([await place.open(clock)], clock)
    assert await again.append(draft, after=1) == Appended(first.entry, False)
    assert len(await again.log_of(pair.group_uuid)) == 7


async def test_a_retry_is_answered_by_any_host(crowd: Scene, hosts: list[Store]) -> None:
    pair = await crowd.pair()
    draft = crowd.draft(pair.group_uuid, pair.ann, "once")
    answers = [await host.log.append(draft, after_seq=Seq(1)) for host in hosts for _ in range(2)]
    assert [answer.is_new for answer in answers] == [True] + [False] * (len(answers) - 1)
    assert len({answer.entry for answer in answers}) == 1


async def test_parallel_tries_of_one_message_store_it_once(crowd: Scene) -> None:
    pair = await crowd.pair()
    draft = crowd.draft(pair.group_uuid, pair.ann, "once")
    answers = await asyncio.gather(*(crowd.append(draft, after=1) for _ in range(10)))
    assert sorted(answer.is_new for answer in answers) == [False] * 9 + [True]
    assert len({answer.entry for answer in answers}) == 1
    assert len(await crowd.log_of(pair.group_uuid)) == 2


async def test_the_same_uuid_with_another_body_is_refused(scene: Scene) -> None:
    pair = await scene.pair()
    draft = scene.draft(pair.group_uuid, pair.ann, "one")
    await scene.append(draft, after=1)
    with pytest.raises(IdempotencyMismatch):
        await scene.append(draft._replace(message="two"), after=1)
    with pytest.raises(IdempotencyMismatch):
        await scene.append(draft._replace(reply_to_seq=Seq(1)), after=1)
    assert len(await scene.log_of(pair.group_uuid)) == 2


async def test_a_retry_after_an_edit_is_told_by_the_first_body(scene: Scene, store: Store, clock: SteppedClock) -> None:
    pair = await scene.pair()
    draft = scene.draft(pair.group_uuid, pair.ann, "frist")
    first = (await scene.append(draft, after=1)).entry
    now = await store.log.revise(edited(first, "first", clock.now()), earlier=first)
    assert await scene.append(draft, after=1) == Appended(now, False)
    with pytest.raises(IdempotencyMismatch):
        await scene.append(draft._replace(message="first"), after=1)


async def test_a_retry_after_a_deletion_finds_the_tombstone(scene: Scene, store: Store, clock: SteppedClock) -> None:
    pair = await scene.pair()
    draft = scene.draft(pair.group_uuid, pair.ann, "oops")
    first = (await scene.append(draft, after=1)).entry
    gone = await store.log.revise(emptied(first, clock.now()), earlier=first)
    answer = await scene.append(draft, after=1)
    assert answer == Appended(gone, False)
    assert answer.entry.message is None
    assert len(await scene.log_of(pair.group_uuid)) == 2


async def test_two_people_may_use_the_same_uuid(scene: Scene) -> None:
    pair = await scene.pair()
    uuid = scene.uuid()
    drafts = [scene.draft(pair.group_uuid, person, person, uuid=uuid) for person in (pair.ann, pair.bob)]
    firsts = [await scene.append(draft, after=1) for draft in drafts]
    assert [first.entry.seq for first in firsts] == [2, 3]
    for draft, first in zip(drafts, firsts, strict=True):
        assert await scene.append(draft, after=1) == Appended(first.entry, False)


async def test_one_uuid_may_be_used_in_two_groups(scene: Scene) -> None:
    pair, other = await scene.pair(), await scene.team()
    uuid = scene.uuid()
    team = await scene.join(other.group_uuid, other.ann, pair.ann)
    assert (await scene.append(scene.draft(pair.group_uuid, pair.ann, uuid=uuid), after=1)).is_new
    assert (await scene.append(scene.draft(other.group_uuid, pair.ann, uuid=uuid), after=team.seq)).is_new


# --- windows


async def test_ahead_of_the_log_is_refused_and_says_where_it_ends(scene: Scene) -> None:
    pair = await scene.pair()
    with pytest.raises(AheadOfLog) as refused:
        await scene.append(scene.draft(pair.group_uuid, pair.ann), after=2)
    assert (refused.value.message_group_uuid, refused.value.last_seq) == (pair.group_uuid, 1)


async def test_a_first_try_is_accepted_from_the_edge_of_the_window_and_refused_beyond(scene: Scene) -> None:
    pair = await scene.pair()
    await scene.fill(pair.group_uuid, pair.bob, WINDOW - 1)
    assert (
        await scene.append(scene.draft(pair.group_uuid, pair.ann, "from the edge"), after=0)
    ).entry.seq == WINDOW + 1
    with pytest.raises(TooFarBehind) as refused:
        await scene.append(scene.draft(pair.group_uuid, pair.ann, "from beyond"), after=0)
    assert (refused.value.message_group_uuid, refused.value.last_seq) == (pair.group_uuid, WINDOW + 1)
    assert (await scene.append(scene.draft(pair.group_uuid, pair.ann, "again"), after=1)).entry.seq == WINDOW + 2


async def test_a_repeat_is_found_anywhere_in_the_window_also_by_a_host_that_remembers_nothing(
    scene: Scene, store: Store, place: Place, clock: SteppedClock
) -> None:
    pair = await scene.pair()
    draft = scene.draft(pair.group_uuid, pair.ann, "once")
    first = await scene.append(draft, after=1)
    await scene.fill(pair.group_uuid, pair.bob, WINDOW - 1)
    assert await scene.append(draft, after=1) == Appended(first.entry, False)
    await place.close(store)
    again = Scene([await place.open(clock)], clock)
    assert await again.append(draft, after=1) == Appended(first.entry, False)
    assert (await store_head(again, pair.group_uuid)) == WINDOW + 1


async def test_a_repeat_from_beyond_the_window_never_stores_twice(scene: Scene) -> None:
    pair = await scene.pair()
    draft = scene.draft(pair.group_uuid, pair.ann, "once")
    first = await scene.append(draft, after=1)
    await scene.fill(pair.group_uuid, pair.bob, WINDOW + 200)
    answer = (await asyncio.gather(scene.append(draft, after=1), return_exceptions=True))[0]
    if isinstance(answer, TooFarBehind):
        assert answer.last_seq == WINDOW + 202
    else:
        assert answer == Appended(first.entry, False)
    assert (await store_head(scene, pair.group_uuid)) == WINDOW + 202


async def test_a_repeat_is_answered_before_it_is_found_too_far_behind(scene: Scene) -> None:
    """The repeat lies within the window of what the sender had seen, at its very end."""
    pair = await scene.pair()
    await scene.fill(pair.group_uuid, pair.bob, WINDOW - 1)
    draft = scene.draft(pair.group_uuid, pair.ann, "once")
    first = await scene.append(draft, after=0)
    assert first.entry.seq == WINDOW + 1  # now the log's head is beyond the window of `after`
    assert await scene.append(draft, after=0) == Appended(first.entry, False)


async def store_head(scene: Scene, group_uuid: GroupUuid) -> int:
    return (await scene.store.log.get_head(group_uuid)).seq


# --- many at once


async def test_parallel_senders_take_each_number_once(crowd: Scene) -> None:
    pair = await crowd.pair()
    authors = [pair.ann, pair.bob] * 20
    said = await asyncio.gather(*(crowd.say(pair.group_uuid, author, str(n)) for n, author in enumerate(authors)))
    assert sorted(entry.seq for entry in said) == list(range(2, 42))
    stored = await crowd.log_of(pair.group_uuid)
    assert [entry.seq for entry in stored] == list(range(1, 42))
    assert sorted(stored[1:], key=lambda entry: entry.seq) == sorted(said, key=lambda entry: entry.seq)


async def test_parallel_senders_in_many_groups_do_not_meet(crowd: Scene) -> None:
    pairs = [await crowd.pair() for _ in range(5)]
    sends = [crowd.say(pair.group_uuid, pair.ann, str(n)) for n in range(10) for pair in pairs]
    random.Random(5).shuffle(sends)
    await asyncio.gather(*sends)
    for pair in pairs:
        stored = await crowd.log_of(pair.group_uuid)
        assert [entry.seq for entry in stored] == list(range(1, 12))
        assert {entry.message for entry in stored[1:]} == {str(n) for n in range(10)}


async def test_a_storm_of_sends_and_retries_stores_each_message_once(crowd: Scene) -> None:
    pair = await crowd.pair()
    drafts = [crowd.draft(pair.group_uuid, author, str(n)) for n, author in enumerate([pair.ann, pair.bob] * 10)]
    tries = drafts * 3
    random.Random(7).shuffle(tries)
    answers = await asyncio.gather(*(crowd.append(draft, after=1) for draft in tries))
    assert sum(answer.is_new for answer in answers) == 20
    stored = await crowd.log_of(pair.group_uuid)
    assert [entry.seq for entry in stored] == list(range(1, 22))
    assert {entry.message_uuid for entry in stored[1:]} == {draft.message_uuid for draft in drafts}


# --- first messages


async def test_a_first_message_makes_the_conversation_and_both_rows(scene: Scene, store: Store) -> None:
    pair = await scene.pair()
    assert (pair.first.seq, pair.first.membership_seq) == (1, 0)
    group = await store.groups.get_group(pair.group_uuid)
    assert set(group.members) == {pair.ann, pair.bob}
    mine = await store.inbox.find_row(pair.ann, pair.group_uuid)
    theirs = await store.inbox.find_row(pair.bob, pair.group_uuid)
    assert mine is not None
    assert theirs is not None
    assert (mine.last_seq, mine.read_seq, mine.peer_uuid, mine.message) == (1, 1, pair.bob, "hello")
    assert (theirs.last_seq, theirs.read_seq, theirs.peer_uuid, theirs.message) == (1, 0, pair.ann, "hello")


async def test_a_repeated_first_message_gets_the_first_answer(scene: Scene, store: Store) -> None:
    ann, bob = scene.person(), scene.person()
    group = scene.direct(ann, bob)
    draft = scene.draft(group.uuid, ann, "hi")
    first = await store.log.start_direct(draft, group)
    assert await store.log.start_direct(draft, group) == Appended(first.entry, False)
    with pytest.raises(IdempotencyMismatch):
        await store.log.start_direct(draft._replace(message="ho"), group)
    assert len(await scene.log_of(group.uuid)) == 1


async def test_a_first_message_into_a_conversation_that_is_there_is_appended(scene: Scene, store: Store) -> None:
    pair = await scene.pair()
    draft = scene.draft(pair.group_uuid, pair.bob, "me too")
    appended = await store.log.start_direct(draft, scene.direct(pair.bob, pair.ann))
    assert (appended.entry.seq, appended.is_new) == (2, True)


async def test_twenty_parallel_first_messages_in_both_directions_make_one_group_of_twenty_entries(
    crowd: Scene,
) -> None:
    ann, bob = crowd.person(), crowd.person()

    async def write(author: Group, n: int) -> Appended:
        draft = crowd.draft(author.uuid, author.created_by, str(n))
        return await crowd.any_host.log.start_direct(draft, author)

    both = [crowd.direct(ann, bob), crowd.direct(bob, ann)]
    answers = await asyncio.gather(*(write(both[n % 2], n) for n in range(20)))
    assert len({answer.entry.message_group_uuid for answer in answers}) == 1
    assert all(answer.is_new for answer in answers)
    stored = await crowd.log_of(both[0].uuid)
    assert [entry.seq for entry in stored] == list(range(1, 21))
    assert {entry.message for entry in stored} == {str(n) for n in range(20)}
    group = await crowd.store.groups.get_group(both[0].uuid)
    assert set(group.members) == {ann, bob}
