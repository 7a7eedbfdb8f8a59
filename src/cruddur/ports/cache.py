"""Answers kept for a while, so that a store is not asked the same thing again."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

Fill = Callable[[], Awaitable[bytes]]


class Cache(Protocol):
    """Slower when it is down, never wrong: what an invalidation has passed is never served again.

    Authorise before asking it, never in it.
    """

    async def fetch(self, key: str, fill: Fill, *, keep_s: float) -> bytes:
        """Return the value of `key`, from `fill` where none is kept.

        Many who ask at a time cause one fill on this host. What a fill brings is kept only if no
        invalidation of the key came since it began, so a reader that raced a writer cannot leave
        the old answer behind.

        Args:
            keep_s: how long the value may be served at most.
        Raises:
            Whatever `fill` raises; to everybody who waited for it.
        """
        ...

    async def invalidate(self, keys: Iterable[str]) -> None:
        """Forget the values. A writer calls it after its write and before its answer. Never raises."""
        ...
