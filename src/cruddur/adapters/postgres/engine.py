"""PostgreSQL as the place of people and their sessions."""

from dataclasses import dataclass
from typing import Self

from cruddur.adapters.postgres import connect, migrations
from cruddur.adapters.postgres.pool import PATIENCE, Patience, Pool
from cruddur.adapters.postgres.search import PostgresSearch
from cruddur.adapters.postgres.sessions import PostgresSessions
from cruddur.adapters.postgres.users import PostgresUsers
from cruddur.ports.clock import Clock

MAX_CONNECTIONS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresEngine:
    """What `bootstrap` plugs in. Close it when the process ends."""

    users: PostgresUsers
    sessions: PostgresSessions
    search: PostgresSearch
    pool: Pool

    @classmethod
    async def open(
        cls,
        dsn: str,
        *,
        clock: Clock,
        migrate: bool = False,
        max_connections: int = MAX_CONNECTIONS,
        patience: Patience = PATIENCE,
    ) -> Self:
        """Connect and check the schema.

        Args:
            migrate: bring the schema up to date first (`up`, tests); otherwise an old one is refused.
        Raises:
            AddressInvalid: `dsn` is no address of a database.
            SchemaMismatch: the schema is not this version's; the text says what to do.
            psycopg.OperationalError: no answer, or no such database.
        """
        connect.checked(dsn)
        async with await connect.connect(dsn) as connection:
            lacking = [] if migrate and await migrations.migrate(connection) else await migrations.pending(connection)
        if lacking:
            raise migrations.SchemaMismatch(
                f"The database lacks {', '.join(each.title for each in lacking)}. Run `cruddur db migrate`."
            )
        pool = Pool(dsn, max_size=max_connections, patience=patience)
        return cls(
            users=PostgresUsers(pool, clock), sessions=PostgresSessions(pool), search=PostgresSearch(pool), pool=pool
        )

    async def ping(self) -> None:
        """Return once the database has answered.

        Raises:
            Unavailable: it does not.
        """
        await self.pool.rows("database/ping")

    async def close(self) -> None:
        """Let go of every connection."""
        await self.pool.close()
