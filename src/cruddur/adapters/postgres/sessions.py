"""Signed-in browsers, in PostgreSQL: read at every request, so a removed session is dead everywhere at once."""

from typing import Any

from cruddur.adapters.postgres.pool import Pool
from cruddur.domain.ids import UserUuid
from cruddur.domain.instant import Instant, from_datetime
from cruddur.domain.session import Session


class PostgresSessions:
    """See `ports.sessions.Sessions`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def add(self, session: Session) -> None:
        """See `Sessions`."""
        await self._pool.execute("sessions/add", **session._asdict())

    async def find(self, token_digest: str, *, now: Instant) -> Session | None:
        """See `Sessions`."""
        found = await self._pool.rows("sessions/find", token_digest=token_digest, now=now)
        return session_of(found[0]) if found else None

    async def list_for(self, user_uuid: UserUuid, *, now: Instant) -> list[Session]:
        """See `Sessions`."""
        return [session_of(row) for row in await self._pool.rows("sessions/list_for", user_uuid=user_uuid, now=now)]

    async def remove(self, token_digest: str) -> None:
        """See `Sessions`."""
        await self._pool.execute("sessions/remove", token_digest=token_digest)

    async def remove_all(self, user_uuid: UserUuid, *, keep: str | None = None) -> int:
        """See `Sessions`."""
        return await self._pool.execute("sessions/remove_all", user_uuid=user_uuid, keep=keep or "")

    async def sweep(self, *, now: Instant) -> int:
        """See `Sessions`."""
        return await self._pool.execute("sessions/sweep", now=now)


def session_of(row: tuple[Any, ...]) -> Session:
    """Return the session in a row."""
    token_digest, user_uuid, created_at, expires_at, label, id_token = row
    return Session(token_digest, user_uuid, from_datetime(created_at), from_datetime(expires_at), label, id_token)
