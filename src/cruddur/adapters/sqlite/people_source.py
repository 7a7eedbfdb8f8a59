"""The people in a data folder's file, to be moved to a larger place. Read beside a running server."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from cruddur.adapters.sqlite.database import Database
from cruddur.adapters.sqlite.migrations import SchemaMismatch
from cruddur.adapters.sqlite.queries import query
from cruddur.adapters.sqlite.users import RESERVED_S, user_of
from cruddur.domain.instant import Instant, shifted
from cruddur.domain.session import Session
from cruddur.domain.user import User
from cruddur.ports.operations import OperationFailed, ReservedHandle

_PAGE = 500


class SqlitePeople:
    """See `ports.operations.PeopleSource`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def list_users(self) -> AsyncIterator[User]:
        """See `PeopleSource`."""
        async for row in self._rows("people/list_users"):
            yield user_of(row)

    async def list_reserved_handles(self) -> AsyncIterator[ReservedHandle]:
        """See `PeopleSource`."""
        async for handle, user_uuid, reserved_until in self._rows("people/list_reserved_handles"):
            yield ReservedHandle(handle, user_uuid, shifted(reserved_until, seconds=-RESERVED_S))

    async def list_sessions(self, *, now: Instant) -> AsyncIterator[Session]:
        """See `PeopleSource`."""
        async for row in self._rows("people/list_sessions", now=now):
            yield Session(*row)

    async def _rows(self, name: str, **params: str) -> AsyncIterator[tuple[Any, ...]]:
        """Yield all rows, page by page; the first column is where the next page begins."""
        async with self._opened() as database:
            after = ""
            while page := database.read(query(name), {**params, "after": after, "limit_count": _PAGE}):
                for row in page:
                    yield row
                after = page[-1][0]

    @asynccontextmanager
    async def _opened(self) -> AsyncGenerator[Database]:
        if not self._path.is_file():
            raise OperationFailed(f"there is no {self._path}")
        try:
            database = Database.open(self._path, exclusive=False)
        except SchemaMismatch as mismatch:
            raise OperationFailed(str(mismatch)) from None
        try:
            yield database
        finally:
            await database.close()
