"""What may be said: the rules for a message's text, its preview and its digest."""

import hashlib
import unicodedata

from cruddur.domain.errors import MessageBlank, MessageNotText, MessageTooLong
from cruddur.domain.ids import Seq

MESSAGE_MAX_CHARS = 1024
PREVIEW_MAX_CHARS = 200

_INVISIBLE = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me"))
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # fillers that draw nothing


def checked_message(text: str) -> str:
    """Return `text` as it is (nothing is trimmed) if it can be sent.

    Raises:
        MessageTooLong: more than 1,024 characters (Unicode code points).
        MessageNotText: holds NUL or a lone surrogate.
        MessageBlank: nothing that can be seen.
    """
    if len(text) > MESSAGE_MAX_CHARS:
        raise MessageTooLong
    if "\0" in text or not is_encodable(text):
        raise MessageNotText
    if is_blank(text):
        raise MessageBlank
    return text


def is_encodable(text: str) -> bool:
    """Say whether a text holds no lone surrogate, which nothing outside this process can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_blank(text: str) -> bool:
    """Say whether a text shows nothing: white space, controls, format characters, lone marks."""
    return all(unicodedata.category(char) in _INVISIBLE or char in _BLANK_LETTERS for char in text)


def preview(text: str | None) -> str | None:
    """Return the line an inbox shows: white space folded, at most 200 characters."""
    if text is None:
        return None
    folded = " ".join(text.split())
    return folded if len(folded) <= PREVIEW_MAX_CHARS else folded[: PREVIEW_MAX_CHARS - 1] + "…"


def digest(message: str, reply_to_seq: Seq | None = None) -> str:
    """Return what tells one body from another: 24 hex characters of BLAKE2b.

    Kept from the first body, so a retry is recognised even after an edit.
    """
    body = message if reply_to_seq is None else f"{reply_to_seq}\0{message}"
    return hashlib.blake2b(body.encode(), digest_size=12).hexdigest()
