"""Token buckets: how much, how often, how much memory."""

import pytest

from cruddur.domain.errors import TooManyRequests
from cruddur.entrypoints.http.rates import TokenBuckets, retry_after
from tests.clock import SteppedClock


def taken(buckets: TokenBuckets, key: str, times: int) -> int:
    """How many of `times` are let through."""
    through = 0
    for _ in range(times):
        try:
            buckets.take(key)
        except TooManyRequests:
            continue
        through += 1
    return through


def test_a_burst_and_then_the_rate_are_let_through_for_each_key() -> None:
    clock = SteppedClock()
    buckets = TokenBuckets(10, 30, now_s=clock.monotonic_s, fails="open")
    assert taken(buckets, "a", 100) == 30
    clock.step(1)
    assert taken(buckets, "a", 100) == 10
    assert taken(buckets, "b", 100) == 30
    clock.step(3600)
    assert taken(buckets, "a", 100) == 30


@pytest.mark.parametrize("per_s", [0.1, 1, 3, 500, 60 / 3600])
def test_who_comes_back_when_told_is_let_through_and_not_sooner(per_s: float) -> None:
    clock = SteppedClock()
    buckets = TokenBuckets(per_s, 5, now_s=clock.monotonic_s, fails="open")
    taken(buckets, "a", 5)
    with pytest.raises(TooManyRequests) as refused:
        buckets.take("a")
    clock.step(refused.value.retry_after_s * 0.99)
    assert taken(buckets, "a", 1) == 0
    clock.step(refused.value.retry_after_s * 0.02)
    assert taken(buckets, "a", 2) == 1


def test_no_rate_is_no_limit_and_no_memory() -> None:
    buckets = TokenBuckets(0, 0, now_s=SteppedClock().monotonic_s, fails="closed")
    assert taken(buckets, "a", 1000) == 1000
    buckets.check("a")
    buckets.charge("a")
    assert len(buckets) == 0


def test_a_check_takes_nothing_and_a_charge_is_taken_even_from_an_empty_bucket() -> None:
    clock = SteppedClock()
    buckets = TokenBuckets(1, 2, now_s=clock.monotonic_s, fails="open")
    for _ in range(5):
        buckets.check("a")
    for _ in range(3):
        buckets.charge("a")
    with pytest.raises(TooManyRequests) as refused:
        buckets.check("a")
    assert refused.value.retry_after_s == pytest.approx(2)


def test_keys_that_have_rested_make_room_for_others() -> None:
    clock = SteppedClock()
    buckets = TokenBuckets(1, 5, now_s=clock.monotonic_s, fails="closed", max_keys=10)
    assert sum(taken(buckets, str(key), 1) for key in range(10)) == 10
    clock.step(2)
    assert taken(buckets, "another", 1) == 1
    assert len(buckets) == 1


def test_open_forgets_the_first_keys_when_all_are_busy_and_closed_refuses_new_ones() -> None:
    clock = SteppedClock()
    opened = TokenBuckets(1, 5, now_s=clock.monotonic_s, fails="open", max_keys=10)
    closed = TokenBuckets(1, 5, now_s=clock.monotonic_s, fails="closed", max_keys=10)
    for buckets in (opened, closed):
        assert sum(taken(buckets, str(key), 5) for key in range(10)) == 50
    assert taken(opened, "another", 1) == 1
    assert taken(opened, "9", 1) == 0
    assert len(opened) <= 10
    assert taken(closed, "another", 1) == 0
    assert len(closed) == 10
    clock.step(5)
    assert taken(closed, "another", 1) == 1


def test_retry_after_is_whole_seconds_and_at_least_one() -> None:
    assert [retry_after(wait_s) for wait_s in (0, 0.2, 1, 1.0000001, 1.2, 59.5)] == [
        b"1",
        b"1",
        b"1",
        b"1",
        b"2",
        b"60",
    ]
