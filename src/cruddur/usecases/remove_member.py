"""Take somebody out of a group, or leave it."""

from dataclasses import dataclass

from cruddur.domain.entry import Appended
from cruddur.domain.event import EntryStored
from cruddur.domain.ids import GroupUuid, UserUuid
from cruddur.ports.bus import Bus
from cruddur.ports.clock import Clock, Random
from cruddur.ports.groups import Groups
from cruddur.ports.message_log import MessageLog


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveMember:
    """Owners remove others; everybody may leave. The last owner who leaves hands over."""

    log: MessageLog
    groups: Groups
    bus: Bus
    clock: Clock
    random: Random

    async def __call__(
        self, *, caller_uuid: UserUuid, message_group_uuid: GroupUuid, person_uuid: UserUuid
    ) -> Appended:
        """Return the `left` entry. Nothing of the person's can land after it.

        Raises:
            GroupNotFound: unknown to the caller, or a 1:1.
            OwnerOnly: the caller is no owner and wants another one out.
            MemberNotFound: the person is not in it.
        """
        group = await self.groups.get_group(message_group_uuid)
        if person_uuid == caller_uuid:
            group.checked_member(caller_uuid)
        else:
            group.check_owner(caller_uuid)
        left = await self.log.leave(
            message_group_uuid,
            by=caller_uuid,
            person=person_uuid,
            message_uuid=self.random.message_uuid(),
            at=self.clock.now(),
        )
        if left.is_new:
            self.bus.publish(EntryStored(left.entry))
        return left
