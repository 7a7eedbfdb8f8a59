"""Open sockets, and how long a message takes from its sender to the screen of its reader.

As lean as `client`: frames are counted, and looked into only while a certain message is awaited.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import cast

from bench.client import Refused
from bench.report import Delivered, percentile

ARRIVES_WITHIN_S = 10.0

_PING = 0x9


class Socket(asyncio.Protocol):
    """One person's live socket."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[None] = loop.create_future()
        self.frame_count = 0
        self._transport: asyncio.WriteTransport | None = None
        self._received = b""
        self._awaited = b""
        self._arrived: asyncio.Future[float] = loop.create_future()

    @classmethod
    async def open(cls, port: int, token: str) -> "Socket":
        """Connect and shake hands.

        Raises:
            Refused: the server does not let us in.
        """
        _, socket = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        socket._send(
            f"GET /api/live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: bWVhc3VyaW5nIGFuZCBubw==\r\n\r\n".encode()
        )
        await socket.opened
        return socket

    def arrival_of(self, message_uuid: bytes) -> "asyncio.Future[float]":
        """Return a future of the time (`perf_counter`) at which a frame that names the message is here.

        Raises:
            ConnectionResetError: the socket is closed.
        """
        if self._transport is None:
            raise ConnectionResetError("the server closed the socket")
        self._awaited = message_uuid
        self._arrived = asyncio.get_running_loop().create_future()
        return self._arrived

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.BaseProtocol`."""
        self._transport = cast("asyncio.WriteTransport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.BaseProtocol`."""
        self._transport = None
        for waiting in (self.opened, self._arrived):
            if not waiting.done():
                waiting.set_exception(ConnectionResetError("the server closed the socket"))
                waiting.exception()  # seen: nobody may be waiting

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        self._received += data
        if not self.opened.done():
            head, ended, rest = self._received.partition(b"\r\n\r\n")
            if not ended:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self.opened.set_exception(Refused(head.split(b"\r\n")[0].decode()))
                return
            self._received = rest
            self.opened.set_result(None)
        while (frame := _first_frame(self._received)) is not None:
            opcode, payload, self._received = frame
            self.frame_count += 1
            if opcode == _PING:
                self._send(b"\x8a%c\0\0\0\0%b" % (0x80 | len(payload), payload))  # masked, by zeros
            elif self._awaited and self._awaited in payload and not self._arrived.done():
                self._arrived.set_result(time.perf_counter())

    def _send(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)


def _first_frame(received: bytes) -> tuple[int, bytes, bytes] | None:
    """Return opcode and payload of a server's frame and what follows it; None when it is not whole yet."""
    if len(received) < 2:
        return None
    start, length = 2, received[1]
    if length >= 126:
        start = 4 if length == 126 else 10
        if len(received) < start:
            return None
        length = int.from_bytes(received[2:start], "big")
    end = start + length
    return (received[0] & 0xF, received[start:end], received[end:]) if len(received) >= end else None


def summed_up(took_s: Sequence[float], *, sockets: int, per_second: float) -> Delivered:
    """Return what single deliveries come to."""
    ordered = sorted(took_s)
    return Delivered(
        sockets=sockets,
        count=len(ordered),
        per_second=per_second,
        p50_ms=percentile(ordered, 0.5) * 1000,
        p99_ms=percentile(ordered, 0.99) * 1000,
    )
