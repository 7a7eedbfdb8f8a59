"""What the HTTP door's requests add up to. Cheap enough for every one of them: two look-ups and a few additions."""

from bisect import bisect_left
from dataclasses import dataclass, field

BUCKETS_S = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper bounds of the histogram. A send is durable in about a millisecond."""

ROUTES_MAX = 200
"""Route and status pairs that are told apart. Templates are few; this is for what nobody thought of."""


@dataclass(slots=True)
class Durations:
    """How long the requests of one route took.

    Attributes:
        counts: requests by bucket, the last one for everything slower.
    """

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS_S) + 1))
    sum_s: float = 0.0


class RequestMeter:
    """Counts by method, route template and status, and durations by route."""

    def __init__(self) -> None:
        self.counts: dict[tuple[str, str, int], int] = {}
        self.durations: dict[str, Durations] = {}

    def observe(self, method: str, route: str, status: int, took_s: float) -> None:
        """Add one request.

        Args:
            route: its template, never its path.
            status: 0 when the connection broke before an answer.
        """
        key = (method, route, status)
        counts = self.counts
        if key not in counts and len(counts) >= ROUTES_MAX:
            key = (method, "other", status)
        counts[key] = counts.get(key, 0) + 1
        durations = self.durations.get(key[1])
        if durations is None:
            durations = self.durations[key[1]] = Durations()
        durations.counts[bisect_left(BUCKETS_S, took_s)] += 1
        durations.sum_s += took_s
