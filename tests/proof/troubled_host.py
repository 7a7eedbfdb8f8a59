"""The product on a host in trouble: its clock is wrong, and its change stream repeats itself in disorder.

    CRUDDUR_TESTS_CLOCK_SKEW_S=-7200 python -m tests.proof.troubled_host up

Messages are dated by the wrong clock, credentials by the right one: a token would not live through two
hours of skew, and should not; what is looked at here is the log.
"""

import os
from typing import Any

from cruddur import __main__, bootstrap
from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.adapters.sqlite.engine import SqliteEngine
from cruddur.domain import instant
from cruddur.domain.instant import Instant
from cruddur.ports.clock import Clock
from tests.proof import restless_stream


class SkewedClock:
    """See `ports.clock.Clock`. Wrong by so many seconds."""

    def __init__(self, clock: Clock, by_s: float) -> None:
        self._clock = clock
        self._by_s = by_s

    def now(self) -> Instant:
        return instant.shifted(self._clock.now(), seconds=self._by_s)

    def monotonic_s(self) -> float:
        return self._clock.monotonic_s()


def install(by_s: float) -> None:
    """Have the messaging core run on a wrong clock."""
    use_cases = bootstrap.use_cases

    def skewed(*, clock: Clock, **rest: Any) -> bootstrap.UseCases:
        return use_cases(clock=SkewedClock(clock, by_s), **rest)

    bootstrap.use_cases = skewed


if __name__ == "__main__":
    restless_stream.install(DynamoEngine)
    restless_stream.install(SqliteEngine)
    install(float(os.environ.get("CRUDDUR_TESTS_CLOCK_SKEW_S", "0")))
    __main__.main()
