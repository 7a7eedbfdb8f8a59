"""The bus of a single process."""

from collections.abc import Callable

import structlog

from cruddur.domain.event import Event

log = structlog.get_logger(__name__)

Receive = Callable[[Event], None]


class LocalBus:
    """Calls every subscriber at once, on the publisher's turn of the event loop."""

    def __init__(self) -> None:
        self._receivers: tuple[Receive, ...] = ()

    def publish(self, event: Event) -> None:
        """See `Bus.publish`."""
        for receive in self._receivers:
            try:
                receive(event)
            except Exception:
                log.exception("bus_subscriber_failed", event_kind=type(event).__name__)

    def subscribe(self, receive: Receive) -> Callable[[], None]:
        """See `Bus.subscribe`."""
        subscription = _Subscription(receive)
        self._receivers = (*self._receivers, subscription)

        def end() -> None:
            self._receivers = tuple(other for other in self._receivers if other is not subscription)

        return end


class _Subscription:
    """Makes two subscriptions of one function two things, so that each ends alone."""

    __slots__ = ("_receive",)

    def __init__(self, receive: Receive) -> None:
        self._receive = receive

    def __call__(self, event: Event) -> None:
        self._receive(event)
