"""Connections to PostgreSQL for requests: short waits, and back at work right after a restart.

While the server is away every call is refused with `Unavailable`, at once where the connection is
refused; the first call after it is back connects. There is no task in the background, no pause that
grows, and nothing that a long absence could fill. A pool of our own, for psycopg's does not come back:
callers that have given up stay in its queue, and once that is full nobody asks it to connect.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, NamedTuple, TypeVar

import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus

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

MAX_WAITING = 500
"""Calls that may wait for a connection; more are refused at once."""

MAX_IDLE_S = 300.0
MAX_AGE_S = 3600.0
"""So that a name that has moved to another machine is followed."""

Answer = TypeVar("Answer")


class _Idle(NamedTuple):
    """A connection that waits for work; times are the event loop's."""

    connection: Connection
    made_s: float
    since_s: float


class StatementFailed(Exception):
    """PostgreSQL refused a statement of ours: a bug, or a schema that is not ours. Carries no data of anybody."""

    def __init__(self, sqlstate: str | None) -> None:
        super().__init__(f"PostgreSQL error {sqlstate}")
        self.sqlstate = sqlstate


class Pool:
    """Runs statements. Whatever it is given may run twice, when a connection breaks in between."""

    def __init__(self, dsn: str, *, max_size: int, patience: Patience = PATIENCE) -> None:
        """Make it. Nothing is connected before something is asked."""
        self._dsn, self._patience = dsn, patience
        self._slots = asyncio.Semaphore(max_size)
        self._waiting_count = 0
        self._idle: deque[_Idle] = deque()  # the newest at the right end, which is used first
        self._is_closed = False
        self._left_behind: set[asyncio.Task[Any]] = set()

    async def close(self) -> None:
        """Let go of every connection; those in use follow when they are given back."""
        self._is_closed = True
        for task in self._left_behind:
            task.cancel()
        while self._idle:
            await self._idle.pop().connection.close()

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
            done, _ = await asyncio.wait((task,), timeout=self._patience.in_all)
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
            async with self._slot():
                try:
                    connection, made_s = await self._connection()
                except psycopg.Error:
                    raise Unavailable from None
                try:
                    return await _attempt(connection, work)
                except _ConnectionLost:
                    continue
                finally:
                    await self._give_back(connection, made_s)

    @contextlib.asynccontextmanager
    async def _slot(self) -> AsyncGenerator[None]:
        """Be one of those who may have a connection now.

        Raises:
            Unavailable: too many have one, or wait for one.
        """
        if self._waiting_count >= MAX_WAITING:
            raise Unavailable
        self._waiting_count += 1
        try:
            async with asyncio.timeout(self._patience.for_connection):
                await self._slots.acquire()
        except TimeoutError:
            raise Unavailable from None
        finally:
            self._waiting_count -= 1
        try:
            yield
        finally:
            self._slots.release()

    async def _connection(self) -> tuple[Connection, float]:
        """Return a connection that nobody uses, or a new one, and when it was made (loop time)."""
        now_s = asyncio.get_running_loop().time()
        while self._idle:
            idle = self._idle.pop()
            if not idle.connection.closed and now_s - idle.made_s < MAX_AGE_S:
                return idle.connection, idle.made_s
            await idle.connection.close()
        timeout_ms = int(self._patience.for_statement * 1000)
        return await connect.connect(self._dsn, statement_timeout_ms=timeout_ms), now_s

    async def _give_back(self, connection: Connection, made_s: float) -> None:
        now_s = asyncio.get_running_loop().time()
        if self._is_closed or connection.info.transaction_status is not TransactionStatus.IDLE:
            await connection.close()
        else:
            self._idle.append(_Idle(connection, made_s, now_s))
        while self._idle and now_s - self._idle[0].since_s > MAX_IDLE_S:
            await self._idle.popleft().connection.close()

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
        await connection.close()  # the next round has another; read-only is a primary that has become a replica
        raise _ConnectionLost from None
    except errors.UniqueViolation:
        raise  # the caller knows what it means
    except psycopg.Error as unexpected:
        raise StatementFailed(unexpected.sqlstate) from None  # its text may hold an e-mail
