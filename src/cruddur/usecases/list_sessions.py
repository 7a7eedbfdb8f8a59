"""Show a person the browsers they are signed in with."""

from collections.abc import Sequence
from dataclasses import dataclass

from cruddur.domain.ids import UserUuid
from cruddur.domain.session import Session
from cruddur.ports.clock import Clock
from cruddur.ports.sessions import Sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSessions:
    """One's own, and nobody else's."""

    sessions: Sessions
    clock: Clock

    async def __call__(self, *, user_uuid: UserUuid) -> Sequence[Session]:
        """Return the person's living sessions, newest first.

        Raises:
            Unavailable: the store does not answer.
        """
        return await self.sessions.list_for(user_uuid, now=self.clock.now())
