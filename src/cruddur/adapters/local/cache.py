"""Answers kept in this process."""

from collections import OrderedDict
from collections.abc import Iterable

from cruddur.adapters.single_flight import CacheCounts, Flights
from cruddur.ports.cache import Fill
from cruddur.ports.clock import Clock

MAX_KEYS = 20_000


class LocalCache:
    """See `ports.cache.Cache`. Bounded by number of keys, the least used go first."""

    def __init__(self, clock: Clock, *, max_keys: int = MAX_KEYS) -> None:
        self.counts = CacheCounts()
        self._clock = clock
        self._max_keys = max_keys
        self._kept: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._flights = Flights(self.counts)

    async def fetch(self, key: str, fill: Fill, *, keep_s: float) -> bytes:
        """See `Cache`."""
        kept = self._kept.get(key)
        if kept is not None and kept[0] > self._clock.monotonic_s():
            self._kept.move_to_end(key)
            self.counts.hits += 1
            return kept[1]

        async def fill_and_keep() -> bytes:
            value = await fill()
            if self._flights.is_flying(key):
                self._keep(key, value, keep_s)
            else:
                self.counts.dropped += 1
            return value

        return await self._flights.join(key, fill_and_keep)

    async def invalidate(self, keys: Iterable[str]) -> None:
        """See `Cache`."""
        for key in keys:
            self._kept.pop(key, None)
            self._flights.ground(key)

    def _keep(self, key: str, value: bytes, keep_s: float) -> None:
        self._kept[key] = (self._clock.monotonic_s() + keep_s, value)
        self._kept.move_to_end(key)
        if len(self._kept) > self._max_keys:
            self._kept.popitem(last=False)
