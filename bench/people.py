"""People for a folder that has none: written by the directory itself, before a server opens it."""

import asyncio
import uuid
from collections.abc import Sequence
from pathlib import Path

from cruddur import bootstrap_sign_in, settings
from cruddur.bootstrap import Engines, open_engines
from cruddur.domain.account import Account
from cruddur.domain.entry import Draft
from cruddur.domain.group import Group, GroupKind, Member, Role
from cruddur.domain.ids import GroupUuid, Seq, UserUuid, direct_group_uuid
from cruddur.domain.user import User
from cruddur.settings import Settings

_NAMES = uuid.UUID("a4d6a3a2-6f7c-5c7d-8a50-1f0f6c2f5b10")
_NO_PASSWORD = "!"
"""Fits no password: these people have tokens and cannot sign in."""

_AT_ONCE = 200
"""Written at the same time, so that they share their commits."""


def add_people(data_dir: Path, handles: Sequence[str]) -> None:
    """Make a database in `data_dir` with these people in it. No server may have the folder."""
    asyncio.run(_add_people(settings.load({}, data_dir=data_dir), handles))


def add_people_to(chosen: Settings, handles: Sequence[str]) -> None:
    """Do the same with the engines that the settings name."""
    asyncio.run(_add_people(chosen, handles))


def add_conversations(data_dir: Path, handle: str, count: int) -> None:
    """Give somebody who is there so many conversations, with a person each."""
    asyncio.run(_add_conversations(data_dir, user_uuid_of(handle), count))


def add_group(data_dir: Path, handles: Sequence[str]) -> GroupUuid:
    """Make a group of these people, who are there; the first of them owns it."""
    return asyncio.run(_add_group(data_dir, [user_uuid_of(handle) for handle in handles]))


def user_uuid_of(handle: str) -> UserUuid:
    """Return whom a handle belongs to."""
    return UserUuid(str(uuid.uuid5(_NAMES, handle)))


async def _add_people(chosen: Settings, handles: Sequence[str]) -> None:
    async with open_engines(chosen) as engines:
        accounts = bootstrap_sign_in.accounts(engines)

        async def add(handle: str) -> None:
            user = await _add_user(engines, handle)
            await accounts.add(
                Account(
                    sub=user.uuid,
                    handle=handle,
                    display_name=user.display_name,
                    email=f"{handle}@bench.example",
                    password_hash=_NO_PASSWORD,
                    created_at=engines.clock.now(),
                    is_demo=False,
                )
            )

        for place in range(0, len(handles), _AT_ONCE):
            await asyncio.gather(*map(add, handles[place : place + _AT_ONCE]))


async def _add_user(engines: Engines, handle: str) -> User:
    user_uuid = user_uuid_of(handle)
    email, now = f"{handle}@bench.example", engines.clock.now()
    return await engines.users.add(User(user_uuid, handle, handle.title(), email, user_uuid, now))


async def _add_conversations(data_dir: Path, user_uuid: UserUuid, count: int) -> None:
    async with open_engines(settings.load({}, data_dir=data_dir)) as engines:

        async def add(number: int) -> None:
            other = await _add_user(engines, f"contact-{number:05}")
            now, place = engines.clock.now(), Member(Role.MEMBER, Seq(0))
            group = Group(
                uuid=direct_group_uuid(user_uuid, other.uuid),
                kind=GroupKind.DIRECT,
                title=None,
                members={user_uuid: place, other.uuid: place},
                membership_seq=Seq(0),
                created_at=now,
                created_by=other.uuid,
            )
            draft = Draft(group.uuid, other.uuid, engines.random.message_uuid(), f"Hello, {number}.", now)
            await engines.log.start_direct(draft, group)

        for place in range(0, count, _AT_ONCE):
            await asyncio.gather(*map(add, range(place, min(count, place + _AT_ONCE))))


async def _add_group(data_dir: Path, members: Sequence[UserUuid]) -> GroupUuid:
    async with open_engines(settings.load({}, data_dir=data_dir)) as engines:
        owner, *others = members
        joined = {other: Member(Role.MEMBER, Seq(1)) for other in others}
        group = Group(
            uuid=GroupUuid(engines.random.group_uuid()),
            kind=GroupKind.GROUP,
            title="The whole house",
            members={owner: Member(Role.OWNER, Seq(1)), **joined},
            membership_seq=Seq(1),
            created_at=engines.clock.now(),
            created_by=owner,
        )
        await engines.log.start_group(group, message_uuid=engines.random.message_uuid())
        return group.uuid
