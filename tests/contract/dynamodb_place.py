"""DynamoDB for the contract suites: a table of its own for each test, on one Dynoxide per test process."""

import atexit
import functools
import shutil
import tempfile
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from cruddur.adapters.dynamodb import table
from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.adapters.local.clock import SystemClock
from cruddur.adapters.local.engines import dynoxide
from cruddur.adapters.local.random import SystemRandom
from cruddur.ports.clock import Clock

PATIENT_S = 30.0
"""Deadline of calls in tests about what is stored, not about when: a busy machine must not fail them."""


@functools.cache
def engine_url() -> str:
    """Start this process's Dynoxide, which ends with it, and return where it is.

    Raises:
        EngineFailed: it cannot be started.
    """
    folder = Path(tempfile.mkdtemp(prefix="cruddur-dynoxide-"))
    engine = dynoxide.start(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(engine.kill)
    return engine.url


class DynamoPlace:
    """A table. Any number of hosts may use it at once."""

    hosts_at_once = 3

    def __init__(self, url: str, table_name: str) -> None:
        self.url, self.table = url, table_name
        self._open: list[DynamoEngine] = []

    @classmethod
    @asynccontextmanager
    async def opened(cls, folder: Path) -> "AsyncGenerator[DynamoPlace, None]":
        place = cls(engine_url(), f"cruddur-{uuid.uuid4()}")
        owner = place.host(SystemClock())
        await owner.load_schema()
        try:
            yield place
        finally:
            await table.drop(owner.client, place.table)
            for engine in place._open:
                await engine.close()

    def host(self, clock: Clock, *, deadline_s: float = PATIENT_S) -> DynamoEngine:
        """Return a host on the table."""
        engine = DynamoEngine.open(
            url=self.url,
            region="us-east-1",
            table=self.table,
            clock=clock,
            random=SystemRandom(),
            deadline_s=deadline_s,
        )
        self._open.append(engine)
        return engine

    async def open(self, clock: Clock) -> DynamoEngine:
        return self.host(clock)

    async def close(self, host: object) -> None:
        assert isinstance(host, DynamoEngine)
        self._open.remove(host)
        await host.close()
