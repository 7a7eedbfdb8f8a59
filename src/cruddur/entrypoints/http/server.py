"""Runs the application on a socket: uvicorn, with every choice made here. Prints nothing."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Awaitable, Callable, Generator, Sequence

import uvicorn

from cruddur.entrypoints.http.app import AsgiApp
from cruddur.entrypoints.http.protocol import BoundedProtocol
from cruddur.entrypoints.http.socket_protocol import SocketProtocol

BACKLOG = 2048
KEEP_ALIVE_S = 65
"""Longer than the 60 s after which load balancers close idle connections: the server must not be first."""

LIVE_FRAME_MAX_BYTES = 64 * 1024


class CannotListen(Exception):
    """The address cannot be had: taken, not this machine's, or not allowed. The text says which."""


class Server(uvicorn.Server):
    """uvicorn's server, stopped by an event rather than by signals of its own, and telling when it listens."""

    def __init__(
        self,
        config: uvicorn.Config,
        stop: asyncio.Event,
        on_listening: Callable[[], None],
        on_stopping: Callable[[], Awaitable[None]] | None,
    ) -> None:
        super().__init__(config)
        self._stop = stop
        self._on_listening = on_listening
        self._on_stopping = on_stopping

    async def startup(self, sockets: "list[socket.socket] | None" = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if self.started:
            self._on_listening()

    async def main_loop(self) -> None:
        """Have the date of responses moved on every second until the stop, which uvicorn would ask for ten times a second.

        Its ticks are counted as uvicorn counts them: the date is that of each tenth.
        """
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 10
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._stop.wait()
            self.should_exit = self.should_exit or self._stop.is_set()
        if self._on_stopping is not None:  # before uvicorn closes what is open in its own words
            await self._on_stopping()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave the process's signals to whoever composes it."""
        yield


async def serve(
    app: AsgiApp,
    *,
    listener: socket.socket,
    stop: asyncio.Event,
    on_listening: Callable[[], None],
    on_stopping: Callable[[], Awaitable[None]] | None = None,
    forwarded_allow_ips: Sequence[str] = (),
    shutdown_timeout_s: int = 5,
) -> None:
    """Serve until `stop` is set, then let running requests finish.

    Args:
        listener: as `listen` gives it; closed in the end.
        on_listening: called once, when connections are taken.
        on_stopping: called once `stop` is set, while what is open is open still: for whoever has to say goodbye.
        forwarded_allow_ips: proxies (addresses or networks) whose X-Forwarded-For and -Proto are
            believed; of everybody else's nothing is.
        shutdown_timeout_s: how long running requests and sockets may take to end before they are ended.
    """
    config = uvicorn.Config(
        app,
        http=BoundedProtocol,
        ws=SocketProtocol,
        ws_max_size=LIVE_FRAME_MAX_BYTES,
        ws_per_message_deflate=False,
        loop="none",
        lifespan="on",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(forwarded_allow_ips),
        forwarded_allow_ips=list(forwarded_allow_ips),
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=shutdown_timeout_s,
    )
    server = Server(config, stop, on_listening, on_stopping)
    try:
        await server.serve(sockets=[listener])
    finally:
        listener.close()


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that has this address; connections wait in it until it is served.

    Args:
        port: 0 takes a free one.
    Raises:
        CannotListen: it cannot be had.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as unknown:
        raise CannotListen(f"{host} is no address of this machine") from unknown
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # accepted connections take it over
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as refused:
        listener.close()
        raise CannotListen(f"cannot listen on {host} port {port}: {refused.strerror or refused}") from refused
    listener.setblocking(False)
    return listener


def stop_on_signals() -> asyncio.Event:
    """Return an event that SIGINT and SIGTERM set from now on; a second one ends the process at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def asked(number: signal.Signals) -> None:
        stop.set()
        loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked, number)
    return stop
