"""Take back what one has written, for everybody."""

from dataclasses import dataclass

from cruddur.domain import entry as entries
from cruddur.domain.entry import Entry
from cruddur.domain.event import EntryStored
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.ports.bus import Bus
from cruddur.ports.clock import Clock
from cruddur.ports.groups import Groups
from cruddur.ports.message_log import MessageLog
from cruddur.usecases.find_own_text import find_own_text


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteMessage:
    """Empties the entry and its earlier versions. Its number stays: a seq is never used twice."""

    log: MessageLog
    groups: Groups
    bus: Bus
    clock: Clock

    async def __call__(self, *, author_uuid: UserUuid, message_group_uuid: GroupUuid, seq: Seq) -> Entry:
        """Return the tombstone; the same again for a repeat.

        Raises:
            GroupNotFound: unknown to the caller.
            MessageNotFound: no such seq, somebody else's, or a quiet line.
            RevisionConflict: it was changed in this very moment; a retry settles it.
        """
        written = await find_own_text(self.log, self.groups, author_uuid, message_group_uuid, seq)
        if written.deleted_at is not None:
            return await self.log.revise(written, earlier=written._replace(rev=written.rev - 1))
        stored = await self.log.revise(entries.emptied(written, self.clock.now()), earlier=written)
        self.bus.publish(EntryStored(stored))
        return stored
