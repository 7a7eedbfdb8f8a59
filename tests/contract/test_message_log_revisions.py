"""What every log promises about later versions of an entry: its number stays, its rev rises by one, nothing is removed."""

import asyncio

import pytest

from cruddur.domain.entry import Entry, edited, emptied
from cruddur.domain.errors import MessageNotFound, RevisionConflict
from cruddur.domain.ids import MessageUuid, Seq
from tests.clock import SteppedClock
from tests.contract.engines import Store
from tests.contract.scene import Scene


async def test_an_edit_replaces_the_text_and_keeps_the_rest(scene: Scene, store: Store, clock: SteppedClock) -> None:
    pair = await scene.pair()
    said = await scene.say(pair.group_uuid, pair.bob, "frist")
    clock.step(10)
    wanted = edited(said, "first", clock.now())
    assert await store.log.revise(wanted, seen_rev=0) == wanted
    assert await store.log.get_entry(pair.group_uuid, said.seq) == wanted
    assert (wanted.rev, wanted.edited_at, wanted.created_at) == (1, clock.now(), said.created_at)
    assert wanted.digest == said.digest
    clock.step(10)
    again = edited(wanted, "first!", clock.now())
    assert await store.log.revise(again, seen_rev=1) == again
    assert await scene.log_of(pair.group_uuid) == [pair.first, again]


async def test_an_emptied_entry_keeps_its_number(scene: Scene, store: Store, clock: SteppedClock) -> None:
    pair = await scene.pair()
    said = await scene.say(pair.group_uuid, pair.bob, "oops")
    gone = emptied(said, clock.now())
    assert await store.log.revise(gone, seen_rev=0) == gone
    assert (gone.message, gone.digest, gone.rev, gone.deleted_at) == (None, None, 1, clock.now())
    assert (await scene.say(pair.group_uuid, pair.bob, "next")).seq == said.seq + 1
    assert [entry.seq for entry in await scene.log_of(pair.group_uuid)] == [1, 2, 3]


async def test_a_repeated_revision_gets_the_first_answer(scene: Scene, store: Store, clock: SteppedClock) -> None:
    pair = await scene.pair()
    for wanted in (edited(pair.first, "hi", clock.now()), emptied(edited(pair.first, "hi", clock.now()), clock.now())):
        answers = [await store.log.revise(wanted, seen_rev=wanted.rev - 1) for _ in range(3)]
        assert answers == [wanted] * 3
    assert (await store.log.get_entry(pair.group_uuid, Seq(1))).rev == 2


async def test_a_revision_of_what_has_changed_meanwhile_is_refused(
    scene: Scene, store: Store, clock: SteppedClock
) -> None:
    pair = await scene.pair()
    mine = await store.log.revise(edited(pair.first, "mine", clock.now()), seen_rev=0)
    for late in (edited(pair.first, "other", clock.now()), emptied(pair.first, clock.now())):
        with pytest.raises(RevisionConflict):
            await store.log.revise(late, seen_rev=0)
    assert await store.log.get_entry(pair.group_uuid, Seq(1)) == mine


async def test_parallel_revisions_of_one_version_let_one_win(crowd: Scene, clock: SteppedClock) -> None:
    pair = await crowd.pair()
    wanted = [edited(pair.first, f"version {n}", clock.now()) for n in range(8)]
    done = await asyncio.gather(
        *(crowd.any_host.log.revise(entry, seen_rev=0) for entry in wanted), return_exceptions=True
    )
    winners = [answer for answer in done if isinstance(answer, Entry)]
    assert len(winners) == 1
    assert sum(isinstance(answer, RevisionConflict) for answer in done) == 7
    assert await crowd.store.log.get_entry(pair.group_uuid, Seq(1)) == winners[0]


async def test_only_the_authors_own_entry_is_revised(scene: Scene, store: Store, clock: SteppedClock) -> None:
    pair = await scene.pair()
    wanted = edited(pair.first, "not mine", clock.now())
    for wrong in (
        wanted._replace(user_uuid=pair.bob),
        wanted._replace(seq=Seq(2)),
        wanted._replace(message_uuid=MessageUuid(scene.uuid())),
        wanted._replace(message_group_uuid=(await scene.pair()).group_uuid),
    ):
        with pytest.raises(MessageNotFound):
            await store.log.revise(wrong, seen_rev=0)
    assert await store.log.get_entry(pair.group_uuid, Seq(1)) == pair.first


async def test_an_edit_does_not_move_the_log(scene: Scene, store: Store, clock: SteppedClock) -> None:
    pair = await scene.pair()
    await scene.say(pair.group_uuid, pair.bob)
    head = await store.log.get_head(pair.group_uuid)
    clock.step(60)
    await store.log.revise(edited(pair.first, "late edit", clock.now()), seen_rev=0)
    assert await store.log.get_head(pair.group_uuid) == head
