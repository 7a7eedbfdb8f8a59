"""What changes of groups and messages ask for; the rest of `parse`, and as pure.

What stands in a path and cannot name anything becomes what nothing is called, so that whoever may not know is told
the same as of all that is not there.
"""

import re
from typing import NamedTuple

import msgspec
from msgspec import UNSET
from msgspec.structs import asdict

from cruddur.domain.group import Role
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid, is_uuid
from cruddur.entrypoints.http import wire
from cruddur.entrypoints.http.parse import decoded
from cruddur.entrypoints.http.problems import RequestInvalid
from cruddur.usecases.change_profile import ProfileChange
from cruddur.usecases.start_group import GroupKey

_GROUP_KEY = re.compile(wire.GROUP_KEY_PATTERN, re.ASCII)
_SEQ = re.compile("[0-9]{1,12}")
_BEFORE_THE_FIRST = Seq(0)
_NOBODY = UserUuid("00000000-0000-0000-0000-000000000000")

_start_group = msgspec.json.Decoder(wire.StartGroup).decode
_rename_group = msgspec.json.Decoder(wire.RenameGroup).decode
_change_role = msgspec.json.Decoder(wire.ChangeRole).decode
_add_members = msgspec.json.Decoder(wire.AddMembers).decode
_change_profile = msgspec.json.Decoder(wire.ChangeProfile).decode
_edit_message = msgspec.json.Decoder(wire.EditMessage).decode


class StartDraft(NamedTuple):
    """A group that wants to begin."""

    title: str
    handles: list[str]
    key: GroupKey | None


class AddDraft(NamedTuple):
    """Whom to bring in, and whether what was said before is there for them."""

    handles: list[str]
    sees_earlier: bool


class EditDraft(NamedTuple):
    """A new text, and the version that its author saw."""

    message: str
    seen_rev: int


def start_group(body: bytes) -> StartDraft:
    """Return what POST /api/message_groups asks for.

    Raises:
        BodyNotJson, RequestInvalid, TitleInvalid: not such a document.
    """
    asked = decoded(_start_group, body)
    return StartDraft(asked.title, asked.handles, _group_key(asked))


def rename_group(body: bytes) -> str:
    """Return the title that PATCH /api/message_groups/<uuid> asks for.

    Raises:
        BodyNotJson, RequestInvalid, TitleInvalid: not such a document.
    """
    return decoded(_rename_group, body).title


def change_role(body: bytes) -> Role:
    """Return the role that PATCH /api/message_groups/<uuid>/members/<uuid> asks for.

    Raises:
        BodyNotJson, RequestInvalid: not such a document.
    """
    return Role(decoded(_change_role, body).role)


def add_members(body: bytes) -> AddDraft:
    """Return what POST /api/message_groups/<uuid>/members asks for.

    Raises:
        BodyNotJson, RequestInvalid: not such a document.
    """
    asked = decoded(_add_members, body)
    return AddDraft(asked.handles, asked.history == "all")


def edit_message(body: bytes) -> EditDraft:
    """Return what PATCH /api/messages/<uuid>/<seq> asks for.

    Raises:
        BodyNotJson, RequestInvalid, MessageBlank: not such a document.
    """
    asked = decoded(_edit_message, body)
    return EditDraft(asked.message, asked.rev)


def change_profile(body: bytes) -> ProfileChange:
    """Return what PATCH /api/profile asks for.

    Raises:
        BodyNotJson, RequestInvalid: not such a document.
    """
    return ProfileChange(
        **{name: value for name, value in asdict(decoded(_change_profile, body)).items() if value is not UNSET}
    )


def seq(text: str) -> Seq:
    """Return the seq in a path; what is none becomes 0, where no entry is."""
    return Seq(int(text)) if _SEQ.fullmatch(text) else _BEFORE_THE_FIRST


def person(text: str) -> UserUuid:
    """Return the uuid of a person in a path; what is none becomes the nil uuid, which nobody has."""
    return UserUuid(text) if is_uuid(text) else _NOBODY


def _group_key(asked: wire.StartGroup) -> GroupKey | None:
    """Return the key of a start that may be repeated.

    A client's group may not be of version 5: these uuids are derived from two people and are their conversation's,
    also before it has begun.
    """
    group_uuid, message_uuid = asked.message_group_uuid, asked.message_uuid
    if group_uuid is msgspec.UNSET and message_uuid is msgspec.UNSET:
        return None
    if group_uuid is msgspec.UNSET or message_uuid is msgspec.UNSET:
        raise RequestInvalid("group_key_incomplete")
    if not _GROUP_KEY.fullmatch(group_uuid):
        raise RequestInvalid("group_key_invalid")
    if not is_uuid(message_uuid):
        raise RequestInvalid("message_uuid_invalid")
    return GroupKey(GroupUuid(group_uuid), MessageUuid(message_uuid))
