"""Find what a person has written, before they change it or take it back."""

from cruddur.domain.entry import Entry, Kind
from cruddur.domain.errors import MessageNotFound
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.ports.groups import Groups
from cruddur.ports.message_log import MessageLog


async def find_own_text(
    log: MessageLog, groups: Groups, author_uuid: UserUuid, message_group_uuid: GroupUuid, seq: Seq
) -> Entry:
    """Return the author's own entry, emptied or not.

    Raises:
        GroupNotFound: unknown to the caller.
        MessageNotFound: no such seq, somebody else's, or a quiet line.
    """
    group = await groups.get_group(message_group_uuid)
    if seq < group.checked_reader(author_uuid).reads_from_seq:
        raise MessageNotFound
    written = await log.get_entry(message_group_uuid, seq)
    if written.user_uuid != author_uuid or written.kind != Kind.TEXT:
        raise MessageNotFound
    return written
