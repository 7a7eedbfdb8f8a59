"""What every keeper of presence promises, on one host and on several. Each engine runs all of it."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from cruddur.adapters.local.engines import redis as redis_engine
from cruddur.adapters.local.presence import LocalPresence
from cruddur.adapters.valkey.presence import ValkeyPresence
from cruddur.domain.ids import UserUuid
from cruddur.ports.presence import PRESENT_FOR_S, Presence
from tests import redis_server
from tests.clock import SteppedClock

ADA = UserUuid("00000000-0000-4000-8000-000000000001")
BO = UserUuid("00000000-0000-4000-8000-000000000002")
CY = UserUuid("00000000-0000-4000-8000-000000000003")


class Place:
    """Somewhere to keep presence, and a way to let its time pass."""

    def __init__(self, presence: Presence, pass_s: Callable[[float], Awaitable[None]]) -> None:
        self.presence = presence
        self.pass_s = pass_s


async def redis_ages(redis: Any, seconds: float) -> None:
    """Take time from every key; what has no end of its own would stay for ever, which is wrong here."""
    for key in await redis.keys("*"):
        left_ms = await redis.pttl(key)
        assert left_ms > 0, key
        await redis.pexpire(key, max(0, left_ms - int(seconds * 1000)))


@pytest.fixture
async def redis() -> AsyncGenerator[Any]:
    async with Redis.from_url(redis_server.server().url, decode_responses=True) as client:
        await client.flushdb()
        yield client


@pytest.fixture(params=["local", "redis"])
async def place(request: pytest.FixtureRequest, redis: Any) -> Place:
    if request.param == "redis":
        return Place(ValkeyPresence(redis, host="one"), lambda seconds: redis_ages(redis, seconds))
    clock = SteppedClock()

    async def step(seconds: float) -> None:
        clock.step(seconds)

    return Place(LocalPresence(clock), step)


async def test_who_was_touched_is_here_and_nobody_else(place: Place) -> None:
    presence = place.presence
    await presence.touch((ADA, BO))
    assert await presence.find_present((ADA, BO, CY)) == {ADA, BO}
    assert await presence.find_present(()) == set()
    await presence.touch(())
    assert await presence.find_present((ADA,)) == {ADA}


async def test_who_leaves_is_gone_at_once_and_may_come_back(place: Place) -> None:
    presence = place.presence
    await presence.touch((ADA, BO))
    assert await presence.leave(ADA)
    assert await presence.leave(ADA)
    assert await presence.find_present((ADA, BO)) == {BO}
    await presence.touch((ADA,))
    assert await presence.find_present((ADA, BO)) == {ADA, BO}


async def test_who_is_not_touched_again_fades(place: Place) -> None:
    await place.presence.touch((ADA,))
    await place.pass_s(PRESENT_FOR_S - 1)
    assert await place.presence.find_present((ADA,)) == {ADA}
    await place.pass_s(2)
    assert await place.presence.find_present((ADA,)) == set()


# --- several hosts


async def test_who_has_left_one_host_is_still_here_on_another(redis: Any) -> None:
    one, other = ValkeyPresence(redis, host="one"), ValkeyPresence(redis, host="other")
    await one.touch((ADA, BO))
    await other.touch((ADA,))
    assert await other.find_present((ADA, BO, CY)) == {ADA, BO}
    assert not await one.leave(ADA)
    assert await one.find_present((ADA,)) == {ADA}
    assert await other.leave(ADA)
    assert await one.find_present((ADA, BO)) == {BO}


async def test_a_host_that_dies_takes_its_people_with_it(redis: Any) -> None:
    one, other = ValkeyPresence(redis, host="one"), ValkeyPresence(redis, host="other")
    await one.touch((ADA, BO))
    await redis_ages(redis, PRESENT_FOR_S - 1)
    await other.touch((BO,))  # which keeps what is known of Bo, the dead host's word included
    await redis_ages(redis, 2)
    assert await other.find_present((ADA, BO)) == {BO}
    assert await other.leave(BO)


async def test_while_the_server_is_away_nobody_is_here_and_nothing_fails(tmp_path: Path) -> None:
    engine = redis_engine.start(tmp_path)
    async with ValkeyPresence.open(engine.url, host="one") as presence:
        await presence.touch((ADA,))
        engine.kill()
        assert await presence.find_present((ADA,)) == set()
        await presence.touch((ADA,))
        assert await presence.leave(ADA)
