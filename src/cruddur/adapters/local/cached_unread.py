"""The unread counter, remembered: where it costs a query over a person's whole inbox.

Rows move through the inbox, and are made and removed through the log; both are wrapped here, and
forget the counters of whoever is touched before their caller hears the answer. A projector in
another process that does not share the cache (the Lambda) is seen KEEP_S later at the latest.
"""

from collections.abc import Iterable, Sequence

import msgspec

from cruddur.domain.entry import Appended, Draft
from cruddur.domain.group import Group
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid
from cruddur.domain.inbox import InboxChange, InboxCursor, InboxEntry, Unread
from cruddur.domain.instant import Instant
from cruddur.domain.page import Page
from cruddur.ports.cache import Cache
from cruddur.ports.inbox import Inbox
from cruddur.ports.message_log import MessageLog

KEEP_S = 2.0

_unread = msgspec.json.Decoder(Unread)
_encode = msgspec.json.Encoder().encode


class CachedUnread:
    """See `ports.inbox.Inbox`. Everything but the counter is asked of the inbox behind it."""

    def __init__(self, inbox: Inbox, cache: Cache) -> None:
        self._inbox = inbox
        self._cache = cache

    async def get_unread(self, user_uuid: UserUuid) -> Unread:
        """See `Inbox`."""

        async def fill() -> bytes:
            return _encode(await self._inbox.get_unread(user_uuid))

        return _unread.decode(await self._cache.fetch(_key(user_uuid), fill, keep_s=KEEP_S))

    async def mark_read(self, user_uuid: UserUuid, group_uuid: GroupUuid, seq: Seq) -> InboxEntry | None:
        """See `Inbox`."""
        try:
            return await self._inbox.mark_read(user_uuid, group_uuid, seq)
        finally:  # a write whose outcome is unknown may have happened
            await forget(self._cache, (user_uuid,))

    async def apply(self, changes: Sequence[InboxChange]) -> list[InboxEntry]:
        """See `Inbox`."""
        try:
            return await self._inbox.apply(changes)
        finally:
            await forget(self._cache, {change.user_uuid for change in changes})

    async def list_inbox(
        self, user_uuid: UserUuid, *, cursor: InboxCursor | None, limit: int
    ) -> Page[InboxEntry, InboxCursor]:
        """See `Inbox`."""
        return await self._inbox.list_inbox(user_uuid, cursor=cursor, limit=limit)

    async def find_row(self, user_uuid: UserUuid, group_uuid: GroupUuid) -> InboxEntry | None:
        """See `Inbox`."""
        return await self._inbox.find_row(user_uuid, group_uuid)

    async def list_read_marks(self, group_uuid: GroupUuid, members: Sequence[UserUuid]) -> dict[UserUuid, Seq]:
        """See `Inbox`."""
        return await self._inbox.list_read_marks(group_uuid, members)


class UnreadForgettingLog:
    """See `ports.message_log.MessageLog`. What makes or removes rows forgets their people's counters."""

    def __init__(self, log: MessageLog, cache: Cache) -> None:
        self._log = log
        self._cache = cache
        self.append = log.append
        self.revise = log.revise
        self.list_versions = log.list_versions
        self.react = log.react
        self.get_entry = log.get_entry
        self.get_head = log.get_head
        self.list_entries = log.list_entries
        self.find_seq_at = log.find_seq_at
        self.rename = log.rename
        self.change_role = log.change_role

    async def start_direct(self, draft: Draft, group: Group) -> Appended:
        """See `MessageLog`."""
        try:
            return await self._log.start_direct(draft, group)
        finally:
            await forget(self._cache, group.members)

    async def start_group(self, group: Group, *, message_uuid: MessageUuid) -> Appended:
        """See `MessageLog`."""
        try:
            return await self._log.start_group(group, message_uuid=message_uuid)
        finally:
            await forget(self._cache, group.members)

    async def join(
        self,
        group_uuid: GroupUuid,
        *,
        by: UserUuid,
        people: Sequence[UserUuid],
        sees_earlier: bool,
        message_uuid: MessageUuid,
        at: Instant,
    ) -> Appended:
        """See `MessageLog`."""
        try:
            return await self._log.join(
                group_uuid, by=by, people=people, sees_earlier=sees_earlier, message_uuid=message_uuid, at=at
            )
        finally:
            await forget(self._cache, people)

    async def leave(
        self, group_uuid: GroupUuid, *, by: UserUuid, person: UserUuid, message_uuid: MessageUuid, at: Instant
    ) -> Appended:
        """See `MessageLog`."""
        try:
            return await self._log.leave(group_uuid, by=by, person=person, message_uuid=message_uuid, at=at)
        finally:
            await forget(self._cache, (person,))


async def forget(cache: Cache, user_uuids: Iterable[UserUuid]) -> None:
    """Have these people's counters asked of the store again."""
    await cache.invalidate(tuple(map(_key, user_uuids)))


def _key(user_uuid: UserUuid) -> str:
    return f"unread:{user_uuid}"
