"""Give a group another title."""

from dataclasses import dataclass

from cruddur.domain.entry import Appended
from cruddur.domain.event import EntryStored
from cruddur.domain.group import checked_title
from cruddur.domain.ids import GroupUuid, UserUuid
from cruddur.ports.bus import Bus
from cruddur.ports.clock import Clock, Random
from cruddur.ports.groups import Groups
from cruddur.ports.message_log import MessageLog


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameGroup:
    """For owners."""

    log: MessageLog
    groups: Groups
    bus: Bus
    clock: Clock
    random: Random

    async def __call__(self, *, owner_uuid: UserUuid, message_group_uuid: GroupUuid, title: str) -> Appended:
        """Return the `renamed` entry.

        Raises:
            TitleInvalid: blank or too long.
            GroupNotFound: unknown to the caller, or a 1:1.
            OwnerOnly: the caller is a member, but no owner.
        """
        title = checked_title(title)
        (await self.groups.get_group(message_group_uuid)).check_owner(owner_uuid)
        renamed = await self.log.rename(
            message_group_uuid,
            by=owner_uuid,
            title=title,
            message_uuid=self.random.message_uuid(),
            at=self.clock.now(),
        )
        if renamed.is_new:
            self.bus.publish(EntryStored(renamed.entry))
        return renamed
