"""People for a folder that has none: written by the directory itself, before a server opens it."""

import asyncio
import uuid
from collections.abc import Sequence
from pathlib import Path

from cruddur import bootstrap_sign_in, settings
from cruddur.bootstrap import open_engines
from cruddur.domain.account import Account
from cruddur.domain.ids import UserUuid
from cruddur.domain.user import User

_NAMES = uuid.UUID("a4d6a3a2-6f7c-5c7d-8a50-1f0f6c2f5b10")
_NO_PASSWORD = "!"
"""Fits no password: these people have tokens and cannot sign in."""


def add_people(data_dir: Path, handles: Sequence[str]) -> None:
    """Make a database in `data_dir` with these people in it. No server may have the folder."""
    asyncio.run(_add_people(data_dir, handles))


async def _add_people(data_dir: Path, handles: Sequence[str]) -> None:
    async with open_engines(settings.load({}, data_dir=data_dir)) as engines:
        accounts = bootstrap_sign_in.accounts(engines)
        now = engines.clock.now()
        for handle in handles:
            user_uuid, email = str(uuid.uuid5(_NAMES, handle)), f"{handle}@bench.example"
            name = handle.title()
            await engines.users.add(User(UserUuid(user_uuid), handle, name, email, user_uuid, now))
            await accounts.add(
                Account(
                    sub=user_uuid,
                    handle=handle,
                    display_name=name,
                    email=email,
                    password_hash=_NO_PASSWORD,
                    created_at=now,
                    is_demo=False,
                )
            )
