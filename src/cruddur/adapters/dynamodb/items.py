"""Values of the domain as items of the table, and back. Sizes matter: a write unit is 1,024 bytes.

An entry costs 260 bytes beside its text, so about 700 bytes of text fit one write unit. A row costs
360 beside its preview. What is None, empty or derivable from the key is not stored.
"""

from collections.abc import Mapping
from typing import Any, cast

from cruddur.adapters.dynamodb import keys
from cruddur.domain.entry import Entry, Version
from cruddur.domain.group import Group, GroupKind, Member, Role
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid
from cruddur.domain.inbox import InboxEntry
from cruddur.domain.instant import Instant
from cruddur.domain.reaction import Given, Reactions

Attribute = dict[str, Any]
"""A value as the API writes it: `{"S": text}`, `{"N": digits}`, `{"L": […]}`, `{"M": {…}}`."""

Item = dict[str, Attribute]
"""Attributes by name."""


class ItemInvalid(ValueError):
    """An item that is not what its key says; the text names the kind, never the content."""


def text(value: str) -> Attribute:
    """Return a string attribute."""
    return {"S": value}


def number(value: int) -> Attribute:
    """Return a number attribute."""
    return {"N": str(value)}


# --- entries


def entry_item(entry: Entry) -> Item:
    """Return the item of an entry."""
    item: Item = {
        **_key(keys.entry_key(entry.message_group_uuid, entry.seq)),
        "kind": {"S": entry.kind},
        "message_uuid": {"S": entry.message_uuid},
        "user_uuid": {"S": entry.user_uuid},
        "created_at": {"S": entry.created_at},
        "rev": {"N": str(entry.rev)},
        "membership_seq": {"N": str(entry.membership_seq)},
    }
    for name in ("message", "digest", "edited_at", "deleted_at", "title"):
        value = getattr(entry, name)
        if value is not None:
            item[name] = {"S": value}
    if entry.reply_to_seq is not None:
        item["reply_to_seq"] = {"N": str(entry.reply_to_seq)}
    if entry.subject_uuids:
        item["subject_uuids"] = {"L": [{"S": subject} for subject in entry.subject_uuids]}
    if entry.member_count:
        item["member_count"] = {"N": str(entry.member_count)}
    if entry.reactions is not None:
        item["reactions_rev"] = {"N": str(entry.reactions.rev)}
        if entry.reactions.given:
            item["reactions"] = {"SS": [reaction_text(given) for given in entry.reactions.given]}
    return item


def parse_entry(item: Mapping[str, Attribute]) -> Entry:
    """Return the entry an item holds.

    Raises:
        ItemInvalid: an attribute is missing or of another type.
    """
    get = item.get
    try:
        return Entry(
            GroupUuid(keys.parse_log_pk(item["pk"]["S"])),
            keys.parse_entry_sk(item["sk"]["S"]),
            item["kind"]["S"],
            MessageUuid(item["message_uuid"]["S"]),
            UserUuid(item["user_uuid"]["S"]),
            _text_or_none(get("message")),
            Instant(item["created_at"]["S"]),
            _text_or_none(get("digest")),
            int(item["rev"]["N"]),
            Seq(int(item["membership_seq"]["N"])),
            _instant_or_none(get("edited_at")),
            _instant_or_none(get("deleted_at")),
            Seq(int(item["reply_to_seq"]["N"])) if "reply_to_seq" in item else None,
            tuple(UserUuid(each["S"]) for each in item["subject_uuids"]["L"]) if "subject_uuids" in item else (),
            _text_or_none(get("title")),
            int(item["member_count"]["N"]) if "member_count" in item else 0,
            _reactions(item) if "reactions_rev" in item else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise ItemInvalid(f"entry: {type(wrong).__name__}") from wrong


def reaction_text(given: Given) -> str:
    """Return a reaction as an element of the item's set."""
    return f"{given.emoji} {given.user_uuid}"


def _reactions(item: Mapping[str, Attribute]) -> Reactions:
    pairs = [each.rpartition(" ") for each in item["reactions"]["SS"]] if "reactions" in item else []
    given = sorted(Given(emoji, UserUuid(user_uuid)) for emoji, _, user_uuid in pairs)
    return Reactions(int(item["reactions_rev"]["N"]), tuple(given))


# --- versions


def version_item(group_uuid: GroupUuid, seq: Seq, version: Version) -> Item:
    """Return the item of an earlier text."""
    key = _key(keys.version_key(group_uuid, seq, version.rev))
    return {**key, "message": {"S": version.message}, "written_at": {"S": version.written_at}}


def parse_version(item: Mapping[str, Attribute]) -> Version:
    """Return the earlier text an item holds.

    Raises:
        ItemInvalid: an attribute is missing or of another type.
    """
    try:
        _, _, rev = keys.parse_version_key({"pk": {"S": item["pk"]["S"]}, "sk": {"S": item["sk"]["S"]}})
        return Version(rev, item["message"]["S"], Instant(item["written_at"]["S"]))
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise ItemInvalid(f"version: {type(wrong).__name__}") from wrong


# --- groups


def group_item(group: Group) -> Item:
    """Return META, the item of a group."""
    item: Item = {
        **_key(keys.group_key(group.uuid)),
        "kind": {"S": group.kind.value},
        "members": members_attribute(group.members),
        "membership_seq": {"N": str(group.membership_seq)},
        "created_at": {"S": group.created_at},
        "created_by": {"S": group.created_by},
    }
    if group.title is not None:
        item["title"] = {"S": group.title}
    return item


def members_attribute(members: Mapping[UserUuid, Member]) -> Attribute:
    """Return a group's members as one attribute: `{user: {role, joined_seq}}`, and `reads_from_seq` where it is not 1."""
    return {"M": {user: {"M": _place(member)} for user, member in members.items()}}


def _place(member: Member) -> dict[str, Attribute]:
    place: dict[str, Attribute] = {"role": {"S": member.role.value}, "joined_seq": {"N": str(member.joined_seq)}}
    if member.reads_from_seq != 1:
        place["reads_from_seq"] = {"N": str(member.reads_from_seq)}
    return place


def _member(place: Mapping[str, Attribute]) -> Member:
    reads_from = place.get("reads_from_seq", {"N": "1"})
    return Member(Role(place["role"]["S"]), Seq(int(place["joined_seq"]["N"])), Seq(int(reads_from["N"])))


def parse_group(item: Mapping[str, Attribute]) -> Group:
    """Return the group a META item holds.

    Raises:
        ItemInvalid: an attribute is missing or of another type.
    """
    try:
        return Group(
            uuid=keys.parse_log_pk(item["pk"]["S"]),
            kind=GroupKind(item["kind"]["S"]),
            title=_text_or_none(item.get("title")),
            members={UserUuid(user): _member(place["M"]) for user, place in item["members"]["M"].items()},
            membership_seq=Seq(int(item["membership_seq"]["N"])),
            created_at=Instant(item["created_at"]["S"]),
            created_by=UserUuid(item["created_by"]["S"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise ItemInvalid(f"group: {type(wrong).__name__}") from wrong


# --- inbox rows


def row_item(row: InboxEntry) -> Item:
    """Return the item of an inbox row, `active_minute` included."""
    item: Item = {
        **_key(keys.inbox_key(row.user_uuid, row.message_group_uuid)),
        "message_group_uuid": {"S": row.message_group_uuid},
        "kind": {"S": row.kind},
        "member_count": {"N": str(row.member_count)},
        "membership_seq": {"N": str(row.membership_seq)},
        "last_seq": {"N": str(row.last_seq)},
        "last_rev": {"N": str(row.last_rev)},
        "read_seq": {"N": str(row.read_seq)},
        "last_message_at": {"S": row.last_message_at},
        "active_minute": {"S": keys.active_minute(row.last_message_at)},
        "last_kind": {"S": row.last_kind},
        "last_user_uuid": {"S": row.last_user_uuid},
    }
    for name in ("peer_uuid", "title", "message"):
        value = getattr(row, name)
        if value is not None:
            item[name] = {"S": value}
    return item


def parse_row(item: Mapping[str, Attribute]) -> InboxEntry:
    """Return the row an item holds.

    Raises:
        ItemInvalid: an attribute is missing or of another type.
    """
    try:
        peer = _text_or_none(item.get("peer_uuid"))
        return InboxEntry(
            user_uuid=keys.parse_inbox_pk(item["pk"]["S"]),
            message_group_uuid=GroupUuid(item["sk"]["S"]),
            kind=item["kind"]["S"],
            peer_uuid=UserUuid(peer) if peer is not None else None,
            title=_text_or_none(item.get("title")),
            member_count=int(item["member_count"]["N"]),
            membership_seq=Seq(int(item["membership_seq"]["N"])),
            last_seq=Seq(int(item["last_seq"]["N"])),
            last_rev=int(item["last_rev"]["N"]),
            read_seq=Seq(int(item["read_seq"]["N"])),
            last_message_at=Instant(item["last_message_at"]["S"]),
            message=_text_or_none(item.get("message")),
            last_kind=item["last_kind"]["S"],
            last_user_uuid=UserUuid(item["last_user_uuid"]["S"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise ItemInvalid(f"inbox row: {type(wrong).__name__}") from wrong


def _key(key: keys.Key) -> Item:
    return cast("Item", key)


def _text_or_none(attribute: Attribute | None) -> str | None:
    return None if attribute is None else attribute["S"]


def _instant_or_none(attribute: Attribute | None) -> Instant | None:
    return None if attribute is None else Instant(attribute["S"])
