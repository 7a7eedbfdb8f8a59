"""Who is here, when there are several hosts: kept in Valkey or Redis, beside the bus.

A person's key holds the hosts that have a socket of theirs, a host's key says that it lives. Both fade, so a host
that dies takes its people with it, and no host's clock is asked.
"""

from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from cruddur.domain.ids import UserUuid
from cruddur.ports.presence import PRESENT_FOR_S

log = structlog.get_logger(__name__)

PATIENCE_S = 0.25
"""How long a server that hangs may hold up whoever asks."""


class ValkeyPresence:
    """See `ports.presence.Presence`. While the server is away nobody is here, and nobody hears of an error."""

    def __init__(self, redis: Redis, *, host: str, prefix: str = "cruddur:here:") -> None:
        """Make it.

        Args:
            host: this process's name, unlike any other's.
        """
        self._redis: Any = redis
        self._host = host
        self._prefix = prefix

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, *, host: str) -> "AsyncGenerator[ValkeyPresence]":
        """Use the server at `url` (redis://…); it need not answer yet."""
        client: Any = Redis  # typed in part only
        async with client.from_url(
            url, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S, decode_responses=True
        ) as redis:
            yield cls(redis, host=host)

    async def touch(self, user_uuids: Collection[UserUuid]) -> None:
        """See `Presence.touch`."""
        for_ms = int(PRESENT_FOR_S * 1000)
        try:
            async with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.set(self._alive(self._host), 1, px=for_ms)
                for user_uuid in user_uuids:
                    pipeline.sadd(self._hosts(user_uuid), self._host)
                    pipeline.pexpire(self._hosts(user_uuid), for_ms)
                await pipeline.execute()
        except (RedisError, OSError) as error:
            _away(error)

    async def leave(self, user_uuid: UserUuid) -> bool:
        """See `Presence.leave`."""
        try:
            await self._redis.srem(self._hosts(user_uuid), self._host)
        except (RedisError, OSError) as error:
            _away(error)
        return user_uuid not in await self.find_present((user_uuid,))

    async def find_present(self, user_uuids: Collection[UserUuid]) -> set[UserUuid]:
        """See `Presence.find_present`. Two calls, however many people."""
        people = list(user_uuids)
        if not people:
            return set()
        try:
            async with self._redis.pipeline(transaction=False) as pipeline:
                for user_uuid in people:
                    pipeline.smembers(self._hosts(user_uuid))
                hosts_of: list[set[str]] = await pipeline.execute()
            hosts = list(set[str]().union(*hosts_of))
            if not hosts:
                return set()
            found = await self._redis.mget([self._alive(host) for host in hosts])
        except (RedisError, OSError) as error:
            _away(error)
            return set()
        alive = {host for host, is_alive in zip(hosts, found, strict=True) if is_alive is not None}
        return {user_uuid for user_uuid, theirs in zip(people, hosts_of, strict=True) if theirs & alive}

    def _hosts(self, user_uuid: UserUuid) -> str:
        return f"{self._prefix}person:{user_uuid}"

    def _alive(self, host: str) -> str:
        return f"{self._prefix}host:{host}"


def _away(error: Exception) -> None:
    log.debug("presence_away", error=type(error).__name__)
