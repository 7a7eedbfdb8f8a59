"""Changes of membership: the entry, META and the inbox rows in one transaction."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cruddur.adapters.dynamodb import items, keys
from cruddur.adapters.dynamodb.tail import Sender
from cruddur.adapters.dynamodb.writes import Declined, Proposal
from cruddur.domain import membership
from cruddur.domain.entry import Entry, Head, Kind
from cruddur.domain.errors import GroupFull, GroupNotFound
from cruddur.domain.group import MAX_MEMBERS, Group, GroupKind, Role
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid
from cruddur.domain.inbox import first_row
from cruddur.domain.instant import Instant
from cruddur.domain.membership import Change

MAX_ACTIONS = 100
"""Of one transaction (DynamoDB TransactWriteItems)."""

MAX_JOINERS = MAX_ACTIONS - 2
"""People whose rows fit into a transaction beside the entry and META."""


class SaidAlready(Declined):
    """Nothing to change. `seq`: an entry as of which the group is as it shall be."""

    def __init__(self, seq: Seq) -> None:
        super().__init__(seq)
        self.seq = seq


class Asked(NamedTuple):
    """Who changes which group, in which table, when, under which uuid."""

    table: str
    group_uuid: GroupUuid
    by: UserUuid
    message_uuid: MessageUuid
    at: Instant

    @property
    def sender(self) -> Sender:
        """Its identity within the group."""
        return self.by, self.message_uuid

    def change(self, group: Group, head: Head) -> Change:
        """Return the change as the domain takes it.

        Raises:
            GroupNotFound: the asker is no member, or it is a direct group.
        """
        if self.by not in group.members or group.kind is not GroupKind.GROUP:
            raise GroupNotFound
        return Change(self.by, self.message_uuid, self.at, head)


class Join(NamedTuple):
    """People on their way in; as many of them as a transaction takes."""

    asked: Asked
    people: Sequence[UserUuid]
    sees_earlier: bool
    role: Role = Role.MEMBER

    @property
    def group_uuid(self) -> GroupUuid:
        """See `writes.Write`."""
        return self.asked.group_uuid

    @property
    def sender(self) -> Sender:
        """See `writes.Write`."""
        return self.asked.sender

    def propose(self, group: Group, head: Head) -> Proposal:
        """See `writes.Write`; raises SaidAlready when there is nothing to do."""
        change = self.asked.change(group, head)
        newcomers = membership.newcomers(group, self.people)
        if not newcomers:
            raise SaidAlready(group.members[self.people[0]].joined_seq)
        if len(group.members) + len(newcomers) > MAX_MEMBERS:
            raise GroupFull
        entry, after = membership.joined(
            group, change, newcomers[:MAX_JOINERS], sees_earlier=self.sees_earlier, role=self.role
        )
        rows = [put_row(self.asked.table, entry, person, after) for person in entry.subject_uuids]
        return Proposal(entry, after, [_update_group(self.asked.table, group, after), *rows])

    def is_answered_by(self, entry: Entry) -> bool:
        """See `writes.Write`."""
        return entry.kind == Kind.JOINED


class Leave(NamedTuple):
    """A person on the way out."""

    asked: Asked
    person: UserUuid

    @property
    def group_uuid(self) -> GroupUuid:
        """See `writes.Write`."""
        return self.asked.group_uuid

    @property
    def sender(self) -> Sender:
        """See `writes.Write`."""
        return self.asked.sender

    def propose(self, group: Group, head: Head) -> Proposal:
        """See `writes.Write`; raises MemberNotFound."""
        entry, after = membership.left(group, self.asked.change(group, head), self.person)
        row = {"TableName": self.asked.table, "Key": keys.inbox_key(self.person, self.group_uuid)}
        return Proposal(entry, after, [_update_group(self.asked.table, group, after), {"Delete": row}])

    def is_answered_by(self, entry: Entry) -> bool:
        """See `writes.Write`."""
        return entry.kind == Kind.LEFT and entry.subject_uuids == (self.person,)


class Rename(NamedTuple):
    """Another title."""

    asked: Asked
    title: str

    @property
    def group_uuid(self) -> GroupUuid:
        """See `writes.Write`."""
        return self.asked.group_uuid

    @property
    def sender(self) -> Sender:
        """See `writes.Write`."""
        return self.asked.sender

    def propose(self, group: Group, head: Head) -> Proposal:
        """See `writes.Write`."""
        entry, after = membership.renamed(group, self.asked.change(group, head), self.title)
        return Proposal(entry, after, [_update_group(self.asked.table, group, after)])

    def is_answered_by(self, entry: Entry) -> bool:
        """See `writes.Write`."""
        return entry.kind == Kind.RENAMED and entry.message == self.title


class ChangeRole(NamedTuple):
    """A member who becomes an owner, or an owner who becomes a member again."""

    asked: Asked
    person: UserUuid
    role: Role

    @property
    def group_uuid(self) -> GroupUuid:
        """See `writes.Write`."""
        return self.asked.group_uuid

    @property
    def sender(self) -> Sender:
        """See `writes.Write`."""
        return self.asked.sender

    def propose(self, group: Group, head: Head) -> Proposal:
        """See `writes.Write`; raises SaidAlready when there is nothing to do."""
        changed = membership.given_role(group, self.asked.change(group, head), self.person, self.role)
        if not isinstance(changed, membership.Changed):
            raise SaidAlready(changed)
        entry, after = changed
        return Proposal(entry, after, [_update_group(self.asked.table, group, after)])

    def is_answered_by(self, entry: Entry) -> bool:
        """See `writes.Write`."""
        asked = (Kind.ROLE, (self.person,), self.role)
        return (entry.kind, entry.subject_uuids, entry.message) == asked


def put_row(table: str, entry: Entry, person: UserUuid, group: Group) -> Mapping[str, Any]:
    """Return the action that makes the row a person begins with."""
    return {"Put": {"TableName": table, "Item": items.row_item(first_row(entry, person, group))}}


def _update_group(table: str, before: Group, after: Group) -> Mapping[str, Any]:
    """The action that brings META up to the entry, if nobody else has changed it."""
    values: dict[str, items.Attribute] = {
        ":seen": items.number(before.membership_seq),
        ":seq": items.number(after.membership_seq),
        ":members": items.members_attribute(after.members),
    }
    assignments = "membership_seq = :seq, members = :members"
    if after.title is not None:
        assignments += ", title = :title"
        values[":title"] = items.text(after.title)
    return {
        "Update": {
            "TableName": table,
            "Key": keys.group_key(before.uuid),
            "UpdateExpression": f"SET {assignments}",
            "ConditionExpression": "membership_seq = :seen",
            "ExpressionAttributeValues": values,
        }
    }
