"""What can be refused, one class a reason.

`code` is the word on the wire (`errors: ["code"]`); which HTTP status goes with a class is said
in one table at the door. A refusal never carries a message's text, an e-mail or a token.
"""

from typing import ClassVar

from cruddur.domain.ids import GroupUuid, Seq


class Refusal(Exception):
    """Base of everything the core refuses on purpose."""

    code: ClassVar[str] = "refused"


class Invalid(Refusal):
    """What was asked for is malformed. The caller can mend it."""


class MessageBlank(Invalid):
    """Nothing but white space and invisible characters."""

    code = "message_blank"


class MessageTooLong(Invalid):
    """More than 1,024 characters."""

    code = "message_exceed_max_chars"


class MessageNotText(Invalid):
    """Contains NUL or a lone surrogate, which no engine and no screen can hold."""

    code = "message_not_text"


class ReceiverHandleBlank(Invalid):
    """Neither a group nor a handle to send to."""

    code = "user_receiver_handle_blank"


class MessageGroupUuidBlank(Invalid):
    """A group is named, but its uuid is empty."""

    code = "message_group_uuid_blank"


class AfterSeqBlank(Invalid):
    """A retry needs both `message_uuid` and `after_seq`; the latter is missing."""

    code = "after_seq_blank"


class MessageUuidBlank(Invalid):
    """A retry needs both `message_uuid` and `after_seq`; the former is missing."""

    code = "message_uuid_blank"


class CannotMessageYourself(Invalid):
    """The receiver is the sender."""

    code = "cannot_message_yourself"


class EmojiInvalid(Invalid):
    """Not one emoji."""

    code = "emoji_invalid"


class LimitInvalid(Invalid):
    """A page size outside 1..100."""

    code = "limit_invalid"


class CursorInvalid(Invalid):
    """A cursor that this service did not make for this reader."""

    code = "cursor_invalid"


class NotFound(Refusal):
    """No such thing, or not for this caller: both look the same."""


class GroupNotFound(NotFound):
    """Unknown, malformed or forbidden group."""

    code = "message_group_not_found"


class MessageNotFound(NotFound):
    """No such entry in a group that the caller may read."""

    code = "message_not_found"


class MemberNotFound(NotFound):
    """The person is not in this group."""

    code = "member_not_found"


class UserNotFound(NotFound):
    """No such person."""

    code = "user_not_found"


class Conflict(Refusal):
    """The request does not fit what is stored. Retrying as it is cannot help."""


class IdempotencyMismatch(Conflict):
    """This message_uuid was already sent with another body."""

    code = "idempotency_mismatch"


class TooManyReactions(Conflict):
    """The message carries as many reactions as it can."""

    code = "too_many_reactions"


class Misplaced(Conflict):
    """`after_seq` does not fit the log; the caller has to read first.

    Attributes:
        message_group_uuid: the group, also in the handle form, where the caller may not know it.
        last_seq: the head of the log.
    """

    def __init__(self, message_group_uuid: GroupUuid, last_seq: Seq) -> None:
        super().__init__(message_group_uuid, last_seq)
        self.message_group_uuid = message_group_uuid
        self.last_seq = last_seq


class TooFarBehind(Misplaced):
    """More entries lie after `after_seq` than can be searched for a first try."""

    code = "too_far_behind"


class AheadOfLog(Misplaced):
    """`after_seq` is beyond the head: the caller read another log, or invents."""

    code = "ahead_of_log"


class RevisionConflict(Conflict):
    """The entry was changed since the caller saw it."""

    code = "revision_conflict"


class GroupFull(Conflict):
    """At most 256 people fit into a group."""

    code = "group_full"


class LastOwner(Conflict):
    """A group keeps an owner: make somebody else one first."""

    code = "last_owner"


class HandleTaken(Conflict):
    """Somebody has this handle, or had it within the last 30 days."""

    code = "handle_taken"


class EmailTaken(Conflict):
    """Somebody has this address."""

    code = "email_taken"


class SubTaken(Conflict):
    """Another person is behind this account of the provider."""

    code = "sub_taken"


class Unavailable(Refusal):
    """An engine does not answer, or asks to slow down. Nothing is known to have been stored.

    Attributes:
        retry_after_s: when it makes sense to try again.
    """

    code = "unavailable"

    def __init__(self, retry_after_s: float = 1.0) -> None:
        super().__init__(retry_after_s)
        self.retry_after_s = retry_after_s


class OutcomeUnknown(Unavailable):
    """The write may or may not have happened. Retrying with the same message_uuid is safe."""

    code = "outcome_unknown"


class TooManyRequests(Unavailable):
    """A rate limit. Nothing was done."""

    code = "too_many_requests"
