"""The bus between hosts on a real Redis: what the contract suite cannot show with one host and a server that lives."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterable
from itertools import count
from pathlib import Path

import msgspec
import pytest
from redis.asyncio import Redis

from cruddur.adapters.local.bus import LocalBus
from cruddur.adapters.local.engines import process
from cruddur.adapters.local.engines import redis as redis_engine
from cruddur.adapters.local.random import SystemRandom
from cruddur.adapters.valkey import frames
from cruddur.adapters.valkey.bus import BATCH_MAX, CHANNEL, ValkeyBus
from cruddur.domain.entry import Entry
from cruddur.domain.event import (
    EntryStored,
    Event,
    HostsHeardAgain,
    PersonChanged,
    PresenceChanged,
    Reacted,
    ReadMarkMoved,
    RowChanged,
    Typing,
)
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid
from cruddur.domain.inbox import InboxEntry
from cruddur.domain.instant import Instant
from cruddur.domain.reaction import Given, Reactions

GROUP = GroupUuid("00000000-0000-4000-8000-00000000000a")
ADA = UserUuid("00000000-0000-4000-8000-000000000001")
BO = UserUuid("00000000-0000-4000-8000-000000000002")
NOON = Instant("2026-03-01T12:00:00.000000Z")

_MESSAGE = MessageUuid("01900000-0000-7000-8000-000000000001")
_ENTRY = Entry(GROUP, Seq(3), "text", _MESSAGE, ADA, "Grüße 李 \U0001f600", NOON, "digest")
_ROW = InboxEntry(BO, GROUP, "direct", ADA, None, 2, Seq(0), Seq(3), 0, Seq(2), NOON, "Grüße", "text", ADA)
EVERY_KIND: list[Event] = [
    EntryStored(_ENTRY),
    EntryStored(
        _ENTRY._replace(
            kind="joined", message=None, digest=None, subject_uuids=(ADA, BO), title="T", member_count=3, reply_to_seq=Seq(1),
            rev=2, edited_at=NOON, deleted_at=NOON,
        )
    ),
    Reacted(_ENTRY._replace(reactions=Reactions(3, (Given("❤", ADA), Given("👍", BO))))),
    RowChanged(_ROW),
    RowChanged(_ROW._replace(peer_uuid=None, title="Friends", message=None)),
    ReadMarkMoved(GROUP, BO, Seq(999_999_999_999), True),
    Typing(GROUP, BO),
    PresenceChanged(BO, False),
    PersonChanged(BO, "bo", "Bø 李", False),
]  # fmt: skip


def mark(number: int) -> Event:
    """An event that differs from every other number's."""
    return ReadMarkMoved(GROUP, BO, Seq(number), True)


def marks(heard: Iterable[Event]) -> list[int]:
    return [event.read_seq for event in heard if isinstance(event, ReadMarkMoved)]


@pytest.fixture
def server(tmp_path: Path) -> process.Engine:
    """A Redis of the test's own, to be killed and started as it likes."""
    return redis_engine.start(tmp_path)


@pytest.fixture
async def open_host(server: process.Engine) -> AsyncIterator[Callable[[], "asyncio.Future[ValkeyBus]"]]:
    hosts: list[ValkeyBus] = []
    names = count(1)

    async def opened() -> ValkeyBus:
        url, random = process.running(_folder(server))["redis"]["url"], SystemRandom()
        host = await ValkeyBus.open(url, local=LocalBus(), host=f"host-{next(names)}", random=random)
        hosts.append(host)
        return host

    yield lambda: asyncio.ensure_future(opened())
    for host in hosts:
        await host.close()
    server.kill()


def _folder(server: process.Engine) -> Path:
    return server._data_dir


Open = Callable[[], "asyncio.Future[ValkeyBus]"]


def ear_of(host: ValkeyBus) -> list[Event]:
    heard: list[Event] = []
    host.subscribe(heard.append)
    return heard


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.005)


async def test_another_host_hears_every_event_once_and_as_it_was(open_host: Open) -> None:
    here, there = await open_host(), await open_host()
    mine, theirs = ear_of(here), ear_of(there)
    for event in EVERY_KIND:
        here.publish(event)
    assert mine == EVERY_KIND  # at once
    await until(lambda: len(theirs) >= len(EVERY_KIND))
    there.publish(mark(1))
    await until(lambda: marks(mine)[-1:] == [1])
    assert theirs == [*EVERY_KIND, mark(1)]
    assert mine == [*EVERY_KIND, mark(1)]  # nothing of its own came back
    assert {type(event) for event in theirs} == {type(event) for event in EVERY_KIND}


async def test_many_events_arrive_in_order_and_in_few_frames(open_host: Open) -> None:
    here, there = await open_host(), await open_host()
    heard = ear_of(there)
    for number in range(5 * BATCH_MAX):
        here.publish(mark(number))
    await until(lambda: len(heard) == 5 * BATCH_MAX)
    assert marks(heard) == list(range(5 * BATCH_MAX))


async def test_after_a_crash_of_the_server_both_directions_come_back(open_host: Open, server: process.Engine) -> None:
    """Killed and started again, twice: the bus that goes silent for ever is the one this is not."""
    here, there = await open_host(), await open_host()
    mine, theirs = ear_of(here), ear_of(there)
    numbers = count(1)
    for _ in range(2):
        port = server.port
        await asyncio.to_thread(server.kill)
        for _ in range(50):
            here.publish(mark(next(numbers)))  # neither waits nor raises
        server = await asyncio.to_thread(_start_again, server, port)
        for speaker, heard in ((here, theirs), (there, mine)):
            first, last = next(numbers), 0

            def came_through(speaker: ValkeyBus = speaker, heard: list[Event] = heard, first: int = first) -> bool:
                nonlocal last
                last = next(numbers)
                speaker.publish(mark(last))
                return any(number > first for number in marks(heard) if number != last)

            await until(came_through)
    assert len(set(marks(theirs))) == len(marks(theirs))  # still nothing twice
    for heard in (mine, theirs):  # each knows that it may have missed something, once a silence
        assert heard.count(HostsHeardAgain()) == 2
    server.kill()


def _start_again(server: process.Engine, port: int) -> process.Engine:
    """Start a server on the same port with the same password, as one that is restarted has."""
    import subprocess

    password = server.url.split(":")[2].split("@")[0]
    child = process.spawn(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--requirepass", password, "--save", ""],
        stdout=subprocess.DEVNULL,
        cwd=_folder(server),
    )
    while not process.answers_tcp(port):
        pass
    recipe = process.Recipe(
        name="redis-again", command=lambda _: [], ready=process.answers_tcp, url=lambda _: server.url
    )
    return process.Engine(recipe, _folder(server), child, port)


async def test_a_server_that_is_away_costs_this_host_nothing(open_host: Open, server: process.Engine) -> None:
    here = await open_host()
    heard = ear_of(here)
    await asyncio.to_thread(server.kill)
    for number in range(25_000):
        here.publish(mark(number))
    assert len(heard) == 25_000
    assert len(here._waiting) <= 10_000
    assert marks(here._waiting)[-1] == 24_999  # the newest are kept
    assert here.counts.dropped >= 15_000
    assert await here.ping() is False


async def test_a_host_may_be_opened_before_its_server(tmp_path: Path) -> None:
    first = redis_engine.start(tmp_path)
    first.kill()
    random = SystemRandom()
    hosts = [await ValkeyBus.open(first.url, local=LocalBus(), host=name, random=random) for name in ("a", "b")]
    heard = ear_of(hosts[1])
    server = await asyncio.to_thread(_start_again, first, first.port)
    numbers = count(1)

    def came_through() -> bool:
        hosts[0].publish(mark(next(numbers)))
        return bool(heard)

    await until(came_through)
    for host in hosts:
        await host.close()
    server.kill()


async def test_a_server_that_hangs_holds_nobody_up(open_host: Open, server: process.Engine) -> None:
    here = await open_host()
    heard = ear_of(here)
    os.kill(server.pid, signal.SIGSTOP)
    try:
        for number in range(1000):
            here.publish(mark(number))
        assert len(heard) == 1000
        await until(lambda: here.counts.dropped > 0)  # it has noticed
    finally:
        os.kill(server.pid, signal.SIGCONT)


@pytest.mark.parametrize(
    "noise",
    [
        b"",
        b"\xc1",
        b"hello",
        msgspec.msgpack.encode([frames.VERSION + 1, "host", []]),
        msgspec.msgpack.encode([frames.VERSION, "host", [[99, []]]]),
        msgspec.msgpack.encode([frames.VERSION, "host", [[3, ["only one field"]]]]),
        msgspec.msgpack.encode([frames.VERSION, "host", [[3, [GROUP, BO, "no number"]]]]),
        msgspec.msgpack.encode({"a": 1}),
        msgspec.msgpack.encode([frames.VERSION, "host", [[3, [GROUP, BO, 7]], [3, None]]]),
    ],
)
async def test_what_is_no_frame_is_passed_over(open_host: Open, server: process.Engine, noise: bytes) -> None:
    here = await open_host()
    heard = ear_of(here)
    async with Redis.from_url(server.url) as other:
        await other.publish(CHANNEL, noise)
        await other.publish(CHANNEL, frames.encode("another", [mark(1)]))
    await until(lambda: bool(heard))
    assert heard == [mark(1)]
    assert here.counts.refused == 1


async def test_what_was_said_before_closing_is_told(open_host: Open) -> None:
    here, there = await open_host(), await open_host()
    heard = ear_of(there)
    for number in range(500):
        here.publish(mark(number))
    await here.close()
    await until(lambda: len(heard) == 500)


def test_a_frame_is_compact() -> None:
    frame = frames.encode("host", [EntryStored(_ENTRY._replace(message="x" * 300))])
    assert len(frame) < 300 + 250
    assert frames.decode(frame).events == [EntryStored(_ENTRY._replace(message="x" * 300))]
