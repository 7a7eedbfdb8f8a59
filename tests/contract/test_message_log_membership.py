"""What every log promises about who is in a group: one entry and all its rows, or nothing."""

import asyncio
from functools import partial

import pytest

from cruddur.domain.entry import Appended, Entry
from cruddur.domain.errors import GroupFull, GroupNotFound, IdempotencyMismatch, LastOwner, MemberNotFound
from cruddur.domain.group import MAX_MEMBERS, Member, OwnerOnly, Role
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from tests.clock import SteppedClock
from tests.contract.engines import Place, Store
from tests.contract.scene import Scene

UNKNOWN = GroupUuid("00000000-0000-4000-8000-000000000000")


async def roles(store: Store, group_uuid: GroupUuid) -> dict[UserUuid, str]:
    group = await store.groups.get_group(group_uuid)
    return {person: str(place.role) for person, place in group.members.items()}


# --- starting


async def test_a_group_begins_with_everybody_in_it(scene: Scene, store: Store) -> None:
    ann, bob, cho = scene.person(), scene.person(), scene.person()
    group, uuid = scene.group_of(ann, bob, cho, title="Trip"), scene.uuid()
    appended = await store.log.start_group(group, message_uuid=uuid)
    entry = appended.entry
    assert appended.is_new
    assert (entry.seq, entry.kind, entry.user_uuid, entry.message_uuid) == (1, "joined", ann, uuid)
    assert (entry.message, entry.digest, entry.membership_seq) == (None, None, 1)
    assert (set(entry.subject_uuids), entry.title, entry.member_count) == ({ann, bob, cho}, "Trip", 3)
    assert await scene.log_of(group.uuid) == [entry]
    assert await store.groups.get_group(group.uuid) == group
    for person, read_seq in ((ann, 1), (bob, 0), (cho, 0)):
        row = await store.inbox.find_row(person, group.uuid)
        assert row is not None
        assert (row.kind, row.title, row.member_count, row.peer_uuid) == ("group", "Trip", 3, None)
        assert (row.last_seq, row.read_seq, row.membership_seq, row.last_kind) == (1, read_seq, 1, "joined")


async def test_a_repeated_creation_gets_the_first_answer_and_another_is_refused(scene: Scene, store: Store) -> None:
    ann, bob = scene.person(), scene.person()
    group, uuid = scene.group_of(ann, bob), scene.uuid()
    first = await store.log.start_group(group, message_uuid=uuid)
    assert await store.log.start_group(group, message_uuid=uuid) == Appended(first.entry, False)
    with pytest.raises(IdempotencyMismatch):
        await store.log.start_group(group, message_uuid=scene.uuid())
    with pytest.raises(IdempotencyMismatch):
        await store.log.start_group(scene.group_of(bob, ann, uuid=group.uuid), message_uuid=uuid)
    assert len(await scene.log_of(group.uuid)) == 1


async def test_parallel_creations_of_one_group_make_it_once(crowd: Scene) -> None:
    group, uuid = crowd.group_of(crowd.person(), crowd.person()), crowd.uuid()
    answers = await asyncio.gather(*(crowd.any_host.log.start_group(group, message_uuid=uuid) for _ in range(8)))
    assert sorted(answer.is_new for answer in answers) == [False] * 7 + [True]
    assert len(await crowd.log_of(group.uuid)) == 1


# --- joining


async def test_people_who_join_are_members_from_that_entry_on(scene: Scene, store: Store, clock: SteppedClock) -> None:
    team = await scene.team()
    await scene.say(team.group_uuid, team.bob)
    dan, eve = scene.person(), scene.person()
    clock.step(60)
    entry = await scene.join(team.group_uuid, team.ann, dan, eve)
    assert (entry.seq, entry.kind, entry.membership_seq, entry.created_at) == (3, "joined", 3, clock.now())
    assert (entry.subject_uuids, entry.title, entry.member_count) == ((dan, eve), "Team", 5)
    group = await store.groups.get_group(team.group_uuid)
    assert group.membership_seq == 3
    assert {person: place.joined_seq for person, place in group.members.items()} == {
        team.ann: 1, team.bob: 1, team.cho: 1, dan: 3, eve: 3,
    }  # fmt: skip
    row = await store.inbox.find_row(dan, team.group_uuid)
    assert row is not None
    assert (row.last_seq, row.read_seq, row.member_count) == (3, 2, 5)
    said = await scene.say(team.group_uuid, dan)
    assert (said.seq, said.membership_seq) == (4, 3)


async def test_who_is_in_already_is_passed_over(scene: Scene, store: Store) -> None:
    team = await scene.team()
    dan = scene.person()
    entry = await scene.join(team.group_uuid, team.ann, team.bob, dan, dan)
    assert (entry.subject_uuids, entry.member_count) == ((dan,), 4)
    again = await store.log.join(
        team.group_uuid,
        by=team.ann,
        people=[dan, team.bob],
        sees_earlier=True,
        message_uuid=scene.uuid(),
        at=scene.clock.now(),
    )
    assert again == Appended(entry, False)
    assert (await roles(store, team.group_uuid))[dan] == "member"
    assert len(await scene.log_of(team.group_uuid)) == 2


async def test_where_a_newcomer_begins_to_read_is_kept_with_their_place(
    scene: Scene, store: Store, place: Place, clock: SteppedClock
) -> None:
    team = await scene.team()
    await scene.say(team.group_uuid, team.bob)
    dan, eve = scene.person(), scene.person()
    early = await scene.join(team.group_uuid, team.ann, dan)
    late = await scene.join(team.group_uuid, team.ann, eve, sees_earlier=False)
    await scene.change_role(team.group_uuid, team.ann, eve, Role.OWNER)
    await place.close(store)
    reopened = await place.open(clock)
    members = (await reopened.groups.get_group(team.group_uuid)).members
    assert members[dan] == Member(Role.MEMBER, early.seq, Seq(1))
    assert members[eve] == Member(Role.OWNER, late.seq, late.seq)
    assert members[team.bob].reads_from_seq == 1
    again = Scene([reopened], clock)
    await again.leave(team.group_uuid, eve, eve)
    back = await again.join(team.group_uuid, team.ann, eve)
    members = (await reopened.groups.get_group(team.group_uuid, not_before=back.seq)).members
    assert members[eve] == Member(Role.MEMBER, back.seq, Seq(1))


async def test_a_group_holds_two_hundred_and_fifty_six_people(scene: Scene, store: Store) -> None:
    team = await scene.team()
    for begin in range(3, MAX_MEMBERS - 1, 50):
        await scene.join(
            team.group_uuid, team.ann, *(scene.person() for _ in range(begin, min(begin + 50, MAX_MEMBERS - 1)))
        )
    head = await store.log.get_head(team.group_uuid)
    with pytest.raises(GroupFull):
        await scene.join(team.group_uuid, team.ann, scene.person(), scene.person())
    assert await store.log.get_head(team.group_uuid) == head
    assert (await scene.join(team.group_uuid, team.ann, scene.person())).member_count == MAX_MEMBERS
    assert len((await store.groups.get_group(team.group_uuid)).members) == MAX_MEMBERS


# --- leaving


async def test_who_leaves_is_gone_from_the_group_and_the_group_from_their_inbox(scene: Scene, store: Store) -> None:
    team = await scene.team()
    entry = await scene.leave(team.group_uuid, team.cho, team.cho)
    assert (entry.seq, entry.kind, entry.user_uuid, entry.subject_uuids) == (2, "left", team.cho, (team.cho,))
    assert (entry.member_count, entry.membership_seq) == (2, 2)
    assert await roles(store, team.group_uuid) == {team.ann: "owner", team.bob: "member"}
    assert await store.inbox.find_row(team.cho, team.group_uuid) is None
    assert (await store.inbox.list_inbox(team.cho, cursor=None, limit=10)).items == []


async def test_a_removed_members_send_cannot_land_after_the_removal(scene: Scene) -> None:
    team = await scene.team()
    await scene.leave(team.group_uuid, team.ann, team.cho)
    for after in (None, 0, 1, 2, 99):
        with pytest.raises(GroupNotFound):
            await scene.append(scene.draft(team.group_uuid, team.cho), after=after)
    assert len(await scene.log_of(team.group_uuid)) == 2


async def test_a_removed_members_retry_of_what_was_stored_is_answered(scene: Scene) -> None:
    team = await scene.team()
    draft = scene.draft(team.group_uuid, team.cho, "my last word")
    first = await scene.append(draft, after=1)
    await scene.leave(team.group_uuid, team.ann, team.cho)
    assert await scene.append(draft, after=1) == Appended(first.entry, False)


async def test_a_removal_and_a_burst_of_sends_never_interleave(crowd: Scene) -> None:
    """Whatever the race: nothing by the removed person stands after their removal."""
    team = await crowd.team()
    sends = [crowd.say(team.group_uuid, team.cho, str(n)) for n in range(20)]
    done = await asyncio.gather(
        *sends[:10], crowd.leave(team.group_uuid, team.ann, team.cho), *sends[10:], return_exceptions=True
    )
    stored = await crowd.log_of(team.group_uuid)
    assert [entry.seq for entry in stored] == list(range(1, len(stored) + 1))
    removal = next(entry.seq for entry in stored if entry.kind == "left")
    assert not [entry for entry in stored if entry.user_uuid == team.cho and entry.seq > removal]
    answered = {entry for entry in done if isinstance(entry, Entry)}
    assert answered <= set(stored)
    refused = [error for error in done if isinstance(error, BaseException)]
    assert all(isinstance(error, GroupNotFound) for error in refused)
    assert len(answered) + len(refused) == 21
    assert len(stored) == 1 + len(answered)


async def test_who_left_may_be_brought_back(scene: Scene, store: Store) -> None:
    team = await scene.team()
    await scene.leave(team.group_uuid, team.cho, team.cho)
    await scene.say(team.group_uuid, team.ann, "we miss you")
    entry = await scene.join(team.group_uuid, team.ann, team.cho)
    assert (await store.groups.get_group(team.group_uuid)).members[team.cho].joined_seq == entry.seq == 4
    row = await store.inbox.find_row(team.cho, team.group_uuid)
    assert row is not None
    assert (row.last_seq, row.read_seq) == (4, 3)
    assert (await scene.say(team.group_uuid, team.cho)).seq == 5


async def test_the_last_owner_hands_over_to_who_has_been_there_longest(scene: Scene, store: Store) -> None:
    ann, bob, cho, dan = (scene.person() for _ in range(4))
    group = scene.group_of(ann)
    await store.log.start_group(group, message_uuid=scene.uuid())
    for person in (bob, cho, dan):
        await scene.join(group.uuid, ann, person)
    await scene.leave(group.uuid, bob, bob)
    await scene.join(group.uuid, ann, bob)
    await scene.leave(group.uuid, ann, ann)
    assert await roles(store, group.uuid) == {cho: "owner", dan: "member", bob: "member"}


async def test_an_owner_who_is_not_the_last_hands_nothing_over(scene: Scene, store: Store) -> None:
    team = await scene.team()
    eve = scene.person()
    await scene.join(team.group_uuid, team.ann, eve)
    await scene.change_role(team.group_uuid, team.ann, eve, Role.OWNER)
    await scene.leave(team.group_uuid, team.ann, team.ann)
    assert await roles(store, team.group_uuid) == {team.bob: "member", team.cho: "member", eve: "owner"}


async def test_a_group_that_everybody_left_is_empty_and_closed(scene: Scene, store: Store) -> None:
    team = await scene.team()
    for person in (team.ann, team.bob, team.cho):
        entry = await scene.leave(team.group_uuid, person, person)
    assert entry.member_count == 0
    assert await roles(store, team.group_uuid) == {}
    with pytest.raises(GroupNotFound):
        await scene.say(team.group_uuid, team.ann)


async def test_one_cannot_remove_who_is_not_there(scene: Scene) -> None:
    team = await scene.team()
    with pytest.raises(MemberNotFound):
        await scene.leave(team.group_uuid, team.ann, scene.person())
    assert len(await scene.log_of(team.group_uuid)) == 1


# --- renaming


async def test_a_group_gets_another_title(scene: Scene, store: Store) -> None:
    team = await scene.team()
    entry = await scene.rename(team.group_uuid, team.bob, "Übermorgen")
    assert (entry.seq, entry.kind, entry.message, entry.title) == (2, "renamed", "Übermorgen", "Übermorgen")
    assert (entry.member_count, entry.subject_uuids, entry.membership_seq) == (3, (), 2)
    group = await store.groups.get_group(team.group_uuid)
    assert (group.title, group.membership_seq) == ("Übermorgen", 2)
    assert await scene.log_of(team.group_uuid) == [team.first, entry]


# --- roles


async def test_an_owner_makes_another_and_may_then_step_down(scene: Scene, store: Store) -> None:
    team = await scene.team()
    entry = await scene.change_role(team.group_uuid, team.ann, team.bob, Role.OWNER)
    assert (entry.seq, entry.kind, entry.message, entry.subject_uuids) == (2, "role", "owner", (team.bob,))
    assert (entry.user_uuid, entry.member_count, entry.membership_seq) == (team.ann, 3, 2)
    before = (await store.groups.get_group(team.group_uuid)).members
    down = await scene.change_role(team.group_uuid, team.ann, team.ann, Role.MEMBER)
    assert (down.seq, down.message, down.subject_uuids) == (3, "member", (team.ann,))
    group = await store.groups.get_group(team.group_uuid)
    assert await roles(store, team.group_uuid) == {team.ann: "member", team.bob: "owner", team.cho: "member"}
    assert group.membership_seq == 3
    assert {who: at.joined_seq for who, at in group.members.items()} == {
        who: at.joined_seq for who, at in before.items()
    }
    assert await scene.log_of(team.group_uuid) == [team.first, entry, down]


async def test_the_last_owner_cannot_step_down(scene: Scene, store: Store) -> None:
    team = await scene.team()
    with pytest.raises(LastOwner):
        await scene.change_role(team.group_uuid, team.ann, team.ann, Role.MEMBER)
    assert await scene.log_of(team.group_uuid) == [team.first]
    assert (await roles(store, team.group_uuid))[team.ann] == "owner"


async def test_two_owners_who_step_down_at_once_leave_one(crowd: Scene) -> None:
    team = await crowd.team()
    await crowd.change_role(team.group_uuid, team.ann, team.bob, Role.OWNER)
    outcomes = await asyncio.gather(
        *(crowd.change_role(team.group_uuid, who, who, Role.MEMBER) for who in (team.ann, team.bob)),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes].count(LastOwner) == 1
    group = await crowd.store.groups.get_group(team.group_uuid, not_before=Seq(3))
    assert [place.role for place in group.members.values()].count(Role.OWNER) == 1
    assert len(await crowd.log_of(team.group_uuid)) == 3


async def test_who_is_no_owner_as_of_the_head_changes_no_role(scene: Scene) -> None:
    team = await scene.team()
    with pytest.raises(OwnerOnly):
        await scene.change_role(team.group_uuid, team.bob, team.bob, Role.OWNER)
    with pytest.raises(MemberNotFound):
        await scene.change_role(team.group_uuid, team.ann, scene.person(), Role.OWNER)
    assert await scene.log_of(team.group_uuid) == [team.first]


async def test_a_role_that_somebody_has_already_adds_no_line(scene: Scene, store: Store) -> None:
    team = await scene.team()
    await scene.say(team.group_uuid, team.bob)
    again = await store.log.change_role(
        team.group_uuid,
        by=team.ann,
        person=team.bob,
        role=Role.MEMBER,
        message_uuid=scene.uuid(),
        at=scene.clock.now(),
    )
    assert again == Appended(team.first, is_new=False)
    assert len(await scene.log_of(team.group_uuid)) == 2


# --- what all changes have in common


async def test_repeated_changes_get_the_first_answer(scene: Scene, store: Store) -> None:
    team, at = await scene.team(), scene.clock.now()
    dan, uuids = scene.person(), [scene.uuid() for _ in range(4)]
    for seq, change in enumerate(
        (
            partial(store.log.join, by=team.ann, people=[dan], sees_earlier=True),
            partial(store.log.rename, by=team.ann, title="New"),
            partial(store.log.change_role, by=team.ann, person=team.bob, role=Role.OWNER),
            partial(store.log.leave, by=dan, person=dan),
        ),
        start=2,
    ):
        first = await change(team.group_uuid, message_uuid=uuids[seq - 2], at=at)
        assert (first.entry.seq, first.is_new) == (seq, True)
        assert await change(team.group_uuid, message_uuid=uuids[seq - 2], at=at) == Appended(first.entry, False)
    assert len(await scene.log_of(team.group_uuid)) == 5


async def test_a_stranger_changes_nothing(scene: Scene, store: Store) -> None:
    team, stranger = await scene.team(), scene.person()
    for change in (
        scene.join(team.group_uuid, stranger, stranger),
        scene.leave(team.group_uuid, stranger, team.bob),
        scene.rename(team.group_uuid, stranger, "Mine"),
        scene.change_role(team.group_uuid, stranger, stranger, Role.OWNER),
    ):
        with pytest.raises(GroupNotFound):
            await change
    assert await scene.log_of(team.group_uuid) == [team.first]
    assert set((await store.groups.get_group(team.group_uuid)).members) == {team.ann, team.bob, team.cho}


async def test_a_conversation_of_two_keeps_its_two(scene: Scene) -> None:
    pair = await scene.pair()
    for group_uuid in (pair.group_uuid, UNKNOWN):
        for change in (
            scene.join(group_uuid, pair.ann, scene.person()),
            scene.leave(group_uuid, pair.ann, pair.bob),
            scene.rename(group_uuid, pair.ann, "Ours"),
            scene.change_role(group_uuid, pair.ann, pair.bob, Role.OWNER),
        ):
            with pytest.raises(GroupNotFound):
                await change
    assert len(await scene.log_of(pair.group_uuid)) == 1


async def test_parallel_changes_and_sends_leave_a_log_without_gaps_that_agrees_with_the_group(crowd: Scene) -> None:
    team = await crowd.team()
    people = [crowd.person() for _ in range(6)]
    changes = [crowd.join(team.group_uuid, team.ann, person) for person in people]
    changes += [crowd.leave(team.group_uuid, team.ann, team.cho), crowd.rename(team.group_uuid, team.bob, "Busy")]
    sends = [crowd.say(team.group_uuid, team.bob, str(n)) for n in range(20)]
    await asyncio.gather(*(step for both in zip(sends, changes, strict=False) for step in both), *sends[len(changes) :])
    stored = await crowd.log_of(team.group_uuid)
    assert [entry.seq for entry in stored] == list(range(1, 30))
    newest = 0
    for entry in stored:
        newest = entry.seq if entry.kind in ("joined", "left", "renamed") else newest
        assert entry.membership_seq == newest
    group = await crowd.store.groups.get_group(team.group_uuid, not_before=Seq(newest))
    assert set(group.members) == {team.ann, team.bob, *people}
    assert (group.membership_seq, group.title) == (newest, "Busy")
    assert stored[newest - 1].member_count == 8


async def test_membership_is_known_after_a_restart(
    scene: Scene, store: Store, place: Place, clock: SteppedClock
) -> None:
    team = await scene.team()
    await scene.leave(team.group_uuid, team.ann, team.cho)
    before = await store.groups.get_group(team.group_uuid)
    await place.close(store)
    again = await place.open(clock)
    assert await again.groups.get_group(team.group_uuid) == before
    with pytest.raises(GroupNotFound):
        await Scene([again], clock).say(team.group_uuid, team.cho)
