"""What is measured: sends alone and together, an inbox, a history at its head and far below it."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from bench.client import Answer, Connection, Refused, request_head, with_body
from bench.live import ARRIVES_WITHIN_S, Socket, summed_up
from bench.report import Delivered, Measured, percentile
from bench.server import Server

TEXT_BYTES = 300
PEOPLE_COUNT = 50
"""People who have a socket open and are written to."""

WRITER_COUNT = 32
"""People who write, and have none: so each message reaches one socket, its reader's."""

INBOX_GROUPS = 30
"""Conversations of the person whose inbox is read: more than the page of 20."""

_TEXT = ("The tide is at the second step, the press is level, and the blue is low and to the left. " * 4)[:TEXT_BYTES]
_SEQ = re.compile(rb'"seq":(\d+)')
_WARM_UP_S = 0.3
DELIVERIES_PER_S = 20.0
_SETTLES_S = 1.0
_LEAST_IDLE_S = 1.0
ONE_SENDER, MANY_SENDERS = "send", "send, each into a conversation"
INBOX, HISTORY = "inbox, 20 rows", "history, newest 50"
_NEWEST_ROWS = "/api/message_groups?limit=20"
_uuids = count(1)

Step = Callable[[], Awaitable[Answer]]
"""One request and its answer."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a bearer token."""

    handle: str
    token: str


@dataclass(slots=True)
class Sender:
    """One person writing into one group over one connection, as a client does: with a uuid and where it stands."""

    connection: Connection
    head: bytes
    group_uuid: str
    after_seq: int = 0
    _prefix: bytes = field(init=False)
    _next_uuid: bytes = field(init=False)

    def __post_init__(self) -> None:
        self._prefix = json.dumps({"message": _TEXT, "message_group_uuid": self.group_uuid}).encode()[:-1]
        self._next_uuid = _message_uuid()

    def next_uuid(self) -> bytes:
        """Return the uuid of the message that the next call sends."""
        return self._next_uuid

    async def __call__(self) -> Answer:
        body = b'%b,"message_uuid":"%b","after_seq":%d}' % (self._prefix, self._next_uuid, self.after_seq)
        self._next_uuid = _message_uuid()
        answer = await self.connection.ask(with_body(self.head, body))
        found = _SEQ.search(answer.body)
        if found is not None:
            self.after_seq = int(found[1])
        return answer


@dataclass(slots=True)
class Reader:
    """One request, again and again."""

    connection: Connection
    request: bytes

    def __call__(self) -> Awaitable[Answer]:
        return self.connection.ask(self.request)


async def measure(
    name: str, steps: Sequence[Step], server: Server, *, seconds: float, at_most: int | None = None
) -> Measured:
    """Run each step over and over, all of them at once, and return what that took.

    Args:
        at_most: end after this many requests in all, if that comes before `seconds`.
    Raises:
        Refused: an answer was not 200.
    """
    await _run(steps, seconds=_WARM_UP_S, at_most=at_most and at_most // 10)
    before, began = server.used(), time.perf_counter()
    took_ns = await _run(steps, seconds=seconds, at_most=at_most)
    took_s, after = time.perf_counter() - began, server.used()
    took_ns.sort()
    answered = len(took_ns)
    cpu_s = after.cpu_s - before.cpu_s if after.cpu_s is not None and before.cpu_s is not None else None
    written = (
        after.written_bytes - before.written_bytes
        if after.written_bytes is not None and before.written_bytes is not None
        else None
    )
    return Measured(
        name=name,
        concurrency=len(steps),
        count=answered,
        took_s=took_s,
        p50_ms=percentile(took_ns, 0.5) / 1e6,
        p99_ms=percentile(took_ns, 0.99) / 1e6,
        cpu_s_per_1000=None if cpu_s is None else cpu_s * 1000 / answered,
        written_bytes_each=None if written is None else written / answered,
    )


async def _run(steps: Sequence[Step], *, seconds: float, at_most: int | None) -> list[int]:
    """Return the nanoseconds of every request."""
    until = time.perf_counter() + seconds
    each = None if at_most is None else max(1, at_most // len(steps))
    runs = await asyncio.gather(*(_repeat(step, until=until, at_most=each) for step in steps))
    return [took for run in runs for took in run]


async def _repeat(step: Step, *, until: float, at_most: int | None) -> list[int]:
    took: list[int] = []
    while not took or (time.perf_counter() < until and (at_most is None or len(took) < at_most)):
        began = time.perf_counter_ns()
        answer = await step()
        took.append(time.perf_counter_ns() - began)
        if answer.status != 200:
            raise Refused(f"{answer.status}: {answer.body[:300].decode(errors='replace')}")
    return took


def _message_uuid() -> bytes:
    """Return a uuid in the form of a UUIDv7: later ones sort after earlier ones."""
    number = next(_uuids)
    return b"0199a000-%04x-7000-8000-%012x" % (number >> 48, number & 0xFFFFFFFFFFFF)


class Figures(NamedTuple):
    """What a scenario came to; `delivered` and the server's CPU while idle are None where they were not measured."""

    measured: list[Measured]
    delivered: Delivered | None
    idle_cpu_ms_per_s: float | None


class Scenario:
    """The measurements, over one running server and people who are in its directory."""

    def __init__(
        self,
        server: Server,
        people: Sequence[Person],
        writers: Sequence[Person],
        *,
        seconds: float,
        depth: int,
        has_sockets: bool = True,
        hoarder: Person | None = None,
    ) -> None:
        """
        Args:
            people: who is written to, with sockets open if `has_sockets`.
            writers: who writes to them.
            hoarder: somebody with very many conversations.
        """
        self._server = server
        self._people = people
        self._writers = writers
        self._hoarder = hoarder
        self._seconds = seconds
        self._depth = depth
        self._with_sockets = people if has_sockets else ()
        self._connections: list[Connection] = []
        self._sockets: list[Socket] = []

    async def run(self, say: Callable[[str], None]) -> Figures:
        """Measure everything; `say` is told what comes next. Sockets, if any, are open throughout."""
        try:
            self._sockets = [await Socket.open(self._server.port, person.token) for person in self._with_sockets]
            say("doing nothing")
            idle = await self._idle_cpu_ms_per_s()
            say("sends")
            measured = [await self._measure(ONE_SENDER, await self.senders(1))]
            measured.append(await self._measure(MANY_SENDERS, await self.senders(32)))
            say(f"a conversation of {self._depth:,} messages")
            crowd = await self.crowd_of_two(32)
            measured.append(
                await measure("send, all into one conversation", crowd, self._server, seconds=3600, at_most=self._depth)
            )
            say("reads")
            measured += await self._reads(crowd[0].group_uuid)
            delivered = None
            if self._sockets:
                say("delivery")
                delivered = await self._deliveries()
        finally:
            for connection in (*self._connections, *self._sockets):
                connection.close()
        return Figures(measured, delivered, idle)

    async def run_sends(self, say: Callable[[str], None]) -> Figures:
        """Measure sends and the newest pages alone, as much as makes sense where each message costs money."""
        try:
            self._sockets = [await Socket.open(self._server.port, person.token) for person in self._with_sockets]
            say("sends")
            measured = [await self._measure(ONE_SENDER, await self.senders(1))]
            crowd = await self.senders(32)
            measured.append(await self._measure(MANY_SENDERS, crowd))
            say("reads")
            reader, history = self._people[0], f"/api/messages/{crowd[0].group_uuid}?limit=50"
            measured.append(await self._measure(INBOX, [await self._reader(reader, _NEWEST_ROWS)]))
            measured.append(await self._measure(HISTORY, [await self._reader(reader, history)]))
        finally:
            for connection in (*self._connections, *self._sockets):
                connection.close()
        return Figures(measured, None, None)

    async def senders(self, how_many: int) -> list[Sender]:
        """Return senders, each of whom writes to a person of their own."""
        pairs = zip(self._writers[:how_many], self._people, strict=False)
        return [await self._sender(one, other) for one, other in pairs]

    async def crowd_of_two(self, connections: int) -> list[Sender]:
        """Return so many senders that are two people, who write to each other."""
        one, other = self._people[-2:]
        pairs = ((one, other), (other, one))
        return [await self._sender(*pairs[number % 2]) for number in range(connections)]

    async def _reads(self, deep_group_uuid: str) -> list[Measured]:
        reader = self._people[-2]
        for other in self._people[:INBOX_GROUPS]:
            await self._sender(reader, other)
        history = f"/api/messages/{deep_group_uuid}?limit=50"
        found = [await self._measure(INBOX, [await self._reader(reader, _NEWEST_ROWS)])]
        if self._hoarder is not None:
            crowded = [await self._reader(self._hoarder, _NEWEST_ROWS)]
            found.append(await self._measure(f"{INBOX} of very many", crowded))
        for name, path in (
            (HISTORY, history),
            (f"history, 50 below {self._depth:,}", f"{history}&before=60"),
            ("health: the floor", "/api/health/live"),
        ):
            found.append(await self._measure(name, [await self._reader(reader, path)]))
        return found

    async def _idle_cpu_ms_per_s(self) -> float | None:
        await asyncio.sleep(_SETTLES_S)
        seconds = max(self._seconds, _LEAST_IDLE_S)
        before = self._server.running_ns()
        await asyncio.sleep(seconds)
        after = self._server.running_ns()
        return None if before is None or after is None else (after - before) / 1e6 / seconds

    async def _deliveries(self) -> Delivered:
        """Send at a walking pace, and watch the reader's socket."""
        sender, reader = (await self.senders(1))[0], self._sockets[0]
        took_s: list[float] = []
        until = time.perf_counter() + self._seconds
        while not took_s or time.perf_counter() < until:
            arrival = reader.arrival_of(sender.next_uuid())
            began = time.perf_counter()
            await sender()
            took_s.append(await asyncio.wait_for(arrival, ARRIVES_WITHIN_S) - began)
            await asyncio.sleep(max(0.0, began + 1 / DELIVERIES_PER_S - time.perf_counter()))
        return summed_up(took_s, sockets=len(self._sockets), per_second=DELIVERIES_PER_S)

    async def _measure(self, name: str, steps: Sequence[Step]) -> Measured:
        return await measure(name, steps, self._server, seconds=self._seconds)

    async def _sender(self, person: Person, to: Person) -> Sender:
        """Say hello, which makes the conversation if need be, and go on from there."""
        connection = await self._connect()
        head = request_head("POST", "/api/messages", port=self._server.port, token=person.token)
        hello = json.dumps({"message": "Hello.", "handle": to.handle}).encode()
        answer = await connection.ask(with_body(head, hello))
        if answer.status != 200:
            raise Refused(f"{answer.status}: {answer.body[:300].decode(errors='replace')}")
        stored = json.loads(answer.body)
        return Sender(connection, head, stored["message_group_uuid"], stored["seq"])

    async def _reader(self, person: Person, path: str) -> Reader:
        head = request_head("GET", path, port=self._server.port, token=person.token)
        return Reader(await self._connect(), head)

    async def _connect(self) -> Connection:
        connection = await Connection.open("127.0.0.1", self._server.port)
        self._connections.append(connection)
        return connection
