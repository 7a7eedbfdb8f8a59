"""What the writer remembers of each log, so that an append reads nothing.

Lives on the writer's thread. It is right because this process alone writes logs (the folder's
lock) and every change of it follows the statement that made it; a batch that could not be
committed forgets all of it.
"""

import itertools
import sqlite3

from cruddur.adapters.sqlite.queries import query
from cruddur.adapters.sqlite.rows import StoredGroup, find_group
from cruddur.domain.entry import Head
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq

RECENT_UUIDS = 64
"""Entries of a log whose uuids are remembered, up to twice as many before the older half goes. A log that somebody
writes to from further behind is remembered further back."""

MAX_LOGS = 4096
MAX_UUIDS = 200_000
"""Over all logs, about 40 MB. Beyond, the half that was loaded longest ago is forgotten."""


class LogState:
    """One log as the next append needs it.

    Attributes:
        recent: the newest seq under each message uuid among the entries after `recent_after`.
    """

    __slots__ = ("_kept", "group", "group_id", "head", "recent", "recent_after")

    def __init__(self, stored: StoredGroup, head: Head) -> None:
        self.group_id = stored.group_id
        self.group = stored.group
        self.head = head
        self.recent: dict[MessageUuid, Seq] = {}
        self.recent_after = head.seq
        self._kept = RECENT_UUIDS

    def advance(self, head: Head, message_uuid: MessageUuid) -> None:
        """Take in the entry that was just appended."""
        self.head = head
        recent = self.recent
        recent[message_uuid] = head.seq
        if head.seq - self.recent_after > 2 * self._kept:
            self.recent_after = Seq(head.seq - self._kept)
            self.recent = {uuid: seq for uuid, seq in recent.items() if seq > self.recent_after}

    def recall_after(self, connection: sqlite3.Connection, after: Seq) -> None:
        """Make sure that `recent` reaches back to `after`, and let it stay so long.

        Somebody who sends from far behind once is likely to do so again: the log is read once.
        """
        if after >= self.recent_after:
            return
        stretch = (self.group.uuid, after, self.recent_after)
        older: list[tuple[MessageUuid, Seq]] = connection.execute(query("entries/list_uuids"), stretch).fetchall()
        self.recent = {**dict(older), **self.recent}
        self.recent_after = after
        self._kept = max(self._kept, self.head.seq - after)


class LogStates:
    """The logs in memory, bounded."""

    def __init__(self) -> None:
        self._states: dict[GroupUuid, LogState] = {}
        self._loads = 0

    def find(self, connection: sqlite3.Connection, group_uuid: GroupUuid) -> LogState | None:
        """Return the log's state, read from the file where it is not in memory; None: no such group."""
        state = self._states.get(group_uuid)
        if state is None:
            stored = find_group(connection, group_uuid)
            if stored is None:
                return None
            seq, created_at, membership_seq = connection.execute(query("entries/get_head"), (group_uuid,)).fetchone()
            state = self.put(stored, Head(seq, created_at, membership_seq))
        return state

    def put(self, stored: StoredGroup, head: Head) -> LogState:
        """Begin to remember a log."""
        self._make_room()
        state = LogState(stored, head)
        self._states[stored.group.uuid] = state
        return state

    def forget(self) -> None:
        """Drop everything."""
        self._states.clear()

    def _make_room(self) -> None:
        """Every so often, and always when there are too many logs, forget the older half."""
        self._loads += 1
        if len(self._states) < MAX_LOGS and (self._loads % 64 or self._uuid_count() < MAX_UUIDS):
            return
        newer = itertools.islice(self._states.items(), len(self._states) // 2, None)
        self._states = dict(newer)

    def _uuid_count(self) -> int:
        return sum(len(state.recent) for state in self._states.values())
