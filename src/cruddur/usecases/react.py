"""React to a message with one emoji, or take that back."""

from dataclasses import dataclass

from cruddur.domain.entry import Entry
from cruddur.domain.errors import MessageNotFound
from cruddur.domain.event import Reacted
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.domain.reaction import checked_emoji, refuse_too_many_emoji
from cruddur.ports.bus import Bus
from cruddur.ports.groups import Groups
from cruddur.ports.message_log import MessageLog


@dataclass(frozen=True, slots=True, kw_only=True)
class React:
    """Members only, to messages that are there. To do it twice is to do it once."""

    log: MessageLog
    groups: Groups
    bus: Bus

    async def __call__(
        self, *, member_uuid: UserUuid, message_group_uuid: GroupUuid, seq: Seq, emoji: str, is_given: bool
    ) -> Entry:
        """Return the entry as it is now.

        Raises:
            EmojiInvalid: not one emoji.
            GroupNotFound: unknown to the caller.
            MessageNotFound: no such seq, a quiet line, or taken back.
            TooManyReactions: the message carries as many as it can, of this emoji or of all.
        """
        emoji = checked_emoji(emoji)
        group = await self.groups.get_group(message_group_uuid)
        if seq < group.checked_reader(member_uuid).reads_from_seq:
            raise MessageNotFound
        if is_given:
            refuse_too_many_emoji((await self.log.get_entry(message_group_uuid, seq)).reactions, emoji)
        reacted = await self.log.react(message_group_uuid, seq, user_uuid=member_uuid, emoji=emoji, is_given=is_given)
        self.bus.publish(Reacted(reacted))
        return reacted
