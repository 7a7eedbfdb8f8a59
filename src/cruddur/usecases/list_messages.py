"""Read a group's log, a page at a time (access pattern A)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cruddur.domain.entry import Entry, entry_people
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.domain.instant import Instant
from cruddur.domain.page import LogPage, checked_limit
from cruddur.domain.user import User
from cruddur.ports.groups import Groups
from cruddur.ports.message_log import MessageLog
from cruddur.ports.users import Users


class ListedMessages(NamedTuple):
    """A page of entries and the people they name."""

    page: LogPage[Entry]
    people: Mapping[UserUuid, User]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMessages:
    """Read as a member: who reads is part of the question."""

    log: MessageLog
    groups: Groups
    users: Users

    async def __call__(
        self,
        *,
        reader_uuid: UserUuid,
        message_group_uuid: GroupUuid,
        before: Seq | None = None,
        after: Seq | None = None,
        at: Instant | None = None,
        limit: int = 50,
    ) -> ListedMessages:
        """Return a page, oldest first: the newest one unless one of before, after, at is given.

        Args:
            at: begin with the first entry at or after this instant.
        Raises:
            LimitInvalid: limit is not 1..100.
            GroupNotFound: unknown to this reader.
        """
        limit = checked_limit(limit)
        group = await self.groups.get_group(message_group_uuid)
        first = group.checked_reader(reader_uuid).reads_from_seq
        if at is not None:
            after = Seq(await self.log.find_seq_at(message_group_uuid, at) - 1)
        if after is not None:
            after = max(after, Seq(first - 1))
        page = await self.log.list_entries(message_group_uuid, before=before, after=after, limit=limit)
        if first > 1:
            page = _from(page, first)
        named = {entry.user_uuid for entry in page.items}
        for entry in page.items:
            if entry.subject_uuids or entry.reactions is not None:
                named |= entry_people(entry)
        return ListedMessages(page, await self.users.find_by_uuids(named))


def _from(page: LogPage[Entry], first: Seq) -> LogPage[Entry]:
    """Return what of a page is there for a reader whose log begins at `first`."""
    items = [entry for entry in page.items if entry.seq >= first]
    older = page.older if items and items[0].seq > first else None
    return LogPage(items, older, page.newer if items else None)
