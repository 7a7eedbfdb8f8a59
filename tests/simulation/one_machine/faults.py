"""Ports whose calls fail before they begin, after they were done, or take their time."""

import asyncio
import inspect
import random
from collections.abc import Callable
from typing import Any, NamedTuple

from cruddur.domain.errors import OutcomeUnknown, Unavailable


class Weather(NamedTuple):
    """How likely each fate is, for one call of one port."""

    before: float
    after: float
    slow: float

    @classmethod
    def of(cls, chance: random.Random) -> "Weather":
        """Some weather: calm, or more or less bad."""
        worst = chance.choice((0.0, 0.05, 0.15, 0.35))
        return cls(chance.random() * worst, chance.random() * worst, chance.random() * worst)


class Trouble:
    """Decides over each call, and counts what it did."""

    def __init__(self, chance: random.Random, weather: Weather) -> None:
        self._chance = chance
        self.weather = weather
        self.count = 0

    def around(self, port: Any) -> Any:
        """Return the port with this trouble in front of each of its coroutines."""
        return _Troubled(port, self)

    async def call(self, work: Callable[..., Any], args: Any, kwargs: Any, *, may_fail_after: bool) -> Any:
        """Do one call, or not, or not at once.

        Args:
            may_fail_after: it may have been done, and say that it is not known.
        """
        roll, weather = self._chance.random(), self.weather
        await asyncio.sleep(0)
        if roll < weather.before:
            self.count += 1
            raise Unavailable
        roll -= weather.before
        if roll < weather.after and may_fail_after:
            self.count += 1
            await work(*args, **kwargs)
            await self._nap()
            raise OutcomeUnknown
        roll -= weather.after
        if roll < weather.slow:
            self.count += 1
            await self._nap()
            result = await work(*args, **kwargs)
            await self._nap()
            return result
        return await work(*args, **kwargs)

    async def _nap(self) -> None:
        await asyncio.sleep(self._chance.choice((0.001, 0.02, 0.3, 4.0)) * self._chance.random())


class _Troubled:
    def __init__(self, port: Any, trouble: Trouble) -> None:
        self._port = port
        self._trouble = trouble

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if not inspect.iscoroutinefunction(found):
            return found

        async def troubled(*args: Any, **kwargs: Any) -> Any:
            # A reading of the stream that raises has given nothing, and stands where it stood.
            return await self._trouble.call(found, args, kwargs, may_fail_after=name != "read")

        return troubled
