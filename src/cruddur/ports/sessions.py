"""Signed-in browsers, known by the digest of a secret that only they hold."""

from typing import Protocol

from cruddur.domain.ids import UserUuid
from cruddur.domain.instant import Instant
from cruddur.domain.session import Session


class Sessions(Protocol):
    """A removed session is dead on every host within 2 s, on this one at once."""

    async def add(self, session: Session) -> None:
        """Store a new session."""
        ...

    async def find(self, token_digest: str, *, now: Instant) -> Session | None:
        """Return the session, None when unknown, removed or expired at `now`."""
        ...

    async def list_for(self, user_uuid: UserUuid, *, now: Instant) -> list[Session]:
        """Return the person's living sessions, newest first."""
        ...

    async def remove(self, token_digest: str) -> None:
        """End a session. Unknown ones are passed over."""
        ...

    async def remove_all(self, user_uuid: UserUuid, *, keep: str | None = None) -> int:
        """End the person's sessions but the one with digest `keep`; return how many."""
        ...

    async def sweep(self, *, now: Instant) -> int:
        """Delete sessions that expired before `now`; return how many."""
        ...
