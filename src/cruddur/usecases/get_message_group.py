"""Look at one group: its row in the reader's inbox and who is in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cruddur.domain.errors import GroupNotFound
from cruddur.domain.group import Group
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.domain.inbox import InboxEntry
from cruddur.domain.user import User
from cruddur.ports.groups import Groups
from cruddur.ports.inbox import Inbox
from cruddur.ports.users import Users


class GroupDetails(NamedTuple):
    """A reader's row, the group, each member's read mark, and the people they name."""

    row: InboxEntry
    group: Group
    read_seqs: Mapping[UserUuid, Seq]
    people: Mapping[UserUuid, User]


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMessageGroup:
    """For members only."""

    groups: Groups
    inbox: Inbox
    users: Users

    async def __call__(self, *, reader_uuid: UserUuid, message_group_uuid: GroupUuid) -> GroupDetails:
        """Return the group as the reader sees it.

        Raises:
            GroupNotFound: unknown to this reader.
        """
        group = await self.groups.get_group(message_group_uuid)
        if reader_uuid not in group.members:
            raise GroupNotFound
        row = await self.inbox.find_row(reader_uuid, message_group_uuid)
        if row is None:
            raise GroupNotFound
        read_seqs = await self.inbox.list_read_marks(message_group_uuid, tuple(group.members))
        people = await self.users.find_by_uuids({*group.members, row.last_user_uuid})
        return GroupDetails(row, group, read_seqs, people)
