"""Sign a person out in browsers other than the one at hand."""

from dataclasses import dataclass

from cruddur.domain.ids import UserUuid
from cruddur.domain.session import SessionNotFound, session_id
from cruddur.ports.clock import Clock
from cruddur.ports.sessions import Sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSessions:
    """An ended session is dead at once here and within 2 s on every host; its live sockets close within 5 s."""

    sessions: Sessions
    clock: Clock

    async def one(self, *, user_uuid: UserUuid, id_of_session: str) -> None:
        """End the session with this `session_id`.

        Raises:
            SessionNotFound: the person has no such session, or has it no longer.
            Unavailable: the store does not answer.
        """
        for session in await self.sessions.list_for(user_uuid, now=self.clock.now()):
            if session_id(session.token_digest) == id_of_session:
                await self.sessions.remove(session.token_digest)
                return
        raise SessionNotFound

    async def others(self, *, user_uuid: UserUuid, keep: str | None) -> int:
        """End all of the person's sessions but the one with token digest `keep`; return how many.

        Raises:
            Unavailable: the store does not answer.
        """
        return await self.sessions.remove_all(user_uuid, keep=keep)
