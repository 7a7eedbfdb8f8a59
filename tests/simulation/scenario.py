"""A seed from beginning to end."""

import asyncio
from typing import NamedTuple

from cruddur.adapters.dynamodb.engine import DynamoEngine
from tests.simulation import virtual_time
from tests.simulation.judgement import verdict
from tests.simulation.person import Memory, Person
from tests.simulation.world import Adapt, World, meanwhile, small_windows


class Outcome(NamedTuple):
    """What came of a seed.

    Attributes:
        wrong: what must not be; empty when all is well.
        fingerprint: of everything that happened.
        entries: how many were stored.
    """

    seed: int
    wrong: list[str]
    fingerprint: str
    entries: int


def as_it_is(engine: DynamoEngine) -> None:
    """Leave the engine alone."""


def play(seed: int, adapt: Adapt = as_it_is) -> Outcome:
    """Run one world. The same seed gives the same outcome."""
    with small_windows():
        return virtual_time.run(_play(seed, adapt))


async def _play(seed: int, adapt: Adapt) -> Outcome:
    world, memory = World(seed, adapt), Memory()
    groups = [world.direct(world.people[0], world.people[1]), world.several()]
    people = [Person(world, memory, user, groups) for user in world.people]
    for person in people[1:]:  # strangers to the 1:1 try it too, now and then
        if person.uuid not in groups[0].members and world.chance.random() < 0.8:
            person._groups = groups[1:]
    first = world.random.message_uuid()
    await world.insist(lambda engine: engine.log.start_group(groups[1], message_uuid=first))
    crashes = world.chance.choice((5.0, 30.0, 1e9))
    acts = world.chance.choice((6, 14, 22))
    try:
        async with meanwhile(world.crash_now_and_then(crashes), world.gossip(), world.project(batch=20)):
            async with asyncio.timeout(20_000):
                await asyncio.gather(*(person.live(acts) for person in people))
    except Exception as failure:  # nothing of the kind may reach a person
        memory.wrong.append(repr(failure))
    try:
        await world.calm_down()
    except Exception as failure:
        memory.wrong.append(f"no end: {failure!r}")
    for sent in memory.sent:
        world.told.append(repr((sent.draft.message_uuid, sent.answers, sent.was_refused)))
    entries = sum(change.is_entry for change in world.store.stream)
    return Outcome(seed, verdict(world, memory, groups), world.fingerprint(), entries)
