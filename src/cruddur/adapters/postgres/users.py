"""The directory of people, in PostgreSQL."""

from collections.abc import Iterable, Mapping
from typing import Any

from psycopg.errors import UniqueViolation

from cruddur.adapters.postgres.pool import Pool, StatementFailed
from cruddur.adapters.postgres.queries import Connection, execute, rows
from cruddur.domain.errors import Conflict, EmailTaken, HandleTaken, SubTaken, UserNotFound
from cruddur.domain.folding import folded
from cruddur.domain.ids import UserUuid, is_uuid
from cruddur.domain.instant import Instant, from_datetime, shifted
from cruddur.domain.names import terms
from cruddur.domain.user import User, changed
from cruddur.ports.clock import Clock

RESERVED_S = 30 * 24 * 3600
"""How long nobody else can have a handle that was given up."""

_CLASHES: Mapping[str | None, type[Conflict]] = {
    "users_handle_key": HandleTaken,
    "users_email_key": EmailTaken,
    "users_cognito_user_id_key": SubTaken,
}


class PostgresUsers:
    """See `ports.users.Users`. Unique indexes and the rows of `handles` settle every race between hosts."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def find_by_uuids(self, user_uuids: Iterable[UserUuid]) -> Mapping[UserUuid, User]:
        """See `Users`."""
        wanted = [user_uuid for user_uuid in set(user_uuids) if is_uuid(user_uuid)]
        if not wanted:
            return {}
        found = map(user_of, await self._pool.rows("users/find_by_uuids", user_uuids=wanted))
        return {user.uuid: user for user in found}

    async def find_by_handle(self, handle: str) -> User | None:
        """See `Users`."""
        return await self._find("users/find_by_handle", handle=handle)

    async def find_by_sub(self, cognito_user_id: str) -> User | None:
        """See `Users`."""
        return await self._find("users/find_by_sub", cognito_user_id=cognito_user_id)

    async def find_by_email(self, email: str) -> User | None:
        """See `Users`."""
        return await self._find("users/find_by_email", email=email)

    async def search(self, text: str, *, limit: int) -> list[User]:
        """See `Users`."""
        wanted = folded(text)
        if not wanted or not _can_be_stored(wanted):
            return []
        return [user_of(row) for row in await self._pool.rows("users/search", text=wanted, limit_count=limit)]

    async def add(self, user: User) -> User:
        """See `Users`."""
        try:
            await self._pool.transaction(lambda connection: self._add(connection, user))
        except UniqueViolation as clash:
            raise _refusal(clash) from None
        return user

    async def link_sub(self, user_uuid: UserUuid, cognito_user_id: str) -> User:
        """See `Users`."""
        try:
            return await self._pool.transaction(lambda connection: _link_sub(connection, user_uuid, cognito_user_id))
        except UniqueViolation as clash:
            raise _refusal(clash) from None

    async def update(self, user: User) -> User:
        """See `Users`."""
        try:
            return await self._pool.transaction(lambda connection: self._update(connection, user))
        except UniqueViolation as clash:
            raise _refusal(clash) from None

    async def _find(self, name: str, **params: str) -> User | None:
        if not all(map(_can_be_stored, params.values())):
            return None
        found = await self._pool.rows(name, **params)
        return user_of(found[0]) if found else None

    async def _add(self, connection: Connection, user: User) -> None:
        await self._claim(connection, user)
        is_new = await execute(connection, "users/add", **params_of(user))
        if not is_new and await _lock(connection, user.uuid) != user:
            raise StatementFailed(UniqueViolation.sqlstate)  # another person's uuid
        await _write_terms(connection, user)

    async def _update(self, connection: Connection, user: User) -> User:
        before = await _lock(connection, user.uuid)
        after = changed(before, user)
        if after.handle != before.handle:
            await self._claim(connection, after)
            await execute(
                connection,
                "handles/release",
                handle=before.handle,
                user_uuid=before.uuid,
                released_at=self._clock.now(),
            )
        await execute(connection, "users/update", **params_of(after))
        await execute(connection, "terms/remove", user_uuid=after.uuid)
        await _write_terms(connection, after)
        return after

    async def _claim(self, connection: Connection, user: User) -> None:
        free_since = shifted(self._clock.now(), seconds=-RESERVED_S)
        if not await rows(connection, "handles/claim", handle=user.handle, user_uuid=user.uuid, free_since=free_since):
            raise HandleTaken


def user_of(row: tuple[Any, ...]) -> User:
    """Return the person in a row of `users/find_…`."""
    *fields, created_at, shows_reading, shows_presence = row
    return User(
        *fields, created_at=from_datetime(created_at), shows_reading=shows_reading, shows_presence=shows_presence
    )


def params_of(user: User) -> dict[str, str | Instant | bool | None]:
    """Return a person as the parameters of `users/add` and `users/update`."""
    return {"user_uuid": user.uuid, **user._asdict()}


async def _lock(connection: Connection, user_uuid: UserUuid) -> User:
    found = await rows(connection, "users/lock", user_uuid=user_uuid) if is_uuid(user_uuid) else []
    if not found:
        raise UserNotFound
    return user_of(found[0])


async def _link_sub(connection: Connection, user_uuid: UserUuid, cognito_user_id: str) -> User:
    user = await _lock(connection, user_uuid)
    if user.cognito_user_id == cognito_user_id:
        return user
    if user.cognito_user_id is not None:
        raise SubTaken
    await execute(connection, "users/link_sub", user_uuid=user_uuid, cognito_user_id=cognito_user_id)
    return user._replace(cognito_user_id=cognito_user_id)


async def _write_terms(connection: Connection, user: User) -> None:
    found_by = terms(user)
    await execute(
        connection,
        "terms/add",
        user_uuid=user.uuid,
        ranks=[term.rank for term in found_by],
        terms=[term.text for term in found_by],
    )


def _refusal(clash: UniqueViolation) -> Exception:
    refusal = _CLASHES.get(clash.diag.constraint_name)
    return refusal() if refusal is not None else StatementFailed(clash.sqlstate)


def _can_be_stored(text: str) -> bool:
    """Say whether PostgreSQL can hold a text at all; what it cannot hold, nobody is called."""
    return "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
