"""What every engine promises about looking groups up."""

import pytest

from cruddur.domain.errors import GroupNotFound
from cruddur.domain.ids import GroupUuid
from tests.clock import SteppedClock
from tests.contract.engines import Store
from tests.contract.scene import Scene

UNKNOWN = GroupUuid("00000000-0000-4000-8000-000000000000")


async def test_a_conversation_of_two_is_read_as_it_was_made(scene: Scene, store: Store, clock: SteppedClock) -> None:
    ann, bob = scene.person(), scene.person()
    group = scene.direct(ann, bob)
    await store.log.start_direct(scene.draft(group.uuid, ann), group)
    found = await store.groups.get_group(group.uuid)
    assert found == group
    assert (found.kind, found.title, found.membership_seq) == ("direct", None, 0)
    assert (found.created_at, found.created_by) == (clock.now(), ann)


async def test_an_unknown_group_is_refused(store: Store) -> None:
    with pytest.raises(GroupNotFound):
        await store.groups.get_group(UNKNOWN)
    with pytest.raises(GroupNotFound):
        await store.groups.get_group(GroupUuid("not a uuid' --"))


async def test_a_group_is_found_as_soon_as_it_was_looked_for_in_vain(scene: Scene, store: Store) -> None:
    """That a group does not exist is never remembered: its first message may come at any moment."""
    ann, bob = scene.person(), scene.person()
    group = scene.direct(ann, bob)
    with pytest.raises(GroupNotFound):
        await store.groups.get_group(group.uuid)
    assert await store.groups.find_groups([group.uuid]) == {}
    await store.log.start_direct(scene.draft(group.uuid, ann), group)
    assert await store.groups.get_group(group.uuid) == group
    assert await store.groups.find_groups([group.uuid]) == {group.uuid: group}


async def test_a_change_of_this_host_is_seen_at_once(scene: Scene, store: Store) -> None:
    team = await scene.team()
    await store.groups.get_group(team.group_uuid)
    dan = scene.person()
    await scene.join(team.group_uuid, team.ann, dan)
    assert dan in (await store.groups.get_group(team.group_uuid)).members
    await scene.leave(team.group_uuid, team.ann, dan)
    assert dan not in (await store.groups.get_group(team.group_uuid)).members
    await scene.rename(team.group_uuid, team.ann, "Other")
    assert (await store.groups.get_group(team.group_uuid)).title == "Other"


async def test_an_answer_includes_the_membership_that_was_asked_for(crowd: Scene, hosts: list[Store]) -> None:
    team = await crowd.team()
    for host in hosts:
        await host.groups.get_group(team.group_uuid)
    for _ in range(3):
        entry = await crowd.join(team.group_uuid, team.ann, crowd.person())
        for host in hosts:
            group = await host.groups.get_group(team.group_uuid, not_before=entry.membership_seq)
            assert group.membership_seq == entry.membership_seq
            assert set(entry.subject_uuids) <= set(group.members)


async def test_several_groups_are_found_together(scene: Scene, store: Store) -> None:
    pair, team = await scene.pair(), await scene.team()
    found = await store.groups.find_groups([team.group_uuid, UNKNOWN, pair.group_uuid, team.group_uuid])
    assert found == {
        pair.group_uuid: await store.groups.get_group(pair.group_uuid),
        team.group_uuid: await store.groups.get_group(team.group_uuid),
    }
    assert await store.groups.find_groups([]) == {}


async def test_messages_leave_a_group_as_it_is(scene: Scene, store: Store) -> None:
    team = await scene.team()
    before = await store.groups.get_group(team.group_uuid)
    await scene.fill(team.group_uuid, team.bob, 5)
    assert await store.groups.get_group(team.group_uuid) == before
