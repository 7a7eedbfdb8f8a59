"""From bytes to what was asked for. Pure: no lookup, no clock; refuses with a code, never with a value."""

import re
from collections.abc import Callable
from typing import NamedTuple, TypeVar
from urllib.parse import unquote_to_bytes

import msgspec

from cruddur.domain import instant, texts
from cruddur.domain.errors import (
    AfterSeqBlank,
    CursorInvalid,
    GroupNotFound,
    LimitInvalid,
    MessageBlank,
    MessageGroupUuidBlank,
    MessageUuidBlank,
    ReceiverHandleBlank,
)
from cruddur.domain.group import TitleInvalid
from cruddur.domain.ids import MAX_SEQ, GroupUuid, MessageUuid, Seq, is_uuid
from cruddur.domain.instant import Instant
from cruddur.domain.page import MAX_LIMIT
from cruddur.entrypoints.http import wire
from cruddur.entrypoints.http.problems import BodyNotJson, RequestInvalid
from cruddur.usecases.send_message import RetryKey

Body = TypeVar("Body")

MESSAGES_LIMIT = 50
GROUPS_LIMIT = 20
PEOPLE_LIMIT = 20
SEARCH_LIMIT = 20
SEARCH_MAX_CHARS = 100

_RFC_3339 = re.compile(rb"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)")
_FIELD = re.compile(r"`\$\.([a-z_]+)(?:\[\d+\])?`$")
_MISSING = re.compile(r"missing required field `([a-z_]+)`")

_send_message = msgspec.json.Decoder(wire.SendMessage).decode
_mark_read = msgspec.json.Decoder(wire.MarkRead).decode


class GroupDraft(NamedTuple):
    """A message into a group."""

    message_group_uuid: GroupUuid
    message: str
    retry_key: RetryKey | None
    reply_to_seq: Seq | None


class PersonDraft(NamedTuple):
    """A message to a person."""

    handle: str
    message: str
    retry_key: RetryKey | None


class MessagesQuery(NamedTuple):
    """Which page of a log."""

    limit: int = MESSAGES_LIMIT
    before: Seq | None = None
    after: Seq | None = None
    at: Instant | None = None


class GroupsQuery(NamedTuple):
    """Which page of an inbox; the cursor as it came."""

    limit: int = GROUPS_LIMIT
    cursor: str | None = None


class SearchQuery(NamedTuple):
    """What to look for in messages; the cursor as it came."""

    text: str
    limit: int
    cursor: str | None


class PeopleQuery(NamedTuple):
    """Whom to look for."""

    text: str
    limit: int


# --- bodies


def send_message(body: bytes) -> GroupDraft | PersonDraft:
    """Return what POST /api/messages asks for.

    Raises:
        BodyNotJson, RequestInvalid: not such a document.
        MessageBlank, MessageTooLong, MessageNotText: the text cannot be sent, wherever it should go.
        MessageUuidBlank, AfterSeqBlank: half of what a retry needs.
        ReceiverHandleBlank, MessageGroupUuidBlank: nowhere to send it to.
        GroupNotFound: the group's uuid is none.
    """
    asked = decoded(_send_message, body)
    retry_key = _retry_key(asked)
    group_uuid, handle = asked.message_group_uuid, asked.handle
    if handle is not msgspec.UNSET:
        if group_uuid is not msgspec.UNSET:
            raise RequestInvalid("receiver_ambiguous")
        if asked.reply_to_seq is not msgspec.UNSET:
            raise RequestInvalid("reply_to_seq_invalid")
        return PersonDraft(handle, asked.message, retry_key)
    if group_uuid is msgspec.UNSET:
        texts.checked_message(asked.message)
        raise ReceiverHandleBlank
    if not is_uuid(group_uuid):
        texts.checked_message(asked.message)
        raise GroupNotFound if group_uuid.strip() else MessageGroupUuidBlank
    return GroupDraft(GroupUuid(group_uuid), asked.message, retry_key, _reply_to_seq(asked))


def mark_read(body: bytes) -> Seq:
    """Return the seq that PUT /api/message_groups/<uuid>/read asks for.

    Raises:
        BodyNotJson, RequestInvalid: not such a document.
    """
    return Seq(decoded(_mark_read, body).seq)


def _retry_key(asked: wire.SendMessage) -> RetryKey | None:
    message_uuid, after_seq = asked.message_uuid, asked.after_seq
    if message_uuid is msgspec.UNSET:
        if after_seq is msgspec.UNSET:
            return None
        raise MessageUuidBlank
    if not message_uuid:
        raise MessageUuidBlank
    if after_seq is msgspec.UNSET:
        raise AfterSeqBlank
    if not is_uuid(message_uuid):
        raise RequestInvalid("message_uuid_invalid")
    return RetryKey(MessageUuid(message_uuid), Seq(after_seq))


def decoded(decode: Callable[[bytes], Body], body: bytes) -> Body:
    """Decode a body; of a name that comes twice the last one counts, as in every browser.

    Raises:
        BodyNotJson, RequestInvalid, MessageBlank, TitleInvalid: it does not hold what is asked for.
    """
    try:
        return decode(body)
    except msgspec.ValidationError as refused:
        raise _field_refusal(str(refused)) from None
    except (ValueError, RecursionError):
        raise BodyNotJson from None


def _field_refusal(said: str) -> Exception:
    """Return the refusal for what msgspec said. Its words name fields of ours, or quote unknown ones: only codes leave."""
    if "unknown field" in said:
        return RequestInvalid("unknown_field")
    if missing := _MISSING.search(said):
        return _missing(missing[1])
    if at := _FIELD.search(said):
        return TitleInvalid() if at[1] == "title" else RequestInvalid(f"{at[1]}_invalid")
    return RequestInvalid("body_invalid")


def _missing(name: str) -> Exception:
    match name:
        case "message":
            return MessageBlank()
        case "title":
            return TitleInvalid()
        case _:
            return RequestInvalid(f"{name}_blank")


# --- queries: unknown parameters are passed over, known ones may come once


def messages_query(query: bytes) -> MessagesQuery:
    """Return what the query of GET /api/messages/<uuid> asks for.

    Raises:
        LimitInvalid, RequestInvalid: a parameter is not what it may be.
    """
    if not query:
        return _NEWEST_MESSAGES
    given = _parameters(query, _MESSAGES_PARAMETERS)
    if len(given) - (b"limit" in given) > 1:
        raise RequestInvalid("before_after_at_exclusive")
    return MessagesQuery(
        limit=_limit(given, MESSAGES_LIMIT),
        before=_seq(given, b"before", least=1),
        after=_seq(given, b"after", least=0),
        at=_instant(given.get(b"at")),
    )


def groups_query(query: bytes) -> GroupsQuery:
    """Return what the query of GET /api/message_groups asks for.

    Raises:
        LimitInvalid, CursorInvalid: a parameter is not what it may be.
    """
    if not query:
        return _NEWEST_GROUPS
    given = _parameters(query, _GROUPS_PARAMETERS)
    limit = _limit(given, GROUPS_LIMIT)
    cursor = given.get(b"cursor")
    if cursor is None:
        return GroupsQuery(limit)
    if not cursor.isascii():
        raise CursorInvalid
    return GroupsQuery(limit, cursor.decode())


def people_query(query: bytes) -> PeopleQuery:
    """Return what the query of GET /api/users asks for.

    Raises:
        LimitInvalid, RequestInvalid: a parameter is not what it may be.
    """
    given = _parameters(query.replace(b"+", b" "), _PEOPLE_PARAMETERS)
    return PeopleQuery(_text(given), _limit(given, PEOPLE_LIMIT))


def search_query(query: bytes) -> SearchQuery:
    """Return what the query of GET /api/search asks for.

    Raises:
        LimitInvalid, CursorInvalid, RequestInvalid: a parameter is not what it may be.
    """
    given = _parameters(query.replace(b"+", b" "), _SEARCH_PARAMETERS)
    cursor = given.get(b"cursor")
    if cursor is not None and not cursor.isascii():
        raise CursorInvalid
    return SearchQuery(_text(given), _limit(given, SEARCH_LIMIT), None if cursor is None else cursor.decode())


def _text(given: dict[bytes, bytes]) -> str:
    try:
        text = given.get(b"q", b"").decode()
    except UnicodeDecodeError:
        text = "\0"
    if len(text) > SEARCH_MAX_CHARS or "\0" in text:
        raise RequestInvalid("q_invalid")
    return text


def _reply_to_seq(asked: wire.SendMessage) -> Seq | None:
    """Return the entry that a message answers: one that its author has seen, so that no look is needed."""
    reply_to_seq, after_seq = asked.reply_to_seq, asked.after_seq
    if reply_to_seq is msgspec.UNSET:
        return None
    if after_seq is msgspec.UNSET or not 0 < reply_to_seq <= after_seq:
        raise RequestInvalid("reply_to_seq_invalid")
    return Seq(reply_to_seq)


_NEWEST_MESSAGES = MessagesQuery()
_NEWEST_GROUPS = GroupsQuery()
_MESSAGES_PARAMETERS = frozenset((b"limit", b"before", b"after", b"at"))
_GROUPS_PARAMETERS = frozenset((b"limit", b"cursor"))
_PEOPLE_PARAMETERS = frozenset((b"q", b"limit"))
_SEARCH_PARAMETERS = frozenset((b"q", b"limit", b"cursor"))


def _parameters(query: bytes, known: frozenset[bytes]) -> dict[bytes, bytes]:
    """Return the known parameters, percent-decoded. A plus sign stays one."""
    given: dict[bytes, bytes] = {}
    for part in query.split(b"&"):
        name, _, value = part.partition(b"=")
        if name not in known:
            continue
        if name in given:
            raise _invalid(name)
        given[name] = unquote_to_bytes(value) if b"%" in value else value
    return given


def _invalid(name: bytes) -> Exception:
    match name:
        case b"limit":
            return LimitInvalid()
        case b"cursor":
            return CursorInvalid()
        case _:
            return RequestInvalid(f"{name.decode()}_invalid")


def _limit(given: dict[bytes, bytes], default: int) -> int:
    text = given.get(b"limit")
    if text is None:
        return default
    limit = _number(text)
    if limit is None or not 1 <= limit <= MAX_LIMIT:
        raise LimitInvalid
    return limit


def _seq(given: dict[bytes, bytes], name: bytes, *, least: int) -> Seq | None:
    text = given.get(name)
    if text is None:
        return None
    seq = _number(text)
    if seq is None or not least <= seq <= MAX_SEQ:
        raise _invalid(name)
    return Seq(seq)


def _number(text: bytes) -> int | None:
    """Return the number that up to twelve ASCII digits write."""
    return int(text) if text.isdigit() and len(text) <= 12 else None


def _instant(text: bytes | None) -> Instant | None:
    if text is None:
        return None
    if not _RFC_3339.fullmatch(text):
        raise _invalid(b"at")
    try:
        return instant.parse(text.decode().upper())
    except ValueError:
        raise _invalid(b"at") from None
