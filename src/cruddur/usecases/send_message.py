"""Send a message into a group that is there (access pattern C)."""

from dataclasses import dataclass
from typing import NamedTuple

from cruddur.domain import texts
from cruddur.domain.entry import Appended, Draft
from cruddur.domain.event import EntryStored
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid
from cruddur.ports.bus import Bus
from cruddur.ports.clock import Clock, Random
from cruddur.ports.message_log import MessageLog


class RetryKey(NamedTuple):
    """What makes a send repeatable: chosen and kept by the client before its first try."""

    message_uuid: MessageUuid
    after_seq: Seq


@dataclass(frozen=True, slots=True, kw_only=True)
class SendMessage:
    """Append a member's message, exactly once per message_uuid."""

    log: MessageLog
    bus: Bus
    clock: Clock
    random: Random

    async def __call__(
        self,
        *,
        sender_uuid: UserUuid,
        message_group_uuid: GroupUuid,
        message: str,
        retry_key: RetryKey | None,
        reply_to_seq: Seq | None = None,
    ) -> Appended:
        """Return the entry once it is durable; the first answer for a repeat.

        Raises:
            MessageBlank, MessageTooLong, MessageNotText: the text cannot be sent.
            GroupNotFound: unknown to this sender.
            IdempotencyMismatch, TooFarBehind, AheadOfLog: see `MessageLog.append`.
            Unavailable, OutcomeUnknown: the engine did not answer.
        """
        draft = Draft(
            message_group_uuid=message_group_uuid,
            user_uuid=sender_uuid,
            message_uuid=retry_key.message_uuid if retry_key else self.random.message_uuid(),
            message=texts.checked_message(message),
            sent_at=self.clock.now(),
            reply_to_seq=reply_to_seq,
        )
        appended = await self.log.append(draft, after_seq=retry_key.after_seq if retry_key else None)
        self.bus.publish(EntryStored(appended.entry))  # of a repeat too: whoever wrote it may have died before telling
        return appended
