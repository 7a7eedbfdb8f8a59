"""Prometheus metrics, read from the doors and engines when they are asked for.

Nothing is counted twice: the parts of the program keep plain numbers for themselves, and a scrape
reads them. The port is a loopback one: the numbers tell who talks how much.
"""

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from cruddur.entrypoints.metrics.requests import BUCKETS_S, RequestMeter

WRITE_UNIT_PRICE_USD = 0.625e-6
READ_UNIT_PRICE_USD = 0.125e-6
"""DynamoDB on demand, us-east-1, per unit; from AWS's price list of November 2024. See docs/operations.md."""


class ProjectorNumbers(Protocol):
    """What the projector says of itself."""

    carried_count: int
    poisoned_count: int

    @property
    def lag_s(self) -> float: ...

    @property
    def in_hand_count(self) -> int: ...


class Frames(Protocol):
    """What the sockets were given."""

    frame_count: int
    slow_count: int


class SocketNumbers(Protocol):
    """What the live hub says of itself."""

    @property
    def delivered(self) -> Frames: ...

    def connections(self) -> Sequence[object]: ...

    def people(self) -> Sequence[object]: ...


class CacheNumbers(Protocol):
    """What a cache says of itself."""

    hits: int
    misses: int
    coalesced: int
    dropped: int
    failures: int


class Units(Protocol):
    """What DynamoDB has charged."""

    @property
    def calls(self) -> Mapping[str, int]: ...

    read_units: float
    write_units: float
    refused: int
    lost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The parts of this process that have numbers. What is not there is None or empty."""

    requests: RequestMeter
    projector: ProjectorNumbers
    sockets: SocketNumbers
    caches: Mapping[str, CacheNumbers] = field(default_factory=dict[str, CacheNumbers])
    units: Units | None = None


class Numbers(Collector):
    """Reads the sources at each scrape."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def collect(self) -> Iterable[Metric]:
        """Return every family."""
        yield from _requests(self._sources.requests)
        yield from _projector(self._sources.projector)
        yield from _sockets(self._sources.sockets)
        yield from _caches(self._sources.caches)
        if self._sources.units is not None:
            yield from _units(self._sources.units)


@contextmanager
def served(sources: Sources, *, port: int) -> Generator[int]:
    """Serve the metrics on a loopback port while the block runs.

    Args:
        port: 0 takes a free one.
    Yields:
        The port.
    Raises:
        OSError: the port is taken.
    """
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Numbers(sources))
    server, thread = start_http_server(port, addr="127.0.0.1", registry=registry)
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _requests(meter: RequestMeter) -> Iterable[Metric]:
    counts = CounterMetricFamily(
        "cruddur_http_requests",
        "Requests answered; status 0: the connection broke.",
        labels=["method", "route", "status"],
    )
    for (method, route, status), count in tuple(meter.counts.items()):
        counts.add_metric([method, route, str(status)], count)
    yield counts
    durations = HistogramMetricFamily(
        "cruddur_http_request_duration_seconds",
        "From the first byte of the head to the last of the answer.",
        labels=["route"],
    )
    for route, taken in tuple(meter.durations.items()):
        buckets: list[tuple[str, float]] = []
        below = 0
        for bound, count in zip((*map(str, BUCKETS_S), "+Inf"), tuple(taken.counts), strict=True):
            below += count
            buckets.append((bound, below))
        durations.add_metric([route], buckets, taken.sum_s)
    yield durations


def _projector(projector: ProjectorNumbers) -> Iterable[Metric]:
    yield GaugeMetricFamily(
        "cruddur_projector_lag_seconds", "Age of the oldest change not carried into inboxes.", projector.lag_s
    )
    yield GaugeMetricFamily("cruddur_projector_in_hand", "Changes read and not carried yet.", projector.in_hand_count)
    yield CounterMetricFamily(
        "cruddur_projector_carried", "Changes carried, repeats included.", projector.carried_count
    )
    yield CounterMetricFamily(
        "cruddur_projector_poisoned",
        "Changes passed over since their group could not be carried.",
        projector.poisoned_count,
    )


def _sockets(sockets: SocketNumbers) -> Iterable[Metric]:
    yield GaugeMetricFamily("cruddur_live_sockets", "Open sockets.", len(sockets.connections()))
    yield GaugeMetricFamily("cruddur_live_people", "People with an open socket.", len(sockets.people()))
    yield CounterMetricFamily("cruddur_live_frames", "Frames handed to sockets.", sockets.delivered.frame_count)
    yield CounterMetricFamily(
        "cruddur_live_slow_closed", "Sockets closed because they did not read.", sockets.delivered.slow_count
    )


def _caches(caches: Mapping[str, CacheNumbers]) -> Iterable[Metric]:
    questions = CounterMetricFamily(
        "cruddur_cache_questions", "What became of questions to the caches.", labels=["cache", "result"]
    )
    for name, counts in caches.items():
        for result in ("hits", "misses", "coalesced", "dropped", "failures"):
            questions.add_metric([name, result], getattr(counts, result))
    yield questions


def _units(units: Units) -> Iterable[Metric]:
    calls = CounterMetricFamily("cruddur_dynamodb_calls", "Calls, failed ones included.", labels=["operation"])
    for operation, count in tuple(units.calls.items()):
        calls.add_metric([operation], count)
    yield calls
    consumed = CounterMetricFamily("cruddur_dynamodb_units", "Units consumed.", labels=["kind"])
    consumed.add_metric(["read"], units.read_units)
    consumed.add_metric(["write"], units.write_units)
    yield consumed
    yield CounterMetricFamily("cruddur_dynamodb_refused", "Conditional writes refused.", units.refused)
    yield CounterMetricFamily("cruddur_dynamodb_throttled", "Calls throttled or without an answer.", units.lost)
    price = units.read_units * READ_UNIT_PRICE_USD + units.write_units * WRITE_UNIT_PRICE_USD
    yield CounterMetricFamily("cruddur_dynamodb_price_usd", "What the units cost on demand, us-east-1.", price)
