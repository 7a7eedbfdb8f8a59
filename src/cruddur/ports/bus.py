"""Fan-out of events to the sockets of this host and of others."""

from collections.abc import Callable
from typing import Protocol

from cruddur.domain.event import Event


class Bus(Protocol):
    """At most once, in no promised order: whoever misses an event finds the truth in the log."""

    def publish(self, event: Event) -> None:
        """Hand an event to every subscriber, on this host at once. Never waits, never raises."""
        ...

    def subscribe(self, receive: Callable[[Event], None]) -> Callable[[], None]:
        """Have `receive` called (on the event loop, it must not wait) for each event.

        Returns:
            What ends the subscription.
        """
        ...
