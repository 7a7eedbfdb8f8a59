"""The log of each message group, in the SQLite file."""

import functools
import sqlite3
from collections.abc import Callable, Sequence
from typing import TypeVar

from cruddur.adapters.sqlite.change_stream import Signal
from cruddur.adapters.sqlite.database import Database
from cruddur.adapters.sqlite.groups import SqliteGroups
from cruddur.adapters.sqlite.log_states import LogStates
from cruddur.adapters.sqlite.log_writer import LogWriter, Written
from cruddur.adapters.sqlite.queries import query
from cruddur.adapters.sqlite.rows import entries_of
from cruddur.domain.entry import Appended, Draft, Entry, Head, Kind, Version
from cruddur.domain.errors import GroupNotFound, MessageNotFound
from cruddur.domain.group import Group, Role
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid
from cruddur.domain.instant import Instant
from cruddur.domain.page import LogPage
from cruddur.domain.reaction import Given

T = TypeVar("T")


class SqliteMessageLog:
    """See `ports.message_log.MessageLog`.

    Writes are answered after the fsync of the commit that holds them; reads run on the loop.
    """

    def __init__(self, database: Database, groups: SqliteGroups, stored: Signal) -> None:
        """
        Args:
            groups: told of every change of membership, right after its commit.
            stored: fired when something was appended or revised.
        """
        self._database = database
        self._groups = groups
        self._stored = stored
        states = LogStates()
        self._writer = LogWriter(states)
        self._is_claimed = False
        database.on_lost(states.forget)

    # --- writing

    async def append(self, draft: Draft, *, after_seq: Seq | None) -> Appended:
        """See `MessageLog`."""
        if not self._is_claimed:
            self._claim()
        work = functools.partial(self._writer.append, draft=draft, after_seq=after_seq)
        return await self._database.write_single(work, then=self._stored.fire)

    async def start_direct(self, draft: Draft, group: Group) -> Appended:
        """See `MessageLog`."""
        return await self._write(lambda connection: self._writer.start_direct(connection, draft, group))

    async def start_group(self, group: Group, *, message_uuid: MessageUuid) -> Appended:
        """See `MessageLog`."""
        return await self._write(lambda connection: self._writer.start_group(connection, group, message_uuid))

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
        if not people:
            raise ValueError("nobody to add")
        return await self._write(
            lambda connection: self._writer.join(connection, group_uuid, by, people, sees_earlier, message_uuid, at)
        )

    async def leave(
        self, group_uuid: GroupUuid, *, by: UserUuid, person: UserUuid, message_uuid: MessageUuid, at: Instant
    ) -> Appended:
        """See `MessageLog`."""
        return await self._write(
            lambda connection: self._writer.leave(connection, group_uuid, by, person, message_uuid, at)
        )

    async def rename(
        self, group_uuid: GroupUuid, *, by: UserUuid, title: str, message_uuid: MessageUuid, at: Instant
    ) -> Appended:
        """See `MessageLog`."""
        return await self._write(
            lambda connection: self._writer.rename(connection, group_uuid, by, title, message_uuid, at)
        )

    async def change_role(
        self,
        group_uuid: GroupUuid,
        *,
        by: UserUuid,
        person: UserUuid,
        role: Role,
        message_uuid: MessageUuid,
        at: Instant,
    ) -> Appended:
        """See `MessageLog`."""
        return await self._write(
            lambda connection: self._writer.change_role(connection, group_uuid, by, person, role, message_uuid, at)
        )

    async def revise(self, entry: Entry, *, earlier: Entry) -> Entry:
        """See `MessageLog`."""
        if not self._is_claimed:
            self._claim()
        work = functools.partial(self._writer.revise, entry=entry, seen_rev=earlier.rev)
        return await self._database.write(work, then=self._stored.fire)

    async def react(self, group_uuid: GroupUuid, seq: Seq, *, user_uuid: UserUuid, emoji: str, is_given: bool) -> Entry:
        """See `MessageLog`."""
        if not self._is_claimed:
            self._claim()
        given = Given(emoji, user_uuid)
        return await self._database.write(
            lambda connection: self._writer.react(connection, group_uuid, seq, given, is_given)
        )

    async def _write(self, work: Callable[[sqlite3.Connection], Written]) -> Appended:
        if not self._is_claimed:
            self._claim()
        written = await self._database.write(work, then=self._after_membership)
        return written.appended

    def _after_membership(self, written: Written) -> None:
        if written.group is not None:
            self._groups.remember(written.group)
        self._stored.fire(written)

    def _claim(self) -> None:
        """A log is written by one process: the writer remembers where each one ends."""
        self._database.claim()
        self._is_claimed = True

    # --- reading

    async def get_entry(self, group_uuid: GroupUuid, seq: Seq) -> Entry:
        """See `MessageLog`."""
        found = entries_of(group_uuid, self._database.read(query("entries/get"), (group_uuid, seq)))
        if not found:
            raise MessageNotFound
        return found[0]

    async def list_versions(self, group_uuid: GroupUuid, seq: Seq) -> list[Version]:
        """See `MessageLog`. A row of `edits` has the text before a change and the time of the change."""
        entry = await self.get_entry(group_uuid, seq)
        if entry.kind != Kind.TEXT:
            raise MessageNotFound
        if entry.message is None:
            return []
        versions: list[Version] = []
        written_at = entry.created_at
        for rev, message, made_at in self._database.read(query("edits/list_earlier"), (group_uuid, seq)):
            versions.append(Version(rev - 1, message, written_at))
            written_at = made_at
        return [*versions, Version(entry.rev, entry.message, written_at)]

    async def get_head(self, group_uuid: GroupUuid) -> Head:
        """See `MessageLog`. One step into the index: 5 µs, so nothing is remembered here."""
        found = self._database.read(query("entries/get_head"), (group_uuid,))
        if not found:
            raise GroupNotFound
        return Head._make(found[0])

    async def list_entries(
        self, group_uuid: GroupUuid, *, before: Seq | None = None, after: Seq | None = None, limit: int
    ) -> LogPage[Entry]:
        """See `MessageLog`. An empty page has no neighbours."""
        if after is not None:
            return self._page_after(group_uuid, after, limit)
        if before is not None:
            return self._page_before(group_uuid, before, limit)
        items = entries_of(group_uuid, self._database.read(query("entries/list_newest"), (group_uuid, limit)))
        items.reverse()
        return LogPage(items, _older(items), None)

    def _page_before(self, group_uuid: GroupUuid, before: Seq, limit: int) -> LogPage[Entry]:
        """Read `before` itself too: it tells whether there is anything newer than the page."""
        rows = self._database.read(query("entries/list_up_to"), (group_uuid, before, limit + 1))
        items = entries_of(group_uuid, rows)
        has_newer = bool(items) and items[0].seq == before
        items = items[1:] if has_newer else items[:limit]
        items.reverse()
        return LogPage(items, _older(items), items[-1].seq if items and has_newer else None)

    def _page_after(self, group_uuid: GroupUuid, after: Seq, limit: int) -> LogPage[Entry]:
        rows = self._database.read(query("entries/list_after"), (group_uuid, after, limit + 1))
        items = entries_of(group_uuid, rows)
        has_newer = len(items) > limit
        del items[limit:]
        return LogPage(items, _older(items), items[-1].seq if has_newer else None)

    async def find_seq_at(self, group_uuid: GroupUuid, at: Instant) -> Seq:
        """See `MessageLog`. At most 40 steps into the index."""
        found = self._database.read(query("entries/get_head"), (group_uuid,))
        if not found:
            return Seq(1)
        first, last = 1, int(found[0][0]) + 1  # the answer lies in first..last
        while first < last:
            middle = (first + last) // 2
            if self._database.read(query("entries/get_created_at"), (group_uuid, middle))[0][0] < at:
                first = middle + 1
            else:
                last = middle
        return Seq(first)


def _older(items: Sequence[Entry]) -> Seq | None:
    return items[0].seq if items and items[0].seq > 1 else None
