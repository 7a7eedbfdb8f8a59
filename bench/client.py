"""A lean HTTP/1.1 client: what it costs must not hide what the server costs.

One keep-alive connection is one `Connection`: raw bytes out, and of the answer only status, length and
body are looked at. No pipelining, no chunked bodies, no TLS: enough for our own server and nothing else.
It runs in the measuring process; the server is another one, so its CPU is counted alone.
"""

import asyncio
from typing import NamedTuple, cast

_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"content-length: "


class Refused(Exception):
    """The server answered something else than it should: a measurement of refusals measures nothing."""


class Answer(NamedTuple):
    """Status and body of a response."""

    status: int
    body: bytes


class Connection(asyncio.Protocol):
    """One connection with at most one request under way."""

    def __init__(self) -> None:
        self._transport: asyncio.WriteTransport | None = None
        self._received = b""
        self._waiting: asyncio.Future[Answer] | None = None
        self._loop = asyncio.get_running_loop()

    @classmethod
    async def open(cls, host: str, port: int) -> "Connection":
        """Connect.

        Raises:
            OSError: nobody listens there.
        """
        _, connection = await asyncio.get_running_loop().create_connection(cls, host, port)
        return connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.BaseProtocol`."""
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's is one, but does not say so

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.BaseProtocol`. Whoever waits learns that no answer comes."""
        self._transport = None
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(ConnectionResetError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`. Answers are complete when their length is there."""
        received = self._received + data if self._received else data
        head_end = received.find(_END_OF_HEAD)
        if head_end < 0:
            self._received = received
            return
        head = received[:head_end].lower()
        at = head.find(_LENGTH)
        length = int(head[at + len(_LENGTH) :].split(b"\r", 1)[0]) if at >= 0 else 0
        if len(received) < head_end + 4 + length:
            self._received = received
            return
        self._received = b""
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_result(Answer(int(received[9:12]), received[head_end + 4 :]))

    def ask(self, request: bytes) -> "asyncio.Future[Answer]":
        """Send one request; the future holds its answer.

        Raises:
            ConnectionResetError: the connection is closed.
        """
        if self._transport is None:
            raise ConnectionResetError("the connection is closed")
        self._waiting = self._loop.create_future()
        self._transport.write(request)
        return self._waiting

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()


def request_head(method: str, path: str, *, port: int, token: str) -> bytes:
    """Return a request up to its body's length: for GET it is whole, for POST `with_body` completes it."""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Authorization: Bearer {token}\r\nAccept: application/json\r\n"
    )
    return head.encode() + (b"\r\n" if method == "GET" else b"Content-Type: application/json\r\n")


def with_body(head: bytes, body: bytes) -> bytes:
    """Return the request of a head and a JSON body."""
    return b"%bContent-Length: %d\r\n\r\n%b" % (head, len(body), body)
