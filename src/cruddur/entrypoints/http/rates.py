"""Rate limits: token buckets in this process, one per key, in bounded memory.

Each bucket is one number, the instant at which it would be full again (the generic cell rate
algorithm), so a key that has rested as long as it takes to fill up needs no memory at all.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from cruddur.domain.errors import TooManyRequests

MAX_KEYS = 100_000
"""Keys one limit remembers: about 16 MB when every one of them is busy."""


class TokenBuckets:
    """`per_s` tokens a second for each key, at most `burst` saved up.

    The state of this process only: with several hosts the limit is per host, and a restart forgets
    it. What remains to be decided is what happens when more than `max_keys` keys are busy at once:

    Attributes:
        fails: "open": the keys that were first to come are forgotten, so nobody is refused for
            lack of memory; "closed": new keys are refused until others have rested.
    """

    def __init__(
        self,
        per_s: float,
        burst: float,
        *,
        now_s: Callable[[], float],
        fails: Literal["open", "closed"],
        max_keys: int = MAX_KEYS,
    ) -> None:
        """Make the limit.

        Args:
            per_s: tokens a second; 0 is no limit.
            burst: 1 or more.
            now_s: seconds that only grow (`Clock.monotonic_s`).
        """
        self.fails = fails
        self._cost_s = 1 / per_s if per_s else 0.0
        self._burst_s = self._cost_s * max(burst, 1)
        self._now_s = now_s
        self._max_keys = max_keys
        self._full_at: dict[str, float] = {}

    def __len__(self) -> int:
        """Return how many keys are remembered."""
        return len(self._full_at)

    def take(self, key: str) -> None:
        """Take a token of `key`.

        Raises:
            TooManyRequests: there is none; `retry_after_s` says when there will be one.
        """
        if self._cost_s:
            self._full_at[key] = self._full_after(key)

    def check(self, key: str) -> None:
        """See that there is a token of `key`, and leave it there.

        Raises:
            TooManyRequests: there is none.
        """
        if self._cost_s:
            self._full_after(key)

    def charge(self, key: str) -> None:
        """Take a token of `key` for what has happened already; the bucket may go into debt."""
        if self._cost_s:
            self._full_at[key] = max(self._full_at.get(key, 0.0), self._now_s()) + self._cost_s

    def _full_after(self, key: str) -> float:
        """Return when the bucket would be full again if a token were taken now."""
        now = self._now_s()
        full_at = self._full_at.get(key)
        if full_at is None:
            self._make_room(now)
            full_at = now
        elif full_at < now:
            full_at = now
        full_at += self._cost_s
        wait_s = full_at - now - self._burst_s
        if wait_s > 1e-9:
            raise TooManyRequests(wait_s)
        return full_at

    def _make_room(self, now: float) -> None:
        """See that one more key may be remembered; rested keys go first, and lose nothing by it."""
        if len(self._full_at) < self._max_keys:
            return
        self._full_at = {key: full_at for key, full_at in self._full_at.items() if full_at > now}
        if len(self._full_at) < self._max_keys:
            return
        if self.fails == "closed":
            raise TooManyRequests(max(min(self._full_at.values()) - now, self._cost_s))
        for key in list(self._full_at)[: max(1, self._max_keys // 2)]:
            del self._full_at[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Every limit of the API; sign-in keeps its own.

    Attributes:
        sends: messages per person.
        lookups: look-ups of people, by handle and by search, per person.
        misses: messages to handles that nobody has, per person: the other way to try names.
        new_groups: conversations begun, per person.
        credentials: refused credentials, per client address; those whose credentials are known go
            on. Fails closed: verifying is what somebody who guesses would have us do.
    """

    sends: TokenBuckets
    lookups: TokenBuckets
    misses: TokenBuckets
    new_groups: TokenBuckets
    credentials: TokenBuckets


def limits(
    now_s: Callable[[], float],
    *,
    sends_per_s: float = 500,
    lookups_per_s: float = 10,
    new_groups_per_hour: float = 60,
    credentials_per_s: float = 50,
) -> Limits:
    """Return the limits of the settings `CRUDDUR_RATE_*`; 0 lifts one.

    Bursts: two seconds of sends, three of look-ups, an hour of new conversations, four of credentials.
    """
    return Limits(
        sends=TokenBuckets(sends_per_s, 2 * sends_per_s, now_s=now_s, fails="open"),
        lookups=TokenBuckets(lookups_per_s, 3 * lookups_per_s, now_s=now_s, fails="open"),
        misses=TokenBuckets(lookups_per_s, 3 * lookups_per_s, now_s=now_s, fails="open"),
        new_groups=TokenBuckets(new_groups_per_hour / 3600, new_groups_per_hour, now_s=now_s, fails="open"),
        credentials=TokenBuckets(credentials_per_s, 4 * credentials_per_s, now_s=now_s, fails="closed"),
    )


def retry_after(wait_s: float) -> bytes:
    """Return the value of a Retry-After header: whole seconds, 1 at least."""
    return b"%d" % max(1, math.ceil(wait_s - 1e-6))
