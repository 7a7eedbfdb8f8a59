"""Send a message to a handle: into the 1:1 that is there, or as the first of a new one (pattern D)."""

from dataclasses import dataclass

from cruddur.domain import texts
from cruddur.domain.entry import Appended, Draft
from cruddur.domain.errors import CannotMessageYourself, GroupNotFound, ReceiverHandleBlank, UserNotFound
from cruddur.domain.event import EntryStored
from cruddur.domain.group import Group, GroupKind, Member, Role
from cruddur.domain.ids import Seq, UserUuid, direct_group_uuid
from cruddur.domain.user import HandleInvalid, checked_handle
from cruddur.ports.bus import Bus
from cruddur.ports.clock import Clock, Random
from cruddur.ports.message_log import MessageLog
from cruddur.ports.users import Users
from cruddur.usecases.send_message import RetryKey


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePerson:
    """Write to one person. However often and from wherever it is tried, there is one conversation."""

    log: MessageLog
    users: Users
    bus: Bus
    clock: Clock
    random: Random

    async def __call__(
        self, *, sender_uuid: UserUuid, handle: str, message: str, retry_key: RetryKey | None
    ) -> Appended:
        """Return the entry once it is durable; the first answer for a repeat.

        Raises:
            MessageBlank, MessageTooLong, MessageNotText: the text cannot be sent.
            ReceiverHandleBlank, CannotMessageYourself: nobody to send to.
            UserNotFound: nobody has this handle.
            IdempotencyMismatch, TooFarBehind, AheadOfLog: see `MessageLog.append`.
            Unavailable, OutcomeUnknown: an engine did not answer.
        """
        text = texts.checked_message(message)
        receiver_uuid = await self._receiver(handle)
        if receiver_uuid == sender_uuid:
            raise CannotMessageYourself
        draft = Draft(
            message_group_uuid=direct_group_uuid(sender_uuid, receiver_uuid),
            user_uuid=sender_uuid,
            message_uuid=retry_key.message_uuid if retry_key else self.random.message_uuid(),
            message=text,
            sent_at=self.clock.now(),
        )
        try:
            appended = await self.log.append(draft, after_seq=retry_key.after_seq if retry_key else None)
        except GroupNotFound:
            appended = await self.log.start_direct(draft, _direct(draft, receiver_uuid))
        self.bus.publish(EntryStored(appended.entry))  # of a repeat too: whoever wrote it may have died before telling
        return appended

    async def _receiver(self, handle: str) -> UserUuid:
        if not handle.removeprefix("@").strip():
            raise ReceiverHandleBlank
        try:
            receiver = await self.users.find_by_handle(checked_handle(handle))
        except HandleInvalid:
            receiver = None
        if receiver is None:
            raise UserNotFound
        return receiver.uuid


def _direct(draft: Draft, receiver_uuid: UserUuid) -> Group:
    """The 1:1 that this first message would begin. It has no membership entries: seq 0."""
    place = Member(Role.MEMBER, Seq(0))
    return Group(
        uuid=draft.message_group_uuid,
        kind=GroupKind.DIRECT,
        title=None,
        members={draft.user_uuid: place, receiver_uuid: place},
        membership_seq=Seq(0),
        created_at=draft.sent_at,
        created_by=draft.user_uuid,
    )
