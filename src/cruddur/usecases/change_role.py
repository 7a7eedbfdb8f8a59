"""Make a member of a group an owner, or an owner a member again."""

from dataclasses import dataclass

from cruddur.domain.entry import Appended
from cruddur.domain.event import EntryStored
from cruddur.domain.group import Role
from cruddur.domain.ids import GroupUuid, UserUuid
from cruddur.ports.bus import Bus
from cruddur.ports.clock import Clock, Random
from cruddur.ports.groups import Groups
from cruddur.ports.message_log import MessageLog


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRole:
    """For owners, of others and of themselves. One owner stays."""

    log: MessageLog
    groups: Groups
    bus: Bus
    clock: Clock
    random: Random

    async def __call__(
        self, *, owner_uuid: UserUuid, message_group_uuid: GroupUuid, person_uuid: UserUuid, role: Role
    ) -> Appended:
        """Return the `role` entry; for who has the role already, the newest change of the group.

        Raises:
            GroupNotFound: unknown to the caller, or a 1:1.
            OwnerOnly: the caller is a member, but no owner.
            MemberNotFound: the person is not in it.
            LastOwner: nobody would own the group any more.
        """
        (await self.groups.get_group(message_group_uuid)).check_owner(owner_uuid)
        changed = await self.log.change_role(
            message_group_uuid,
            by=owner_uuid,
            person=person_uuid,
            role=role,
            message_uuid=self.random.message_uuid(),
            at=self.clock.now(),
        )
        if changed.is_new:
            self.bus.publish(EntryStored(changed.entry))
        return changed
