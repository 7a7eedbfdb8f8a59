"""Begin a conversation of several people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cruddur.domain.entry import Appended
from cruddur.domain.errors import GroupFull
from cruddur.domain.event import EntryStored
from cruddur.domain.group import MAX_MEMBERS, Group, GroupKind, Member, Role, checked_title
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid
from cruddur.ports.bus import Bus
from cruddur.ports.clock import Clock, Random
from cruddur.ports.message_log import MessageLog
from cruddur.ports.users import Users
from cruddur.usecases.find_members import find_members


class GroupKey(NamedTuple):
    """What makes a start repeatable: both chosen and kept by the client before its first try."""

    message_group_uuid: GroupUuid
    message_uuid: MessageUuid


@dataclass(frozen=True, slots=True, kw_only=True)
class StartGroup:
    """One group per key, with its creator as the owner."""

    log: MessageLog
    users: Users
    bus: Bus
    clock: Clock
    random: Random

    async def __call__(
        self, *, creator_uuid: UserUuid, title: str, handles: Sequence[str], key: GroupKey | None = None
    ) -> Appended:
        """Return the group's first entry (`joined`); the first answer for a repeat.

        Args:
            handles: the others, at most 255; the creator is in it anyway.
        Raises:
            TitleInvalid: blank or too long.
            UserNotFound: nobody has one of the handles.
            GroupFull: more than 256 people.
            IdempotencyMismatch: the key's group is another one.
        """
        title = checked_title(title)
        if len(handles) >= MAX_MEMBERS:
            raise GroupFull
        others = await find_members(self.users, handles)
        now = self.clock.now()
        group = Group(
            uuid=key.message_group_uuid if key else GroupUuid(self.random.group_uuid()),
            kind=GroupKind.GROUP,
            title=title,
            members={
                **{user_uuid: Member(Role.MEMBER, Seq(1)) for user_uuid in others},
                creator_uuid: Member(Role.OWNER, Seq(1)),
            },
            membership_seq=Seq(1),
            created_at=now,
            created_by=creator_uuid,
        )
        message_uuid = key.message_uuid if key else self.random.message_uuid()
        started = await self.log.start_group(group, message_uuid=message_uuid)
        self.bus.publish(EntryStored(started.entry))  # of a repeat too: whoever wrote it may have died before telling
        return started
