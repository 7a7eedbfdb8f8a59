"""People for a folder that has none: written by the directory itself, before a server opens it."""

import asyncio
import uuid
from collections.abc import Sequence
from pathlib import Path

from cruddur import settings
from cruddur.bootstrap import open_engines
from cruddur.domain.ids import UserUuid
from cruddur.domain.user import User

_NAMES = uuid.UUID("a4d6a3a2-6f7c-5c7d-8a50-1f0f6c2f5b10")


def add_people(data_dir: Path, handles: Sequence[str]) -> None:
    """Make a database in `data_dir` with these people in it. No server may have the folder."""
    asyncio.run(_add_people(data_dir, handles))


async def _add_people(data_dir: Path, handles: Sequence[str]) -> None:
    async with open_engines(settings.load({}, data_dir=data_dir)) as engines:
        now = engines.clock.now()
        for handle in handles:
            user_uuid = UserUuid(str(uuid.uuid5(_NAMES, handle)))
            await engines.users.add(User(user_uuid, handle, handle.title(), f"{handle}@bench.example", None, now))
