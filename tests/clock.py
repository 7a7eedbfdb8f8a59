"""A clock that stands still until a test moves it."""

from cruddur.domain import instant
from cruddur.domain.instant import Instant


class SteppedClock:
    """See `ports.clock.Clock`. Both times move together, and only by `step`."""

    def __init__(self, now: str = "2026-03-01T12:00:00Z") -> None:
        self._now = instant.parse(now)
        self._monotonic_s = 0.0

    def now(self) -> Instant:
        """The time it stands at."""
        return self._now

    def monotonic_s(self) -> float:
        """Seconds stepped so far."""
        return self._monotonic_s

    def step(self, seconds: float) -> None:
        """Move on."""
        self._now = instant.shifted(self._now, seconds=seconds)
        self._monotonic_s += seconds
