"""Connections to PostgreSQL for requests: short waits, and back at work right after a restart.

While the server is away every call is refused with `Unavailable` after at most half a second; once it
is back the next call that is made, or one that is waiting, gets a connection within about a second.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, Self, TypeVar

import psycopg
from psycopg import errors
from psycopg_pool import AsyncConnectionPool
from psycopg_pool import PoolTimeout as PoolTimeoutError
from psycopg_pool import TooManyRequests as PoolFullError

from cruddur.adapters.postgres import connect
from cruddur.adapters.postgres.queries import Connection, execute, rows
from cruddur.domain.errors import Unavailable


class Patience(NamedTuple):
    """How long a call waits, in seconds.

    Attributes:
        for_connection: for a free connection.
        for_statement: for the server to work on one statement.
        in_all: for everything, a server that does not say a word included.
    """

    for_connection: float
    for_statement: float
    in_all: float


PATIENCE = Patience(for_connection=0.5, for_statement=1.5, in_all=2.5)
"""Of a request that somebody waits for."""

_MAX_WAITING = 500
_GIVE_UP_RECONNECTING_S = 1.2  # then the next call tries afresh; the pool's own pauses would grow to minutes
_CLOSE_S = 2.0

Answer = TypeVar("Answer")


class StatementFailed(Exception):
    """PostgreSQL refused a statement of ours: a bug, or a schema that is not ours. Carries no data of anybody."""

    def __init__(self, sqlstate: str | None) -> None:
        super().__init__(f"PostgreSQL error {sqlstate}")
        self.sqlstate = sqlstate


class Pool:
    """Runs statements. Whatever it is given may run twice, when a connection breaks in between."""

    def __init__(self, dsn: str, *, min_size: int, max_size: int, patience: Patience) -> None:
        self._pool = AsyncConnectionPool[Connection](
            dsn,
            connection_class=psycopg.AsyncConnection[Any],
            kwargs=connect.options(statement_timeout_ms=int(patience.for_statement * 1000)),
            min_size=min_size,
            max_size=max_size,
            max_waiting=_MAX_WAITING,
            timeout=patience.for_connection,
            reconnect_timeout=_GIVE_UP_RECONNECTING_S,
            open=False,
            name="cruddur",
        )
        self._in_all_s = patience.in_all
        self._left_behind: set[asyncio.Task[Any]] = set()

    @classmethod
    async def open(cls, dsn: str, *, max_size: int, min_size: int = 1, patience: Patience = PATIENCE) -> Self:
        """Return a pool that connects in the background: a server that is away may come later."""
        pool = cls(dsn, min_size=min_size, max_size=max_size, patience=patience)
        await pool._pool.open()
        return pool

    async def close(self) -> None:
        """Let go of every connection."""
        for task in self._left_behind:
            task.cancel()
        await self._pool.close(timeout=_CLOSE_S)

    async def rows(self, name: str, /, **params: object) -> list[tuple[Any, ...]]:
        """Run `sql/<name>.sql` and return its rows.

        Raises:
            Unavailable: the server does not answer.
        """
        return await self.run(lambda connection: rows(connection, name, **params))

    async def execute(self, name: str, /, **params: object) -> int:
        """Run `sql/<name>.sql` and return how many rows it wrote.

        Raises:
            Unavailable: the server does not answer.
        """
        return await self.run(lambda connection: execute(connection, name, **params))

    async def transaction(self, work: Callable[[Connection], Awaitable[Answer]]) -> Answer:
        """Run several statements, all or nothing. `work` may run twice and must then come to the same.

        Raises:
            Unavailable: the server does not answer.
            Refusal: whatever `work` raises; nothing is stored then.
        """

        async def whole(connection: Connection) -> Answer:
            async with connection.transaction():
                return await work(connection)

        return await self.run(whole)

    async def run(self, work: Callable[[Connection], Awaitable[Answer]]) -> Answer:
        """Run `work` on a connection, again on another when that one turns out to be broken.

        Raises:
            Unavailable: the server does not answer in time.
            StatementFailed: it answers with an error that nobody expected.
        """
        task = asyncio.ensure_future(self._until_it_works(work))
        try:
            done, _ = await asyncio.wait((task,), timeout=self._in_all_s)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if not done:
            self._leave(task)
            raise Unavailable
        return task.result()

    async def _until_it_works(self, work: Callable[[Connection], Awaitable[Answer]]) -> Answer:
        """Each round uses up one connection that a restart has broken, so this ends; so does the caller's patience."""
        while True:
            try:
                async with self._pool.connection() as connection:
                    return await _attempt(connection, work)
            except _ConnectionLost:
                continue
            except (PoolTimeoutError, PoolFullError, errors.OperationalError, errors.InterfaceError):
                raise Unavailable from None

    def _leave(self, task: "asyncio.Task[Any]") -> None:
        """Stop waiting for a call; psycopg ends the statement and the connection in its own time."""
        self._left_behind.add(task)
        task.add_done_callback(self._forget)
        task.cancel()

    def _forget(self, task: "asyncio.Task[Any]") -> None:
        self._left_behind.discard(task)
        with contextlib.suppress(asyncio.CancelledError):
            task.exception()  # looked at: nobody else will


class _ConnectionLost(Exception):
    """The connection was dead or died. Nothing was answered."""


async def _attempt(connection: Connection, work: Callable[[Connection], Awaitable[Answer]]) -> Answer:
    try:
        return await work(connection)
    except errors.QueryCanceled:
        raise Unavailable from None  # it took too long; the connection is as good as before
    except (errors.DeadlockDetected, errors.SerializationFailure):
        raise _ConnectionLost from None  # nothing was stored: once more
    except (psycopg.OperationalError, psycopg.InterfaceError, errors.ReadOnlySqlTransaction):
        await connection.close()  # the pool makes a new one; read-only is a primary that has become a replica
        raise _ConnectionLost from None
    except errors.UniqueViolation:
        raise  # the caller knows what it means
    except psycopg.Error as unexpected:
        raise StatementFailed(unexpected.sqlstate) from None  # its text may hold an e-mail
