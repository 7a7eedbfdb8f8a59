"""How writes reach the file: in groups, one commit and one fsync for all that wait.

A `Job` is a function of the connection. Jobs run one after another, in the order in which they
were handed in; none is answered before the commit that made it durable.
"""

import asyncio
import contextlib
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from cruddur.adapters.sqlite.queries import query
from cruddur.domain.errors import OutcomeUnknown, Unavailable

Work = Callable[[sqlite3.Connection], Any]
Then = Callable[[Any], None]

_OF_THE_JOB = frozenset(
    (
        sqlite3.SQLITE_ERROR,
        sqlite3.SQLITE_TOOBIG,
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_MISMATCH,
        sqlite3.SQLITE_RANGE,
    )
)
"""Primary result codes that are a job's own fault; every other one means that the file failed."""

BATCH_MAX = 1024
"""Jobs per commit at most, so that under a flood the first one waiting is not forgotten."""


class Job:
    """Something to write, and who waits for it.

    Attributes:
        work: runs inside the transaction.
        is_single: `work` leaves nothing behind when it raises (one statement at most), so it
            needs no savepoint of its own.
        then: called with the result after the commit, on the loop, before the future resolves,
            also when nobody waits any more.
    """

    __slots__ = ("error", "future", "is_single", "result", "then", "work")

    def __init__(self, work: Work, then: Then | None, future: "asyncio.Future[Any] | None", *, is_single: bool) -> None:
        self.work = work
        self.then = then
        self.future = future
        self.is_single = is_single
        self.result: Any = None
        self.error: BaseException | None = None


class Writer(Protocol):
    """What the database writes through."""

    async def write(self, work: Work, then: Then | None, *, is_single: bool) -> Any:
        """Run `work` in a transaction and return its result once that is durable."""
        ...

    def stop(self) -> None:
        """Finish what was handed in, refuse what comes after. Blocks."""
        ...


class Batches:
    """Runs jobs on one connection, a transaction a batch."""

    def __init__(self, connection: sqlite3.Connection, on_lost: Sequence[Callable[[], None]]) -> None:
        self._connection = connection
        self._on_lost = on_lost
        self._begin = query("transaction/begin")
        self._commit = query("transaction/commit")
        self._rollback = query("transaction/rollback")

    def run(self, jobs: Sequence[Job]) -> None:
        """Run the jobs and commit; each has its result or its error afterwards.

        A job that fails is undone alone. When the file itself fails (disk full, I/O error, locked
        by another process), or the commit does, all of them failed: nothing was stored.
        """
        connection = self._connection
        verdict: type[Unavailable] = Unavailable
        try:
            connection.execute(self._begin)
            for job in jobs:
                if job.is_single:
                    self._run_single(job)
                else:
                    self._run_within_savepoint(job)
            verdict = OutcomeUnknown  # a commit whose fsync failed may yet be found after a crash
            connection.execute(self._commit)
        except Exception as error:  # noqa: BLE001 - whatever it was, nothing was stored and everybody must hear it
            self._lose(jobs, verdict, error)

    def _run_single(self, job: Job) -> None:
        try:
            job.result = job.work(self._connection)
        except Exception as error:
            if _is_of_the_file(error):
                raise
            job.error = error

    def _run_within_savepoint(self, job: Job) -> None:
        self._connection.execute(query("transaction/savepoint"))
        try:
            job.result = job.work(self._connection)
        except Exception as error:
            if _is_of_the_file(error):
                raise
            job.error = error
            self._connection.execute(query("transaction/undo"))
        self._connection.execute(query("transaction/release"))

    def _lose(self, jobs: Sequence[Job], verdict: type[Unavailable], reason: Exception) -> None:
        with contextlib.suppress(sqlite3.Error):  # some failures have rolled back already
            self._connection.execute(self._rollback)
        for forget in self._on_lost:
            forget()
        for job in jobs:
            job.result = None
            job.error = verdict()
            job.error.__cause__ = reason


def _is_of_the_file(error: Exception) -> bool:
    if not isinstance(error, sqlite3.Error):
        return False
    code: int | None = getattr(error, "sqlite_errorcode", None)  # None: found by the driver, before SQLite
    return code is not None and code & 0xFF not in _OF_THE_JOB


class InlineWriter:
    """Writes at once, on the caller's thread: the fast twin for `:memory:`."""

    def __init__(self, batches: Batches) -> None:
        self._batches = batches
        self._is_open = True

    async def write(self, work: Work, then: Then | None, *, is_single: bool) -> Any:
        """See `Writer`."""
        if not self._is_open:
            raise Unavailable
        job = Job(work, then, None, is_single=is_single)
        self._batches.run((job,))
        if job.error is not None:
            raise job.error
        if then is not None:
            then(job.result)
        return job.result

    def stop(self) -> None:
        """See `Writer`."""
        self._is_open = False


class ThreadWriter:
    """Writes on a thread of its own; while it waits for the disk, the next batch gathers."""

    def __init__(self, batches: Batches) -> None:
        self._batches = batches
        self._waiting: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_open = True
        self._thread = threading.Thread(target=self._run, name="sqlite-writer", daemon=True)
        self._thread.start()

    async def write(self, work: Work, then: Then | None, *, is_single: bool) -> Any:
        """See `Writer`. One loop at a time may use it."""
        if not self._is_open:
            raise Unavailable
        loop = asyncio.get_running_loop()
        self._loop = loop
        future: asyncio.Future[Any] = loop.create_future()
        self._waiting.put(Job(work, then, future, is_single=is_single))
        return await future

    def stop(self) -> None:
        """See `Writer`."""
        if self._is_open:
            self._is_open = False
            self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while jobs := self._take():
            self._batches.run(jobs)
            loop = self._loop
            if loop is not None and not loop.is_closed():
                with contextlib.suppress(RuntimeError):  # closed in between: nobody waits any more
                    loop.call_soon_threadsafe(_answer, loop, jobs)

    def _take(self) -> list[Job]:
        """Wait for a job, then take all that are there. Empty: the end."""
        job = self._waiting.get()
        jobs: list[Job] = []
        try:
            while job is not None:
                jobs.append(job)
                if len(jobs) == BATCH_MAX:
                    return jobs
                job = self._waiting.get_nowait()
        except queue.Empty:
            return jobs
        if jobs:
            self._waiting.put(None)  # met the end behind them: keep it for the next round
        return jobs


def _answer(loop: asyncio.AbstractEventLoop, jobs: Sequence[Job]) -> None:
    """Tell everybody who waits, on the loop: one wake-up for the whole batch."""
    for job in jobs:
        future = job.future
        if job.error is None and job.then is not None:
            try:
                job.then(job.result)
            except Exception as error:  # noqa: BLE001 - the others must hear their answers all the same
                loop.call_exception_handler({"message": "after a commit", "exception": error})
        if future is None or future.done():
            continue
        if job.error is None:
            future.set_result(job.result)
        else:
            future.set_exception(job.error)
