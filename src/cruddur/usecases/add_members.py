"""Bring people into a group."""

from collections.abc import Sequence
from dataclasses import dataclass

from cruddur.domain.entry import Appended
from cruddur.domain.errors import GroupFull, UserNotFound
from cruddur.domain.event import EntryStored
from cruddur.domain.group import MAX_MEMBERS
from cruddur.domain.ids import GroupUuid, UserUuid
from cruddur.ports.bus import Bus
from cruddur.ports.clock import Clock, Random
from cruddur.ports.groups import Groups
from cruddur.ports.message_log import MessageLog
from cruddur.ports.users import Users
from cruddur.usecases.find_members import find_members


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMembers:
    """For owners. Who is in it already stays as they are, so a repeat changes nothing."""

    log: MessageLog
    groups: Groups
    users: Users
    bus: Bus
    clock: Clock
    random: Random

    async def __call__(
        self, *, owner_uuid: UserUuid, message_group_uuid: GroupUuid, handles: Sequence[str], sees_earlier: bool = True
    ) -> Appended:
        """Return the `joined` entry.

        Args:
            handles: 1 to 255.
            sees_earlier: whether what was said before is there for them.
        Raises:
            GroupNotFound: unknown to the caller, or a 1:1.
            OwnerOnly: the caller is a member, but no owner.
            UserNotFound: nobody has one of the handles, or none was given.
            GroupFull: more than 256 people would be in it.
        """
        (await self.groups.get_group(message_group_uuid)).check_owner(owner_uuid)
        if len(handles) >= MAX_MEMBERS:
            raise GroupFull
        people = await find_members(self.users, handles)
        if not people:
            raise UserNotFound
        joined = await self.log.join(
            message_group_uuid,
            by=owner_uuid,
            people=people,
            sees_earlier=sees_earlier,
            message_uuid=self.random.message_uuid(),
            at=self.clock.now(),
        )
        if joined.is_new:
            self.bus.publish(EntryStored(joined.entry))
        return joined
