"""Read what a message has said before it was changed."""

from dataclasses import dataclass

from cruddur.domain.entry import Version
from cruddur.domain.errors import MessageNotFound
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.ports.groups import Groups
from cruddur.ports.message_log import MessageLog


@dataclass(frozen=True, slots=True, kw_only=True)
class ListVersions:
    """Whoever may read a message may read what it said."""

    log: MessageLog
    groups: Groups

    async def __call__(self, *, reader_uuid: UserUuid, message_group_uuid: GroupUuid, seq: Seq) -> list[Version]:
        """Return every text, oldest first, that of now at the end; nothing of a message that was taken back.

        Raises:
            GroupNotFound: unknown to this reader.
            MessageNotFound: no such seq, or a quiet line.
        """
        group = await self.groups.get_group(message_group_uuid)
        if seq < group.checked_reader(reader_uuid).reads_from_seq:
            raise MessageNotFound
        return await self.log.list_versions(message_group_uuid, seq)
