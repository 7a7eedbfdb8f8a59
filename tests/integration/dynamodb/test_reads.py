"""Reads that one host alone does not show: pages of the service, and what other hosts have changed."""

import random

from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.adapters.local.random import SystemRandom
from tests.clock import SteppedClock
from tests.contract.dynamodb_place import DynamoPlace
from tests.contract.scene import Scene
from tests.simulation.model_store import ModelStore


class _Wire:
    """Straight to a model of the table, whose queries and batches come in pieces."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store

    async def call(self, operation: str, **params: object) -> dict[str, object]:
        params.pop("ReturnConsumedCapacity", None)
        return await self._store.apply(operation, params)


async def test_sums_and_batches_go_over_every_page_of_the_service() -> None:
    for seed in range(10):
        wire = _Wire(ModelStore(random.Random(seed)))
        engine = DynamoEngine(wire, table="t", clock=SteppedClock(), random=SystemRandom(), deadline_s=30)
        scene = Scene([engine], SteppedClock())
        reader, groups = scene.person(), 15
        group = scene.direct(scene.person(), reader)
        for _ in range(groups):
            group = scene.direct(scene.person(), reader)
            await engine.log.start_direct(scene.draft(group.uuid, group.created_by), group)
        assert tuple(await engine.inbox.get_unread(reader)) == (groups, groups)
        teams = [(await scene.team()).group_uuid for _ in range(7)]
        stranger = DynamoEngine(wire, table="t", clock=SteppedClock(), random=SystemRandom(), deadline_s=30)
        assert set(await stranger.groups.find_groups([*teams, group.uuid])) == {*teams, group.uuid}


async def test_another_hosts_change_of_membership_is_seen_after_two_seconds(place: DynamoPlace) -> None:
    clock = SteppedClock()
    one, other = place.host(clock), place.host(clock)
    scene = Scene([one], clock)
    team = await scene.team()
    assert team.bob in (await other.groups.get_group(team.group_uuid)).members
    left = await scene.leave(team.group_uuid, team.ann, team.bob)
    assert team.bob not in (await one.groups.get_group(team.group_uuid)).members  # on its own host at once
    clock.step(2.1)
    assert team.bob not in (await other.groups.get_group(team.group_uuid)).members
    newcomer = scene.person()
    joined = await scene.join(team.group_uuid, team.ann, newcomer)
    assert joined.seq > left.seq
    assert newcomer in (await other.groups.get_group(team.group_uuid, not_before=joined.seq)).members


async def test_what_another_host_was_heard_to_store_is_read_at_once(place: DynamoPlace) -> None:
    clock = SteppedClock()
    one, other = place.host(clock), place.host(clock)
    scene = Scene([one], clock)
    pair = await scene.pair()
    said = await scene.say(pair.group_uuid, pair.ann)
    other.log.heard(said)
    with other.meter.measure() as capacity:
        page = await other.log.list_entries(pair.group_uuid, limit=10)
    assert page.items[-1] == said
    assert capacity.call_count == 1  # nothing was missing, so nothing is read again
