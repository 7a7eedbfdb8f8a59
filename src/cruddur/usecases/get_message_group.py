"""Look at one group: its row in the reader's inbox and who is in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cruddur.domain.entry import Entry
from cruddur.domain.errors import GroupNotFound
from cruddur.domain.group import Group
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.domain.inbox import InboxEntry, project
from cruddur.domain.user import User
from cruddur.ports.groups import Groups
from cruddur.ports.inbox import Inbox
from cruddur.ports.users import Users


class GroupDetails(NamedTuple):
    """A reader's row, the group, the read marks that the reader may see, and the people they name."""

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

    async def __call__(
        self, *, reader_uuid: UserUuid, message_group_uuid: GroupUuid, including: Entry | None = None
    ) -> GroupDetails:
        """Return the group as the reader sees it.

        Args:
            including: an entry of this group that the answer tells of, even if the projector has not come by yet.
        Raises:
            GroupNotFound: unknown to this reader.
        """
        not_before, news = (Seq(0), ()) if including is None else (including.membership_seq, (including,))
        group = await self.groups.get_group(message_group_uuid, not_before=not_before)
        if reader_uuid not in group.members:
            raise GroupNotFound
        row = project(await self.inbox.find_row(reader_uuid, message_group_uuid), news)
        if row is None:
            raise GroupNotFound
        others = await self.inbox.list_read_marks(message_group_uuid, tuple(group.members))
        people = await self.users.find_by_uuids({*group.members, row.last_user_uuid})
        shown = {member: seq for member, seq in others.items() if member in people and people[member].shows_reading}
        return GroupDetails(row, group, {**shown, reader_uuid: row.read_seq}, people)
