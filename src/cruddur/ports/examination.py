"""What is found when a deployment is examined (`cruddur doctor`)."""

from typing import Literal, NamedTuple

from cruddur.domain.instant import Instant, seconds_between

Level = Literal["fine", "unknown", "warning", "problem"]
"""`unknown`: could not be asked here. `warning`: works, and somebody should know. `problem`: does not, or not safely."""


class Finding(NamedTuple):
    """One thing that was looked at.

    Attributes:
        check: what, `dynamodb.stream`; the same name whatever was found.
        says: one sentence, without secrets.
        do: what to do about it; empty when it is fine.
    """

    check: str
    level: Level
    says: str
    do: str = ""


def seconds_since_1970(at: Instant) -> float:
    """Return an instant as other machines count it."""
    return seconds_between(Instant("1970-01-01T00:00:00.000000Z"), at)


def skew(check: str, skew_s: float, of: str) -> Finding:
    """Return what it means that another machine's clock is `skew_s` ahead of this one's."""
    if abs(skew_s) < MOST_SKEW_S:
        return Finding(check, "fine", f"The clock of {of} and this machine's agree within {MOST_SKEW_S:g} s.")
    way = "behind" if skew_s > 0 else "ahead of"
    return Finding(
        check,
        "problem",
        f"This machine's clock is {abs(skew_s):.0f} s {way} that of {of}.",
        "Let NTP (chrony, systemd-timesyncd) set the clock: tokens and signed requests are refused with a wrong one.",
    )


MOST_SKEW_S = 30.0
"""Tokens from a minute ahead are refused, and AWS refuses requests from five: half of the first leaves room."""
