"""Signed-in browsers, in the SQLite file."""

from cruddur.adapters.sqlite.database import Database
from cruddur.adapters.sqlite.queries import query
from cruddur.domain.ids import UserUuid
from cruddur.domain.instant import Instant
from cruddur.domain.session import Session


class SqliteSessions:
    """See `ports.sessions.Sessions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, session: Session) -> None:
        """See `Sessions`."""
        params = session._asdict()
        await self._database.write_single(lambda connection: connection.execute(query("sessions/add"), params))

    async def find(self, token_digest: str, *, now: Instant) -> Session | None:
        """See `Sessions`."""
        rows = self._database.read(query("sessions/find"), {"token_digest": token_digest, "now": now})
        return Session(*rows[0]) if rows else None

    async def list_for(self, user_uuid: UserUuid, *, now: Instant) -> list[Session]:
        """See `Sessions`."""
        rows = self._database.read(query("sessions/list_for"), {"user_uuid": user_uuid, "now": now})
        return [Session(*row) for row in rows]

    async def remove(self, token_digest: str) -> None:
        """See `Sessions`."""
        await self._delete("sessions/remove", {"token_digest": token_digest})

    async def remove_all(self, user_uuid: UserUuid, *, keep: str | None = None) -> int:
        """See `Sessions`."""
        return await self._delete("sessions/remove_all", {"user_uuid": user_uuid, "keep": keep or ""})

    async def sweep(self, *, now: Instant) -> int:
        """See `Sessions`."""
        return await self._delete("sessions/sweep", {"now": now})

    async def _delete(self, name: str, params: dict[str, str]) -> int:
        return await self._database.write_single(lambda connection: connection.execute(query(name), params).rowcount)
