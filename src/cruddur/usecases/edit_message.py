"""Change what one has written."""

from dataclasses import dataclass

from cruddur.domain import entry as entries
from cruddur.domain import texts
from cruddur.domain.entry import Entry
from cruddur.domain.errors import MessageNotFound, RevisionConflict
from cruddur.domain.event import EntryStored
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.ports.bus import Bus
from cruddur.ports.clock import Clock
from cruddur.ports.groups import Groups
from cruddur.ports.message_log import MessageLog
from cruddur.usecases.find_own_text import find_own_text


@dataclass(frozen=True, slots=True, kw_only=True)
class EditMessage:
    """Authors only, while they are members. The number, the uuid and the time of writing stay."""

    log: MessageLog
    groups: Groups
    bus: Bus
    clock: Clock

    async def __call__(
        self, *, author_uuid: UserUuid, message_group_uuid: GroupUuid, seq: Seq, message: str, seen_rev: int
    ) -> Entry:
        """Return the entry with its new text.

        Args:
            seen_rev: the version the author saw, so that two devices cannot undo each other unseen.
        Raises:
            MessageBlank, MessageTooLong, MessageNotText: the text cannot be.
            GroupNotFound: unknown to the caller.
            MessageNotFound: not theirs, no text, or taken back already.
            RevisionConflict: it was changed since.
        """
        text = texts.checked_message(message)
        written = await find_own_text(self.log, self.groups, author_uuid, message_group_uuid, seq)
        if written.deleted_at is not None:
            raise MessageNotFound
        if written.rev == seen_rev + 1 and written.message == text:
            return written  # an earlier try of the same
        if written.rev != seen_rev:
            raise RevisionConflict
        changed = entries.edited(written, text, self.clock.now())
        stored = await self.log.revise(changed, earlier=written)
        self.bus.publish(EntryStored(stored))
        return stored
