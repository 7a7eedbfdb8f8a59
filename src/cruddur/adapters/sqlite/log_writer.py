"""The writing half of the log: runs on the writer's thread, inside its transaction.

Each method first looks, then writes, then remembers; one that raises has remembered nothing.
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from typing import NamedTuple

from cruddur.adapters.sqlite.log_states import LogState, LogStates
from cruddur.adapters.sqlite.queries import query
from cruddur.adapters.sqlite.rows import StoredGroup, entries_of, member_params, quiet_params, text_params
from cruddur.domain import membership
from cruddur.domain.entry import Appended, Draft, Entry, Head, answers, next_entry, version
from cruddur.domain.errors import (
    AheadOfLog,
    GroupNotFound,
    IdempotencyMismatch,
    MessageNotFound,
    RevisionConflict,
    TooFarBehind,
)
from cruddur.domain.group import Group, GroupKind, Role
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid
from cruddur.domain.inbox import first_row
from cruddur.domain.instant import Instant
from cruddur.domain.reaction import Given, changed
from cruddur.ports.message_log import WINDOW

LOOK_BACK = 2 * WINDOW
"""A repeat from further behind than WINDOW is still looked for among so many of the newest entries."""

_NOTHING = Seq(0)


class Written(NamedTuple):
    """What was appended, and the group as it is now; None where the membership did not change."""

    appended: Appended
    group: Group | None


class LogWriter:
    """Compare and append, on one connection."""

    def __init__(self, states: LogStates) -> None:
        self._states = states
        self._add_text = query("entries/add_text")

    # --- messages

    def append(self, connection: sqlite3.Connection, draft: Draft, after_seq: Seq | None) -> Appended:
        """See `MessageLog.append`. One writing statement at most, last.

        A repeat is answered before anything is refused, and a stranger hears of nothing else.
        """
        state = self._states.find(connection, draft.message_group_uuid)
        if state is None:
            raise GroupNotFound
        head = state.head
        if after_seq is not None:
            first = self._find_repeat(connection, state, draft.user_uuid, draft.message_uuid, after_seq)
            if first is not None:
                return _as_before(first, draft)
        if draft.user_uuid not in state.group.members:
            raise GroupNotFound
        if after_seq is not None:
            _refuse_misplaced(state, after_seq)
        entry = next_entry(draft, head)
        connection.execute(self._add_text, text_params(state.group_id, entry))
        state.advance(Head(entry.seq, entry.created_at, entry.membership_seq), entry.message_uuid)
        return Appended(entry, True)

    def start_direct(self, connection: sqlite3.Connection, draft: Draft, group: Group) -> Written:
        """See `MessageLog.start_direct`."""
        if self._states.find(connection, group.uuid) is not None:
            return Written(self.append(connection, draft, _NOTHING), None)
        entry = next_entry(draft, Head(_NOTHING, group.created_at, _NOTHING))
        stored = self._create(connection, group)
        connection.execute(self._add_text, text_params(stored.group_id, entry))
        return self._begun(connection, entry, stored)

    def _find_repeat(
        self,
        connection: sqlite3.Connection,
        state: LogState,
        user_uuid: UserUuid,
        message_uuid: MessageUuid,
        after_seq: Seq,
    ) -> Entry | None:
        """Return what the person stored under this uuid after `after_seq`, in the newest LOOK_BACK."""
        low = Seq(max(after_seq, state.head.seq - LOOK_BACK))
        if low < state.recent_after:
            state.recall_after(connection, low)
        seq = state.recent.get(message_uuid)
        if seq is None:
            return None
        entry = self._get_entry(connection, state.group.uuid, seq)
        if entry is not None and entry.user_uuid == user_uuid:
            return entry
        stretch = (state.group.uuid, low, user_uuid, message_uuid)  # the uuid is another's too
        rows = connection.execute(query("entries/find_by_uuid"), stretch).fetchall()
        found = entries_of(state.group.uuid, rows)
        return found[0] if found else None

    # --- membership

    def start_group(self, connection: sqlite3.Connection, group: Group, message_uuid: MessageUuid) -> Written:
        """See `MessageLog.start_group`."""
        if self._states.find(connection, group.uuid) is not None:
            first = self._get_entry(connection, group.uuid, Seq(1))
            if first is None or (first.user_uuid, first.message_uuid) != (group.created_by, message_uuid):
                raise IdempotencyMismatch
            return Written(Appended(first, False), None)
        entry = membership.started(group, message_uuid)
        stored = self._create(connection, group)
        connection.execute(query("entries/add_quiet"), quiet_params(stored.group_id, entry))
        return self._begun(connection, entry, stored)

    def join(
        self,
        connection: sqlite3.Connection,
        group_uuid: GroupUuid,
        by: UserUuid,
        people: Sequence[UserUuid],
        sees_earlier: bool,
        message_uuid: MessageUuid,
        at: Instant,
    ) -> Written:
        """See `MessageLog.join`."""

        def change(group: Group, wanted: membership.Change) -> membership.Changed | Seq:
            newcomers = membership.newcomers(group, people)
            if not newcomers:
                return group.members[people[0]].joined_seq
            return membership.joined(group, wanted, newcomers, sees_earlier=sees_earlier)

        return self._change_membership(connection, group_uuid, by, message_uuid, at, change)

    def leave(
        self,
        connection: sqlite3.Connection,
        group_uuid: GroupUuid,
        by: UserUuid,
        person: UserUuid,
        message_uuid: MessageUuid,
        at: Instant,
    ) -> Written:
        """See `MessageLog.leave`."""

        def change(group: Group, wanted: membership.Change) -> membership.Changed:
            return membership.left(group, wanted, person)

        return self._change_membership(connection, group_uuid, by, message_uuid, at, change)

    def rename(
        self,
        connection: sqlite3.Connection,
        group_uuid: GroupUuid,
        by: UserUuid,
        title: str,
        message_uuid: MessageUuid,
        at: Instant,
    ) -> Written:
        """See `MessageLog.rename`."""

        def change(group: Group, wanted: membership.Change) -> membership.Changed:
            return membership.renamed(group, wanted, title)

        return self._change_membership(connection, group_uuid, by, message_uuid, at, change)

    def change_role(
        self,
        connection: sqlite3.Connection,
        group_uuid: GroupUuid,
        by: UserUuid,
        person: UserUuid,
        role: Role,
        message_uuid: MessageUuid,
        at: Instant,
    ) -> Written:
        """See `MessageLog.change_role`."""

        def change(group: Group, wanted: membership.Change) -> membership.Changed | Seq:
            return membership.given_role(group, wanted, person, role)

        return self._change_membership(connection, group_uuid, by, message_uuid, at, change)

    def _change_membership(
        self,
        connection: sqlite3.Connection,
        group_uuid: GroupUuid,
        by: UserUuid,
        message_uuid: MessageUuid,
        at: Instant,
        change: Callable[[Group, membership.Change], membership.Changed | Seq],
    ) -> Written:
        """Answer a repeat, else append what `change` makes of the group: an entry, or the seq of one
        that says it already."""
        state = self._states.find(connection, group_uuid)
        if state is None or state.group.kind is not GroupKind.GROUP:
            raise GroupNotFound
        repeat = self._find_repeat(connection, state, by, message_uuid, Seq(max(0, state.head.seq - WINDOW)))
        if repeat is not None:
            return Written(Appended(repeat, False), None)
        before = state.group
        if by not in before.members:
            raise GroupNotFound
        changed = change(before, membership.Change(by, message_uuid, at, state.head))
        if not isinstance(changed, membership.Changed):
            said_at = self._get_entry(connection, group_uuid, changed)
            assert said_at is not None, "what a group is as of is an entry"
            return Written(Appended(said_at, False), None)
        entry, after = changed
        connection.execute(query("entries/add_quiet"), quiet_params(state.group_id, entry))
        self._store_membership(connection, before, after, entry)
        state.group = after
        state.advance(Head(entry.seq, entry.created_at, entry.membership_seq), entry.message_uuid)
        return Written(Appended(entry, True), after)

    def _store_membership(self, connection: sqlite3.Connection, before: Group, after: Group, entry: Entry) -> None:
        facts = {"message_group_uuid": after.uuid, "title": after.title, "membership_seq": after.membership_seq}
        connection.execute(query("groups/change"), facts)
        for person in before.members.keys() - after.members.keys():
            connection.execute(query("members/remove"), (after.uuid, person))
            connection.execute(query("inbox/remove"), (person, after.uuid))
        for person, place in after.members.items():
            if before.members.get(person) != place:
                connection.execute(query("members/put"), member_params(after, person))
            if person not in before.members:
                self._add_row(connection, entry, person, after)

    def _create(self, connection: sqlite3.Connection, group: Group) -> StoredGroup:
        added = connection.execute(
            query("groups/add"),
            {
                "message_group_uuid": group.uuid,
                "kind": str(group.kind),
                "title": group.title,
                "membership_seq": group.membership_seq,
                "created_at": group.created_at,
                "created_by": group.created_by,
            },
        ).fetchone()
        for person in group.members:
            connection.execute(query("members/put"), member_params(group, person))
        return StoredGroup(added[0], group)

    def _begun(self, connection: sqlite3.Connection, entry: Entry, stored: StoredGroup) -> Written:
        """Give everybody in a new group their row, and remember the log."""
        group = stored.group
        for person in group.members:
            self._add_row(connection, entry, person, group)
        state = self._states.put(stored, Head(_NOTHING, entry.created_at, _NOTHING))
        state.advance(Head(entry.seq, entry.created_at, entry.membership_seq), entry.message_uuid)
        return Written(Appended(entry, True), group)

    def _add_row(self, connection: sqlite3.Connection, entry: Entry, person: UserUuid, group: Group) -> None:
        row = first_row(entry, person, group)
        connection.execute(query("inbox/add"), row._replace(kind=str(row.kind), last_kind=str(row.last_kind)))

    # --- later versions

    def revise(self, connection: sqlite3.Connection, entry: Entry, seen_rev: int) -> Entry:
        """See `MessageLog.revise`."""
        state = self._states.find(connection, entry.message_group_uuid)
        stored = self._get_entry(connection, entry.message_group_uuid, entry.seq)
        if (
            state is None
            or stored is None
            or (stored.user_uuid, stored.message_uuid) != (entry.user_uuid, entry.message_uuid)
        ):
            raise MessageNotFound
        if _version(stored) == _version(entry):
            return stored
        if stored.rev != seen_rev:
            raise RevisionConflict
        later = {name: getattr(entry, name) for name in ("seq", "message", "digest", "rev", "edited_at", "deleted_at")}
        later["group_id"] = state.group_id
        position = connection.execute(query("entries/revise"), later).fetchone()[0]
        is_emptied = entry.message is None
        if is_emptied:
            connection.execute(query("edits/empty"), (position,))
        before = {
            "entry_position": position,
            "rev": entry.rev,
            "earlier_message": None if is_emptied else stored.message,
            "made_at": entry.deleted_at or entry.edited_at,
        }
        connection.execute(query("edits/add"), before)
        return entry._replace(reactions=None if is_emptied else stored.reactions)

    def react(
        self,
        connection: sqlite3.Connection,
        group_uuid: GroupUuid,
        seq: Seq,
        given: Given,
        is_given: bool,
    ) -> Entry:
        """See `MessageLog.react`."""
        state = self._states.find(connection, group_uuid)
        stored = self._get_entry(connection, group_uuid, seq)
        if state is None or stored is None or version(stored) is None:
            raise MessageNotFound
        reactions = changed(stored.reactions, given, is_given=is_given)
        if reactions != stored.reactions and reactions is not None:
            connection.execute(query("entries/set_reactions"), (state.group_id, seq, json.dumps(reactions)))
        return stored._replace(reactions=reactions)

    def _get_entry(self, connection: sqlite3.Connection, group_uuid: GroupUuid, seq: Seq) -> Entry | None:
        found = entries_of(group_uuid, connection.execute(query("entries/get"), (group_uuid, seq)).fetchall())
        return found[0] if found else None


def _as_before(first: Entry, draft: Draft) -> Appended:
    if not answers(first, draft):
        raise IdempotencyMismatch
    return Appended(first, False)


def _refuse_misplaced(state: LogState, after_seq: Seq) -> None:
    head_seq = state.head.seq
    if after_seq > head_seq:
        raise AheadOfLog(state.group.uuid, head_seq)
    if head_seq - after_seq > WINDOW:
        raise TooFarBehind(state.group.uuid, head_seq)


def _version(entry: Entry) -> tuple[int, str | None]:
    """What two tries of the same revision have in common."""
    return entry.rev, entry.message
