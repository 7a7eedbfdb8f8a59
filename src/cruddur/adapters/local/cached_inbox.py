"""An inbox whose first page and unread counter are remembered."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from cruddur.domain.entry import Kind
from cruddur.domain.event import EntryStored, Event, RowChanged
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.domain.inbox import InboxChange, InboxCursor, InboxEntry, Unread
from cruddur.domain.page import Page
from cruddur.ports.cache import Cache
from cruddur.ports.inbox import Inbox

HEAD_LIMIT = 20
"""The page size that is remembered: the one that every client begins with."""

KEEP_S = 10.0
"""The longest an answer may live, should an invalidation get lost on its way to a shared cache."""

_rows = msgspec.json.Decoder(Page[InboxEntry, InboxCursor])
_unread = msgspec.json.Decoder(Unread)
_encode = msgspec.json.Encoder().encode


class CachedInbox:
    """See `ports.inbox.Inbox`. Rows move only through here and through the log; both invalidate.

    Rows that the log makes and removes are invalidated by whoever calls `forget`.
    """

    def __init__(self, inbox: Inbox, cache: Cache) -> None:
        self._inbox = inbox
        self._cache = cache

    async def list_inbox(
        self, user_uuid: UserUuid, *, cursor: InboxCursor | None, limit: int
    ) -> Page[InboxEntry, InboxCursor]:
        """See `Inbox`."""
        if cursor is not None or limit != HEAD_LIMIT:
            return await self._inbox.list_inbox(user_uuid, cursor=cursor, limit=limit)

        async def fill() -> bytes:
            return _encode(await self._inbox.list_inbox(user_uuid, cursor=None, limit=HEAD_LIMIT))

        return _rows.decode(await self._cache.fetch(_head_key(user_uuid), fill, keep_s=KEEP_S))

    async def find_row(self, user_uuid: UserUuid, group_uuid: GroupUuid) -> InboxEntry | None:
        """See `Inbox`. Not remembered."""
        return await self._inbox.find_row(user_uuid, group_uuid)

    async def list_read_marks(self, group_uuid: GroupUuid, members: Sequence[UserUuid]) -> dict[UserUuid, Seq]:
        """See `Inbox`. Not remembered."""
        return await self._inbox.list_read_marks(group_uuid, members)

    async def get_unread(self, user_uuid: UserUuid) -> Unread:
        """See `Inbox`."""

        async def fill() -> bytes:
            return _encode(await self._inbox.get_unread(user_uuid))

        return _unread.decode(await self._cache.fetch(_unread_key(user_uuid), fill, keep_s=KEEP_S))

    async def mark_read(self, user_uuid: UserUuid, group_uuid: GroupUuid, seq: Seq) -> InboxEntry | None:
        """See `Inbox`."""
        try:
            return await self._inbox.mark_read(user_uuid, group_uuid, seq)
        finally:  # a write whose outcome is unknown may have happened
            await self.forget((user_uuid,))

    async def apply(self, changes: Sequence[InboxChange]) -> list[InboxEntry]:
        """See `Inbox`."""
        try:
            return await self._inbox.apply(changes)
        finally:
            await self.forget({change.user_uuid for change in changes})

    async def forget(self, user_uuids: Iterable[UserUuid]) -> None:
        """Ask the store again for these people."""
        people = tuple(user_uuids)
        await self._cache.invalidate((*map(_head_key, people), *map(_unread_key, people)))


def people_touched(event: Event) -> tuple[UserUuid, ...]:
    """Return whose inboxes an event may have changed: the second invalidation, from the stream."""
    match event:
        case RowChanged(row):
            return (row.user_uuid,)
        case EntryStored(entry) if entry.kind in (Kind.JOINED, Kind.LEFT):
            return (entry.user_uuid, *entry.subject_uuids)
        case _:
            return ()


def _head_key(user_uuid: UserUuid) -> str:
    return f"inbox:{user_uuid}"


def _unread_key(user_uuid: UserUuid) -> str:
    return f"unread:{user_uuid}"


Forget = Callable[[Iterable[UserUuid]], object]
