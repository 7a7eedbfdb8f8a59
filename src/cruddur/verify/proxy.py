"""A TCP proxy between clients and server, which does to their connections what networks do.

It knows nothing of HTTP: bytes are late, slow, lost with their connection, or cut in the middle.
"""

import asyncio
import functools
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast

from cruddur.verify.dice import Dice

SLOW_BYTES = 256
"""What passes at once through a throttled connection."""


@dataclass(slots=True)
class Weather:
    """What happens to a connection.

    Attributes:
        delay_s: each way, on top.
        slow_s: between two portions of SLOW_BYTES.
        eats_answers: the next bytes from the server vanish, and the connection with them.
        tears_answers: the same, but the first half of them still arrives.
        refuses: new connections are closed at once.
    """

    delay_s: float = 0.0
    slow_s: float = 0.0
    eats_answers: bool = False
    tears_answers: bool = False
    refuses: bool = False


CALM = Weather()


class Proxy:
    """Listens on a free loopback port and leads to `upstream`.

    Attributes:
        engine: what it leads to, "" when that is a server and the clients are on this side.
    """

    def __init__(self, upstream: tuple[str, int], dice: Dice, *, engine: str = "") -> None:
        self.upstream = upstream
        self.engine = engine
        self._dice = dice
        self._pipes: set[_Pipe] = set()
        self._share = 0.0
        self._weather = CALM
        self._server: asyncio.Server | None = None

    async def start(self) -> tuple[str, int]:
        """Listen, and return the address."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Pipe(self), "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()
        return host, port

    async def stop(self) -> None:
        """End everything."""
        if self._server is not None:
            self._server.close()
        self.cut(1.0)
        await asyncio.sleep(0)

    def set_weather(self, weather: Weather, share: float) -> None:
        """Have this weather on a share of the connections, new ones included, until it is set anew."""
        self._weather, self._share = weather, share
        for pipe in tuple(self._pipes):
            pipe.set_weather(self.weather_for_one())

    def weather_for_one(self) -> Weather:
        """Return the weather of a connection."""
        return self._weather if self._dice.happens(self._share) else CALM

    def cut(self, share: float) -> None:
        """Break a share of the connections at both ends."""
        for pipe in tuple(self._pipes):
            if self._dice.happens(share):
                pipe.cut()

    def add(self, pipe: "_Pipe") -> None:
        """Take a connection in."""
        self._pipes.add(pipe)

    def discard(self, pipe: "_Pipe") -> None:
        """Let a connection go."""
        self._pipes.discard(pipe)


class _Pipe(asyncio.Protocol):
    """One connection: this is the client's end."""

    def __init__(self, proxy: Proxy) -> None:
        self._proxy = proxy
        self._loop = asyncio.get_running_loop()
        self._early = bytearray()
        self._client: asyncio.WriteTransport | None = None
        self._server: asyncio.WriteTransport | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._lanes = {way: _Lane(functools.partial(self._write, to_server=way)) for way in (True, False)}
        self.weather = proxy.weather_for_one()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._client = cast("asyncio.WriteTransport", transport)  # uvloop's is one, but does not say so
        if self.weather.refuses:
            self._client.abort()
            return
        self._proxy.add(self)
        self._connecting = self._loop.create_task(self._connect())

    def data_received(self, data: bytes) -> None:
        if self._server is None:
            self._early += data
        else:
            self._pass_on(data, to_server=True)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio.BaseProtocol has it
        self.cut()

    def set_weather(self, weather: Weather) -> None:
        """Have another weather; what a better one finds waiting arrives at once."""
        self.weather = weather
        if weather is CALM:
            for lane in self._lanes.values():
                lane.hurry()

    def from_server(self, data: bytes) -> None:
        """Take bytes of the server."""
        if self.weather.eats_answers:
            self.cut()
        elif self.weather.tears_answers:
            self._write(data[: len(data) // 2], to_server=False)
            self._close()
        else:
            self._pass_on(data, to_server=False)

    def server_gone(self) -> None:
        """Learn that the server has closed: what is on its way still arrives."""
        self._loop.call_later(self._lanes[False].empty_in_s + 0.01, self._close)

    def cut(self) -> None:
        """Break it at both ends."""
        self._proxy.discard(self)
        if self._connecting is not None:
            self._connecting.cancel()
        for transport in (self._client, self._server):
            if transport is not None and not transport.is_closing():
                transport.abort()

    def _close(self) -> None:
        """End it; what was written to the client still arrives."""
        self._proxy.discard(self)
        if self._client is not None:
            self._client.close()
        if self._server is not None:
            self._server.abort()

    async def _connect(self) -> None:
        try:
            host, port = self._proxy.upstream
            transport, _ = await self._loop.create_connection(lambda: _ServerEnd(self), host, port)
        except OSError:
            self._connecting = None
            self.cut()
            return
        self._connecting = None
        self._server = cast("asyncio.WriteTransport", transport)
        if self._client is None or self._client.is_closing():
            self.cut()
        elif self._early:
            self._pass_on(bytes(self._early), to_server=True)

    def _pass_on(self, data: bytes, *, to_server: bool) -> None:
        self._lanes[to_server].put(data, self.weather)

    def _write(self, data: bytes, *, to_server: bool) -> None:
        transport = self._server if to_server else self._client
        if transport is not None and not transport.is_closing():
            transport.write(data)


class _Lane:
    """One direction of a pipe: bytes leave in the order in which they came, however late."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[tuple[float, bytes]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def empty_in_s(self) -> float:
        """In how many seconds the last of what waits is due, 0 when nothing does."""
        return max(0.0, self._waiting[-1][0] - self._loop.time()) if self._waiting else 0.0

    def put(self, data: bytes, weather: Weather) -> None:
        """Hand bytes over, as late and as slowly as the weather has it."""
        now_s = self._loop.time()
        if not self._waiting and not weather.delay_s and not weather.slow_s:
            self._write(data)
            return
        due_s = max(now_s + weather.delay_s, self._waiting[-1][0] if self._waiting else 0.0)
        for portion in _portions(data, SLOW_BYTES if weather.slow_s else len(data)):
            due_s += weather.slow_s
            self._waiting.append((due_s, portion))
        if self._timer is None:
            self._timer = self._loop.call_at(self._waiting[0][0], self._pass_due)

    def hurry(self) -> None:
        """Pass on everything that waits."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._waiting:
            self._write(self._waiting.popleft()[1])

    def _pass_due(self) -> None:
        now_s = self._loop.time() + 0.001
        while self._waiting and self._waiting[0][0] <= now_s:
            self._write(self._waiting.popleft()[1])
        self._timer = self._loop.call_at(self._waiting[0][0], self._pass_due) if self._waiting else None


class _ServerEnd(asyncio.Protocol):
    """The server's end of a pipe."""

    def __init__(self, pipe: _Pipe) -> None:
        self._pipe = pipe

    def data_received(self, data: bytes) -> None:
        self._pipe.from_server(data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio.BaseProtocol has it
        self._pipe.server_gone()


def _portions(data: bytes, size: int) -> Iterable[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))
