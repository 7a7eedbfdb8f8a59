"""What hosts say to each other on the bus, as bytes: several events in one frame of MessagePack.

    [version, host, [[kind, event], …]]

An event is the array of its fields, in the order of `domain/event.py`. Whoever adds, removes or
reorders a field raises VERSION: hosts of two versions then ignore each other's frames for as long as
a deployment takes, which costs live hints and nothing else.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, get_args

import msgspec

from cruddur.domain.event import (
    EntryStored,
    Event,
    HostsHeardAgain,
    PersonChanged,
    PresenceChanged,
    Reacted,
    ReadMarkMoved,
    RowChanged,
    Typing,
)

VERSION = 4

_KINDS: dict[type[Event], int] = {
    EntryStored: 1,
    RowChanged: 2,
    ReadMarkMoved: 3,
    Typing: 4,
    PresenceChanged: 5,
    PersonChanged: 6,
    HostsHeardAgain: 7,
    Reacted: 8,
}
assert set(_KINDS) == set(get_args(Event))


class Frame(NamedTuple):
    """Events that a host has told."""

    host: str
    events: list[Event]


class FrameRefused(Exception):
    """Not a frame of this version. Carries nothing of it."""


_encoder = msgspec.msgpack.Encoder()
_envelope: msgspec.msgpack.Decoder[tuple[int, str, list[tuple[int, msgspec.Raw]]]]
_envelope = msgspec.msgpack.Decoder(tuple[int, str, list[tuple[int, msgspec.Raw]]])
_events: dict[int, msgspec.msgpack.Decoder[Any]] = {
    number: msgspec.msgpack.Decoder(kind) for kind, number in _KINDS.items()
}


def encode(host: str, events: Sequence[Event]) -> bytes:
    """Return the frame of some events."""
    return _encoder.encode((VERSION, host, [(_KINDS[type(event)], event) for event in events]))


def decode(data: bytes) -> Frame:
    """Return what a frame says.

    Raises:
        FrameRefused: another version's, or no frame at all.
    """
    try:
        version, host, events = _envelope.decode(data)
        if version != VERSION:
            raise FrameRefused
        return Frame(host, [_events[kind].decode(event) for kind, event in events])
    except (msgspec.MsgspecError, KeyError, UnicodeDecodeError):
        raise FrameRefused from None
