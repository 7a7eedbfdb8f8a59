"""What goes over the wire: requests are decoded into these, answers are encoded from them.

The OpenAPI document is made of the same classes, descriptions included.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from cruddur.domain.group import MAX_MEMBERS, TITLE_MAX_CHARS
from cruddur.domain.ids import MAX_SEQ
from cruddur.domain.texts import MESSAGE_MAX_CHARS
from cruddur.domain.user import DISPLAY_NAME_MAX_CHARS, HANDLE_MAX_CHARS

UUID_PATTERN = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
GROUP_KEY_PATTERN = "^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
ANDREW = "4c2f3a52-6a0b-4a67-9b5a-0d7f3f0f9f01"
BAYKO = "9d6b0c1e-55d3-4b8e-8f3a-2f1b7c6d5e02"
GROUP = "6f9d3d1a-3c55-5a1e-9b0f-7a2e8d4c1b03"
MESSAGE = "019aa0de-6b00-7c3d-8e4f-5a6b7c8d9e04"
NEW_GROUP = "019aa0de-6b00-7c3d-8e4f-5a6b7c8d9e06"
SHOWS_READING = "Whether others are told how far one has read."
SHOWS_PRESENCE = "Whether others are told when one is here."
INSTANT = "2026-11-20T09:30:00.123456Z"

Uuid = Annotated[str, Meta(extra_json_schema={"format": "uuid"})]
Time = Annotated[
    str,
    Meta(
        description="UTC with microseconds, always 27 characters.",
        examples=[INSTANT],
        extra_json_schema={"format": "date-time"},
    ),
]
SeqNumber = Annotated[int, Meta(ge=0, le=MAX_SEQ)]
Count = Annotated[int, Meta(ge=0)]


# --- requests: what is not named here is refused


class SendMessage(Struct, forbid_unknown_fields=True, frozen=True):
    """A message into a group, or to a person; `SendToGroup` and `SendToPerson` say which fields go together."""

    message: str
    message_group_uuid: str | UnsetType = UNSET
    handle: str | UnsetType = UNSET
    message_uuid: str | UnsetType = UNSET
    after_seq: SeqNumber | UnsetType = UNSET
    reply_to_seq: SeqNumber | UnsetType = UNSET


MessageText = Annotated[
    str,
    Meta(
        description="Stored as it is, byte for byte. Something in it must be visible; no NUL.",
        examples=["Shall we start the migration on Monday?"],
        extra_json_schema={"minLength": 1, "maxLength": MESSAGE_MAX_CHARS},
    ),
]
RetryUuid = Annotated[
    str,
    Meta(
        description="A UUIDv7 made by the client, the same on every try. With it and `after_seq`, a repeated "
        "send stores nothing twice and gets the first answer.",
        examples=[MESSAGE],
        extra_json_schema={"pattern": UUID_PATTERN},
    ),
]
RetrySeq = Annotated[
    int,
    Meta(
        ge=0,
        le=MAX_SEQ,
        description="The newest `seq` the client had seen before its first try, 0 for none; the same on every try.",
        examples=[41],
    ),
]


class SendToGroup(Struct, forbid_unknown_fields=True, frozen=True):
    """A message into a group that is there."""

    message: MessageText
    message_group_uuid: Annotated[str, Meta(examples=[GROUP], extra_json_schema={"minLength": 1})]
    message_uuid: RetryUuid | UnsetType = UNSET
    after_seq: RetrySeq | UnsetType = UNSET
    reply_to_seq: (
        Annotated[
            int,
            Meta(
                ge=1,
                le=MAX_SEQ,
                description="The entry that this answers. The client has seen it: not above `after_seq`, which goes "
                "with it.",
                examples=[40],
            ),
        ]
        | UnsetType
    ) = UNSET


class SendToPerson(Struct, forbid_unknown_fields=True, frozen=True):
    """A message to a person: into the conversation of the two, which begins with it if there is none."""

    message: MessageText
    handle: Annotated[
        str, Meta(description="With or without @.", examples=["bayko"], extra_json_schema={"minLength": 1})
    ]
    message_uuid: RetryUuid | UnsetType = UNSET
    after_seq: RetrySeq | UnsetType = UNSET


class MarkRead(Struct, forbid_unknown_fields=True, frozen=True):
    """How far the caller has read."""

    seq: Annotated[SeqNumber, Meta(description="Beyond the newest entry counts as the newest.", examples=[42])]


Title = Annotated[
    str,
    Meta(
        description=f"At most {TITLE_MAX_CHARS} characters; white space is folded.",
        examples=["Station"],
        extra_json_schema={"minLength": 1},
    ),
]
Handles = Annotated[list[str], Meta(description=f"At most {MAX_MEMBERS - 1}, with or without @.", examples=[["bayko"]])]


class StartGroup(Struct, forbid_unknown_fields=True, frozen=True):
    """A group of several: the caller, who owns it, and the people behind the handles."""

    title: Title
    handles: Handles
    message_group_uuid: (
        Annotated[
            str,
            Meta(
                description="A UUIDv7 made by the client, the same on every try. With it and `message_uuid`, a "
                "repeated start begins one group only.",
                examples=[NEW_GROUP],
                extra_json_schema={"pattern": GROUP_KEY_PATTERN},
            ),
        ]
        | UnsetType
    ) = UNSET
    message_uuid: (
        Annotated[
            str,
            Meta(
                description="Of the group's first entry: a UUIDv7 made by the client, the same on every try.",
                examples=[MESSAGE],
                extra_json_schema={"pattern": UUID_PATTERN},
            ),
        ]
        | UnsetType
    ) = UNSET


class RenameGroup(Struct, forbid_unknown_fields=True, frozen=True):
    """Another title."""

    title: Title


class ChangeRole(Struct, forbid_unknown_fields=True, frozen=True):
    """What a member may do from now on."""

    role: Annotated[
        Literal["owner", "member"],
        Meta(description="Owners rename, bring in, take out and change roles.", examples=["owner"]),
    ]


class AddMembers(Struct, forbid_unknown_fields=True, frozen=True):
    """Who shall be in the group too; those who are already stay as they are."""

    handles: Handles
    history: Annotated[
        Literal["all", "none"],
        Meta(description="Whether what was said before they came is there for them.", examples=["none"]),
    ] = "all"


class EditMessage(Struct, forbid_unknown_fields=True, frozen=True):
    """Another text, in place of one that the author has seen."""

    message: MessageText
    rev: Annotated[
        int, Meta(ge=0, le=MAX_SEQ, description="The `rev` of the message as the author saw it.", examples=[0])
    ]


class ChangeProfile(Struct, forbid_unknown_fields=True, frozen=True):
    """What shall be otherwise; what is left out stays as it is."""

    handle: (
        Annotated[
            str,
            Meta(
                description="1 to 30 of a-z 0-9 . _ -, a letter or digit at both ends; with or without @, in any case. "
                "The old one is nobody else's for 30 days.",
                examples=["bayko"],
                extra_json_schema={"minLength": 1, "maxLength": HANDLE_MAX_CHARS + 1},
            ),
        ]
        | UnsetType
    ) = UNSET
    display_name: (
        Annotated[
            str,
            Meta(
                description=f"At most {DISPLAY_NAME_MAX_CHARS} characters; white space is folded.",
                examples=["Andrew Bayko"],
                extra_json_schema={"minLength": 1},
            ),
        ]
        | UnsetType
    ) = UNSET
    shows_reading: Annotated[bool, Meta(description=SHOWS_READING)] | UnsetType = UNSET
    shows_presence: Annotated[bool, Meta(description=SHOWS_PRESENCE)] | UnsetType = UNSET


# --- answers

DisplayName = Annotated[str, Meta(examples=["Andrew Bayko"])]
Handle = Annotated[str, Meta(description="Without @.", examples=["bayko"])]
NullableHandle = Annotated[
    str | None, Meta(description="Without @; null for a person who is gone.", examples=["bayko"])
]


class Person(Struct, frozen=True):
    """Somebody, as everybody may see them."""

    uuid: Annotated[Uuid, Meta(examples=[BAYKO])]
    handle: Handle
    display_name: DisplayName


class Profile(Person, frozen=True):
    """The caller, as only they see themselves."""

    email: Annotated[str | None, Meta(description="null when the provider told none.", examples=["bayko@example.org"])]
    created_at: Time
    shows_reading: Annotated[bool, Meta(description=SHOWS_READING)]
    shows_presence: Annotated[bool, Meta(description=SHOWS_PRESENCE)]


class Subject(Struct, frozen=True):
    """Whom a quiet line is about."""

    user_uuid: Annotated[Uuid, Meta(examples=[BAYKO])]
    display_name: DisplayName
    handle: NullableHandle


class Reaction(Struct, frozen=True):
    """An emoji, and who has reacted with it."""

    emoji: Annotated[str, Meta(description="Without variation selectors.", examples=["👍"])]
    people: tuple[Subject, ...]


class Reactions(Struct, frozen=True):
    """Everybody's reactions to a message."""

    rev: Annotated[int, Meta(ge=1, description="+1 at each change: the higher one is newer.")]
    given: tuple[Reaction, ...]


class Version(Struct, frozen=True):
    """A text that a message has had."""

    rev: Annotated[int, Meta(ge=0, description="0 is the first one.")]
    message: Annotated[str, Meta(examples=["On Monday, then."])]
    written_at: Time


class Message(Struct, frozen=True, gc=False):
    """An entry of a message group's log: a message, or a quiet line such as `joined`."""

    uuid: Annotated[Uuid, Meta(description="The message's, as its sender's client made it.", examples=[MESSAGE])]
    seq: Annotated[int, Meta(ge=1, le=MAX_SEQ, description="1, 2, 3 … without gaps.", examples=[42])]
    kind: Annotated[
        str,
        Meta(
            description="`text`, or a quiet line: `joined`, `left`, `renamed`, `role`. Others may come.",
            examples=["text"],
        ),
    ]
    user_uuid: Annotated[Uuid, Meta(description="Who wrote it, or made the change.", examples=[BAYKO])]
    display_name: DisplayName
    handle: NullableHandle
    message: Annotated[str | None, Meta(description="null once emptied.", examples=["On Monday, then."])]
    created_at: Time
    edited_at: Time | None
    deleted_at: Time | None
    rev: Annotated[int, Meta(ge=0, description="0, +1 at each edit or emptying.")]
    reply_to_seq: Annotated[int | None, Meta(description="The entry that it answers.")]
    subjects: Annotated[tuple[Subject, ...], Meta(description="Whom a quiet line is about.")]
    title: Annotated[str | None, Meta(description="The group's after a quiet line.")]
    reactions: Annotated[Reactions | None, Meta(description="null until somebody reacts. They do not move `rev`.")]


class MessageGroup(Struct, frozen=True):
    """A row of the caller's inbox."""

    uuid: Annotated[Uuid, Meta(examples=[GROUP])]
    kind: Annotated[str, Meta(examples=["direct"], extra_json_schema={"enum": ["direct", "group"]})]
    display_name: Annotated[
        str, Meta(description="The other person's, or the group's title.", examples=["Andrew Bayko"])
    ]
    handle: Annotated[str | None, Meta(description="The other person's; null for a group.", examples=["bayko"])]
    user_uuid: Annotated[Uuid | None, Meta(description="The other person of a direct group.", examples=[BAYKO])]
    member_count: Count
    message: Annotated[
        str | None, Meta(description="The newest entry, at most 200 characters.", examples=["On Monday, then."])
    ]
    last_kind: Annotated[str, Meta(description="The newest entry's kind.", examples=["text"])]
    last_user_uuid: Annotated[Uuid | None, Meta(description="Who wrote the newest entry.", examples=[BAYKO])]
    created_at: Annotated[Time, Meta(description="Of the newest entry.")]
    last_seq: Annotated[SeqNumber, Meta(examples=[42])]
    read_seq: Annotated[SeqNumber, Meta(examples=[40])]
    unread_count: Annotated[Count, Meta(examples=[2])]


class GroupMember(Struct, frozen=True):
    """A person in a message group."""

    uuid: Annotated[Uuid, Meta(examples=[BAYKO])]
    handle: NullableHandle
    display_name: DisplayName
    role: Literal["owner", "member"]
    read_seq: Annotated[
        SeqNumber | None,
        Meta(description="How far this person has read; null for who keeps that to themselves.", examples=[42]),
    ]


class MessageGroupDetails(MessageGroup, frozen=True):
    """A row of the caller's inbox, and who is in the group."""

    members: list[GroupMember]


class SentMessage(Struct, frozen=True):
    """A message once it is stored; the first answer again for a repeat."""

    message_group_uuid: Annotated[Uuid, Meta(examples=[GROUP])]
    uuid: Annotated[Uuid, Meta(description="The sender's.", examples=[ANDREW])]
    message_uuid: Annotated[Uuid, Meta(examples=[MESSAGE])]
    seq: Annotated[int, Meta(ge=1, le=MAX_SEQ, examples=[42])]
    display_name: DisplayName
    handle: NullableHandle
    message: Annotated[
        str | None, Meta(description="null if it has been emptied since.", examples=["On Monday, then."])
    ]
    created_at: Time


class Match(Struct, frozen=True):
    """Where a word that was asked for stands, in characters (Unicode code points) of the snippet."""

    start: Count
    end: Annotated[int, Meta(ge=1, description="Exclusive.")]


class FoundMessage(Struct, frozen=True):
    """A message that holds what was asked for."""

    message_group_uuid: Annotated[Uuid, Meta(examples=[GROUP])]
    group_kind: Annotated[str, Meta(examples=["direct"], extra_json_schema={"enum": ["direct", "group"]})]
    group_name: Annotated[str, Meta(description="The other person's, or the group's title.", examples=["Andrew Bayko"])]
    seq: Annotated[int, Meta(ge=1, le=MAX_SEQ, examples=[42])]
    uuid: Annotated[Uuid, Meta(description="The message's.", examples=[MESSAGE])]
    user_uuid: Annotated[Uuid, Meta(description="Who wrote it.", examples=[BAYKO])]
    display_name: DisplayName
    handle: NullableHandle
    created_at: Time
    snippet: Annotated[
        str,
        Meta(
            description="The message, or at most 200 characters of it around the first match. Plain text.",
            examples=["On Monday, then."],
        ),
    ]
    matches: tuple[Match, ...]


class ReadMark(Struct, frozen=True):
    """Where the caller's read mark is now, and what is left."""

    read_seq: Annotated[SeqNumber, Meta(examples=[42])]
    unread_count: Count


class Unread(Struct, frozen=True):
    """What waits for the caller."""

    count: Annotated[Count, Meta(description="Unread entries, over all groups.", examples=[3])]
    groups: Annotated[Count, Meta(description="Groups with unread entries.", examples=[2])]


class Session(Struct, frozen=True):
    """Who is signed in, and until when."""

    user: Person
    expires_at: Time


class Browser(Struct, frozen=True):
    """A browser that the caller is signed in with."""

    id: Annotated[
        str,
        Meta(
            description="Opaque; good for ending it.",
            examples=["5f2c9a0d1b3e4768"],
            extra_json_schema={"pattern": "^[0-9a-f]{16}$"},
        ),
    ]
    label: Annotated[
        str, Meta(description="What its owner may know it by; empty when unknown.", examples=["Firefox on Linux"])
    ]
    created_at: Annotated[Time, Meta(description="When it was signed in.")]
    expires_at: Time
    is_current: Annotated[bool, Meta(description="Whether it is the one that asks.")]


class Ended(Struct, frozen=True):
    """How many sessions were ended."""

    ended_count: Annotated[Count, Meta(examples=[2])]


class Health(Struct, frozen=True):
    """All is well."""

    status: Literal["ok"] = "ok"
