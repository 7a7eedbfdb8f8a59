"""What every log promises about reactions: one of each emoji a person, beside the text, and no matter to any inbox."""

import asyncio

import pytest

from cruddur.domain.entry import edited, emptied
from cruddur.domain.errors import MessageNotFound, TooManyReactions
from cruddur.domain.ids import GroupUuid, Seq
from cruddur.domain.reaction import MAX_REACTIONS, Given, Reactions
from tests.clock import SteppedClock
from tests.contract.engines import Store
from tests.contract.scene import Pair, Scene
from tests.contract.test_change_stream import read_until

THUMB, HEART = "\U0001f44d", "\u2764"


async def react(store: Store, pair: Pair, emoji: str, *people: str, is_given: bool = True) -> Reactions | None:
    """Have ann or bob react to the first message; return what is there afterwards."""
    entry = pair.first
    for name in people:
        person = pair.ann if name == "ann" else pair.bob
        entry = await store.log.react(pair.group_uuid, Seq(1), user_uuid=person, emoji=emoji, is_given=is_given)
    return entry.reactions


async def test_reactions_are_kept_in_order_and_shown_wherever_the_entry_is(scene: Scene, store: Store) -> None:
    pair = await scene.pair()
    assert pair.first.reactions is None
    await react(store, pair, THUMB, "bob", "ann")
    now = await react(store, pair, HEART, "bob")
    given = (Given(HEART, pair.bob), *sorted((Given(THUMB, pair.ann), Given(THUMB, pair.bob))))
    assert now == Reactions(3, given)
    shown = pair.first._replace(reactions=now)
    assert await store.log.get_entry(pair.group_uuid, Seq(1)) == shown
    assert await scene.log_of(pair.group_uuid) == [shown]
    assert (await store.log.list_entries(pair.group_uuid, limit=10)).items == [shown]
    assert (await store.log.list_entries(pair.group_uuid, before=Seq(2), limit=10)).items == [shown]


async def test_what_is_done_twice_is_done_once(scene: Scene, store: Store) -> None:
    pair = await scene.pair()
    assert await react(store, pair, THUMB, "bob", is_given=False) is None
    once = await react(store, pair, THUMB, "bob")
    assert await react(store, pair, THUMB, "bob") == once == Reactions(1, (Given(THUMB, pair.bob),))
    gone = await react(store, pair, THUMB, "bob", is_given=False)
    assert await react(store, pair, THUMB, "bob", is_given=False) == gone == Reactions(2, ())
    assert await react(store, pair, THUMB, "bob") == Reactions(3, (Given(THUMB, pair.bob),))


async def test_reactions_given_at_once_are_all_there(crowd: Scene) -> None:
    pair = await crowd.pair()
    emoji = [chr(0x1F600 + n) for n in range(8)]
    await asyncio.gather(
        *(
            crowd.any_host.log.react(pair.group_uuid, Seq(1), user_uuid=person, emoji=each, is_given=True)
            for person in (pair.ann, pair.bob)
            for each in emoji
        )
    )
    entry = await crowd.store.log.get_entry(pair.group_uuid, Seq(1))
    wanted = sorted(Given(each, person) for person in (pair.ann, pair.bob) for each in emoji)
    assert entry.reactions == Reactions(16, tuple(wanted))


async def test_an_edit_keeps_reactions_and_needs_not_know_of_them(
    scene: Scene, store: Store, clock: SteppedClock
) -> None:
    pair = await scene.pair()
    reactions = await react(store, pair, THUMB, "bob")
    wanted = edited(pair.first, "other", clock.now())
    assert await store.log.revise(wanted, earlier=pair.first) == wanted._replace(reactions=reactions)
    assert await store.log.revise(wanted, earlier=pair.first) == wanted._replace(reactions=reactions)
    now = await store.log.get_entry(pair.group_uuid, Seq(1))
    assert (now.message, now.rev, now.reactions) == ("other", 1, reactions)


async def test_an_emptied_message_loses_them_and_takes_no_more(scene: Scene, store: Store, clock: SteppedClock) -> None:
    pair = await scene.pair()
    await react(store, pair, THUMB, "bob")
    gone = await store.log.revise(emptied(pair.first, clock.now()), earlier=pair.first)
    assert gone.reactions is None
    assert await scene.log_of(pair.group_uuid) == [gone]
    for is_given in (True, False):
        with pytest.raises(MessageNotFound):
            await react(store, pair, THUMB, "bob", is_given=is_given)


async def test_only_a_message_that_is_there_takes_them(scene: Scene, store: Store) -> None:
    team = await scene.team()
    for group, seq in ((team.group_uuid, 1), (team.group_uuid, 2), (team.group_uuid, 0), (scene.uuid(), 1)):
        with pytest.raises(MessageNotFound):
            await store.log.react(GroupUuid(group), Seq(seq), user_uuid=team.ann, emoji=THUMB, is_given=True)
    assert await scene.log_of(team.group_uuid) == [team.first]


async def test_a_message_takes_no_more_than_it_can_carry(scene: Scene, store: Store) -> None:
    pair = await scene.pair()
    people = [scene.person() for _ in range(MAX_REACTIONS)]
    react_as = store.log.react
    for begin in range(0, MAX_REACTIONS, 50):
        await asyncio.gather(
            *(
                react_as(pair.group_uuid, Seq(1), user_uuid=person, emoji=THUMB, is_given=True)
                for person in people[begin : begin + 50]
            )
        )
    with pytest.raises(TooManyReactions):
        await react(store, pair, THUMB, "bob")
    again = await react_as(pair.group_uuid, Seq(1), user_uuid=people[7], emoji=THUMB, is_given=True)
    assert again.reactions is not None
    assert len(again.reactions.given) == MAX_REACTIONS


async def test_no_inbox_hears_of_reactions(scene: Scene, store: Store) -> None:
    pair = await scene.pair()
    stream = store.changes("projector")
    await read_until(stream, [pair.first])
    await react(store, pair, THUMB, "bob", "ann")
    await react(store, pair, THUMB, "bob", is_given=False)
    later = await scene.say(pair.group_uuid, pair.bob, "later")
    records, _ = await read_until(stream, [later])
    assert [record for record in records if record.message_group_uuid == pair.group_uuid] == [later]
