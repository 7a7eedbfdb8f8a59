"""The time of this machine."""

import time

from cruddur.domain.instant import Instant

_NS_PER_S = 1_000_000_000


class SystemClock:
    """The wall clock and the monotonic clock of the operating system.

    Every request asks for the time, so the text of the running second is kept and only the
    microseconds are written anew: 0.6 µs instead of 4.
    """

    def __init__(self) -> None:
        self._second: tuple[int, str] = (-1, "")

    def now(self) -> Instant:
        """See `Clock.now`."""
        second, rest_ns = divmod(time.time_ns(), _NS_PER_S)
        known, text = self._second
        if second != known:
            text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
            self._second = (second, text)  # one assignment: threads see both or neither
        return Instant(f"{text}.{rest_ns // 1000:06d}Z")

    def monotonic_s(self) -> float:
        """See `Clock.monotonic_s`."""
        return time.monotonic()
