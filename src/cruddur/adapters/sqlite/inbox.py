"""Each person's list of groups, in the SQLite file."""

import json
import sqlite3
from collections.abc import Sequence

from cruddur.adapters.sqlite.database import Database
from cruddur.adapters.sqlite.queries import query
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.domain.inbox import InboxChange, InboxCursor, InboxEntry, Unread
from cruddur.domain.page import Page


class SqliteInbox:
    """See `ports.inbox.Inbox`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_inbox(
        self, user_uuid: UserUuid, *, cursor: InboxCursor | None, limit: int
    ) -> Page[InboxEntry, InboxCursor]:
        """See `Inbox`. Reads one row more than asked for, to know whether older ones exist."""
        if cursor is None:
            found = self._database.read(query("inbox/list_newest"), (user_uuid, limit + 1))
        else:
            found = self._database.read(query("inbox/list_older"), (user_uuid, *cursor, limit + 1))
        rows = [InboxEntry._make(row) for row in found[:limit]]
        if len(found) <= limit:
            return Page(rows, None)
        return Page(rows, InboxCursor(rows[-1].last_message_at, rows[-1].message_group_uuid))

    async def find_row(self, user_uuid: UserUuid, group_uuid: GroupUuid) -> InboxEntry | None:
        """See `Inbox`."""
        found = self._database.read(query("inbox/get"), (user_uuid, group_uuid))
        return InboxEntry._make(found[0]) if found else None

    async def list_read_marks(self, group_uuid: GroupUuid, members: Sequence[UserUuid]) -> dict[UserUuid, Seq]:
        """See `Inbox`."""
        return dict(self._database.read(query("inbox/list_read_marks"), (group_uuid, json.dumps(list(members)))))

    async def get_unread(self, user_uuid: UserUuid) -> Unread:
        """See `Inbox`."""
        return Unread._make(self._database.read(query("inbox/sum_unread"), (user_uuid,))[0])

    async def mark_read(self, user_uuid: UserUuid, group_uuid: GroupUuid, seq: Seq) -> InboxEntry | None:
        """See `Inbox`. A mark that is there already costs a read and no write."""
        row = await self.find_row(user_uuid, group_uuid)
        if row is None or row.read_seq >= seq:
            return row
        raised = await self._database.write_single(
            lambda connection: connection.execute(query("inbox/mark_read"), (user_uuid, group_uuid, seq)).fetchall()
        )
        return InboxEntry._make(raised[0]) if raised else await self.find_row(user_uuid, group_uuid)

    async def apply(self, changes: Sequence[InboxChange]) -> list[InboxEntry]:
        """See `Inbox`. One transaction for all of them."""
        if not changes:
            return []
        return await self._database.write(lambda connection: _apply(connection, changes))


def _apply(connection: sqlite3.Connection, changes: Sequence[InboxChange]) -> list[InboxEntry]:
    statement = query("inbox/apply")
    changed: dict[tuple[UserUuid, GroupUuid], InboxEntry] = {}
    for change in changes:
        for row in connection.execute(statement, change).fetchall():
            changed[row[0], row[1]] = InboxEntry._make(row)
    return list(changed.values())
