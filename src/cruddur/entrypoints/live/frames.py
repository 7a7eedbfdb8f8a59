"""The frames of the socket: what the server says, what a client may say.

Text frames of JSON, one object each, told apart by `type`. `message`, `edited` and `reacted` carry the
same object as the list of messages, `inbox` the same as the list of groups; both are spliced in as the
bytes that the presenter made, so a broadcast is encoded once.
"""

import msgspec

from cruddur.domain.event import PersonChanged, ReadMarkMoved
from cruddur.domain.ids import GroupUuid, UserUuid

Frame = bytes
"""A whole text frame as RFC 6455 has it: final, not masked."""

FRAME_MAX_BYTES = 1024
"""The longest frame that a client may send."""

EXPIRED = 4401
REFUSED = 4403
SLOW = 4408
GOING_AWAY = 4410
UNREADABLE = 1007
TOO_MUCH = 1008

_TEXT = 0x81
_SHORT, _MIDDLE = 126, 1 << 16


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


def framed(text: bytes) -> Frame:
    """Return JSON as a frame."""
    length = len(text)
    if length < _SHORT:
        return b"%c%c%b" % (_TEXT, length, text)
    if length < _MIDDLE:
        return b"%c\x7e%b%b" % (_TEXT, length.to_bytes(2, "big"), text)
    return b"%c\x7f%b%b" % (_TEXT, length.to_bytes(8, "big"), text)


def text_of(frame: Frame) -> str:
    """Return the JSON in a frame, for a server that frames by itself."""
    start = {0x7E: 4, 0x7F: 10}.get(frame[1], 2)
    return frame[start:].decode()


def hello(user_uuid: UserUuid, heartbeat_s: float) -> Frame:
    """The first frame: whose socket this is, and how often a heartbeat may be expected."""
    return _framed({"type": "hello", "user_uuid": user_uuid, "heartbeat_s": heartbeat_s})


def message(group_uuid: GroupUuid, message_json: bytes, *, is_revision: bool) -> Frame:
    """An entry, new or revised; `message_json` is the object of the list of messages."""
    kind = b"edited" if is_revision else b"message"
    return framed(b'{"type":"%b","message_group_uuid":"%b",%b' % (kind, group_uuid.encode(), message_json[1:]))


def reacted(group_uuid: GroupUuid, message_json: bytes) -> Frame:
    """An entry to which somebody has reacted; `message_json` is the object of the list of messages."""
    return framed(b'{"type":"reacted","message_group_uuid":"%b",%b' % (group_uuid.encode(), message_json[1:]))


def inbox(group_uuid: GroupUuid, row_json: bytes) -> Frame:
    """A row of the receiver's inbox as it is now."""
    return framed(b'{"type":"inbox","message_group_uuid":"%b","message_group":%b}' % (group_uuid.encode(), row_json))


def removed(group_uuid: GroupUuid) -> Frame:
    """The receiver is no member of this group any more."""
    return _framed({"type": "removed", "message_group_uuid": group_uuid})


def read(event: ReadMarkMoved) -> Frame:
    """A member, perhaps the receiver in another tab, has read up to here."""
    return _framed(
        {
            "type": "read",
            "message_group_uuid": event.message_group_uuid,
            "user_uuid": event.user_uuid,
            "read_seq": event.read_seq,
        }
    )


def typing(group_uuid: GroupUuid, user_uuid: UserUuid) -> Frame:
    """A member is writing; it fades after a few seconds unless it is said again."""
    return _framed({"type": "typing", "message_group_uuid": group_uuid, "user_uuid": user_uuid})


def presence(user_uuid: UserUuid, *, is_present: bool) -> Frame:
    """Somebody the receiver writes with has come or gone."""
    return _framed({"type": "presence", "user_uuid": user_uuid, "is_present": is_present})


def person(event: PersonChanged) -> Frame:
    """Somebody the receiver writes with, or the receiver, is called otherwise now."""
    return _framed(
        {
            "type": "person",
            "user_uuid": event.user_uuid,
            "handle": event.handle,
            "display_name": event.display_name,
        }
    )


def _framed(frame: dict[str, object]) -> Frame:
    return framed(_encode(frame))


HEARTBEAT = _framed({"type": "heartbeat"})
