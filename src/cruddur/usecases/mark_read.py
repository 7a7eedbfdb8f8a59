"""Say how far one has read a group."""

from dataclasses import dataclass
from typing import NamedTuple

from cruddur.domain.errors import GroupNotFound
from cruddur.domain.event import ReadMarkMoved
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.ports.bus import Bus
from cruddur.ports.groups import Groups
from cruddur.ports.inbox import Inbox
from cruddur.ports.message_log import MessageLog
from cruddur.ports.users import Users


class ReadMark(NamedTuple):
    """Where the mark is now, and what is left."""

    read_seq: Seq
    unread_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRead:
    """The mark only rises, and never above the head of the log."""

    log: MessageLog
    groups: Groups
    inbox: Inbox
    users: Users
    bus: Bus

    async def __call__(self, *, reader_uuid: UserUuid, message_group_uuid: GroupUuid, seq: Seq) -> ReadMark:
        """Raise the reader's mark to `seq` at most.

        Args:
            seq: what was read last; beyond the head counts as the head.
        Raises:
            GroupNotFound: unknown to this reader.
        """
        group = await self.groups.get_group(message_group_uuid)
        if reader_uuid not in group.members:
            raise GroupNotFound
        head = await self.log.get_head(message_group_uuid)
        row = await self.inbox.mark_read(reader_uuid, message_group_uuid, min(seq, head.seq))
        if row is None:
            raise GroupNotFound
        reader = (await self.users.find_by_uuids((reader_uuid,))).get(reader_uuid)
        is_shown = reader is not None and reader.shows_reading
        self.bus.publish(ReadMarkMoved(message_group_uuid, reader_uuid, row.read_seq, is_shown))
        return ReadMark(row.read_seq, row.unread_count)
