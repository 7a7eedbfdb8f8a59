"""A line of a group's log, and what may happen to it after it was written."""

from enum import StrEnum
from typing import NamedTuple

from cruddur.domain import texts
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid
from cruddur.domain.instant import Instant
from cruddur.domain.reaction import Reactions


class Kind(StrEnum):
    """What an entry is. All but TEXT are quiet lines: membership changes and the like."""

    TEXT = "text"
    JOINED = "joined"
    LEFT = "left"
    RENAMED = "renamed"
    ROLE = "role"


MEMBERSHIP_KINDS = frozenset((Kind.JOINED, Kind.LEFT, Kind.RENAMED, Kind.ROLE))


class Draft(NamedTuple):
    """A message that wants to become an entry.

    `message` has passed `texts.checked_message`. `sent_at` is the host's clock; the entry's
    `created_at` is never before its predecessor's.
    """

    message_group_uuid: GroupUuid
    user_uuid: UserUuid
    message_uuid: MessageUuid
    message: str
    sent_at: Instant
    reply_to_seq: Seq | None = None

    @property
    def digest(self) -> str:
        """What tells this body from another (`texts.digest`)."""
        return texts.digest(self.message, self.reply_to_seq)


class Entry(NamedTuple):
    """One numbered line of a message group's log.

    A tuple, since a page of history is fifty of them and engines hand out rows.

    Attributes:
        kind: a `Kind`'s text.
        user_uuid: who wrote it, or who made the change it reports.
        message: the text; the new title for `renamed`, the new role for `role`; None once emptied.
        digest: of the first body; None once emptied, and for quiet lines.
        rev: 0, +1 at each edit or emptying.
        membership_seq: seq of the newest membership entry at or before this one, 0 if none.
        subject_uuids: whom a quiet line is about (joined, left, role).
        title, member_count: of the group after this quiet line; None and 0 on a text.
        reactions: None until somebody reacts. They are beside the text: no change of theirs moves `rev`.
    """

    message_group_uuid: GroupUuid
    seq: Seq
    kind: str
    message_uuid: MessageUuid
    user_uuid: UserUuid
    message: str | None
    created_at: Instant
    digest: str | None = None
    rev: int = 0
    membership_seq: Seq = Seq(0)
    edited_at: Instant | None = None
    deleted_at: Instant | None = None
    reply_to_seq: Seq | None = None
    subject_uuids: tuple[UserUuid, ...] = ()
    title: str | None = None
    member_count: int = 0
    reactions: Reactions | None = None


class Version(NamedTuple):
    """A text that an entry has had; `rev` 0 is the first."""

    rev: int
    message: str
    written_at: Instant


class Head(NamedTuple):
    """Where a log ends: what the next entry needs to know of its predecessor."""

    seq: Seq
    created_at: Instant
    membership_seq: Seq


class Appended(NamedTuple):
    """The answer to an append.

    Attributes:
        is_new: this very call wrote it, or may have without hearing so. After a lost answer two
            calls may say it of one entry.
    """

    entry: Entry
    is_new: bool


def next_entry(draft: Draft, head: Head) -> Entry:
    """Return the entry that `draft` becomes after `head`. Time never runs backwards in a log."""
    return Entry(
        message_group_uuid=draft.message_group_uuid,
        seq=Seq(head.seq + 1),
        kind=Kind.TEXT,
        message_uuid=draft.message_uuid,
        user_uuid=draft.user_uuid,
        message=draft.message,
        created_at=max(draft.sent_at, head.created_at),
        digest=draft.digest,
        membership_seq=head.membership_seq,
        reply_to_seq=draft.reply_to_seq,
    )


def answers(entry: Entry, draft: Draft) -> bool:
    """Say whether a stored entry is what `draft` asked for: its retry may be given this answer.

    An emptied entry has no digest and answers any retry of its uuid.
    """
    return entry.digest is None or entry.digest == draft.digest


def edited(entry: Entry, message: str, at: Instant) -> Entry:
    """Return the entry with another text. Its number, its uuid and its first digest stay."""
    return entry._replace(message=message, rev=entry.rev + 1, edited_at=at)


def emptied(entry: Entry, at: Instant) -> Entry:
    """Return the entry's tombstone. It keeps its number: a seq is never used twice."""
    return entry._replace(message=None, digest=None, rev=entry.rev + 1, deleted_at=at, reactions=None)


def entry_people(entry: Entry) -> set[UserUuid]:
    """Return everybody whom an entry names."""
    people = {entry.user_uuid, *entry.subject_uuids}
    if entry.reactions is not None:
        people.update(given.user_uuid for given in entry.reactions.given)
    return people


def version(entry: Entry) -> Version | None:
    """Return the text of this state of a message; None once emptied, and for quiet lines."""
    if entry.kind != Kind.TEXT or entry.message is None:
        return None
    return Version(entry.rev, entry.message, entry.edited_at or entry.created_at)
