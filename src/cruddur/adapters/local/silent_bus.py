"""The bus of a process in which nobody listens, such as the projector's Lambda."""

from collections.abc import Callable

from cruddur.domain.event import Event


class SilentBus:
    """See `Bus`."""

    def publish(self, event: Event) -> None:
        """Tell nobody."""

    def subscribe(self, receive: Callable[[Event], None]) -> Callable[[], None]:
        """Take note of nobody."""
        del receive
        return lambda: None
