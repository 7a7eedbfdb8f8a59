"""Signed-in browsers, remembered in this process in front of any store."""

from collections import OrderedDict

from cruddur.domain.ids import UserUuid
from cruddur.domain.instant import Instant
from cruddur.domain.session import Session
from cruddur.ports.clock import Clock
from cruddur.ports.sessions import Sessions

MAX_SESSIONS = 20_000
"""Sessions remembered: about 12 MB."""
STALE_S = 2.0
"""How old a memory may be: so long a session that another host ended may live on here."""


class CachedSessions:
    """See `ports.sessions.Sessions`. A session that this process ends is dead at once; another's, within 2 s."""

    def __init__(
        self, sessions: Sessions, clock: Clock, *, max_sessions: int = MAX_SESSIONS, stale_s: float = STALE_S
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._max_sessions = max_sessions
        self._stale_s = stale_s
        self._known: OrderedDict[str, tuple[float, Session]] = OrderedDict()
        self._removals = 0

    def known(self, token_digest: str, *, now: Instant) -> Session | None:
        """Return the session if it was looked up within the last 2 s and lives. No I/O: for every request."""
        found = self._known.get(token_digest)
        if found is None:
            return None
        read_s, session = found
        if session.expires_at <= now or read_s <= self._clock.monotonic_s() - self._stale_s:
            del self._known[token_digest]
            return None
        return session

    async def add(self, session: Session) -> None:
        """See `Sessions`."""
        await self._sessions.add(session)

    async def find(self, token_digest: str, *, now: Instant) -> Session | None:
        """See `Sessions`."""
        known = self.known(token_digest, now=now)
        if known is not None:
            return known
        begun_s, removals = self._clock.monotonic_s(), self._removals
        session = await self._sessions.find(token_digest, now=now)
        if session is not None and removals == self._removals:
            self._known[token_digest] = (begun_s, session)
            if len(self._known) > self._max_sessions:
                self._known.popitem(last=False)
        return session

    async def list_for(self, user_uuid: UserUuid, *, now: Instant) -> list[Session]:
        """See `Sessions`."""
        return await self._sessions.list_for(user_uuid, now=now)

    async def remove(self, token_digest: str) -> None:
        """See `Sessions`."""
        try:
            await self._sessions.remove(token_digest)
        finally:
            self._removals += 1
            self._known.pop(token_digest, None)

    async def remove_all(self, user_uuid: UserUuid, *, keep: str | None = None) -> int:
        """See `Sessions`."""
        try:
            return await self._sessions.remove_all(user_uuid, keep=keep)
        finally:
            self._removals += 1
            ended = [
                digest
                for digest, (_, session) in self._known.items()
                if session.user_uuid == user_uuid and digest != keep
            ]
            for digest in ended:
                del self._known[digest]

    async def sweep(self, *, now: Instant) -> int:
        """See `Sessions`."""
        return await self._sessions.sweep(now=now)
