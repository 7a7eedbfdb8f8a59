"""An HTTP proxy in front of a DynamoDB API that does to requests what networks do, one by one."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cruddur.adapters.local.engines.process import free_port

_THROTTLED = b'{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"slow down"}'
LATE_S = 1.5


@dataclass
class FaultProxy:
    """One listener.

    Attributes:
        lose_answers: share of requests that arrive, and whose answers do not come back.
        late: share that arrives only after the client has been told nothing for long.
        throttle: share that is refused by the service.
        hang: share that never arrives, without a word.
        done: what was done to requests, counted.
    """

    upstream: str
    url: str = ""
    lose_answers: float = 0.0
    late: float = 0.0
    throttle: float = 0.0
    hang: float = 0.0
    chance: random.Random = field(default_factory=lambda: random.Random(11))
    done: Counter[str] = field(default_factory=Counter[str])
    _late_ones: set["asyncio.Task[None]"] = field(default_factory=set["asyncio.Task[None]"])

    @classmethod
    @asynccontextmanager
    async def before(cls, upstream: str) -> "AsyncGenerator[FaultProxy, None]":
        """Yield a proxy in front of an API; calm at first."""
        proxy, port = cls(upstream), free_port()
        proxy.url = f"http://127.0.0.1:{port}"
        server = await asyncio.start_server(proxy._serve, "127.0.0.1", port)
        try:
            yield proxy
        finally:
            server.close()
            for late in proxy._late_ones:
                late.cancel()

    def calm(self) -> None:
        """Do no harm any more."""
        self.lose_answers = self.late = self.throttle = self.hang = 0.0

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
            while request := await _message(reader):
                answer = await self._answered(request)
                if answer is None:
                    break
                writer.write(answer)
                await writer.drain()
        writer.transport.abort()

    async def _answered(self, request: bytes) -> bytes | None:
        """The answer to give; None is to hang up without one."""
        roll = self.chance.random()
        for fate in ("lose_answers", "late", "throttle", "hang"):
            rate: float = getattr(self, fate)
            if roll < rate:
                self.done[fate] += 1
                return await getattr(self, f"_{fate}")(request)
            roll -= rate
        self.done["calm"] += 1
        return await self._forward(request)

    async def _lose_answers(self, request: bytes) -> bytes | None:
        await self._forward(request)
        return None

    async def _late(self, request: bytes) -> bytes | None:
        async def later() -> None:
            await asyncio.sleep(self.chance.random() * LATE_S)
            with contextlib.suppress(OSError, EOFError):
                await self._forward(request)

        task = asyncio.create_task(later())
        self._late_ones.add(task)
        task.add_done_callback(self._late_ones.discard)
        return None

    async def _throttle(self, _request: bytes) -> bytes:
        head = f"HTTP/1.1 400 Bad Request\r\ncontent-length: {len(_THROTTLED)}\r\n\r\n"
        return head.encode() + _THROTTLED

    async def _hang(self, _request: bytes) -> bytes | None:
        await asyncio.sleep(60)
        return None

    async def _forward(self, request: bytes) -> bytes:
        parts = urlsplit(self.upstream)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        try:
            writer.write(request)
            await writer.drain()
            return await _message(reader)
        finally:
            writer.transport.abort()


async def _message(reader: asyncio.StreamReader) -> bytes:
    """A whole request or answer, b"" at the end of the connection."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return head + await reader.readexactly(int(line.split(b":")[1]))
    return head
