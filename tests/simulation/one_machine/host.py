"""A server process in the simulation: it can die, and another can be started on the same data."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from cruddur import bootstrap
from cruddur.adapters.local.bus import LocalBus
from cruddur.adapters.local.random import uuid7_text
from cruddur.adapters.sqlite.database import Database
from cruddur.adapters.sqlite.engine import SqliteEngine
from cruddur.adapters.sqlite.search import SqliteSearch
from cruddur.adapters.sqlite.sessions import SqliteSessions
from cruddur.adapters.sqlite.users import SqliteUsers
from cruddur.bootstrap import UseCases
from cruddur.domain import instant
from cruddur.domain.ids import MessageUuid, UserUuid
from cruddur.domain.instant import Instant
from cruddur.entrypoints.projector.projector import Projector
from tests.simulation.one_machine.faults import Trouble

Result = TypeVar("Result")

EPOCH = instant.parse("2026-12-31T23:58:00Z")
"""Worlds begin shortly before a new year."""

SKEWS_S = (-7200.0, -60.0, 0.0, 0.0, 60.0, 7200.0)


class NoAnswer(Exception):
    """The host died under the request."""


class LoopClock:
    """Virtual time, wrong by so much."""

    def __init__(self, skew_s: float) -> None:
        self._skew_s = skew_s

    def now(self) -> Instant:
        return instant.shifted(EPOCH, seconds=self.monotonic_s() + self._skew_s)

    def monotonic_s(self) -> float:
        return asyncio.get_running_loop().time()


class SeededRandom:
    """See `ports.clock.Random`."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def user_uuid(self) -> UserUuid:
        return UserUuid(self.group_uuid())

    def message_uuid(self) -> MessageUuid:
        return MessageUuid(uuid7_text(1_800_000_000_000, self._chance.getrandbits(74)))

    def group_uuid(self) -> str:
        text = f"{self._chance.getrandbits(128):032x}"
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-8{text[17:20]}-{text[20:]}"

    def token(self, size_bytes: int = 32) -> str:
        return f"{self._chance.getrandbits(8 * size_bytes):x}"

    def fraction(self) -> float:
        return self._chance.random()


class Host:
    """Everything that a process holds in memory, and the requests and tasks that die with it."""

    def __init__(self, database: Database, trouble: Trouble, chance: random.Random) -> None:
        engine = SqliteEngine(database)
        clock = LoopClock(chance.choice(SKEWS_S))
        around = trouble.around
        self.usecases: UseCases = bootstrap.use_cases(
            log=around(engine.log),
            groups=around(engine.groups),
            inbox=around(engine.inbox),
            users=around(SqliteUsers(database, clock)),
            sessions=SqliteSessions(database),
            search=around(SqliteSearch(database)),
            bus=LocalBus(),
            clock=clock,
            random=SeededRandom(chance),
        )
        projector = Projector(around(engine.changes("projector")), self.usecases.project_inbox, clock)
        self._projecting = asyncio.get_running_loop().create_task(projector.run())
        self._requests: dict[asyncio.Task[object], None] = {}  # in the order in which they came

    async def serve(self, work: Callable[[UseCases], Awaitable[Result]]) -> Result:
        """Do a request; raises NoAnswer when the host dies meanwhile."""
        task = asyncio.ensure_future(work(self.usecases))
        self._requests[task] = None
        try:
            await asyncio.wait((task,))
        except asyncio.CancelledError:
            task.cancel()
            raise
        finally:
            del self._requests[task]
        if task.cancelled():
            raise NoAnswer
        return task.result()

    async def die(self) -> None:
        """End at once: whatever was under way stays as it is."""
        tasks = [self._projecting, *self._requests]
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
