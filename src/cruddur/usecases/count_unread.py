"""How much waits for a person: the number beside "Messages"."""

from dataclasses import dataclass

from cruddur.domain.ids import UserUuid
from cruddur.domain.inbox import Unread
from cruddur.ports.inbox import Inbox


@dataclass(frozen=True, slots=True, kw_only=True)
class CountUnread:
    """Derived from the rows, never stored, so it cannot drift."""

    inbox: Inbox

    async def __call__(self, *, reader_uuid: UserUuid) -> Unread:
        """Return unread entries and groups with unread, over the whole inbox."""
        return await self.inbox.get_unread(reader_uuid)
