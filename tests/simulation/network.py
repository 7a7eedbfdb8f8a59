"""What lies between a host and the table: requests get lost, answers get lost, and some arrive forty seconds late."""

import asyncio
import random
from collections.abc import Mapping
from typing import Any, NamedTuple

from cruddur.adapters.dynamodb.client import Answer, lost
from cruddur.domain.errors import Unavailable
from tests.simulation.model_store import ModelStore

ANSWER_S = 0.45
"""How long a host waits, as `engine.DEADLINE_S / 2`."""

LATE_S = 40.0


class Weather(NamedTuple):
    """How likely each fate is."""

    lost_request: float = 0.0
    lost_answer: float = 0.0
    late: float = 0.0
    twice: float = 0.0
    throttled: float = 0.0
    latency_s: float = 0.004

    @classmethod
    def of(cls, chance: random.Random) -> "Weather":
        """Some weather: calm, stormy, or with one kind of trouble."""
        worst = chance.choice((0.0, 0.02, 0.1, 0.25))
        kinds = [chance.random() * worst * chance.choice((0, 1)) for _ in range(5)]
        return cls(*kinds, latency_s=chance.choice((0.001, 0.004, 0.05, 0.3)))


class Network:
    """Carries calls to the store. What was sent goes on even when its sender has died."""

    def __init__(self, store: ModelStore, chance: random.Random, weather: Weather) -> None:
        self._store, self._chance, self.weather = store, chance, weather
        self._under_way: set[asyncio.Task[Answer]] = set()
        self.counts: dict[str, int] = {}
        self.unknown_count = 0
        """Calls whose sender never heard what became of them."""

    async def call(self, operation: str, **params: Any) -> Answer:
        """See `client.Client.call`."""
        params.pop("ReturnConsumedCapacity", None)
        self.counts[operation] = self.counts.get(operation, 0) + 1
        weather, roll = self.weather, self._chance.random()
        for name in ("lost_request", "lost_answer", "late", "twice", "throttled"):
            rate: float = getattr(weather, name)
            if roll < rate:
                return await getattr(self, f"_{name}")(operation, params)
            roll -= rate
        return await self._sent(operation, params, self._trip_s())

    async def settle(self) -> None:
        """Wait until everything that was ever sent has arrived."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    def _lost(self, operation: str) -> Unavailable:
        self.unknown_count += 1
        return lost(operation)

    async def _lost_request(self, operation: str, params: Mapping[str, Any]) -> Answer:
        await asyncio.sleep(ANSWER_S)
        raise self._lost(operation)

    async def _lost_answer(self, operation: str, params: Mapping[str, Any]) -> Answer:
        self._send(operation, params, self._trip_s())
        await asyncio.sleep(ANSWER_S)
        raise self._lost(operation)

    async def _late(self, operation: str, params: Mapping[str, Any]) -> Answer:
        self._send(operation, params, self._chance.choice((1.0, 5.0, LATE_S)) * self._chance.random())
        await asyncio.sleep(ANSWER_S)
        raise self._lost(operation)

    async def _twice(self, operation: str, params: Mapping[str, Any]) -> Answer:
        self._send(operation, params, self._chance.random() * LATE_S)
        return await self._sent(operation, params, self._trip_s())

    async def _throttled(self, operation: str, params: Mapping[str, Any]) -> Answer:
        await asyncio.sleep(self._trip_s())
        raise Unavailable

    async def _sent(self, operation: str, params: Mapping[str, Any], after_s: float) -> Answer:
        answer = await asyncio.shield(self._send(operation, params, after_s))
        await asyncio.sleep(self._trip_s())
        return answer

    def _send(self, operation: str, params: Mapping[str, Any], after_s: float) -> "asyncio.Task[Answer]":
        task = asyncio.get_running_loop().create_task(self._arrive(operation, params, after_s))
        self._under_way.add(task)
        task.add_done_callback(self._arrived)
        return task

    async def _arrive(self, operation: str, params: Mapping[str, Any], after_s: float) -> Answer:
        await asyncio.sleep(after_s)
        return await self._store.apply(operation, params)

    def _arrived(self, task: "asyncio.Task[Answer]") -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # a refusal that nobody waits for

    def _trip_s(self) -> float:
        return self._chance.random() * self.weather.latency_s
