"""The frames of the socket: what the server says, what a client may say.

Text frames of JSON, one object each, told apart by `type`. `message` and `edited` carry the same
object as the list of messages, `inbox` the same as the list of groups; both are spliced in as the
bytes that the presenter made, so a broadcast is encoded once.
"""

import msgspec

from cruddur.domain.event import PersonChanged, ReadMarkMoved
from cruddur.domain.ids import GroupUuid, UserUuid

FRAME_MAX_BYTES = 1024
"""The longest frame that a client may send."""

EXPIRED = 4401
REFUSED = 4403
SLOW = 4408
GOING_AWAY = 4410
UNREADABLE = 1007
TOO_MUCH = 1008

HEARTBEAT = '{"type":"heartbeat"}'


class TypingSaid(msgspec.Struct, tag_field="type", tag="typing", forbid_unknown_fields=True):
    """A client says: I am writing here."""

    message_group_uuid: str


class ReadSaid(msgspec.Struct, tag_field="type", tag="read", forbid_unknown_fields=True):
    """A client says: I have read this group up to `seq`."""

    message_group_uuid: str
    seq: int


class PongSaid(msgspec.Struct, tag_field="type", tag="heartbeat", forbid_unknown_fields=True):
    """A client answers a heartbeat. Nothing is expected of it but that it can."""


Said = TypingSaid | ReadSaid | PongSaid

_said = msgspec.json.Decoder(Said)
_encode = msgspec.json.Encoder().encode


def parse(text: str | bytes) -> Said:
    """Return what a client said.

    Raises:
        msgspec.MsgspecError: not one of our frames.
    """
    try:
        return _said.decode(text)
    except UnicodeDecodeError as broken:  # of a tag, which msgspec decodes by itself
        raise msgspec.DecodeError("not UTF-8") from broken


def hello(user_uuid: UserUuid, heartbeat_s: float) -> str:
    """The first frame: whose socket this is, and how often a heartbeat may be expected."""
    return _text({"type": "hello", "user_uuid": user_uuid, "heartbeat_s": heartbeat_s})


def message(group_uuid: GroupUuid, message_json: bytes, *, is_revision: bool) -> str:
    """An entry, new or revised; `message_json` is the object of the list of messages."""
    kind = "edited" if is_revision else "message"
    return f'{{"type":"{kind}","message_group_uuid":"{group_uuid}",{message_json.decode()[1:]}'


def inbox(group_uuid: GroupUuid, row_json: bytes) -> str:
    """A row of the receiver's inbox as it is now."""
    return f'{{"type":"inbox","message_group_uuid":"{group_uuid}","message_group":{row_json.decode()}}}'


def removed(group_uuid: GroupUuid) -> str:
    """The receiver is no member of this group any more."""
    return f'{{"type":"removed","message_group_uuid":"{group_uuid}"}}'


def read(event: ReadMarkMoved) -> str:
    """A member, perhaps the receiver in another tab, has read up to here."""
    return _text(
        {
            "type": "read",
            "message_group_uuid": event.message_group_uuid,
            "user_uuid": event.user_uuid,
            "read_seq": event.read_seq,
        }
    )


def typing(group_uuid: GroupUuid, user_uuid: UserUuid) -> str:
    """A member is writing; it fades after a few seconds unless it is said again."""
    return _text({"type": "typing", "message_group_uuid": group_uuid, "user_uuid": user_uuid})


def presence(user_uuid: UserUuid, *, is_present: bool) -> str:
    """Somebody the receiver writes with has come or gone."""
    return _text({"type": "presence", "user_uuid": user_uuid, "is_present": is_present})


def person(event: PersonChanged) -> str:
    """Somebody the receiver writes with, or the receiver, is called otherwise now."""
    return _text(
        {
            "type": "person",
            "user_uuid": event.user_uuid,
            "handle": event.handle,
            "display_name": event.display_name,
        }
    )


def _text(frame: dict[str, object]) -> str:
    return _encode(frame).decode()
