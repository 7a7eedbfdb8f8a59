"""What a change of membership makes of a group, and the entry that records it.

Both engines store what these functions return, in one transaction.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from cruddur.domain.entry import Entry, Head, Kind
from cruddur.domain.errors import GroupFull, LastOwner, MemberNotFound
from cruddur.domain.group import MAX_MEMBERS, Group, Member, Role
from cruddur.domain.ids import MessageUuid, Seq, UserUuid
from cruddur.domain.instant import Instant


class Change(NamedTuple):
    """Who asks for a change of membership, under which uuid, when, and where the log ends."""

    by: UserUuid
    message_uuid: MessageUuid
    at: Instant
    head: Head


class Changed(NamedTuple):
    """The entry to append and the group as it is after it."""

    entry: Entry
    group: Group


def started(group: Group, message_uuid: MessageUuid) -> Entry:
    """Return entry 1 of a new group of several: `joined`, everybody in it."""
    nothing = Head(Seq(0), group.created_at, Seq(0))
    change = Change(group.created_by, message_uuid, group.created_at, nothing)
    return _quiet_line(change, group, Kind.JOINED, subjects=tuple(group.members))


def newcomers(group: Group, people: Sequence[UserUuid]) -> list[UserUuid]:
    """Return those of the people who are not in the group yet, each once, in the order given."""
    return [person for person in dict.fromkeys(people) if person not in group.members]


def joined(
    group: Group, change: Change, people: Sequence[UserUuid], *, sees_earlier: bool, role: Role = Role.MEMBER
) -> Changed:
    """Add people who are not in the group yet (`newcomers`).

    Args:
        sees_earlier: whether what was said before is there for them.
    Raises:
        GroupFull: more than MAX_MEMBERS would be in it.
    """
    if len(group.members) + len(people) > MAX_MEMBERS:
        raise GroupFull
    seq = Seq(change.head.seq + 1)
    place = Member(role, seq, Seq(1) if sees_earlier else seq)
    members = {**group.members, **dict.fromkeys(people, place)}
    after = replace(group, members=members, membership_seq=seq)
    return Changed(_quiet_line(change, after, Kind.JOINED, subjects=tuple(people)), after)


def left(group: Group, change: Change, person: UserUuid) -> Changed:
    """Remove a person. When no owner is left, whoever joined first becomes one (the smaller uuid
    of several who joined together).

    Raises:
        MemberNotFound: the person is not in it.
    """
    if person not in group.members:
        raise MemberNotFound
    members = {member: place for member, place in group.members.items() if member != person}
    if members and all(place.role is not Role.OWNER for place in members.values()):
        heir = min(members, key=lambda member: (members[member].joined_seq, member))
        members[heir] = members[heir]._replace(role=Role.OWNER)
    after = replace(group, members=members, membership_seq=Seq(change.head.seq + 1))
    return Changed(_quiet_line(change, after, Kind.LEFT, subjects=(person,)), after)


def given_role(group: Group, change: Change, person: UserUuid, role: Role) -> Changed | Seq:
    """Make a member an owner, or an owner a member again.

    The asker's own role counts as of the head, so an owner who has just stopped being one changes nothing.

    Returns:
        The change; for who has the role already, the seq of the newest membership entry, as of which that is so.
    Raises:
        OwnerOnly: the asker is no owner.
        MemberNotFound: the person is not in it.
        LastOwner: nobody would own the group any more.
    """
    group.check_owner(change.by)
    place = group.members.get(person)
    if place is None:
        raise MemberNotFound
    if place.role is role:
        return group.membership_seq
    members = {**group.members, person: place._replace(role=role)}
    if all(other.role is not Role.OWNER for other in members.values()):
        raise LastOwner
    after = replace(group, members=members, membership_seq=Seq(change.head.seq + 1))
    return Changed(_quiet_line(change, after, Kind.ROLE, subjects=(person,), message=role.value), after)


def renamed(group: Group, change: Change, title: str) -> Changed:
    """Give the group another title."""
    after = replace(group, title=title, membership_seq=Seq(change.head.seq + 1))
    return Changed(_quiet_line(change, after, Kind.RENAMED, message=title), after)


def _quiet_line(
    change: Change, after: Group, kind: Kind, *, subjects: tuple[UserUuid, ...] = (), message: str | None = None
) -> Entry:
    seq = Seq(change.head.seq + 1)
    return Entry(
        message_group_uuid=after.uuid,
        seq=seq,
        kind=kind,
        message_uuid=change.message_uuid,
        user_uuid=change.by,
        message=message,
        created_at=max(change.at, change.head.created_at),
        membership_seq=seq,
        subject_uuids=subjects,
        title=after.title,
        member_count=len(after.members),
    )
