"""What every cache promises. The race is the point: a reader that raced a writer leaves nothing old behind."""

import asyncio
import random
from collections.abc import AsyncGenerator, Generator

import pytest
from redis.asyncio import Redis

from cruddur.adapters.local.cache import LocalCache
from cruddur.adapters.local.clock import SystemClock
from cruddur.adapters.local.engines import process
from cruddur.adapters.local.engines import redis as redis_engine
from cruddur.adapters.valkey.cache import ValkeyCache
from cruddur.ports.cache import Cache


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Generator[process.Engine]:
    engine = redis_engine.start(tmp_path_factory.mktemp("redis"))
    yield engine
    engine.stop()


@pytest.fixture(params=["local", "redis"])
async def cache(request: pytest.FixtureRequest, redis_server: process.Engine) -> AsyncGenerator[Cache]:
    if request.param == "local":
        yield LocalCache(SystemClock())
        return
    async with Redis.from_url(redis_server.url) as client:
        await client.flushdb()
        yield ValkeyCache(client)


class Source:
    """A store of one number per key that takes its time, and counts how often it is asked."""

    def __init__(self) -> None:
        self.value: dict[str, int] = {}
        self.asked = 0
        self.delay_s = 0.0

    async def read(self, key: str) -> bytes:
        self.asked += 1
        value = self.value.get(key, 0)  # read now, answered later: the window in which a writer may come
        await asyncio.sleep(self.delay_s)
        return str(value).encode()


@pytest.fixture
def source() -> Source:
    return Source()


async def _fetch(cache: Cache, source: Source, key: str = "k") -> int:
    return int(await cache.fetch(key, lambda: source.read(key), keep_s=60))


async def test_the_store_is_asked_once(cache: Cache, source: Source) -> None:
    source.value["k"] = 7
    assert [await _fetch(cache, source) for _ in range(3)] == [7, 7, 7]
    assert source.asked == 1


async def test_keys_do_not_meet(cache: Cache, source: Source) -> None:
    source.value = {"a": 1, "b": 2}
    assert [await _fetch(cache, source, "a"), await _fetch(cache, source, "b")] == [1, 2]


async def test_many_who_ask_at_once_cause_one_fill(cache: Cache, source: Source) -> None:
    source.delay_s = 0.05
    assert await asyncio.gather(*(_fetch(cache, source) for _ in range(20))) == [0] * 20
    assert source.asked == 1


async def test_what_was_invalidated_is_asked_again(cache: Cache, source: Source) -> None:
    await _fetch(cache, source)
    source.value["k"] = 1
    await cache.invalidate(["k"])
    assert await _fetch(cache, source) == 1


async def test_a_fill_that_an_invalidation_overtook_is_not_kept(cache: Cache, source: Source) -> None:
    source.delay_s = 0.05
    slow = asyncio.create_task(_fetch(cache, source))
    await asyncio.sleep(0.02)
    source.value["k"] = 1
    await cache.invalidate(["k"])
    source.delay_s = 0.0
    assert await _fetch(cache, source) == 1
    assert await slow == 0
    assert await _fetch(cache, source) == 1


async def test_a_value_is_kept_no_longer_than_it_may_be(cache: Cache, source: Source) -> None:
    await cache.fetch("k", lambda: source.read("k"), keep_s=0.001)
    source.value["k"] = 1
    await asyncio.sleep(0.02)
    assert await _fetch(cache, source) == 1


async def test_a_fill_that_fails_is_everybodys_and_nobodys_later(cache: Cache, source: Source) -> None:
    async def fails() -> bytes:
        await asyncio.sleep(0.02)
        raise ConnectionError

    answers = await asyncio.gather(*(cache.fetch("k", fails, keep_s=60) for _ in range(3)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [ConnectionError] * 3
    source.value["k"] = 5
    assert await _fetch(cache, source) == 5


async def test_one_who_gives_up_does_not_take_the_others_answer_along(cache: Cache, source: Source) -> None:
    source.delay_s = 0.05
    first, second = (asyncio.create_task(_fetch(cache, source)) for _ in range(2))
    await asyncio.sleep(0.02)
    first.cancel()
    assert await second == 0


@pytest.mark.parametrize("seed", range(5))
async def test_no_reader_ever_gets_what_an_answered_write_has_replaced(cache: Cache, source: Source, seed: int) -> None:
    """The race test: 20 readers and 4 writers on 3 keys, every step at a random moment."""
    dice = random.Random(seed)
    answered = dict.fromkeys("abc", 0)
    stale: list[tuple[str, int, int]] = []
    reads = 0

    async def write(rounds: int) -> None:
        for _ in range(rounds):
            key = dice.choice("abc")
            await asyncio.sleep(dice.random() * 0.002)
            written = source.value[key] = source.value.get(key, 0) + 1
            await asyncio.sleep(dice.random() * 0.001)
            await cache.invalidate([key])
            answered[key] = max(answered[key], written)

    async def read(rounds: int) -> None:
        nonlocal reads
        for _ in range(rounds):
            key = dice.choice("abc")
            await asyncio.sleep(dice.random() * 0.001)
            at_least = answered[key]
            source.delay_s = dice.random() * 0.002
            seen = await _fetch(cache, source, key)
            reads += 1
            if seen < at_least:
                stale.append((key, seen, at_least))

    await asyncio.gather(*(write(40) for _ in range(4)), *(read(40) for _ in range(20)))
    assert reads == 800
    assert stale == []
    assert source.asked < reads, "nothing was ever kept"


async def test_two_hosts_share_what_one_of_them_filled_and_either_invalidates(
    redis_server: process.Engine, source: Source
) -> None:
    async with Redis.from_url(redis_server.url) as one, Redis.from_url(redis_server.url) as other:
        await one.flushdb()
        here, there = ValkeyCache(one), ValkeyCache(other)
        assert [await _fetch(here, source), await _fetch(there, source)] == [0, 0]
        assert source.asked == 1
        source.value["k"] = 1
        await there.invalidate(["k"])
        assert await _fetch(here, source) == 1


async def test_a_reader_does_not_join_a_fill_that_another_hosts_invalidation_has_passed(
    redis_server: process.Engine, source: Source
) -> None:
    async with Redis.from_url(redis_server.url) as one, Redis.from_url(redis_server.url) as other:
        await one.flushdb()
        here, there = ValkeyCache(one), ValkeyCache(other)
        source.delay_s = 0.1
        slow = asyncio.create_task(_fetch(here, source))
        await asyncio.sleep(0.03)
        source.value["k"] = 1
        await there.invalidate(["k"])
        assert await _fetch(here, source) == 1
        assert await slow == 0


async def test_while_the_server_is_away_the_store_is_asked_and_nobody_sees_an_error(
    tmp_path_factory: pytest.TempPathFactory, source: Source
) -> None:
    engine = redis_engine.start(tmp_path_factory.mktemp("redis"))
    async with Redis.from_url(engine.url) as client:
        cache = ValkeyCache(client)
        assert await _fetch(cache, source) == 0
        engine.kill()
        source.value["k"] = 1
        await cache.invalidate(["k"])
        assert await _fetch(cache, source) == 1
        assert cache.counts.failures > 0
