"""Read one's inbox, newest first (access pattern B)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cruddur.domain.ids import UserUuid
from cruddur.domain.inbox import InboxCursor, InboxEntry
from cruddur.domain.page import checked_limit
from cruddur.domain.user import User
from cruddur.ports.inbox import Inbox
from cruddur.ports.users import Users


class ListedGroups(NamedTuple):
    """Rows of an inbox, where the older ones begin, and the people they name."""

    rows: Sequence[InboxEntry]
    older: InboxCursor | None
    people: Mapping[UserUuid, User]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMessageGroups:
    """The reader's own rows; nobody can ask for another's."""

    inbox: Inbox
    users: Users

    async def __call__(
        self, *, reader_uuid: UserUuid, cursor: InboxCursor | None = None, limit: int = 20
    ) -> ListedGroups:
        """Return a page of the reader's groups.

        Raises:
            LimitInvalid: limit is not 1..100.
        """
        rows, older = await self.inbox.list_inbox(reader_uuid, cursor=cursor, limit=checked_limit(limit))
        named = {row.last_user_uuid for row in rows}
        named.update(row.peer_uuid for row in rows if row.peer_uuid is not None)
        return ListedGroups(rows, older, await self.users.find_by_uuids(named))
