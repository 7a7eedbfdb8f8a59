"""The numbers that an operator watches, as Prometheus reads them."""

import re
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cruddur.adapters.dynamodb.capacity import Meter
from cruddur.adapters.single_flight import CacheCounts
from cruddur.entrypoints.live.hub import Delivered
from cruddur.entrypoints.metrics.door import Sources, served
from cruddur.entrypoints.metrics.requests import ROUTES_MAX, RequestMeter


@dataclass
class _Projector:
    carried_count: int = 12
    poisoned_count: int = 1
    lag_s: float = 0.5
    in_hand_count: int = 3


@dataclass
class _Sockets:
    delivered: Delivered = field(default_factory=lambda: Delivered(frame_count=70, slow_count=2))

    def connections(self) -> list[object]:
        return [object(), object(), object()]

    def people(self) -> list[object]:
        return [object(), object()]


def _scraped(sources: Sources) -> dict[str, float]:
    with served(sources, port=0) as port, urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in lines if not line.startswith("#")}


def test_requests_are_counted_and_timed_by_their_route() -> None:
    meter = RequestMeter()
    for took_s in (0.0004, 0.0009, 3.0):
        meter.observe("POST", "/api/messages", 200, took_s)
    meter.observe("POST", "/api/messages", 422, 0.0004)
    seen = _scraped(Sources(requests=meter, projector=_Projector(), sockets=_Sockets()))
    assert seen['cruddur_http_requests_total{method="POST",route="/api/messages",status="200"}'] == 3
    assert seen['cruddur_http_requests_total{method="POST",route="/api/messages",status="422"}'] == 1
    name = "cruddur_http_request_duration_seconds"
    assert seen[name + '_bucket{le="0.0005",route="/api/messages"}'] == 2
    assert seen[name + '_bucket{le="2.5",route="/api/messages"}'] == 3
    assert seen[name + '_bucket{le="+Inf",route="/api/messages"}'] == 4
    assert seen[name + '_count{route="/api/messages"}'] == 4
    assert seen[name + '_sum{route="/api/messages"}'] == pytest.approx(3.0017)


def test_routes_that_nobody_thought_of_do_not_fill_the_memory() -> None:
    meter = RequestMeter()
    for number in range(ROUTES_MAX * 3):
        meter.observe("GET", f"/{number}", 200, 0.001)
    assert len(meter.counts) <= ROUTES_MAX + 1
    assert meter.counts["GET", "other", 200] == ROUTES_MAX * 2


def test_projector_sockets_caches_and_units_are_there() -> None:
    capacity = Meter()
    capacity.record("PutItem", {"ConsumedCapacity": {"CapacityUnits": 4.0}})
    capacity.record("Query", {"ConsumedCapacity": {"CapacityUnits": 2.0}})
    capacity.record_lost("PutItem")
    caches = {"unread": CacheCounts(hits=5, misses=2, coalesced=1, dropped=1)}
    seen = _scraped(
        Sources(
            requests=RequestMeter(), projector=_Projector(), sockets=_Sockets(), caches=caches, units=capacity.total
        )
    )
    assert seen["cruddur_projector_lag_seconds"] == 0.5
    assert seen["cruddur_projector_poisoned_total"] == 1
    assert (seen["cruddur_live_sockets"], seen["cruddur_live_people"]) == (3, 2)
    assert (seen["cruddur_live_frames_total"], seen["cruddur_live_slow_closed_total"]) == (70, 2)
    assert seen['cruddur_cache_questions_total{cache="unread",result="hits"}'] == 5
    assert seen['cruddur_dynamodb_calls_total{operation="PutItem"}'] == 2
    assert seen['cruddur_dynamodb_units_total{kind="write"}'] == 4
    assert seen["cruddur_dynamodb_throttled_total"] == 1
    assert seen["cruddur_dynamodb_price_usd_total"] == pytest.approx(4 * 0.625e-6 + 2 * 0.125e-6)


def test_dashboard_and_alerts_ask_only_for_numbers_that_exist() -> None:
    capacity = Meter()
    capacity.record("PutItem", {"ConsumedCapacity": {"CapacityUnits": 1.0}})
    meter = RequestMeter()
    meter.observe("POST", "/api/messages", 200, 0.001)
    caches = {"unread": CacheCounts()}
    sources = Sources(requests=meter, projector=_Projector(), sockets=_Sockets(), caches=caches, units=capacity.total)
    served_names = {name.split("{")[0] for name in _scraped(sources)}
    monitoring = Path(__file__).parents[2] / "infra" / "monitoring"
    for file in ("alerts.yml", "dashboard.json"):
        asked = set(re.findall(r"cruddur_[a-z_0-9]+", (monitoring / file).read_text(encoding="utf-8")))
        assert len(asked) >= 5
        assert asked <= served_names, file
