"""Fan-out of events to the sockets of other hosts, over Valkey's or Redis' publish/subscribe.

    bus = await ValkeyBus.open("redis://…", local=LocalBus(), host=random.token(9), random=random)
    …
    await bus.close()

On this host an event is heard at once, whether the server is there or not. What is for others waits
in a bounded queue, the oldest leaving first, and goes out in batches; nothing is sent twice. Both
directions look after themselves: after a restart, a lost network or a server that hangs they connect
again within about two seconds.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from cruddur.adapters.valkey.frames import FrameRefused, decode, encode
from cruddur.domain.event import Event, HostsHeardAgain
from cruddur.ports.bus import Bus
from cruddur.ports.clock import Random

log = structlog.get_logger(__name__)

CHANNEL = "cruddur:events"
MAX_WAITING = 10_000
"""Events kept for other hosts while they cannot be told."""

BATCH_MAX = 200
SILENCE_S = 5.0
"""After so long without a word the server is asked whether it is there."""

ANSWER_S = 2.0
"""How long it may take to answer that, to connect, and to take a batch."""

BACK_OFF_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0)
FLUSH_S = 0.5


@dataclass(slots=True)
class BusCounts:
    """What has happened, for metrics.

    Attributes:
        dropped: events that other hosts were not told: the queue was full, or a batch was cut off.
        refused: frames that were not understood.
        connects: times that the listening began.
    """

    sent: int = 0
    received: int = 0
    dropped: int = 0
    refused: int = 0
    connects: int = 0


class ValkeyBus:
    """See `ports.bus.Bus`."""

    def __init__(
        self, url: str, *, local: Bus, host: str, random: Random, channel: str = CHANNEL, max_waiting: int = MAX_WAITING
    ) -> None:
        self.counts = BusCounts()
        self._local, self._host, self._random, self._channel = local, host, random, channel
        client: Any = Redis  # typed in part only
        self._redis = client.from_url(
            url,
            socket_timeout=ANSWER_S,
            socket_connect_timeout=ANSWER_S,
            socket_keepalive=True,
            retry=Retry(NoBackoff(), 0),  # a batch that may have arrived is not sent again
        )
        self._waiting: deque[Event] = deque(maxlen=max_waiting)
        self._has_waiting, self._all_told = asyncio.Event(), asyncio.Event()
        self._all_told.set()
        self._listens = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    @classmethod
    async def open(cls, url: str, *, local: Bus, host: str, random: Random, channel: str = CHANNEL) -> Self:
        """Begin to speak and listen. A server that is away may come later.

        Args:
            local: how events reach this host's own subscribers.
            host: this process's name on the bus, unlike any other's.
        """
        bus = cls(url, local=local, host=host, random=random, channel=channel)
        bus._tasks = [
            asyncio.create_task(bus._again_and_again(bus._listen), name="bus-listens"),
            asyncio.create_task(bus._again_and_again(bus._speak), name="bus-speaks"),
        ]
        with contextlib.suppress(TimeoutError):  # so that what is said right after opening is heard
            async with asyncio.timeout(ANSWER_S):
                await bus._listens.wait()
        return bus

    async def close(self) -> None:
        """Say what is waiting if that is quickly done, then stop."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FLUSH_S):
                await self._all_told.wait()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._redis.aclose()

    def publish(self, event: Event) -> None:
        """See `Bus.publish`. Other hosts hear of it a little later."""
        self._local.publish(event)
        if len(self._waiting) == self._waiting.maxlen:
            self.counts.dropped += 1  # the oldest makes room
        self._waiting.append(event)
        self._has_waiting.set()
        self._all_told.clear()

    def subscribe(self, receive: Callable[[Event], None]) -> Callable[[], None]:
        """See `Bus.subscribe`."""
        return self._local.subscribe(receive)

    async def ping(self) -> bool:
        """Say whether the server answers; without it other hosts' events are not heard."""
        try:
            return bool(await self._redis.ping())
        except (RedisError, OSError):
            return False

    async def _again_and_again(self, work: Callable[[], Any]) -> None:
        """Run one direction for ever, with growing pauses for as long as it fails at once."""
        loop, failures = asyncio.get_running_loop(), 0
        while True:
            begun_s = loop.time()
            try:
                await work()
            except (RedisError, OSError, TimeoutError) as error:
                failures = 0 if loop.time() - begun_s > ANSWER_S else failures + 1
                pause_s = BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)]
                log.warning("bus_away", work=work.__name__.strip("_"), error=type(error).__name__)
                await asyncio.sleep(pause_s * (0.5 + self._random.fraction() / 2))
            except Exception:
                log.exception("bus_failed", work=work.__name__.strip("_"))
                await asyncio.sleep(BACK_OFF_S[-1])

    async def _speak(self) -> None:
        while True:
            await self._has_waiting.wait()
            self._has_waiting.clear()
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), BATCH_MAX))]
                try:
                    await self._redis.publish(self._channel, encode(self._host, batch))
                except BaseException:
                    self.counts.dropped += len(batch)
                    self._has_waiting.set()  # the rest is for the next try
                    raise
                self.counts.sent += len(batch)
            self._all_told.set()

    async def _listen(self) -> None:
        async with self._redis.pubsub() as channel:
            await channel.subscribe(self._channel)
            while True:
                message = await channel.get_message(timeout=SILENCE_S)
                if message is None:
                    await channel.ping()
                    message = await channel.get_message(timeout=ANSWER_S)
                    if message is None:
                        raise TimeoutError
                if message["type"] == "subscribe":
                    self.counts.connects += 1
                    self._listens.set()
                    if self.counts.connects > 1:
                        self._local.publish(HostsHeardAgain())
                elif message["type"] == "message":
                    self._hear(message["data"])

    def _hear(self, data: bytes) -> None:
        try:
            frame = decode(data)
        except FrameRefused:
            self.counts.refused += 1
            return
        if frame.host == self._host:
            return
        self.counts.received += len(frame.events)
        for event in frame.events:
            self._local.publish(event)
