"""Between rows of this engine's tables and the values of the domain."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, cast

from cruddur.adapters.sqlite.queries import query
from cruddur.domain.entry import Entry
from cruddur.domain.group import Group, GroupKind, Member, Role
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.domain.instant import Instant

Row = tuple[Any, ...]

_SUBJECTS = Entry._fields.index("subject_uuids")
_new_entry = cast("Callable[[type[Entry], Row], Entry]", tuple.__new__)
_OF_A_TEXT: Row = ((), None, 0)
"""What subject_uuids, title and member_count are in a message."""


def entries_of(rows: Sequence[Row]) -> list[Entry]:
    """Return the entries of rows that begin with the columns of `Entry`, in its order.

    A page of history is fifty of them, so the tuple is made straight from the row.
    """
    return [
        _new_entry(Entry, row[:_SUBJECTS] + _OF_A_TEXT) if row[_SUBJECTS] is None else _quiet_line(row) for row in rows
    ]


def _quiet_line(row: Row) -> Entry:
    subjects = tuple(json.loads(row[_SUBJECTS]))
    return Entry._make((*row[:_SUBJECTS], subjects, *row[_SUBJECTS + 1 : len(Entry._fields)]))


def text_params(entry: Entry) -> Row:
    """Return the parameters of entries/add_text."""
    return (
        entry.message_group_uuid,
        entry.seq,
        entry.message_uuid,
        entry.user_uuid,
        entry.message,
        entry.created_at,
        entry.digest,
        entry.membership_seq,
        entry.reply_to_seq,
    )


def quiet_params(entry: Entry) -> dict[str, Any]:
    """Return the parameters of entries/add_quiet."""
    return {**entry._asdict(), "kind": str(entry.kind), "subject_uuids": json.dumps(entry.subject_uuids)}


def find_group(connection: sqlite3.Connection, group_uuid: GroupUuid) -> Group | None:
    """Read a group with its members: one query, so that both are of one moment."""
    rows = connection.execute(query("groups/get"), (group_uuid,)).fetchall()
    if not rows:
        return None
    kind, title, membership_seq, created_at, created_by = rows[0][:5]
    return Group(
        uuid=group_uuid,
        kind=GroupKind(kind),
        title=title,
        members={
            UserUuid(user_uuid): Member(Role(role), Seq(joined_seq))
            for *_, user_uuid, role, joined_seq in rows
            if user_uuid is not None
        },
        membership_seq=Seq(membership_seq),
        created_at=Instant(created_at),
        created_by=UserUuid(created_by),
    )
