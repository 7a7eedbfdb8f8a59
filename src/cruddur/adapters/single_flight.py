"""One fill at a time for each key: what every cache needs, whatever it keeps its answers in."""

import asyncio
from dataclasses import dataclass

from cruddur.ports.cache import Fill


@dataclass(slots=True)
class CacheCounts:
    """What became of the questions, since the start; for the metrics.

    Attributes:
        coalesced: answered by another's fill that was under way.
        dropped: fills that were not kept, since an invalidation came meanwhile.
        failures: calls that the cache's server did not answer.
    """

    hits: int = 0
    misses: int = 0
    coalesced: int = 0
    dropped: int = 0
    failures: int = 0


class Flights:
    """Fills that are under way: one a key, and none that an invalidation has passed."""

    def __init__(self, counts: CacheCounts) -> None:
        self._counts = counts
        self._flying: dict[str, asyncio.Task[bytes]] = {}

    async def join(self, key: str, fill: Fill) -> bytes:
        """Return what `fill` brings, or another's that began after the last `ground` of the key."""
        flight = self._flying.get(key)
        if flight is None:
            self._counts.misses += 1
            flight = asyncio.ensure_future(_flown(fill))
            self._flying[key] = flight
            flight.add_done_callback(lambda done: self._landed(key, done))
        else:
            self._counts.coalesced += 1
        return await asyncio.shield(flight)  # one who gives up does not take the others' answer along

    def ground(self, key: str) -> None:
        """Let nobody join what is under way for this key."""
        self._flying.pop(key, None)

    def is_flying(self, key: str) -> bool:
        """Say, within a fill, whether others may still join it."""
        return self._flying.get(key) is asyncio.current_task()

    def _landed(self, key: str, flight: "asyncio.Task[bytes]") -> None:
        if self._flying.get(key) is flight:
            del self._flying[key]
        if not flight.cancelled():
            flight.exception()  # seen, also when everybody who waited has given up


async def _flown(fill: Fill) -> bytes:
    return await fill()
