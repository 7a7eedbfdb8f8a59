"""Groups larger than one transaction: everybody gets in, in batches, also when the creation breaks off."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.adapters.dynamodb.membership import MAX_ACTIONS, MAX_JOINERS
from cruddur.domain.entry import Kind
from cruddur.domain.errors import GroupFull
from cruddur.domain.group import MAX_MEMBERS, Group, Member, Role
from cruddur.domain.ids import Seq
from tests.clock import SteppedClock
from tests.contract.scene import Scene


@pytest.fixture
def scene(engine: DynamoEngine) -> Scene:
    return Scene([engine], SteppedClock())


def a_large_group(scene: Scene, size: int) -> Group:
    """Its creator is the last one listed, and two more are owners."""
    people = [scene.person() for _ in range(size)]
    group = scene.group_of(*people[::-1])
    members = dict(group.members)
    for person in people[:2]:
        members[person] = Member(Role.OWNER, Seq(1))
    return Group(
        uuid=group.uuid,
        kind=group.kind,
        title=group.title,
        members=members,
        membership_seq=Seq(1),
        created_at=group.created_at,
        created_by=people[-1],
    )


async def _check(engine: DynamoEngine, group: Group) -> None:
    """META, the rows and the log agree, and nobody is missing."""
    stored = await engine.groups.get_group(group.uuid, not_before=Seq(1))
    assert set(stored.members) == set(group.members)
    assert {user: member.role for user, member in stored.members.items()} == {
        user: member.role for user, member in group.members.items()
    }
    marks = await engine.inbox.list_read_marks(group.uuid, tuple(group.members))
    assert set(marks) == set(group.members)
    log = (await engine.log.list_entries(group.uuid, after=Seq(0), limit=100)).items
    assert [entry.seq for entry in log] == list(range(1, len(log) + 1))
    assert {entry.kind for entry in log} == {Kind.JOINED}
    joined = [subject for entry in log for subject in entry.subject_uuids]
    assert sorted(joined) == sorted(group.members)
    assert (log[-1].member_count, stored.membership_seq) == (len(group.members), log[-1].seq)


async def test_a_group_of_256_takes_a_few_entries(engine: DynamoEngine, scene: Scene) -> None:
    group = a_large_group(scene, MAX_MEMBERS)
    uuid = scene.uuid()
    first = await engine.log.start_group(group, message_uuid=uuid)
    assert (first.is_new, first.entry.seq) == (True, 1)
    await _check(engine, group)
    head = (await engine.log.get_head(group.uuid)).seq
    again = await engine.log.start_group(group, message_uuid=uuid)
    assert (again.is_new, again.entry) == (False, first.entry)
    assert (await engine.log.get_head(group.uuid)).seq == head


async def test_a_creation_that_broke_off_is_completed_by_its_retry(engine: DynamoEngine, scene: Scene) -> None:
    group = a_large_group(scene, MAX_MEMBERS)
    uuid = scene.uuid()
    join: Callable[..., Awaitable[Any]] = engine.log._join

    async def break_off(*_: Any, **__: Any) -> Any:
        raise ConnectionResetError

    engine.log._join = break_off
    with pytest.raises(ConnectionResetError):
        await engine.log.start_group(group, message_uuid=uuid)
    engine.log._join = join
    assert not (await engine.log.start_group(group, message_uuid=uuid)).is_new
    await _check(engine, group)


async def test_many_join_at_once(engine: DynamoEngine, scene: Scene) -> None:
    team = await scene.team()
    people = [scene.person() for _ in range(MAX_JOINERS + 50)]
    entry = await scene.join(team.group_uuid, team.ann, *people)
    assert entry.subject_uuids == tuple(people[:MAX_JOINERS])
    group = await engine.groups.get_group(team.group_uuid, not_before=Seq(3))
    assert set(group.members) == {team.ann, team.bob, team.cho, *people}
    assert set(await engine.inbox.list_read_marks(team.group_uuid, people)) == set(people)


async def test_nobody_joins_when_not_all_of_them_fit(engine: DynamoEngine, scene: Scene) -> None:
    team = await scene.team()
    with pytest.raises(GroupFull):
        await scene.join(team.group_uuid, team.ann, *(scene.person() for _ in range(MAX_MEMBERS - 2)))
    assert (await engine.log.get_head(team.group_uuid)).seq == 1


def test_a_transaction_holds_the_entry_meta_and_the_rows() -> None:
    assert MAX_JOINERS + 2 == MAX_ACTIONS
