"""The product with one fault planted in it, each. What proves the product must notice every one of them.

A mutant is patched into a process of its own before the product starts there (`mutant_host.py`, or
`plugin.py` for a run of tests); nothing in the product can switch one on.
"""

import asyncio
import itertools
import sqlite3
import time
from collections.abc import Callable, Sequence
from typing import Any

from cruddur.adapters.local.bus import LocalBus
from cruddur.adapters.sqlite import change_stream, database, log_writer, message_log, writer
from cruddur.adapters.sqlite import inbox as sqlite_inbox
from cruddur.adapters.sqlite.queries import query, script
from cruddur.adapters.sqlite.rows import entries_of
from cruddur.domain.entry import Appended, Draft, Entry, Head, answers, next_entry
from cruddur.domain.errors import IdempotencyMismatch, Refusal
from cruddur.domain.event import EntryStored, Event
from cruddur.domain.ids import GroupUuid, Seq
from cruddur.domain.inbox import InboxEntry
from cruddur.domain.page import LogPage
from cruddur.usecases.list_messages import ListedMessages, ListMessages
from cruddur.usecases.mark_read import MarkRead
from cruddur.usecases.project_inbox import ProjectInbox

MUTANTS: dict[str, Callable[[], None]] = {}

NOTICED_BY_SIMULATION = (
    "key_ignored",
    "check_then_insert",
    "resume_cursor_ignored",
    "members_not_asked",
    "offset_paging",
)
"""Those that thirty seeds of `tests/simulation/one_machine` must notice."""


def mutant(plant: Callable[[], None]) -> Callable[[], None]:
    """Have this fault among those that can be planted, under the name of the function."""
    MUTANTS[plant.__name__] = plant
    return plant


# --- durability


@mutant
def answer_before_commit() -> None:
    """Everybody hears that it is stored; then it is."""

    def run(self: writer.ThreadWriter) -> None:
        batches = self._batches
        while jobs := self._take():
            batches._connection.execute(batches._begin)
            for job in jobs:
                batches._run_within_savepoint(job)
            assert self._loop is not None
            self._loop.call_soon_threadsafe(writer._answer, self._loop, jobs)
            time.sleep(0.005)
            batches._connection.execute(batches._commit)

    writer.ThreadWriter._run = run


@mutant
def synchronous_off() -> None:
    """The database does not wait for the disk."""

    def relaxed(name: str) -> tuple[str, ...]:
        return tuple(statement.replace("synchronous = FULL", "synchronous = OFF") for statement in script(name))

    database.script = relaxed


# --- exactly once


@mutant
def key_ignored() -> None:
    """Nobody looks whether the message is there already."""
    setattr(log_writer.LogWriter, "_find_repeat", lambda *_: None)  # noqa: B010 - of another type


@mutant
def check_then_insert() -> None:
    """One looks whether it is there, and then, in another transaction, stores it."""
    append = message_log.SqliteMessageLog.append

    async def checked(self: message_log.SqliteMessageLog, draft: Draft, *, after_seq: Seq | None) -> Appended:
        stretch = (draft.message_group_uuid, after_seq or 0, draft.user_uuid, draft.message_uuid)
        rows = self._database.read(query("entries/find_by_uuid"), stretch)
        if after_seq is not None and rows:
            entry = entries_of(draft.message_group_uuid, rows)[0]
            if not answers(entry, draft):
                raise IdempotencyMismatch
            return Appended(entry, False)
        await asyncio.sleep(0)  # meanwhile, others look too
        return await append(self, draft, after_seq=None)

    message_log.SqliteMessageLog.append = checked


@mutant
def other_words_taken_for_a_repeat() -> None:
    """The first answer is given to whatever comes under the same uuid."""
    log_writer.answers = lambda *_: True


# --- order


@mutant
def position_by_clock() -> None:
    """A message stands where the host's clock puts it, though the log has gone further."""

    def dated(draft: Draft, head: Head) -> Entry:
        return next_entry(draft, head)._replace(created_at=draft.sent_at)

    log_writer.next_entry = dated


@mutant
def number_given_out_before_the_row() -> None:
    """A number is taken for every request, also for one that then stores nothing."""
    append = log_writer.LogWriter.append

    def wasteful(
        self: log_writer.LogWriter, connection: sqlite3.Connection, draft: Draft, after_seq: Seq | None
    ) -> Appended:
        def waste() -> None:
            state = self._states.find(connection, draft.message_group_uuid)
            if state is not None:
                state.head = state.head._replace(seq=Seq(state.head.seq + 1))

        try:
            appended = append(self, connection, draft, after_seq)
        except Refusal:
            waste()
            raise
        if not appended.is_new:
            waste()
        return appended

    log_writer.LogWriter.append = wasteful


# --- reading


@mutant
def offset_paging() -> None:
    """The next page is counted from the newest entry there was when reading began."""
    newest: dict[GroupUuid, Seq] = {}

    def page(self: message_log.SqliteMessageLog, group_uuid: GroupUuid, before: Seq, limit: int) -> LogPage[Entry]:
        rows = self._database.read(query("entries/list_newest"), (group_uuid, 10_000))
        entries = entries_of(group_uuid, rows)
        began_with = newest.setdefault(group_uuid, entries[0].seq if entries else Seq(0))
        offset = max(0, began_with - before + 1)
        items = entries[offset : offset + limit][::-1]
        older = items[0].seq if items and items[0].seq > 1 else None
        return LogPage(items, older, items[-1].seq if items else None)

    message_log.SqliteMessageLog._page_before = page


@mutant
def off_by_one_at_the_edge() -> None:
    """A page begins one entry too late."""
    page_after = message_log.SqliteMessageLog._page_after

    def late(self: message_log.SqliteMessageLog, group_uuid: GroupUuid, after: Seq, limit: int) -> LogPage[Entry]:
        return page_after(self, group_uuid, Seq(after + 1) if after else after, limit)

    message_log.SqliteMessageLog._page_after = late


@mutant
def first_page_cached() -> None:
    """The newest page is remembered for a second, whatever is written meanwhile."""
    list_entries = message_log.SqliteMessageLog.list_entries
    kept: dict[tuple[GroupUuid, int], tuple[float, LogPage[Entry]]] = {}

    async def cached(
        self: message_log.SqliteMessageLog,
        group_uuid: GroupUuid,
        *,
        before: Seq | None = None,
        after: Seq | None = None,
        limit: int,
    ) -> LogPage[Entry]:
        page = await list_entries(self, group_uuid, before=before, after=after, limit=limit)
        if before is not None or after is not None:
            return page
        until_s, old = kept.get((group_uuid, limit), (0.0, page))
        if time.monotonic() < until_s:
            return old
        kept[group_uuid, limit] = (time.monotonic() + 1.0, page)
        return page

    message_log.SqliteMessageLog.list_entries = cached


@mutant
def cursor_ignored() -> None:
    """Every page of an inbox is the first one."""
    list_inbox = sqlite_inbox.SqliteInbox.list_inbox

    async def first_page(self: sqlite_inbox.SqliteInbox, user_uuid: Any, *, cursor: Any, limit: int) -> Any:
        return await list_inbox(self, user_uuid, cursor=None, limit=limit)

    sqlite_inbox.SqliteInbox.list_inbox = first_page


@mutant
def members_not_asked() -> None:
    """Whoever knows a group's uuid may read it."""

    async def read(self: ListMessages, *, message_group_uuid: GroupUuid, **asked: Any) -> ListedMessages:
        page = await self.log.list_entries(
            message_group_uuid, before=asked.get("before"), after=asked.get("after"), limit=asked["limit"]
        )
        return ListedMessages(page, await self.users.find_by_uuids({entry.user_uuid for entry in page.items}))

    ListMessages.__call__ = read


# --- inboxes and live delivery


@mutant
def unread_counted_up() -> None:
    """Unread is a number that each change raises by one."""
    counters: dict[tuple[str, str], int] = {}
    project, mark = ProjectInbox.__call__, MarkRead.__call__

    async def projected(self: ProjectInbox, records: Sequence[Entry]) -> Any:
        result = await project(self, records)
        for row in result.rows:
            key = (row.user_uuid, row.message_group_uuid)
            if row.last_user_uuid != row.user_uuid:
                counters[key] = counters.get(key, 0) + 1
        return result

    async def marked(self: MarkRead, **asked: Any) -> Any:
        counters[asked["reader_uuid"], asked["message_group_uuid"]] = 0
        return await mark(self, **asked)

    def counted(row: InboxEntry) -> int:
        return counters.get((row.user_uuid, row.message_group_uuid), 0)

    ProjectInbox.__call__, MarkRead.__call__ = projected, marked
    setattr(InboxEntry, "unread_count", property(counted))  # noqa: B010 - read-only, says its type


@mutant
def last_record_wins() -> None:
    """A row shows whatever record came last, however old it is."""

    def unconditional(name: str) -> str:
        text = query(name)
        return text.replace("(last_seq, last_rev) < (?3, ?4)", "1") if name == "inbox/apply" else text

    sqlite_inbox.query = unconditional


@mutant
def resume_cursor_ignored() -> None:
    """After a restart the projector goes on with what comes next, not with what it left."""

    def at_the_end(self: change_stream.SqliteChangeStream) -> change_stream.Place:
        rows = self._database.read("SELECT coalesce(max(position), 0) FROM entries")
        edits = self._database.read("SELECT coalesce(max(position), 0) FROM edits")
        return change_stream.Place(rows[0][0], edits[0][0])

    change_stream.SqliteChangeStream._saved = at_the_end


@mutant
def push_lost() -> None:
    """One push in twenty never leaves."""
    publish, count = LocalBus.publish, itertools.count(1)

    def forgetful(self: LocalBus, event: Event) -> None:
        if isinstance(event, EntryStored) and next(count) % 20 == 0:
            return
        publish(self, event)

    LocalBus.publish = forgetful
