"""A place in an inbox, or among what a search found, as an opaque text bound to its reader."""

import base64
import binascii
import hashlib

from cruddur.domain.errors import CursorInvalid
from cruddur.domain.ids import GroupUuid, Seq, UserUuid, is_uuid
from cruddur.domain.inbox import InboxCursor
from cruddur.domain.instant import MICROSECONDS, Instant, parse
from cruddur.domain.search import SearchCursor

_UUID_CHARS = 36
_DIGEST_BYTES = 12
_MAX_CHARS = 100
"""(27 + 36 + 12) bytes in base64url, exactly."""


def encode_cursor(place: InboxCursor, reader_uuid: UserUuid) -> str:
    """Return the cursor for the rows after `place` in the reader's inbox: 100 characters.

    The digest is keyed with the reader's uuid, which is no secret: it need not be. A cursor opens
    nothing, since every query is made for the caller's own rows whatever the cursor says. The
    digest is there so that a cursor that was cut, altered or taken from another person's page is
    refused with a word, rather than answered with a page that starts at an odd place.
    """
    text = f"{place.last_message_at}{place.message_group_uuid}".encode()
    return base64.urlsafe_b64encode(text + _digest(text, reader_uuid)).decode()


def decode_cursor(cursor: str, reader_uuid: UserUuid) -> InboxCursor:
    """Return the place that a cursor of this reader names.

    Raises:
        CursorInvalid: not made by `encode_cursor` for this reader.
    """
    if len(cursor) != _MAX_CHARS or not cursor.isascii():
        raise CursorInvalid
    try:
        raw = base64.b64decode(cursor, altchars=b"-_", validate=True)
    except binascii.Error as broken:
        raise CursorInvalid from broken
    text, digest = raw[:-_DIGEST_BYTES], raw[-_DIGEST_BYTES:]
    if len(text) != MICROSECONDS + _UUID_CHARS or digest != _digest(text, reader_uuid):
        raise CursorInvalid
    place = text.decode("ascii", errors="replace")
    return InboxCursor(Instant(place[:MICROSECONDS]), GroupUuid(place[MICROSECONDS:]))


_SEQ_CHARS = 12
_SEARCH_MAX_CHARS = 116
"""(27 + 36 + 12 + 12) bytes in base64url, exactly."""


def encode_search_cursor(place: SearchCursor, reader_uuid: UserUuid) -> str:
    """Return the cursor for what was found after `place`: 116 characters. See `encode_cursor`."""
    text = f"{place.created_at}{place.message_group_uuid}{place.seq:0{_SEQ_CHARS}}".encode()
    return base64.urlsafe_b64encode(text + _digest(text, reader_uuid)).decode()


def decode_search_cursor(cursor: str, reader_uuid: UserUuid) -> SearchCursor:
    """Return the place that a cursor of this reader's search names.

    Raises:
        CursorInvalid: not made by `encode_search_cursor` for this reader.
    """
    if len(cursor) != _SEARCH_MAX_CHARS or not cursor.isascii():
        raise CursorInvalid
    try:
        raw = base64.b64decode(cursor, altchars=b"-_", validate=True)
    except binascii.Error as broken:
        raise CursorInvalid from broken
    text, digest = raw[:-_DIGEST_BYTES], raw[-_DIGEST_BYTES:]
    if digest != _digest(text, reader_uuid):
        raise CursorInvalid
    place = text.decode("ascii", errors="replace")
    at, group, seq = place[:MICROSECONDS], place[MICROSECONDS:-_SEQ_CHARS], place[-_SEQ_CHARS:]
    if not _is_instant(at) or not is_uuid(group) or not (seq.isascii() and seq.isdigit()):
        raise CursorInvalid  # the digest is no secret: whoever made one up must not reach an engine with it
    return SearchCursor(Instant(at), GroupUuid(group), Seq(int(seq)))


def _is_instant(text: str) -> bool:
    try:
        return parse(text) == text
    except ValueError:
        return False


def _digest(text: bytes, reader_uuid: UserUuid) -> bytes:
    return hashlib.blake2b(text, digest_size=_DIGEST_BYTES, key=reader_uuid.encode(), person=b"inbox cursor").digest()
