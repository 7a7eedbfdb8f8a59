"""What every log promises about later versions of an entry: its number stays, its rev rises by one, nothing is removed."""

import asyncio

import pytest

from cruddur.domain.entry import Entry, Version, edited, emptied
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
    assert await store.log.revise(wanted, earlier=said) == wanted
    assert await store.log.get_entry(pair.group_uuid, said.seq) == wanted
    assert (wanted.rev, wanted.edited_at, wanted.created_at) == (1, clock.now(), said.created_at)
    assert wanted.digest == said.digest
    clock.step(10)
    again = edited(wanted, "first!", clock.now())
    assert await store.log.revise(again, earlier=wanted) == again
    assert await scene.log_of(pair.group_uuid) == [pair.first, again]


async def test_an_emptied_entry_keeps_its_number(scene: Scene, store: Store, clock: SteppedClock) -> None:
    pair = await scene.pair()
    said = await scene.say(pair.group_uuid, pair.bob, "oops")
    gone = emptied(said, clock.now())
    assert await store.log.revise(gone, earlier=said) == gone
    assert (gone.message, gone.digest, gone.rev, gone.deleted_at) == (None, None, 1, clock.now())
    assert (await scene.say(pair.group_uuid, pair.bob, "next")).seq == said.seq + 1
    assert [entry.seq for entry in await scene.log_of(pair.group_uuid)] == [1, 2, 3]


async def test_a_repeated_revision_gets_the_first_answer(scene: Scene, store: Store, clock: SteppedClock) -> None:
    pair = await scene.pair()
    change = edited(pair.first, "hi", clock.now())
    for earlier, wanted in ((pair.first, change), (change, emptied(change, clock.now()))):
        answers = [await store.log.revise(wanted, earlier=earlier) for _ in range(3)]
        assert answers == [wanted] * 3
    assert (await store.log.get_entry(pair.group_uuid, Seq(1))).rev == 2


async def test_a_revision_of_what_has_changed_meanwhile_is_refused(
    scene: Scene, store: Store, clock: SteppedClock
) -> None:
    pair = await scene.pair()
    mine = await store.log.revise(edited(pair.first, "mine", clock.now()), earlier=pair.first)
    for late in (edited(pair.first, "other", clock.now()), emptied(pair.first, clock.now())):
        with pytest.raises(RevisionConflict):
            await store.log.revise(late, earlier=pair.first)
    assert await store.log.get_entry(pair.group_uuid, Seq(1)) == mine


async def test_parallel_revisions_of_one_version_let_one_win(crowd: Scene, clock: SteppedClock) -> None:
    pair = await crowd.pair()
    wanted = [edited(pair.first, f"version {n}", clock.now()) for n in range(8)]
    done = await asyncio.gather(
        *(crowd.any_host.log.revise(entry, earlier=pair.first) for entry in wanted), return_exceptions=True
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
            await store.log.revise(wrong, earlier=pair.first)
    assert await store.log.get_entry(pair.group_uuid, Seq(1)) == pair.first


async def test_an_edit_does_not_move_the_log(scene: Scene, store: Store, clock: SteppedClock) -> None:
    pair = await scene.pair()
    await scene.say(pair.group_uuid, pair.bob)
    head = await store.log.get_head(pair.group_uuid)
    clock.step(60)
    await store.log.revise(edited(pair.first, "late edit", clock.now()), earlier=pair.first)
    assert await store.log.get_head(pair.group_uuid) == head


async def test_every_text_of_a_message_is_kept_in_order(scene: Scene, store: Store, clock: SteppedClock) -> None:
    pair = await scene.pair()
    said = await scene.say(pair.group_uuid, pair.bob, "frist")
    assert await store.log.list_versions(pair.group_uuid, said.seq) == [Version(0, "frist", said.created_at)]
    wanted, newest = [Version(0, "frist", said.created_at)], said
    for text in ("first", "First", "First!"):
        clock.step(10)
        newest = await store.log.revise(edited(newest, text, clock.now()), earlier=newest)
        wanted.append(Version(newest.rev, text, clock.now()))
    assert await store.log.list_versions(pair.group_uuid, said.seq) == wanted
    assert await store.log.list_versions(pair.group_uuid, pair.first.seq) == [
        Version(0, "hello", pair.first.created_at)
    ]
    assert [entry.seq for entry in await scene.log_of(pair.group_uuid)] == [1, 2]


async def test_an_edit_that_was_refused_leaves_no_version(crowd: Scene, clock: SteppedClock) -> None:
    pair = await crowd.pair()
    wanted = [edited(pair.first, f"version {n}", clock.now()) for n in range(6)]
    done = await asyncio.gather(
        *(crowd.any_host.log.revise(entry, earlier=pair.first) for entry in wanted), return_exceptions=True
    )
    (winner,) = (answer for answer in done if isinstance(answer, Entry))
    assert winner.message is not None
    assert await crowd.store.log.list_versions(pair.group_uuid, Seq(1)) == [
        Version(0, "hello", pair.first.created_at),
        Version(1, winner.message, clock.now()),
    ]


async def test_nothing_is_left_of_what_an_emptied_message_said(crowd: Scene, clock: SteppedClock) -> None:
    for _ in range(5):
        pair = await crowd.pair()
        once = await crowd.any_host.log.revise(edited(pair.first, "once", clock.now()), earlier=pair.first)
        gone = emptied(once, clock.now())
        await asyncio.gather(
            crowd.any_host.log.revise(edited(once, "twice", clock.now()), earlier=once),
            crowd.any_host.log.revise(gone, earlier=once),
            crowd.any_host.log.revise(edited(once, "also", clock.now()), earlier=once),
            return_exceptions=True,
        )
        now = await crowd.store.log.get_entry(pair.group_uuid, Seq(1))
        if now.message is not None:
            now = await crowd.store.log.revise(emptied(now, clock.now()), earlier=now)
        assert await crowd.store.log.list_versions(pair.group_uuid, Seq(1)) == []
        assert await crowd.store.log.revise(now, earlier=now._replace(rev=now.rev - 1)) == now


async def test_there_are_no_versions_of_a_quiet_line_nor_of_nothing(scene: Scene, store: Store) -> None:
    team = await scene.team()
    for seq in (team.first.seq, Seq(2), Seq(0)):
        with pytest.raises(MessageNotFound):
            await store.log.list_versions(team.group_uuid, seq)
