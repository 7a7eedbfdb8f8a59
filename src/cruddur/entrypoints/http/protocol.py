"""uvicorn's HTTP protocol, with bounds on what comes before a request, and whole responses in one write."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from cruddur.entrypoints.http.answers import Answer, Headers
from cruddur.entrypoints.http.envelope import envelope
from cruddur.entrypoints.http.problems import status_problem

HEAD_MAX_BYTES = 64 * 1024
"""Of a head that has not ended yet. uvicorn reads up to 256 KiB at a time; a head that fits into one read passes."""

HEAD_TIMEOUT_S = 10.0
"""For a head, and for the first byte on a new connection."""


REFUSED_LINGER_S = 1.0
"""How long what still comes after a refusal is taken and thrown away."""


class BoundedProtocol(HttpToolsProtocol):
    """Refuses with 431 or 408 what would otherwise be waited for, or stored, for ever.

    Also says 400 to what is not HTTP with the same headers and the same kind of body as everything else.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_head_open = False
        self._head_bytes = 0
        self._is_refused = False
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol."""
        super().connection_made(cast("asyncio.Transport", transport))  # uvloop's is one, but does not say so
        self._arm()

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        self._disarm()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser; a head that did not end with this read is counted and timed."""
        if self._is_refused:
            return
        super().data_received(data)
        if self._is_head_open:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_MAX_BYTES:
                self._refuse(status_problem(431))
            elif self._head_timer is None:
                self._arm()

    def on_message_begin(self) -> None:
        """A head begins."""
        self._is_head_open = True
        self._head_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """It ended; what comes now is the application's to bound."""
        self._is_head_open = False
        if self._head_timer is not None:
            self._disarm()
        before = self.cycle
        super().on_headers_complete()
        cycle = self.cycle
        if cycle is not before:
            whole = HeadWithBody(cycle.transport, cycle.on_response)
            cycle.transport, cycle.on_response = whole, whole.complete

    def send_400_response(self, msg: str) -> None:
        """Say that this was no HTTP request."""
        del msg
        self._refuse(status_problem(400))

    def _refuse(self, answer: Answer) -> None:
        """Answer outside of any application, and close once the sender has had time to read it.

        Closing on a sender who is still at it would reset the connection, and the answer be lost.
        """
        self._disarm()
        self._is_head_open = False
        if self._is_refused or self.transport.is_closing():
            return
        self._is_refused = True
        given = [*answer.headers, (b"content-length", b"%d" % len(answer.body)), *_ENVELOPE]
        headers: Headers = [header for header in given if header[0] != b"connection"]
        lines = [
            STATUS_LINE[answer.status],
            *(b"%b: %b\r\n" % header for header in headers),
            b"connection: close\r\n\r\n",
        ]
        self.transport.write(b"".join([*lines, answer.body]))
        self.transport.write_eof()
        self._head_timer = self.loop.call_later(REFUSED_LINGER_S, self.transport.close)

    def _arm(self) -> None:
        self._head_timer = self.loop.call_later(HEAD_TIMEOUT_S, self._too_slow)

    def _disarm(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _too_slow(self) -> None:
        """A new connection that said nothing is closed without a word; half a head gets one."""
        self._head_timer = None
        if self._is_head_open:
            self._refuse(status_problem(408))
        elif not self.transport.is_closing():
            self.transport.close()


class HeadWithBody(asyncio.Transport):
    """Keeps the head of a response back until the body comes, as ASGI asks of a server.

    uvicorn writes both at once, one after the other; uvloop makes a system call and a segment of
    each. Together they cost one, which is a fifth of a small request's time. Made for one response.
    """

    __slots__ = ("_completed", "_held", "_is_begun", "_transport")

    def __init__(self, transport: asyncio.Transport, completed: Callable[..., None]) -> None:
        self._transport = transport
        self._completed = completed
        self._held: bytes | None = None
        self._is_begun = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Write, but the head only with what follows it."""
        if self._held is not None:
            held, self._held = self._held, None
            self._transport.writelines((held, data)) if data else self._transport.write(held)
        elif self._is_begun or data == _CONTINUE:
            self._transport.write(data)
        else:
            self._is_begun = True
            self._held = bytes(data)

    def complete(self) -> None:
        """All is sent: a head that no body followed (HEAD, 204, 304) goes too, then the next request is begun."""
        self.flush()
        self._completed()

    def flush(self) -> None:
        """Write a head that has been kept back."""
        if self._held is not None:
            self.write(b"")

    def is_closing(self) -> bool:
        """See asyncio.Transport."""
        return self._transport.is_closing()

    def close(self) -> None:
        """Close, after what has been kept back is written."""
        self.flush()
        self._transport.close()


_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_ENVELOPE = envelope(is_https=False).api
