"""The time of this machine."""

import time
from datetime import UTC, datetime

from cruddur.domain import instant
from cruddur.domain.instant import Instant


class SystemClock:
    """The wall clock and the monotonic clock of the operating system."""

    def now(self) -> Instant:
        """See `Clock.now`."""
        return instant.from_datetime(datetime.now(UTC))

    def monotonic_s(self) -> float:
        """See `Clock.monotonic_s`."""
        return time.monotonic()
