"""Delete what sign-in no longer needs: ended sessions, old forms, used codes, forgotten tries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cruddur.domain.instant import Instant
from cruddur.ports.clock import Clock


class Sweepable(Protocol):
    """A store of things that end."""

    async def sweep(self, *, now: Instant) -> int:
        """Delete what has ended; return how many."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepSignIn:
    """Nothing depends on it but the size of the file: what has ended counts as gone anyway. Once an hour will do."""

    stores: Sequence[Sweepable]
    clock: Clock

    async def __call__(self) -> int:
        """Return how many things were deleted."""
        now = self.clock.now()
        return sum([await store.sweep(now=now) for store in self.stores])
