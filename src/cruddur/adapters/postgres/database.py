"""The database of people from outside: made, filled, looked at and removed by an operator's commands."""

import contextlib
import shutil
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from pathlib import Path

import psycopg
from psycopg import errors
from psycopg.conninfo import make_conninfo

from cruddur.adapters.postgres import connect, migrations
from cruddur.adapters.postgres.pool import Pool, StatementFailed
from cruddur.adapters.postgres.queries import Connection, execute, rows
from cruddur.adapters.postgres.sessions import PostgresSessions
from cruddur.adapters.postgres.users import PostgresUsers, user_of
from cruddur.domain.errors import Unavailable
from cruddur.domain.user import User
from cruddur.ports.clock import Clock
from cruddur.ports.operations import Connected, OperationFailed, ReservedHandle, Shell, SubChange

_SERVERS_OWN = ("postgres", "template0", "template1")
_BATCH = 1000


class PostgresDatabase:
    """See `ports.operations.PeopleDatabase`."""

    def __init__(self, dsn: str, pool: Pool, clock: Clock, psql: Path | None) -> None:
        self._dsn, self._pool, self._psql = dsn, pool, psql
        self.name = connect.database_of(dsn)
        self.address = connect.shown(dsn)
        self.users = PostgresUsers(pool, clock)
        self.sessions = PostgresSessions(pool)

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, dsn: str, *, clock: Clock, psql: Path | None = None) -> AsyncGenerator["PostgresDatabase"]:
        """Yield the database of an address, whether it is there or not; nothing is connected until something is asked.

        Args:
            psql: the program, where it is known; else it is looked for on PATH.
        Raises:
            OperationFailed: the address is none.
        """
        try:
            connect.checked(dsn)
        except connect.AddressInvalid as invalid:
            raise OperationFailed(f"CONNECTION_URL {invalid}") from None
        pool = Pool(dsn, max_size=8)
        database = cls(dsn, pool, clock, psql)
        try:
            async with database._explained():
                yield database
        finally:
            await pool.close()

    def shell(self) -> Shell:
        """See `PeopleDatabase`."""
        program = self._psql or shutil.which("psql")
        if program is None:
            raise OperationFailed("psql is not on PATH (Debian: apt-get install postgresql-client)")
        parts = connect.checked(self._dsn)
        password = parts.pop("password", None)
        return Shell([str(program), make_conninfo(**parts)], {"PGPASSWORD": str(password)} if password else {})

    async def create(self) -> bool:
        """See `PeopleDatabase`."""
        async with self._connected("postgres") as connection:
            ((is_there,),) = await rows(connection, "database/exists", name=self.name)
            if is_there:
                return False
            await self._run_statement(connection, "database/create")
            return True

    async def drop(self) -> bool:
        """See `PeopleDatabase`. The server's own databases are refused."""
        if self.name in _SERVERS_OWN:
            raise OperationFailed(f"{self.name} belongs to the server")
        async with self._connected("postgres") as connection:
            ((is_there,),) = await rows(connection, "database/exists", name=self.name)
            await self._run_statement(connection, "database/drop")
            return bool(is_there)

    async def migrate(self, *, dry_run: bool = False) -> list[str]:
        """See `PeopleDatabase`."""
        work = migrations.pending if dry_run else migrations.migrate
        async with self._connected() as connection:
            try:
                return [migration.title for migration in await work(connection)]
            except migrations.SchemaMismatch as mismatch:
                raise OperationFailed(str(mismatch)) from None

    async def list_connections(self) -> list[Connected]:
        """See `PeopleDatabase`."""
        async with self._connected() as connection:
            return [Connected(*row) for row in await rows(connection, "database/sessions")]

    async def find_by_handles(self, handles: Sequence[str]) -> Mapping[str, User]:
        """See `PeopleDatabase`."""
        found = [user async for user in self._find("users/find_by_handles", "handles", handles)]
        return {user.handle.lower(): user for user in found}

    async def find_by_subs(self, subs: Sequence[str]) -> Mapping[str, User]:
        """See `PeopleDatabase`."""
        found = [user async for user in self._find("users/find_by_subs", "cognito_user_ids", subs)]
        return {user.cognito_user_id: user for user in found if user.cognito_user_id is not None}

    async def reserve_handle(self, reserved: ReservedHandle) -> bool:
        """See `PeopleDatabase`."""
        return await self._pool.execute("handles/reserve", **reserved._asdict()) == 1

    async def set_subs(self, changes: Sequence[SubChange]) -> None:
        """See `PeopleDatabase`."""

        async def all_or_none(connection: Connection) -> None:
            written = await execute(
                connection,
                "users/set_subs",
                user_uuids=[change.user_uuid for change in changes],
                befores=[change.before for change in changes],
                afters=[change.after for change in changes],
            )
            if written != len(changes):
                raise OperationFailed("somebody signed in for the first time meanwhile; nothing was changed, try again")

        if changes:
            await self._pool.transaction(all_or_none)

    async def _find(self, name: str, param: str, values: Sequence[str]) -> AsyncIterator[User]:
        for start in range(0, len(values), _BATCH):
            for row in await self._pool.rows(name, **{param: list(values[start : start + _BATCH])}):
                yield user_of(row)

    async def _run_statement(self, connection: Connection, name: str) -> None:
        """Run the statement that a query returns for this database's name."""
        ((statement,),) = await rows(connection, name, name=self.name)
        await connection.execute(statement.encode())

    @contextlib.asynccontextmanager
    async def _connected(self, database: str | None = None) -> AsyncGenerator[Connection]:
        """Yield a connection without time-outs: a migration takes what it takes."""
        async with await connect.connect(self._dsn, database=database) as connection:
            yield connection

    @contextlib.asynccontextmanager
    async def _explained(self) -> AsyncGenerator[None]:
        """Turn what an engine says into a sentence for the operator."""
        try:
            yield
        except Unavailable:
            raise OperationFailed(await self._why_unavailable()) from None
        except psycopg.OperationalError as away:
            raise OperationFailed(self._why(away)) from None
        except errors.UniqueViolation:
            raise OperationFailed("somebody took it meanwhile; nothing was changed, try again") from None
        except StatementFailed as failed:
            if failed.sqlstate == errors.UndefinedTable.sqlstate:
                raise OperationFailed(f"{self.name} has no tables yet; run `cruddur db schema-load`") from None
            raise

    async def _why_unavailable(self) -> str:
        """Ask once more, on a connection whose error nobody has swallowed."""
        try:
            async with self._connected():
                return f"PostgreSQL at {self.address} is too slow to answer"
        except psycopg.OperationalError as away:
            return self._why(away)

    def _why(self, away: psycopg.Error) -> str:
        if f'database "{self.name}" does not exist' in str(away):
            return f"there is no database {self.name} at {self.address}; run `cruddur db create`"
        return f"PostgreSQL does not answer at {self.address}: {str(away).splitlines()[0]}"
