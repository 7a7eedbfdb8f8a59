"""What every bus promises: each subscriber hears each event at most once, and a broken one disturbs nobody."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from cruddur.domain.event import Event, ReadMarkMoved
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.ports.bus import Bus
from tests.contract.engines import BUSES

PATIENCE_S = 30.0


@pytest.fixture(params=BUSES)
async def bus(request: pytest.FixtureRequest) -> AsyncIterator[Bus]:
    async with BUSES[request.param]() as opened:
        yield opened


def event(number: int) -> Event:
    group = GroupUuid("00000000-0000-4000-8000-000000000001")
    return ReadMarkMoved(group, UserUuid("00000000-0000-4000-8000-000000000002"), Seq(number), is_shown=True)


async def heard_all(heard: list[Event], events: list[Event]) -> None:
    """Wait for what may come later from another host."""
    async with asyncio.timeout(PATIENCE_S):
        while not set(events) <= set(heard):
            await asyncio.sleep(0.001)


async def test_every_subscriber_hears_every_event(bus: Bus) -> None:
    ears: list[list[Event]] = [[], [], []]
    for ear in ears:
        bus.subscribe(ear.append)
    events = [event(n) for n in range(20)]
    for each in events:
        bus.publish(each)
    for ear in ears:
        await heard_all(ear, events)
        assert sorted(ear, key=events.index) == events


async def test_on_this_host_an_event_is_heard_at_once(bus: Bus) -> None:
    heard: list[Event] = []
    bus.subscribe(heard.append)
    bus.publish(event(1))
    assert heard == [event(1)]


async def test_who_has_ended_a_subscription_hears_no_more(bus: Bus) -> None:
    heard: list[Event] = []
    others: list[Event] = []
    end = bus.subscribe(heard.append)
    bus.subscribe(others.append)
    bus.publish(event(1))
    await heard_all(others, [event(1)])
    end()
    end()
    bus.publish(event(2))
    await heard_all(others, [event(2)])
    assert heard == [event(1)]


async def test_one_function_may_subscribe_twice_and_end_once(bus: Bus) -> None:
    heard: list[Event] = []
    receive = heard.append
    end = bus.subscribe(receive)
    bus.subscribe(receive)
    bus.publish(event(1))
    end()
    bus.publish(event(2))
    await heard_all(heard, [event(1), event(2)])
    assert sorted(heard, key=[event(1), event(2)].index) == [event(1), event(1), event(2)]


async def test_a_broken_subscriber_disturbs_neither_the_sender_nor_the_others(bus: Bus) -> None:
    heard: list[Event] = []

    def broken(_event: Event) -> None:
        raise RuntimeError("out of order")

    bus.subscribe(broken)
    bus.subscribe(heard.append)
    bus.publish(event(1))
    await heard_all(heard, [event(1)])


async def test_a_subscriber_may_subscribe_and_end_while_it_is_called(bus: Bus) -> None:
    heard: list[str] = []

    def once(_event: Event) -> None:
        heard.append("once")
        end()
        bus.subscribe(lambda _event: heard.append("next"))

    end = bus.subscribe(once)
    bus.publish(event(1))
    assert heard == ["once"]
    bus.publish(event(2))
    assert heard == ["once", "next"]


async def test_publishing_to_nobody_is_fine(bus: Bus) -> None:
    bus.publish(event(1))
