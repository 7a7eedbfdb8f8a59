"""Answers kept in Valkey or Redis, for several hosts."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from cruddur.adapters.single_flight import CacheCounts, Flights
from cruddur.ports.cache import Fill

log = structlog.get_logger(__name__)

PATIENCE_S = 0.25
"""How long a server that hangs may hold up a question before the store is asked instead."""

GENERATION_KEPT_MS = 3_600_000
"""How long an invalidation is remembered: far longer than any fill takes."""

_KEEP_IF_NOTHING_CAME = """
local generation = redis.call('GET', KEYS[2]) or ''
if generation ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
"""


class ValkeyCache:
    """See `ports.cache.Cache`.

    Each key has a generation beside it that an invalidation raises. A reader learns both in one
    call; what it fills is kept only if the generation is still the same, and others join its fill
    only if they have read the same one. While the server is away every reader asks the store. An
    invalidation that cannot be delivered leaves an old answer for as long as it was to be kept.
    """

    def __init__(self, redis: Redis, *, prefix: str = "cruddur:cache:") -> None:
        self.counts = CacheCounts()
        self._redis: Any = redis
        self._prefix = prefix
        self._flights = Flights(self.counts)
        self._keep = self._redis.register_script(_KEEP_IF_NOTHING_CAME)

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> "AsyncGenerator[ValkeyCache]":
        """Use the server at `url` (redis://…); it need not answer yet."""
        client: Any = Redis  # typed in part only
        async with client.from_url(url, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S) as redis:
            yield cls(redis)

    async def fetch(self, key: str, fill: Fill, *, keep_s: float) -> bytes:
        """See `Cache`."""
        value_key, generation_key = self._keys(key)
        try:
            value, generation = await self._redis.mget(value_key, generation_key)
        except (RedisError, OSError) as error:
            self._away(error)
            self.counts.misses += 1
            return await fill()
        if value is not None:
            self.counts.hits += 1
            return value

        async def fill_and_keep() -> bytes:
            filled = await fill()
            try:
                is_kept = await self._keep(
                    keys=[value_key, generation_key], args=[generation or b"", filled, int(keep_s * 1000)]
                )
                self.counts.dropped += not is_kept
            except (RedisError, OSError) as error:
                self._away(error)
            return filled

        return await self._flights.join(f"{generation}:{key}", fill_and_keep)

    async def invalidate(self, keys: Iterable[str]) -> None:
        """See `Cache`."""
        try:
            async with self._redis.pipeline(transaction=True) as pipeline:
                for key in keys:
                    value_key, generation_key = self._keys(key)
                    pipeline.incr(generation_key)
                    pipeline.pexpire(generation_key, GENERATION_KEPT_MS)
                    pipeline.delete(value_key)
                await pipeline.execute()
        except (RedisError, OSError) as error:
            self._away(error)

    def _keys(self, key: str) -> tuple[str, str]:
        """The value's key and its generation's, in one slot of a cluster."""
        return f"{self._prefix}{{{key}}}", f"{self._prefix}{{{key}}}:generation"

    def _away(self, error: Exception) -> None:
        self.counts.failures += 1
        log.debug("cache_away", error=type(error).__name__)
