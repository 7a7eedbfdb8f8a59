"""One member's view of a group, and the rule by which the log moves it (access pattern E).

The rule is pure and the write is conditional, so replaying, reordering, repeating and splitting
the change stream leaves every inbox as it should be.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cruddur.domain import texts
from cruddur.domain.entry import MEMBERSHIP_KINDS, Entry
from cruddur.domain.group import Group
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.domain.instant import Instant


class InboxEntry(NamedTuple):
    """A row of a person's inbox. No counter is stored: unread is `last_seq - read_seq`.

    Attributes:
        peer_uuid: the other person of a direct group, else None.
        title, member_count: of the group as of `membership_seq`.
        last_seq, last_rev: which version of which entry the row shows.
        read_seq: the person's own read mark; it never goes back.
        message: preview, at most 200 characters; None for an emptied entry.
    """

    user_uuid: UserUuid
    message_group_uuid: GroupUuid
    kind: str
    peer_uuid: UserUuid | None
    title: str | None
    member_count: int
    membership_seq: Seq
    last_seq: Seq
    last_rev: int
    read_seq: Seq
    last_message_at: Instant
    message: str | None
    last_kind: str
    last_user_uuid: UserUuid

    @property
    def unread_count(self) -> int:
        """Entries after the read mark. Quiet lines count like messages: the simplest exact rule."""
        return max(0, self.last_seq - self.read_seq)


class InboxCursor(NamedTuple):
    """A place in an inbox, newest first: the last row of the page before."""

    last_message_at: Instant
    message_group_uuid: GroupUuid


class Unread(NamedTuple):
    """What waits for a person: unread entries, and the groups they lie in."""

    entry_count: int
    group_count: int


class InboxChange(NamedTuple):
    """What a batch of records of one group asks of one member's row.

    Three halves, each under a condition of its own, so that any of them may come late or twice:
    the position where `(last_seq, last_rev)` is newer, the read mark where `own_seq` is higher,
    title and member count where `membership_seq` is higher.

    Attributes:
        own_seq: the newest entry in the batch that this member wrote, 0 if none.
        membership_seq: the newest membership entry in the batch, 0 if none.
    """

    user_uuid: UserUuid
    message_group_uuid: GroupUuid
    last_seq: Seq
    last_rev: int
    last_message_at: Instant
    message: str | None
    last_kind: str
    last_user_uuid: UserUuid
    own_seq: Seq
    membership_seq: Seq
    title: str | None
    member_count: int


def changes_for(members: Iterable[UserUuid], records: Sequence[Entry]) -> list[InboxChange]:
    """Return what `records` (of one group, in any order, repeats welcome) ask of each member's row."""
    newest = max(records, key=lambda record: (record.seq, record.rev))
    own: dict[UserUuid, Seq] = {}
    facts: Entry | None = None
    for record in records:
        if record.seq > own.get(record.user_uuid, 0):
            own[record.user_uuid] = record.seq
        if record.kind in MEMBERSHIP_KINDS and (facts is None or record.seq > facts.seq):
            facts = record
    shown = texts.preview(newest.message)
    return [
        InboxChange(
            user_uuid=member,
            message_group_uuid=newest.message_group_uuid,
            last_seq=newest.seq,
            last_rev=newest.rev,
            last_message_at=newest.created_at,
            message=shown,
            last_kind=newest.kind,
            last_user_uuid=newest.user_uuid,
            own_seq=own.get(member, Seq(0)),
            membership_seq=facts.seq if facts else Seq(0),
            title=facts.title if facts else None,
            member_count=facts.member_count if facts else 0,
        )
        for member in members
    ]


def changed(row: InboxEntry, change: InboxChange) -> InboxEntry:
    """Return the row after the change: each half applies only where it is news."""
    if (change.last_seq, change.last_rev) > (row.last_seq, row.last_rev):
        row = row._replace(
            last_seq=change.last_seq,
            last_rev=change.last_rev,
            last_message_at=change.last_message_at,
            message=change.message,
            last_kind=change.last_kind,
            last_user_uuid=change.last_user_uuid,
        )
    if change.own_seq > row.read_seq:
        row = row._replace(read_seq=change.own_seq)
    if change.membership_seq > row.membership_seq:
        row = row._replace(
            membership_seq=change.membership_seq,
            title=change.title,
            member_count=change.member_count,
        )
    return row


def project(row: InboxEntry | None, records: Sequence[Entry]) -> InboxEntry | None:
    """Return a member's row after `records` of its group. A row that is not there stays away.

    The whole rule of access pattern E in one line; engines apply the same changes conditionally.
    """
    if row is None or not records:
        return row
    return changed(row, changes_for((row.user_uuid,), records)[0])


def first_row(entry: Entry, user_uuid: UserUuid, group: Group) -> InboxEntry:
    """Return the row a person begins with at `entry`: their own is read, another's is unread."""
    return InboxEntry(
        user_uuid=user_uuid,
        message_group_uuid=entry.message_group_uuid,
        kind=group.kind,
        peer_uuid=group.peer_of(user_uuid),
        title=group.title,
        member_count=len(group.members),
        membership_seq=group.membership_seq,
        last_seq=entry.seq,
        last_rev=entry.rev,
        read_seq=entry.seq if entry.user_uuid == user_uuid else Seq(entry.seq - 1),
        last_message_at=entry.created_at,
        message=texts.preview(entry.message),
        last_kind=entry.kind,
        last_user_uuid=entry.user_uuid,
    )
