"""The SQLite file of this engine: one writer, readers beside it, migrations, one server at a time.

database = Database.open(Path("data/cruddur.db"))
rows = database.read(query("users/find_by_handle"), {"handle": "bayko"})
user = await database.write(lambda connection: insert_user(connection, user))
await database.close()
"""

import asyncio
import os
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from cruddur.adapters.sqlite.file_lock import FileLock
from cruddur.adapters.sqlite.migrations import migrate
from cruddur.adapters.sqlite.queries import script
from cruddur.adapters.sqlite.writer import Batches, InlineWriter, ThreadWriter, Writer
from cruddur.domain.errors import Unavailable

T = TypeVar("T")
Params = Sequence[Any] | Mapping[str, Any]

FILE_NAME = "cruddur.db"
BUSY_TIMEOUT_S = 5.0
"""How long a server's write waits for another process (an operator's command) that is writing."""

COMMAND_BUSY_TIMEOUT_S = 30.0
"""How long a command's write waits for its turn beside a server that hardly rests."""

SQLITE_AT_LEAST = (3, 38, 0)
"""Strict tables, RETURNING, and JSON built in."""

_CACHED_STATEMENTS = 256
_READER_THREADS = 2


class SqliteTooOld(Exception):
    """The SQLite that this Python was built with is too old. The message says which would do."""


class Database:
    """A file, or `:memory:`: inline on one connection, no threads, the same code above it."""

    def __init__(self, path: Path | None, lock: FileLock | None, busy_timeout_s: float) -> None:
        """`open` is the way in."""
        self.path = path
        self._lock = lock
        self._busy_timeout_s = busy_timeout_s
        self._on_lost: list[Callable[[], None]] = []
        self._readers: ThreadPoolExecutor | None = None
        self._reader_of_thread = threading.local()
        self._opened_by_threads: list[sqlite3.Connection] = []
        self._writing = self._connect("connection/open_writer")
        try:
            migrate(self._writing)
        except BaseException:
            self._writing.close()
            raise
        batches = Batches(self._writing, self._on_lost)
        self._reading = self._writing if path is None else self._connect("connection/open_reader")
        self._writer: Writer = InlineWriter(batches) if path is None else ThreadWriter(batches)

    @classmethod
    def open(cls, path: Path | None, *, exclusive: bool = True) -> "Database":
        """Open or create the file, and bring its schema up to this version.

        Args:
            path: the file (its folder is made, 0700); None for `:memory:`.
            exclusive: take the lock that makes this process the folder's server. Without it
                (operator commands beside a running server) the log cannot be written until
                `claim` succeeds; all else can.
        Raises:
            DatabaseInUse: another server has it.
            SchemaMismatch: a newer version wrote it.
            sqlite3.DatabaseError: the file is no database.
            SqliteTooOld: this Python's SQLite lacks what the schema needs.
        """
        if sqlite3.sqlite_version_info < SQLITE_AT_LEAST:
            raise SqliteTooOld(
                f"Python's SQLite is {sqlite3.sqlite_version}; {'.'.join(map(str, SQLITE_AT_LEAST))} or newer is needed."
            )
        if path is None:
            return cls(None, None, BUSY_TIMEOUT_S)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        lock = FileLock(path)
        if exclusive:
            lock.take()
        try:
            return cls(path, lock, BUSY_TIMEOUT_S if exclusive else COMMAND_BUSY_TIMEOUT_S)
        except BaseException:
            lock.drop()
            raise

    def claim(self) -> None:
        """Make sure that this process is the folder's server. Cheap to repeat.

        Raises:
            DatabaseInUse: another one is.
        """
        if self._lock is not None:
            self._lock.take()

    @property
    def is_server(self) -> bool:
        """Whether this process alone writes logs here."""
        return self._lock is None or self._lock.is_held

    def on_lost(self, forget: Callable[[], None]) -> None:
        """Have `forget` called, on the writer's thread, when a batch could not be committed.

        Whoever keeps state in memory about what was written drops it there.
        """
        self._on_lost.append(forget)

    async def write(self, work: Callable[[sqlite3.Connection], T], *, then: Callable[[T], None] | None = None) -> T:
        """Run `work` in the next commit, alone within a savepoint, and return its result once durable.

        What `work` raises is raised here, and what it wrote is undone; its neighbours are not touched.

        Args:
            work: runs on the writer's thread; must not block on anything but SQLite.
            then: called with the result after the commit, on the loop, before this returns, and
                also when the caller was cancelled meanwhile.
        Raises:
            Unavailable: the commit failed or the database is closed; nothing was stored.
        """
        return await self._writer.write(work, then, is_single=False)

    async def write_single(
        self, work: Callable[[sqlite3.Connection], T], *, then: Callable[[T], None] | None = None
    ) -> T:
        """As `write`, without the savepoint: for work that runs at most one writing statement, last."""
        return await self._writer.write(work, then, is_single=True)

    def read(self, sql: str, params: Params = ()) -> list[Any]:
        """Return all rows, on the calling thread: for queries that take microseconds.

        Raises:
            Unavailable: the file cannot be read.
        """
        try:
            return self._reading.execute(sql, params).fetchall()
        except sqlite3.OperationalError as error:
            raise Unavailable from error

    def read_with(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """As `read`, for what takes several queries.

        Raises:
            Unavailable: the file cannot be read.
        """
        try:
            return job(self._reading)
        except sqlite3.OperationalError as error:
            raise Unavailable from error

    async def read_in_thread(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Run a long read on a thread with a connection of its own (inline for `:memory:`).

        Raises:
            Unavailable: the file cannot be read.
        """
        if self.path is None:
            return self.read_with(job)
        if self._readers is None:
            self._readers = ThreadPoolExecutor(_READER_THREADS, thread_name_prefix="sqlite-reader")
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read_beside, job)

    def _read_beside(self, job: Callable[[sqlite3.Connection], T]) -> T:
        connection: sqlite3.Connection | None = getattr(self._reader_of_thread, "connection", None)
        if connection is None:
            connection = self._connect("connection/open_reader")
            self._reader_of_thread.connection = connection
            self._opened_by_threads.append(connection)
        try:
            return job(connection)
        except sqlite3.OperationalError as error:
            raise Unavailable from error

    async def close(self) -> None:
        """Finish what waits to be written, then close. A second call does nothing."""
        if self.path is None:
            self._close()
        else:
            await asyncio.get_running_loop().run_in_executor(None, self._close)

    def _close(self) -> None:
        self._writer.stop()
        if self._readers is not None:
            self._readers.shutdown()
        for connection in (*self._opened_by_threads, self._reading, self._writing):
            connection.close()
        if self._lock is not None:
            self._lock.drop()

    def _connect(self, settings: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            ":memory:" if self.path is None else self.path,
            timeout=self._busy_timeout_s,
            isolation_level=None,  # transactions are begun and ended by name
            check_same_thread=False,  # opened here, used by one thread each, closed by whoever closes
            cached_statements=_CACHED_STATEMENTS,
        )
        for statement in script(settings):
            connection.execute(statement).fetchall()
        return connection
