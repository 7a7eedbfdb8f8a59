"""The DynamoDB engine in worlds that go wrong: nothing lost, doubled, out of order, or written by a removed member."""

import asyncio
import os
import subprocess
import sys

import pytest

from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.domain.entry import Appended, Draft
from cruddur.domain.errors import GroupNotFound
from cruddur.domain.group import Group
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq
from tests.simulation import virtual_time
from tests.simulation.mutants import MUTANTS, BehindItsMembers
from tests.simulation.scenario import Outcome, as_it_is, play
from tests.simulation.world import EPOCH, Host, World, entries_of

SEEDS = 240
"""Worlds of a test run; `python -m tests.simulation --seeds 5000` plays more."""

FAILED_ONCE = [248, 1233, 40253, 40349]
"""Seeds that have failed at some time; they are played for ever."""

MUTANT_SEEDS = 300
"""A mutant must be caught within so many; most are within ten."""

FIRST_SEEDS = {"BelievesItself": 719, "RefusesFirst": 248}
"""Where to begin with those that few seeds catch."""


@pytest.mark.parametrize("begin", range(0, SEEDS, 40))
def test_whatever_happens_the_log_is_right_in_the_end(begin: int) -> None:
    for seed in range(begin, begin + 40):
        _assert_right(play(seed))


@pytest.mark.parametrize("seed", FAILED_ONCE)
def test_a_seed_that_failed_once_does_not_fail_again(seed: int) -> None:
    _assert_right(play(seed))


@pytest.mark.parametrize("name", MUTANTS)
def test_a_rule_left_out_is_noticed(name: str) -> None:
    begin = FIRST_SEEDS.get(name, 0)
    seeds = range(begin, begin + MUTANT_SEEDS)
    assert any(play(seed, MUTANTS[name]).wrong for seed in seeds), f"{name} survives"


@pytest.mark.parametrize("is_mutant", [False, True])
def test_a_host_that_knows_newer_members_than_entries_reads_on_before_it_refuses(is_mutant: bool) -> None:
    """Somebody's message and their removal land between a starting host's look at the head and at META."""

    async def staged() -> Appended:
        world = World(1, as_it_is, is_calm=True)
        ann, bob = world.people[:2]
        group = world.several()
        first, second = world.host.engine, Host(world).engine
        if is_mutant:
            second.log._appender.__class__ = BehindItsMembers
        await first.log.start_group(group, message_uuid=world.random.message_uuid())
        draft = Draft(group.uuid, bob, world.random.message_uuid(), "hello", EPOCH)
        read_group = second.groups._reader.group

        async def meanwhile(group_uuid: GroupUuid) -> Group | None:
            second.groups._reader.group = read_group
            await first.log.append(draft, after_seq=Seq(1))
            leaving = world.random.message_uuid()
            await first.log.leave(group.uuid, by=ann, person=bob, message_uuid=leaving, at=EPOCH)
            return await read_group(group_uuid)

        second.groups._reader.group = meanwhile
        return await second.log.append(draft, after_seq=Seq(1))

    if is_mutant:
        with pytest.raises(GroupNotFound):
            virtual_time.run(staged())
    else:
        answer = virtual_time.run(staged())
        assert (answer.entry.seq, answer.is_new) == (2, False)


def test_a_seed_replays_to_the_same_fingerprint_in_any_process() -> None:
    first = play(7)
    assert play(7) == first
    assert play(8).fingerprint != first.fingerprint
    script = "from tests.simulation.scenario import play; print(play(7).fingerprint)"
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "PYTHONPATH": os.pathsep.join(sys.path)}
    elsewhere = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert elsewhere.stdout.strip() == first.fingerprint


def test_in_the_calm_a_hundred_sends_are_a_hundred_puts_and_no_reads() -> None:
    async def calm() -> dict[str, int]:
        world = World(1, as_it_is, is_calm=True)
        engine: DynamoEngine = world.host.engine
        one, other = world.people[:2]
        group = world.direct(one, other)

        def draft() -> Draft:
            uuid = MessageUuid(world.random.message_uuid())
            return Draft(group.uuid, one, uuid, "hello", world.host.clock.now())

        await engine.log.start_direct(draft(), group)
        world.network.counts.clear()
        for number in range(100):
            await engine.log.append(draft(), after_seq=Seq(number + 1))
        return world.network.counts

    assert virtual_time.run(calm()) == {"PutItem": 100}


@pytest.mark.parametrize("has_bus", [False, True])
def test_two_busy_hosts_lose_fewer_races_when_they_hear_of_each_other(has_bus: bool) -> None:
    """Twenty messages a second on each of two hosts, in one group, for a minute."""

    async def busy() -> float:
        world = World(3, as_it_is, is_calm=True)
        hosts = [world.host.engine, Host(world).engine]
        one, other = world.people[:2]
        group = world.direct(one, other)

        def draft() -> Draft:
            return Draft(group.uuid, one, world.random.message_uuid(), "hello", EPOCH)

        async def write(host: DynamoEngine) -> None:
            for _ in range(1200):
                await asyncio.sleep(world.chance.expovariate(20))
                stored = await host.log.append(draft(), after_seq=None)
                if has_bus:
                    for each in hosts:
                        asyncio.get_running_loop().call_later(0.002, each.log.heard, stored.entry)

        await hosts[0].log.start_direct(draft(), group)
        world.network.counts.clear()
        await asyncio.gather(*(write(host) for host in hosts))
        assert len(entries_of(world.store, group.uuid)) == 2401
        return world.network.counts["PutItem"] / 2400

    puts_a_message = virtual_time.run(busy())
    assert (puts_a_message <= 1.15) is has_bus, puts_a_message


def test_under_contention_of_two_hosts_everybody_is_answered_and_a_race_is_lost_once_or_twice_at_most() -> None:
    """Thirty-two writers in one group, on two hosts, each writing again as soon as it is answered."""

    async def crowded() -> float:
        world = World(3, as_it_is, is_calm=True)
        hosts = [world.host.engine, Host(world).engine]
        one, other = world.people[:2]
        group = world.direct(one, other)

        def draft() -> Draft:
            return Draft(group.uuid, one, world.random.message_uuid(), "hello", EPOCH)

        async def write(host: DynamoEngine) -> None:
            for _ in range(50):
                assert (await host.log.append(draft(), after_seq=None)).is_new

        await hosts[0].log.start_direct(draft(), group)
        world.network.counts.clear()
        await asyncio.gather(*(write(hosts[number % 2]) for number in range(32)))
        assert [entry.seq for entry in entries_of(world.store, group.uuid)] == list(range(1, 1602))
        return world.network.counts["PutItem"] / 1600

    puts_a_message = virtual_time.run(crowded())
    assert 1.3 < puts_a_message < 1.7, puts_a_message  # two writers of one log, nobody starved; see decision 10


def _assert_right(outcome: Outcome) -> None:
    assert not outcome.wrong, f"seed {outcome.seed} ({outcome.fingerprint}): {outcome.wrong}"
