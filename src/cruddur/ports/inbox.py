"""Each person's list of groups, newest first."""

from collections.abc import Sequence
from typing import Protocol

from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.domain.inbox import InboxChange, InboxCursor, InboxEntry, Unread
from cruddur.domain.page import Page


class Inbox(Protocol):
    """Rows are made and removed with membership, by `MessageLog`; here they are moved and read."""

    async def list_inbox(
        self, user_uuid: UserUuid, *, cursor: InboxCursor | None, limit: int
    ) -> Page[InboxEntry, InboxCursor]:
        """Return a page, by (last_message_at, message_group_uuid) descending. Pattern B.

        Args:
            cursor: the last row of the page before; None for the newest page.
            limit: 1..100.
        """
        ...

    async def find_row(self, user_uuid: UserUuid, group_uuid: GroupUuid) -> InboxEntry | None:
        """Return one row, None where the person is not (or no longer) in the group."""
        ...

    async def list_read_marks(self, group_uuid: GroupUuid, members: Sequence[UserUuid]) -> dict[UserUuid, Seq]:
        """Return the read mark of each of the members that has a row."""
        ...

    async def get_unread(self, user_uuid: UserUuid) -> Unread:
        """Return the sums over every row of the person, no cap."""
        ...

    async def mark_read(self, user_uuid: UserUuid, group_uuid: GroupUuid, seq: Seq) -> InboxEntry | None:
        """Raise the read mark to `seq` (the caller has clamped it at the head); never lower it.

        Returns:
            The row as it is afterwards; None where there is none.
        """
        ...

    async def apply(self, changes: Sequence[InboxChange]) -> list[InboxEntry]:
        """Apply `domain.inbox.changed` to each row that is there, conditionally. Pattern E.

        Returns:
            The rows that did change, as they are afterwards. A repeat changes none.
        """
        ...
