"""Between rows of this engine's tables and the values of the domain."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, cast

from cruddur.adapters.sqlite.queries import query
from cruddur.domain.entry import Entry, Kind
from cruddur.domain.group import Group, GroupKind, Member, Role
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.domain.instant import Instant
from cruddur.domain.reaction import Given, Reactions

Row = tuple[Any, ...]

_ENTRY_ROW = 8
"""Columns of `entry_rows` that make an entry."""

_new_entry = cast("Callable[[type[Entry], Row], Entry]", tuple.__new__)


def entries_of(group_uuid: GroupUuid, rows: Sequence[Row]) -> list[Entry]:
    """Return the entries of a group's rows of `entry_rows`.

    A page of history is fifty of them, so the tuple of a plain message is made straight from its row.
    """
    return [
        _new_entry(Entry, (group_uuid, seq, Kind.TEXT, message_uuid, user_uuid, message, created_at, digest, 0,
                           membership_seq, None, None, None, (), None, 0, None))
        if rest is None
        else _entry_with_rest(
            (group_uuid, seq, message_uuid, user_uuid, message, created_at, digest, membership_seq), rest
        )
        for seq, message_uuid, user_uuid, message, created_at, digest, membership_seq, rest in rows
    ]  # fmt: skip


def entries_of_any_group(rows: Sequence[Row]) -> list[Entry]:
    """Return the entries of rows of `entry_rows` that end with their group's uuid."""
    return [entries_of(row[-1], (row[:_ENTRY_ROW],))[0] for row in rows]


def _entry_with_rest(plain: Row, rest: str) -> Entry:
    group_uuid, seq, message_uuid, user_uuid, message, created_at, digest, membership_seq = plain
    kind, rev, edited_at, deleted_at, reply_to_seq, subject_uuids, title, member_count, reactions = json.loads(rest)
    return Entry(
        message_group_uuid=group_uuid,
        seq=seq,
        kind=Kind(kind),
        message_uuid=message_uuid,
        user_uuid=user_uuid,
        message=message,
        created_at=created_at,
        digest=digest,
        rev=rev,
        membership_seq=membership_seq,
        edited_at=edited_at,
        deleted_at=deleted_at,
        reply_to_seq=reply_to_seq,
        subject_uuids=tuple(subject_uuids or ()),
        title=title,
        member_count=member_count,
        reactions=_reactions(reactions) if reactions else None,
    )


def _reactions(stored: list[Any]) -> Reactions:
    rev, given = stored
    return Reactions(rev, tuple(Given(emoji, UserUuid(user_uuid)) for emoji, user_uuid in given))


def text_params(group_id: int, entry: Entry) -> Row:
    """Return the parameters of entries/add_text."""
    return (
        group_id,
        entry.seq,
        entry.message_uuid,
        entry.user_uuid,
        entry.message,
        entry.created_at,
        entry.digest,
        entry.membership_seq,
        entry.reply_to_seq,
    )


def quiet_params(group_id: int, entry: Entry) -> dict[str, Any]:
    """Return the parameters of entries/add_quiet."""
    subjects = json.dumps(entry.subject_uuids)
    facts = {**entry._asdict(), "group_id": group_id, "kind": str(entry.kind), "subject_uuids": subjects}
    del facts["reactions"]
    return facts


def member_params(group: Group, user_uuid: UserUuid) -> Row:
    """Return the parameters of members/put."""
    place = group.members[user_uuid]
    return group.uuid, user_uuid, str(place.role), place.joined_seq, place.reads_from_seq


class StoredGroup(NamedTuple):
    """A group, and the number that stands for it in `entries`."""

    group_id: int
    group: Group


def find_group(connection: sqlite3.Connection, group_uuid: GroupUuid) -> StoredGroup | None:
    """Read a group with its members: one query, so that both are of one moment."""
    rows = connection.execute(query("groups/get"), (group_uuid,)).fetchall()
    if not rows:
        return None
    group_id, kind, title, membership_seq, created_at, created_by = rows[0][:6]
    group = Group(
        uuid=group_uuid,
        kind=GroupKind(kind),
        title=title,
        members={
            UserUuid(user_uuid): Member(Role(role), Seq(joined_seq), Seq(reads_from_seq))
            for *_, user_uuid, role, joined_seq, reads_from_seq in rows
            if user_uuid is not None
        },
        membership_seq=Seq(membership_seq),
        created_at=Instant(created_at),
        created_by=UserUuid(created_by),
    )
    return StoredGroup(group_id, group)
