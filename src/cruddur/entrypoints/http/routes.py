"""The table of the API: every operation, in the order in which it is documented."""

from typing import Any

from cruddur.domain.errors import (
    AfterSeqBlank,
    AheadOfLog,
    CannotMessageYourself,
    CursorInvalid,
    EmojiInvalid,
    GroupFull,
    GroupNotFound,
    HandleTaken,
    IdempotencyMismatch,
    LastOwner,
    LimitInvalid,
    MemberNotFound,
    MessageBlank,
    MessageGroupUuidBlank,
    MessageNotFound,
    MessageNotText,
    MessageTooLong,
    MessageUuidBlank,
    OutcomeUnknown,
    ReceiverHandleBlank,
    RevisionConflict,
    TooFarBehind,
    TooManyReactions,
    TooManyRequests,
    Unavailable,
    UserNotFound,
)
from cruddur.domain.group import OwnerOnly, TitleInvalid
from cruddur.domain.ids import MAX_SEQ
from cruddur.domain.page import MAX_LIMIT
from cruddur.domain.session import SessionNotFound
from cruddur.domain.user import DisplayNameInvalid, HandleInvalid
from cruddur.entrypoints.http import group_changes, health, message_groups, messages, people, search, sessions, wire
from cruddur.entrypoints.http.operations import Link, Operation, Parameter, Private, Public
from cruddur.entrypoints.http.parse import GROUPS_LIMIT, MESSAGES_LIMIT, PEOPLE_LIMIT, SEARCH_LIMIT, SEARCH_MAX_CHARS


def _limit(default: int) -> Parameter:
    schema: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": default}
    return Parameter(name="limit", where="query", about="How many at most.", schema=schema)


def _seq(name: str, about: str, *, least: int) -> Parameter:
    return Parameter(
        name=name, where="query", about=about, schema={"type": "integer", "minimum": least, "maximum": MAX_SEQ}
    )


_GROUP = Parameter(
    name="message_group_uuid",
    where="path",
    about="One of the caller's groups. Unknown, malformed and other people's look the same: 404.",
    schema={"type": "string", "minLength": 1},
    example=wire.GROUP,
)
_HANDLE = Parameter(
    name="handle",
    where="path",
    about="In any case.",
    schema={"type": "string", "minLength": 1},
    example="bayko",
)
_ENTRY = Parameter(
    name="seq",
    where="path",
    about="The number of a message of the caller's. Unknown ones and other people's look the same: 404.",
    schema={"type": "integer", "minimum": 1, "maximum": MAX_SEQ},
    example=42,
)
_ANY_ENTRY = Parameter(
    name="seq",
    where="path",
    about="The number of a message of the group.",
    schema={"type": "integer", "minimum": 1, "maximum": MAX_SEQ},
    example=42,
)
_EMOJI = Parameter(
    name="emoji",
    where="path",
    about="One emoji, percent-encoded; with or without variation selectors.",
    schema={"type": "string", "minLength": 1},
    example="👍",
)
_MEMBER = Parameter(
    name="user_uuid",
    where="path",
    about="Somebody in the group; one's own to leave it.",
    schema={"type": "string", "minLength": 1},
    example=wire.BAYKO,
)
_SESSION = Parameter(
    name="session_id",
    where="path",
    about="The `id` of one of the caller's sessions. Unknown ones and other people's look the same: 404.",
    schema={"type": "string", "minLength": 1},
    example="5f2c9a0d1b3e4768",
)
_FIRST_GROUP = tuple(
    Link(operation_id, "message_group_uuid", "/0/uuid")
    for operation_id in ("get_message_group", "list_messages", "mark_read")
)
_AT_MOST_ONE = "At most one of before, after and at."

LIST_MESSAGE_GROUPS = Private(
    method="GET",
    path="/api/message_groups",
    handle=message_groups.list_message_groups,
    summary="The caller's inbox",
    tag="message groups",
    parameters=(
        _limit(GROUPS_LIMIT),
        Parameter(
            name="cursor",
            where="query",
            about="From the `Link` of the page before. Opaque; good for its reader only.",
            schema={"type": "string", "pattern": "^[A-Za-z0-9_-]{100}$"},
        ),
    ),
    answers=list[wire.MessageGroup],
    answer_headers={"Link": 'The older rows: `<…>; rel="next"`. Missing on the last page.'},
    links=_FIRST_GROUP,
    refusals=(LimitInvalid, CursorInvalid),
)
START_GROUP = Private(
    method="POST",
    path="/api/message_groups",
    handle=group_changes.start_group,
    summary="Begin a group of several",
    tag="message groups",
    body=wire.StartGroup,
    answers=wire.MessageGroupDetails,
    links=tuple(
        Link(operation_id, "message_group_uuid", "/uuid")
        for operation_id in ("get_message_group", "list_messages", "rename_group", "add_members")
    ),
    refusals=(TitleInvalid, UserNotFound, GroupFull, GroupNotFound, IdempotencyMismatch, OutcomeUnknown),
    codes=(
        "handles_blank",
        "handles_invalid",
        "group_key_incomplete",
        "group_key_invalid",
        "message_group_uuid_invalid",
        "message_uuid_invalid",
    ),
)
GET_MESSAGE_GROUP = Private(
    method="GET",
    path="/api/message_groups/{message_group_uuid}",
    handle=message_groups.get_message_group,
    summary="One group and its members",
    tag="message groups",
    parameters=(_GROUP,),
    answers=wire.MessageGroupDetails,
    refusals=(GroupNotFound,),
)
RENAME_GROUP = Private(
    method="PATCH",
    path="/api/message_groups/{message_group_uuid}",
    handle=group_changes.rename_group,
    summary="Give a group another title",
    tag="message groups",
    parameters=(_GROUP,),
    body=wire.RenameGroup,
    answers=wire.MessageGroupDetails,
    refusals=(TitleInvalid, GroupNotFound, OwnerOnly, OutcomeUnknown),
)
ADD_MEMBERS = Private(
    method="POST",
    path="/api/message_groups/{message_group_uuid}/members",
    handle=group_changes.add_members,
    summary="Bring people into a group",
    tag="message groups",
    parameters=(_GROUP,),
    body=wire.AddMembers,
    answers=wire.MessageGroupDetails,
    refusals=(GroupNotFound, OwnerOnly, UserNotFound, GroupFull, OutcomeUnknown),
    codes=("handles_blank", "handles_invalid", "history_invalid"),
)
CHANGE_ROLE = Private(
    method="PATCH",
    path="/api/message_groups/{message_group_uuid}/members/{user_uuid}",
    handle=group_changes.change_role,
    summary="Make a member an owner, or an owner a member again",
    tag="message groups",
    parameters=(_GROUP, _MEMBER),
    body=wire.ChangeRole,
    answers=wire.MessageGroupDetails,
    refusals=(GroupNotFound, OwnerOnly, MemberNotFound, LastOwner, OutcomeUnknown),
    codes=("role_blank", "role_invalid"),
)
REMOVE_MEMBER = Private(
    method="DELETE",  # sql: none, a method of HTTP
    path="/api/message_groups/{message_group_uuid}/members/{user_uuid}",
    handle=group_changes.remove_member,
    summary="Take a person out of a group, or leave it",
    tag="message groups",
    parameters=(_GROUP, _MEMBER),
    answers=None,
    success=204,
    refusals=(GroupNotFound, OwnerOnly, MemberNotFound, OutcomeUnknown),
)
MARK_READ = Private(
    method="PUT",
    path="/api/message_groups/{message_group_uuid}/read",
    handle=message_groups.mark_read,
    summary="Mark a group as read",
    tag="message groups",
    parameters=(_GROUP,),
    body=wire.MarkRead,
    answers=wire.ReadMark,
    refusals=(GroupNotFound,),
    codes=("seq_blank", "seq_invalid"),
)
LIST_MESSAGES = Private(
    method="GET",
    path="/api/messages/{message_group_uuid}",
    handle=messages.list_messages,
    summary="The messages of a group",
    tag="messages",
    parameters=(
        _GROUP,
        _limit(MESSAGES_LIMIT),
        _seq("before", f"Entries below this seq. {_AT_MOST_ONE}", least=1),
        _seq("after", f"Entries above this seq. {_AT_MOST_ONE}", least=0),
        Parameter(
            name="at",
            where="query",
            about=f"Begin with the first entry at or after this time (RFC 3339, any offset). {_AT_MOST_ONE}",
            schema={"type": "string", "format": "date-time"},
        ),
    ),
    answers=list[wire.Message],
    answer_headers={"Link": 'Pages around this one: `<…>; rel="next"` is older, `rel="prev"` is newer.'},
    refusals=(LimitInvalid, GroupNotFound),
    codes=("before_invalid", "after_invalid", "at_invalid", "before_after_at_exclusive"),
)
POST_MESSAGE = Private(
    method="POST",
    path="/api/messages",
    handle=messages.post_message,
    summary="Send a message",
    tag="messages",
    body=wire.SendMessage,
    answers=wire.SentMessage,
    links=(Link("list_messages", "message_group_uuid", "/message_group_uuid"),),
    refusals=(
        MessageBlank,
        MessageTooLong,
        MessageNotText,
        ReceiverHandleBlank,
        MessageGroupUuidBlank,
        CannotMessageYourself,
        MessageUuidBlank,
        AfterSeqBlank,
        GroupNotFound,
        UserNotFound,
        IdempotencyMismatch,
        TooFarBehind,
        AheadOfLog,
        TooManyRequests,
        OutcomeUnknown,
    ),
    codes=(
        "message_invalid",
        "message_group_uuid_invalid",
        "handle_invalid",
        "message_uuid_invalid",
        "after_seq_invalid",
        "reply_to_seq_invalid",
        "receiver_ambiguous",
    ),
)
EDIT_MESSAGE = Private(
    method="PATCH",
    path="/api/messages/{message_group_uuid}/{seq}",
    handle=messages.edit_message,
    summary="Change a message",
    tag="messages",
    parameters=(_GROUP, _ENTRY),
    body=wire.EditMessage,
    answers=wire.Message,
    refusals=(
        MessageBlank,
        MessageTooLong,
        MessageNotText,
        GroupNotFound,
        MessageNotFound,
        RevisionConflict,
        OutcomeUnknown,
    ),
    codes=("message_invalid", "rev_blank", "rev_invalid"),
)
DELETE_MESSAGE = Private(
    method="DELETE",  # sql: none, a method of HTTP
    path="/api/messages/{message_group_uuid}/{seq}",
    handle=messages.delete_message,
    summary="Take back a message",
    tag="messages",
    parameters=(_GROUP, _ENTRY),
    answers=wire.Message,
    refusals=(GroupNotFound, MessageNotFound, RevisionConflict, OutcomeUnknown),
)
LIST_VERSIONS = Private(
    method="GET",
    path="/api/messages/{message_group_uuid}/{seq}/versions",
    handle=messages.list_versions,
    summary="What a message has said",
    tag="messages",
    parameters=(_GROUP, _ANY_ENTRY),
    answers=list[wire.Version],
    refusals=(GroupNotFound, MessageNotFound),
)
ADD_REACTION = Private(
    method="PUT",
    path="/api/messages/{message_group_uuid}/{seq}/reactions/{emoji}",
    handle=messages.add_reaction,
    summary="React to a message",
    tag="messages",
    parameters=(_GROUP, _ANY_ENTRY, _EMOJI),
    answers=wire.Message,
    refusals=(EmojiInvalid, GroupNotFound, MessageNotFound, TooManyReactions, OutcomeUnknown),
)
REMOVE_REACTION = Private(
    method="DELETE",  # sql: none, a method of HTTP
    path="/api/messages/{message_group_uuid}/{seq}/reactions/{emoji}",
    handle=messages.remove_reaction,
    summary="Take a reaction back",
    tag="messages",
    parameters=(_GROUP, _ANY_ENTRY, _EMOJI),
    answers=wire.Message,
    refusals=(EmojiInvalid, GroupNotFound, MessageNotFound, OutcomeUnknown),
)
COUNT_UNREAD = Private(
    method="GET",
    path="/api/messages/counter",
    handle=messages.count_unread,
    summary="What the caller has not read",
    tag="messages",
    answers=wire.Unread,
)
SEARCH_MESSAGES = Private(
    method="GET",
    path="/api/search",
    handle=search.search_messages,
    summary="Search messages",
    tag="messages",
    parameters=(
        Parameter(
            name="q",
            where="query",
            about="Words, in any order. Nothing is found without one; nothing in it is syntax.",
            schema={"type": "string", "maxLength": SEARCH_MAX_CHARS},
            example="press",
        ),
        _limit(SEARCH_LIMIT),
        Parameter(
            name="cursor",
            where="query",
            about="From the `Link` of the page before. Opaque; good for its reader only.",
            schema={"type": "string", "pattern": "^[A-Za-z0-9_-]{116}$"},
        ),
    ),
    answers=list[wire.FoundMessage],
    answer_headers={"Link": 'The older hits: `<…>; rel="next"`. Missing on the last page.'},
    links=(Link("list_messages", "message_group_uuid", "/0/message_group_uuid"),),
    refusals=(LimitInvalid, CursorInvalid, TooManyRequests),
    codes=("q_invalid",),
)
SEARCH_PEOPLE = Private(
    method="GET",
    path="/api/users",
    handle=people.search_people,
    summary="Search people",
    tag="people",
    parameters=(
        Parameter(
            name="q",
            where="query",
            about="The beginning of a handle or name, with or without @. Nobody is found without it.",
            schema={"type": "string", "maxLength": SEARCH_MAX_CHARS},
            example="bay",
        ),
        _limit(PEOPLE_LIMIT),
    ),
    answers=list[wire.Person],
    links=(Link("get_person", "handle", "/0/handle"),),
    refusals=(LimitInvalid, TooManyRequests),
    codes=("q_invalid",),
)
GET_PERSON = Private(
    method="GET",
    path="/api/users/@{handle}/short",
    handle=people.get_person,
    summary="A person by handle",
    tag="people",
    parameters=(_HANDLE,),
    answers=wire.Person,
    refusals=(UserNotFound, TooManyRequests),
)
GET_SESSION = Private(
    method="GET",
    path="/api/session",
    handle=people.get_session,
    summary="Who is signed in",
    tag="session",
    answers=wire.Session,
)
GET_PROFILE = Private(
    method="GET",
    path="/api/profile",
    handle=people.get_profile,
    summary="The caller, as only they see themselves",
    tag="people",
    answers=wire.Profile,
)
CHANGE_PROFILE = Private(
    method="PATCH",
    path="/api/profile",
    handle=people.change_profile,
    summary="Change one's name, handle, or what others see",
    tag="people",
    body=wire.ChangeProfile,
    answers=wire.Profile,
    refusals=(HandleInvalid, DisplayNameInvalid, HandleTaken, TooManyRequests),
    codes=("handle_invalid", "display_name_invalid", "shows_reading_invalid", "shows_presence_invalid"),
)
LIST_SESSIONS = Private(
    method="GET",
    path="/api/sessions",
    handle=sessions.list_sessions,
    summary="Where the caller is signed in",
    tag="session",
    answers=list[wire.Browser],
    links=(Link("end_session", "session_id", "/0/id"),),
)
END_OTHER_SESSIONS = Private(
    method="DELETE",  # sql: none, a method of HTTP
    path="/api/sessions",
    handle=sessions.end_other_sessions,
    summary="Sign out everywhere else",
    tag="session",
    answers=wire.Ended,
    refusals=(TooManyRequests,),
)
END_SESSION = Private(
    method="DELETE",  # sql: none, a method of HTTP
    path="/api/sessions/{session_id}",
    handle=sessions.end_session,
    summary="Sign one browser out",
    tag="session",
    parameters=(_SESSION,),
    answers=wire.Ended,
    refusals=(SessionNotFound, TooManyRequests),
)
GET_LIVE = Public(
    method="GET",
    path="/api/health/live",
    handle=health.get_live,
    summary="Does the process run?",
    tag="health",
    answers=wire.Health,
)
GET_READY = Public(
    method="GET",
    path="/api/health/ready",
    handle=health.get_ready,
    summary="Do the stores answer?",
    tag="health",
    answers=wire.Health,
    refusals=(Unavailable,),
)

OPERATIONS: tuple[Operation, ...] = (
    LIST_MESSAGE_GROUPS,
    START_GROUP,
    GET_MESSAGE_GROUP,
    RENAME_GROUP,
    ADD_MEMBERS,
    CHANGE_ROLE,
    REMOVE_MEMBER,
    MARK_READ,
    LIST_MESSAGES,
    POST_MESSAGE,
    EDIT_MESSAGE,
    DELETE_MESSAGE,
    LIST_VERSIONS,
    ADD_REACTION,
    REMOVE_REACTION,
    COUNT_UNREAD,
    SEARCH_MESSAGES,
    SEARCH_PEOPLE,
    GET_PERSON,
    GET_PROFILE,
    CHANGE_PROFILE,
    GET_SESSION,
    LIST_SESSIONS,
    END_OTHER_SESSIONS,
    END_SESSION,
    GET_LIVE,
    GET_READY,
)
