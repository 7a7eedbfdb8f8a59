"""The class's table, read: which conversations its items make, and which items make none.

    pk `MSG#<group>`, sk ISO time: message_uuid, user_uuid, message (and names, which we join instead)
    pk `GRP#<user>`,  sk ISO time of the last message: message_group_uuid, user_uuid (of the other)

Times come with any offset or with none (then UTC). A conversation may have been started twice; its
parts are put together in the order of time. Everything here is pure and ends up the same however
often it is done, in whatever order the items come.
"""

import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from cruddur.adapters.dynamodb import keys
from cruddur.domain import instant, texts
from cruddur.domain.entry import Draft
from cruddur.domain.errors import Invalid
from cruddur.domain.ids import GroupUuid, MessageUuid, UserUuid, direct_group_uuid, is_uuid
from cruddur.domain.instant import Instant
from cruddur.ports.message_table import Unfit

_NAMES = uuid.UUID("7d0f9a44-6a0e-5d67-9c0b-2f4f0d5c8a11")


class Conversation(NamedTuple):
    """Two people and everything they wrote, oldest first, as drafts for our log."""

    uuid: GroupUuid
    people: tuple[UserUuid, UserUuid]
    drafts: list[Draft]


class Plan(NamedTuple):
    """What can be carried over, and what cannot."""

    conversations: list[Conversation]
    groups: Mapping[str, GroupUuid]
    unfit: list[Unfit]


class _Message(NamedTuple):
    at: Instant
    message_uuid: MessageUuid
    user_uuid: UserUuid
    message: str
    sk: str


def plan(found: Iterable[Mapping[str, str]]) -> Plan:
    """Return the conversations in some items, each given as its text attributes by name."""
    unfit: list[Unfit] = []
    people: dict[str, set[UserUuid]] = {}
    messages: dict[str, dict[MessageUuid, _Message]] = {}
    for item in found:
        pk, sk = item.get("pk", ""), item.get("sk", "")
        group, owner = keys.parse_legacy_pk(pk)
        if owner is not None:
            _take_row(item, owner, people, unfit)
        elif group is not None:
            _take_message(item, group, messages, unfit)
        else:
            unfit.append(Unfit(pk, sk, "neither a message nor a group"))
    groups: dict[str, GroupUuid] = {}
    together: dict[GroupUuid, tuple[tuple[UserUuid, UserUuid], dict[MessageUuid, _Message]]] = {}
    for legacy_uuid, of_group in sorted(messages.items()):
        named = people.get(legacy_uuid, set())
        both = sorted(named if len(named) == 2 else named | {message.user_uuid for message in of_group.values()})
        if len(both) != 2:
            reason = "nobody knows to whom it was written" if len(both) < 2 else "more than two people in a 1:1"
            unfit.extend(Unfit(keys.legacy_log_pk(legacy_uuid), each.sk, reason) for each in of_group.values())
            continue
        group_uuid = groups[legacy_uuid] = direct_group_uuid(both[0], both[1])
        theirs = together.setdefault(group_uuid, ((both[0], both[1]), {}))[1]
        for message_uuid, message in of_group.items():
            if message.user_uuid in both:
                theirs[message_uuid] = message
            else:
                unfit.append(Unfit(keys.legacy_log_pk(legacy_uuid), message.sk, "its author is not in the group"))
    unfit.extend(
        Unfit(keys.legacy_inbox_pk(min(of_row)), "", f"group {legacy_uuid} has no messages")
        for legacy_uuid, of_row in sorted(people.items())
        if legacy_uuid not in messages
    )
    conversations = [
        Conversation(group_uuid, pair, _drafts(group_uuid, of_group.values()))
        for group_uuid, (pair, of_group) in sorted(together.items())
        if of_group
    ]
    return Plan(conversations, groups, sorted(unfit))


def _take_row(item: Mapping[str, str], owner: str, people: dict[str, set[UserUuid]], unfit: list[Unfit]) -> None:
    """A person's row says who is in a group with whom."""
    group, other = item.get("message_group_uuid", "").lower(), item.get("user_uuid", "").lower()
    if not (is_uuid(owner.lower()) and is_uuid(other) and is_uuid(group)) or owner.lower() == other:
        unfit.append(Unfit(item.get("pk", ""), item.get("sk", ""), "a row without two people and a group"))
        return
    people.setdefault(group, set()).update((UserUuid(owner.lower()), UserUuid(other)))


def _take_message(
    item: Mapping[str, str], named: str, messages: dict[str, dict[MessageUuid, _Message]], unfit: list[Unfit]
) -> None:
    pk, sk, group = item.get("pk", ""), item.get("sk", ""), named.lower()
    author = item.get("user_uuid", "").lower()
    try:
        if not is_uuid(group) or not is_uuid(author):
            raise ValueError("a message without a group or an author")
        message = _Message(
            at=_instant(sk),
            message_uuid=_message_uuid(item, group, author),
            user_uuid=UserUuid(author),
            message=texts.checked_message(item.get("message", "")),
            sk=sk,
        )
    except Invalid as refused:
        unfit.append(Unfit(pk, sk, refused.code))
    except ValueError as wrong:
        unfit.append(Unfit(pk, sk, str(wrong)))
    else:
        of_group = messages.setdefault(group, {})
        twin = of_group.get(message.message_uuid)
        if twin is not None:
            unfit.append(Unfit(pk, max(sk, twin.sk), "the same message again"))
        if twin is None or message < twin:
            of_group[message.message_uuid] = message


def _message_uuid(item: Mapping[str, str], group: str, author: str) -> MessageUuid:
    """The message's own uuid, else one that is always the same for it."""
    given = item.get("message_uuid", "").lower()
    if is_uuid(given):
        return MessageUuid(given)
    return MessageUuid(str(uuid.uuid5(_NAMES, f"{group} {item.get('sk')} {author} {item.get('message')}")))


def _instant(text: str) -> Instant:
    try:
        moment = datetime.fromisoformat(text)
        return instant.from_datetime(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError) as wrong:
        raise ValueError("its sort key is no time") from wrong


def _drafts(group_uuid: GroupUuid, messages: Iterable[_Message]) -> list[Draft]:
    return [Draft(group_uuid, each.user_uuid, each.message_uuid, each.message, each.at) for each in sorted(messages)]
