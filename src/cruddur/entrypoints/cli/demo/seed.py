"""Writes the demo people and their conversations: through the ports, so into any engine."""

import uuid
from collections.abc import Mapping
from typing import NamedTuple

from cruddur.domain.entry import Draft
from cruddur.domain.errors import GroupNotFound, HandleTaken
from cruddur.domain.group import Group, GroupKind, Member, Role
from cruddur.domain.ids import MessageUuid, Seq, UserUuid, direct_group_uuid
from cruddur.domain.instant import Instant, shifted
from cruddur.domain.user import User
from cruddur.entrypoints.cli.demo import script
from cruddur.entrypoints.cli.demo.script import Script
from cruddur.ports.message_log import MessageLog
from cruddur.ports.users import Users

SCRIPTS = ("the-van", "the-hat", "harbour-print-fair")
"""Every play; the one that should stand on top of the inbox is the last to speak."""

PEOPLE: Mapping[str, str] = {
    "andrewbrown": "Andrew Brown",
    "bayko": "Bayko",
    "londo": "Londo Mollari",
}
"""Display names by handle."""

PASSWORD = "harbour-print-fair"  # noqa: S105 - everybody may know it; demo people are served on loopback only
"""With which all of them sign in."""

_NAMES = uuid.UUID("2d5c3a6e-3f1b-5f0e-9d43-0c7a51c0de11")
_MEMBER_FOR_S = 30 * 24 * 3600


class Seeded(NamedTuple):
    """How much was new. A second time it is nothing."""

    people: int
    messages: int


def email_of(handle: str) -> str:
    """Return a demo person's address, at a name that can receive no mail."""
    return f"{handle}@cruddur.example"


async def seed(*, users: Users, log: MessageLog, now: Instant) -> Seeded:
    """Write the people and the conversations that are not there yet.

    Uuids are derived from names, so a repeat finds its own traces and doubles nothing.
    """
    people, uuids = await seed_people(users=users, now=now)
    messages = 0
    for name in SCRIPTS:
        messages += await write(script.read(name, now=now), uuids, log=log)
    return Seeded(people, messages)


async def seed_people(*, users: Users, now: Instant) -> tuple[int, dict[str, UserUuid]]:
    """Write the people who are not there yet; return how many were new, and everybody's uuid by handle."""
    new = 0
    uuids: dict[str, UserUuid] = {}
    for handle, name in PEOPLE.items():
        there = await users.find_by_handle(handle)
        if there is None:
            there = await _add(users, handle, name, created_at=shifted(now, seconds=-_MEMBER_FOR_S))
            new += 1
        uuids[handle] = there.uuid
    return new, uuids


async def write(play: Script, uuids: Mapping[str, UserUuid], *, log: MessageLog) -> int:
    """Append the lines of `play` that are not there; return how many those were.

    A line stands in a fresh log at its own number, so a log that holds the last line's number is
    taken to hold them all: people have gone on talking since.

    Args:
        uuids: who plays whom, by the play's handles.
    """
    one, other = (uuids[handle] for handle in play.people)
    group_uuid = direct_group_uuid(one, other)
    try:
        if (await log.get_head(group_uuid)).seq >= len(play.lines):
            return 0
    except GroupNotFound:
        pass
    written = 0
    for number, line in enumerate(play.lines, start=1):
        draft = Draft(
            message_group_uuid=group_uuid,
            user_uuid=uuids[line.speaker],
            message_uuid=_message_uuid(play, number),
            message=line.message,
            sent_at=line.at,
        )
        if number == 1:
            appended = await log.start_direct(draft, _direct(draft, one, other))
        else:
            appended = await log.append(draft, after_seq=Seq(0))
        written += appended.is_new
    return written


async def _add(users: Users, handle: str, name: str, *, created_at: Instant) -> User:
    """Store a demo person; the one who is there when another process came first.

    Raises:
        HandleTaken: the handle is reserved: somebody gave it up less than 30 days ago.
    """
    user_uuid = UserUuid(str(uuid.uuid5(_NAMES, handle)))
    person = User(user_uuid, handle, name, email_of(handle), None, created_at)
    try:
        return await users.add(person)
    except HandleTaken:
        there = await users.find_by_handle(handle)
        if there is None:
            raise
        return there


def _message_uuid(play: Script, number: int) -> MessageUuid:
    return MessageUuid(str(uuid.uuid5(_NAMES, f"{play.name}:{number}")))


def _direct(draft: Draft, one: UserUuid, other: UserUuid) -> Group:
    place = Member(Role.MEMBER, Seq(0))
    return Group(
        uuid=draft.message_group_uuid,
        kind=GroupKind.DIRECT,
        title=None,
        members={one: place, other: place},
        membership_seq=Seq(0),
        created_at=draft.sent_at,
        created_by=draft.user_uuid,
    )
