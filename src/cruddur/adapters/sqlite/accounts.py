"""What the built-in sign-in provider keeps, in the SQLite file. See `ports.accounts` for the promises."""

import sqlite3
from typing import Any

from cruddur.adapters.sqlite.database import Database
from cruddur.adapters.sqlite.queries import query
from cruddur.domain.account import Account, Ticket, Tries, next_try
from cruddur.domain.authorization import Grant
from cruddur.domain.errors import EmailTaken, HandleTaken
from cruddur.domain.instant import Instant, shifted
from cruddur.ports.accounts import Begun

_HOUR_S = 3600
_DAY_S = 24 * _HOUR_S


class SqliteAccounts:
    """See `Accounts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_by_sub(self, sub: str) -> Account | None:
        """See `Accounts`."""
        return _account(self._database.read(query("accounts/find_by_sub"), {"sub": sub}))

    async def find_by_name(self, name: str) -> Account | None:
        """See `Accounts`."""
        return _account(self._database.read(query("accounts/find_by_name"), {"name": name}))

    async def add(self, account: Account) -> Account:
        """See `Accounts`."""

        def work(connection: sqlite3.Connection) -> Account:
            clash = connection.execute(query("accounts/find_clash"), account._asdict()).fetchone()
            if clash is not None:
                raise HandleTaken if clash[0] == "handle" else EmailTaken
            connection.execute(query("accounts/add"), account._asdict())
            return account

        return await self._database.write(work)

    async def rename(self, sub: str, handle: str, display_name: str) -> None:
        """See `Accounts`."""

        def work(connection: sqlite3.Connection) -> None:
            params = {"sub": sub, "handle": handle, "display_name": display_name}
            if connection.execute(query("accounts/find_clash"), {**params, "email": ""}).fetchone() is not None:
                raise HandleTaken
            connection.execute(query("accounts/rename"), params)

        await self._database.write(work)

    async def set_password(self, sub: str, password_hash: str) -> None:
        """See `Accounts`."""
        await _execute(self._database, "accounts/set_password", {"sub": sub, "password_hash": password_hash})

    async def has_demo(self) -> bool:
        """See `Accounts`."""
        return bool(self._database.read(query("accounts/find_demo")))


class SqliteTickets:
    """See `Tickets`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, ticket: Ticket) -> None:
        """See `Tickets`."""
        await _execute(self._database, "tickets/add", ticket._asdict())

    async def try_code(self, ticket_digest: str, *, now: Instant) -> Ticket | None:
        """See `Tickets`."""
        params = {"ticket_digest": ticket_digest, "now": now}
        rows = await self._database.write_single(
            lambda connection: connection.execute(query("tickets/try_code"), params).fetchall()
        )
        return Ticket(*rows[0][:-1], is_proved=bool(rows[0][-1])) if rows else None

    async def prove(self, ticket_digest: str) -> None:
        """See `Tickets`."""
        await _execute(self._database, "tickets/prove", {"ticket_digest": ticket_digest})

    async def remove(self, ticket_digest: str) -> bool:
        """See `Tickets`."""
        return await _execute(self._database, "tickets/remove", {"ticket_digest": ticket_digest}) == 1

    async def count_sent(self, email: str, *, since: Instant) -> int:
        """See `Tickets`."""
        return self._database.read(query("tickets/count_sent"), {"email": email, "since": since})[0][0]

    async def sweep(self, *, now: Instant) -> int:
        """See `Tickets`."""
        return await _execute(self._database, "tickets/sweep", {"expired_before": shifted(now, seconds=-_HOUR_S)})


class SqliteGrants:
    """See `Grants`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, grant: Grant) -> None:
        """See `Grants`."""
        await _execute(self._database, "grants/add", grant._asdict())

    async def take(self, code_digest: str, *, now: Instant) -> Grant | None:
        """See `Grants`."""

        def work(connection: sqlite3.Connection) -> Grant | None:
            row = connection.execute(query("grants/find"), {"code_digest": code_digest}).fetchone()
            connection.execute(query("grants/mark_used"), {"code_digest": code_digest, "now": now})
            return Grant(*row) if row else None

        return await self._database.write(work)

    async def revoke(self, jti: str, *, until: Instant) -> None:
        """See `Grants`."""
        await _execute(self._database, "revoked_tokens/add", {"jti": jti, "revoked_until": until})

    async def is_revoked(self, jti: str) -> bool:
        """See `Grants`."""
        return bool(self._database.read(query("revoked_tokens/find"), {"jti": jti}))

    async def sweep(self, *, now: Instant) -> int:
        """See `Grants`."""
        used = await _execute(self._database, "grants/sweep", {"expired_before": shifted(now, seconds=-_DAY_S)})
        return used + await _execute(self._database, "revoked_tokens/sweep", {"now": now})


class SqliteAttempts:
    """See `Attempts`. How long a name is locked is said by `domain.account.next_try`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, name_digest: str, *, now: Instant) -> Begun:
        """See `Attempts`."""

        def work(connection: sqlite3.Connection) -> Begun:
            row = connection.execute(query("attempts/find"), {"name_digest": name_digest}).fetchone()
            before = Tries(*row) if row else None
            after = next_try(before, now)
            if before is not None and after is None:
                return Begun(is_allowed=False, tries=before)
            assert after is not None  # only a name that was tried before is locked
            connection.execute(query("attempts/set"), {"name_digest": name_digest, **after._asdict()})
            return Begun(is_allowed=True, tries=after)

        return await self._database.write(work)

    async def forget(self, name_digest: str) -> None:
        """See `Attempts`."""
        await _execute(self._database, "attempts/remove", {"name_digest": name_digest})

    async def sweep(self, *, now: Instant) -> int:
        """See `Attempts`."""
        return await _execute(self._database, "attempts/sweep", {"older_than": shifted(now, seconds=-_DAY_S)})


async def _execute(database: Database, name: str, params: dict[str, Any]) -> int:
    """Run one writing statement and return how many rows it touched."""
    return await database.write_single(lambda connection: connection.execute(query(name), params).rowcount)


def _account(rows: list[Any]) -> Account | None:
    return Account(*rows[0][:-1], is_demo=bool(rows[0][-1])) if rows else None
