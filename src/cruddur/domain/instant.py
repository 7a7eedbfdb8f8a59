"""Points in time, as the text that is stored and served.

An `Instant` is UTC with microseconds, always 27 characters: `2026-12-31T23:59:59.999999Z`.
Of one width and one zone, so text order is time order, and nothing is formatted when it is read.
Instants are for people and for jump-to-date; the order of messages is `seq`.
"""

from datetime import UTC, datetime, timedelta
from typing import NewType

Instant = NewType("Instant", str)

MICROSECONDS = 27
"""Characters of an Instant."""


def from_datetime(moment: datetime) -> Instant:
    """Return the instant of an aware datetime, whatever its zone.

    Raises:
        ValueError: the datetime is naive.
    """
    if moment.tzinfo is None:
        raise ValueError("a naive datetime is not a point in time")
    return Instant(moment.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z")


def to_datetime(instant: Instant) -> datetime:
    """Return the aware UTC datetime of an instant."""
    return datetime.fromisoformat(instant)


def parse(text: str) -> Instant:
    """Return the instant that an RFC 3339 text names (any offset, any number of decimals).

    Raises:
        ValueError: not a date and time with an offset, or outside the years 1 to 9999.
    """
    try:
        return from_datetime(datetime.fromisoformat(text))
    except OverflowError as overflow:
        raise ValueError("outside the years 1 to 9999") from overflow


def shifted(instant: Instant, *, seconds: float) -> Instant:
    """Return the instant `seconds` later (earlier when negative)."""
    return from_datetime(to_datetime(instant) + timedelta(seconds=seconds))


def seconds_between(earlier: Instant, later: Instant) -> float:
    """Return the seconds from `earlier` to `later`, negative when they are the other way round."""
    return (to_datetime(later) - to_datetime(earlier)).total_seconds()


def minute_of(instant: Instant) -> str:
    """Return the minute an instant lies in, 16 characters: `2026-12-31T23:59`."""
    return instant[:16]
