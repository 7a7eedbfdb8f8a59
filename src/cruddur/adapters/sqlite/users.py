"""The directory of people, in the SQLite file."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from cruddur.adapters.sqlite.database import Database
from cruddur.adapters.sqlite.queries import query
from cruddur.domain.errors import Conflict, EmailTaken, HandleTaken, SubTaken, UserNotFound
from cruddur.domain.folding import folded
from cruddur.domain.ids import UserUuid
from cruddur.domain.instant import shifted
from cruddur.domain.names import terms
from cruddur.domain.user import User, changed
from cruddur.ports.clock import Clock

RESERVED_S = 30 * 24 * 3600
"""How long nobody else can have a handle that was given up."""

_CLASHES: Mapping[str, type[Conflict]] = {"handle": HandleTaken, "email": EmailTaken, "sub": SubTaken}


class SqliteUsers:
    """See `ports.users.Users`. Look-ups take microseconds and run on the loop; a search runs beside it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def find_by_uuids(self, user_uuids: Iterable[UserUuid]) -> Mapping[UserUuid, User]:
        """See `Users`."""
        wanted = json.dumps(list(set(user_uuids)))
        found = (user_of(row) for row in self._database.read(query("users/find_by_uuids"), {"user_uuids": wanted}))
        return {user.uuid: user for user in found}

    async def find_by_handle(self, handle: str) -> User | None:
        """See `Users`."""
        return self._find("users/find_by_handle", {"handle": handle})

    async def find_by_sub(self, cognito_user_id: str) -> User | None:
        """See `Users`."""
        return self._find("users/find_by_sub", {"cognito_user_id": cognito_user_id})

    async def find_by_email(self, email: str) -> User | None:
        """See `Users`."""
        return self._find("users/find_by_email", {"email": email})

    async def search(self, text: str, *, limit: int) -> list[User]:
        """See `Users`."""
        wanted = folded(text)
        if not wanted:
            return []
        params = {"text": wanted, "limit_count": limit}
        rows = await self._database.read_in_thread(
            lambda connection: connection.execute(query("users/search"), params).fetchall()
        )
        return [user_of(row) for row in rows]

    async def add(self, user: User) -> User:
        """See `Users`."""
        return await self._database.write(lambda connection: self._add(connection, user))

    async def link_sub(self, user_uuid: UserUuid, cognito_user_id: str) -> User:
        """See `Users`."""
        return await self._database.write(lambda connection: self._link_sub(connection, user_uuid, cognito_user_id))

    async def update(self, user: User) -> User:
        """See `Users`."""
        return await self._database.write(lambda connection: self._update(connection, user))

    def _find(self, name: str, params: Mapping[str, str]) -> User | None:
        rows = self._database.read(query(name), params)
        return user_of(rows[0]) if rows else None

    def _add(self, connection: sqlite3.Connection, user: User) -> User:
        self._refuse_clash(connection, user)
        connection.execute(query("users/add"), _params(user))
        connection.execute(query("users/release_handle"), {"handle": user.handle})
        _write_terms(connection, user)
        return user

    def _link_sub(self, connection: sqlite3.Connection, user_uuid: UserUuid, cognito_user_id: str) -> User:
        user = _get(connection, user_uuid)
        if user.cognito_user_id == cognito_user_id:
            return user
        if user.cognito_user_id is not None:
            raise SubTaken
        linked = user._replace(cognito_user_id=cognito_user_id)
        self._refuse_clash(connection, linked)
        connection.execute(query("users/link_sub"), {"user_uuid": user_uuid, "cognito_user_id": cognito_user_id})
        return linked

    def _update(self, connection: sqlite3.Connection, user: User) -> User:
        before = _get(connection, user.uuid)
        after = changed(before, user)
        self._refuse_clash(connection, after)
        connection.execute(query("users/update"), _params(after))
        if after.handle != before.handle:
            connection.execute(query("users/release_handle"), {"handle": after.handle})
            connection.execute(
                query("users/reserve_handle"),
                {
                    "handle": before.handle,
                    "user_uuid": before.uuid,
                    "reserved_until": shifted(self._clock.now(), seconds=RESERVED_S),
                },
            )
        connection.execute(query("users/remove_terms"), {"user_uuid": after.uuid})
        _write_terms(connection, after)
        return after

    def _refuse_clash(self, connection: sqlite3.Connection, user: User) -> None:
        """Raise for the first of handle, e-mail and sub that is taken. Writes come one at a time, so this is exact."""
        row = connection.execute(query("users/find_clash"), {**_params(user), "now": self._clock.now()}).fetchone()
        if row is not None:
            raise _CLASHES[row[0]]


def _get(connection: sqlite3.Connection, user_uuid: UserUuid) -> User:
    row = connection.execute(query("users/find_by_uuid"), {"user_uuid": user_uuid}).fetchone()
    if row is None:
        raise UserNotFound
    return user_of(row)


def _write_terms(connection: sqlite3.Connection, user: User) -> None:
    connection.executemany(
        query("users/add_term"),
        [{"term": term.text, "user_uuid": user.uuid, "rank": term.rank} for term in terms(user)],
    )


def user_of(row: tuple[Any, ...]) -> User:
    """Return the person in a row of `users/find_…`."""
    *fields, shows_reading, shows_presence = row
    return User(*fields, shows_reading=bool(shows_reading), shows_presence=bool(shows_presence))


def _params(user: User) -> dict[str, str | int | None]:
    return {
        "user_uuid": user.uuid,
        "handle": user.handle,
        "display_name": user.display_name,
        "email": user.email,
        "cognito_user_id": user.cognito_user_id,
        "created_at": user.created_at,
        "shows_reading": int(user.shows_reading),
        "shows_presence": int(user.shows_presence),
    }
