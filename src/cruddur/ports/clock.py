"""Time and chance, injected everywhere so that a simulation can own both."""

from typing import Protocol

from cruddur.domain.ids import MessageUuid, UserUuid
from cruddur.domain.instant import Instant


class Clock(Protocol):
    """What time it is."""

    def now(self) -> Instant:
        """Return the host's wall clock, UTC. It may jump, both ways."""
        ...

    def monotonic_s(self) -> float:
        """Return seconds that only grow, from an arbitrary zero. For time-outs and ages."""
        ...


class Random(Protocol):
    """Names that nobody has used, and secrets that nobody can guess."""

    def user_uuid(self) -> UserUuid:
        """Return a new UUIDv4."""
        ...

    def message_uuid(self) -> MessageUuid:
        """Return a new UUIDv7: later ones sort after earlier ones."""
        ...

    def group_uuid(self) -> str:
        """Return a new UUIDv4, for a group of several."""
        ...

    def token(self, size_bytes: int = 32) -> str:
        """Return a URL-safe secret of `size_bytes` random bytes."""
        ...

    def fraction(self) -> float:
        """Return a float in [0, 1), for jitter. Not a secret."""
        ...
