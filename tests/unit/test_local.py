"""This machine's clock and random source."""

import re
import time
import uuid
from datetime import UTC, datetime

import pytest

from cruddur.adapters.local.clock import SystemClock
from cruddur.adapters.local.random import SystemRandom, uuid7_text
from cruddur.domain.ids import is_uuid
from cruddur.domain.instant import seconds_between, to_datetime


def test_the_clock_tells_the_time_in_the_form_that_is_stored() -> None:
    clock = SystemClock()
    before, after = clock.now(), clock.now()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", before)
    assert 0 <= seconds_between(before, after) < 3600


def test_the_clock_agrees_with_the_systems_over_a_turn_of_the_second() -> None:
    clock = SystemClock()
    for _ in range(3):
        before = datetime.now(UTC)
        told = to_datetime(clock.now())
        assert before <= told <= datetime.now(UTC)
        time.sleep(0.6)


def test_the_monotonic_clock_only_grows() -> None:
    clock = SystemClock()
    times = [clock.monotonic_s() for _ in range(1000)]
    assert times == sorted(times)


def test_message_uuids_are_version_seven_and_sort_in_the_order_in_which_they_were_made() -> None:
    source = SystemRandom()
    made = [source.message_uuid() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    for text in made[:100]:
        parsed = uuid.UUID(text)
        assert is_uuid(text)
        assert (parsed.version, parsed.variant) == (7, uuid.RFC_4122)


def test_message_uuids_sort_also_when_the_clock_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    source = SystemRandom()
    now_ns = time.time_ns()
    first = source.message_uuid()
    monkeypatch.setattr(time, "time_ns", lambda: now_ns - 60 * 10**9)
    later = [source.message_uuid() for _ in range(100)]
    assert [first, *later] == sorted([first, *later])


def test_a_message_uuid_carries_its_time_as_the_standard_says() -> None:
    """The example of RFC 9562, appendix A.6."""
    assert uuid7_text(0x017F22E279B0, 0xCC3 << 62 | 0x18C4DC0C0C07398F) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


def test_names_of_people_and_groups_are_random_uuids() -> None:
    source = SystemRandom()
    for text in (source.user_uuid(), source.group_uuid()):
        assert is_uuid(text)
        assert uuid.UUID(text).version == 4
    assert source.user_uuid() != source.user_uuid()


def test_a_secret_is_as_long_as_asked_for_and_never_the_same() -> None:
    source = SystemRandom()
    assert len({source.token() for _ in range(100)}) == 100
    assert re.fullmatch(r"[\w-]{43}", source.token(32))
    assert all(0 <= source.fraction() < 1 for _ in range(100))
