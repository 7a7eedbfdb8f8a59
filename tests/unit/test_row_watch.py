"""Rows that another process moves are looked at for who is here, until they have arrived."""

import asyncio
from collections.abc import AsyncGenerator, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from cruddur import bootstrap, settings
from cruddur.domain.entry import Entry, edited
from cruddur.domain.event import EntryStored, Event, RowChanged
from cruddur.domain.ids import Seq, UserUuid
from cruddur.domain.inbox import changes_for
from cruddur.entrypoints.live.hub import Hub
from cruddur.entrypoints.live.row_watch import RowWatch
from tests.clock import SteppedClock
from tests.contract.scene import Pair, Scene

LOOKS_S = (0.0,) * 50
"""No pauses: each look gives way to what else is to be done, and that is all."""


@dataclass
class Here:
    """Who has a socket, and what they were told."""

    present: set[UserUuid]
    heard: list[Event] = field(default_factory=list[Event])

    def people(self) -> list[UserUuid]:
        return list(self.present)

    def has(self, user_uuid: UserUuid) -> bool:
        return user_uuid in self.present

    def receive(self, event: Event) -> None:
        self.heard.append(event)


class Reading:
    """An inbox whose rows are asked for, one at a time."""

    def __init__(self, inbox: Any) -> None:
        self._inbox = inbox
        self.asked: list[UserUuid] = []

    async def find_row(self, user_uuid: UserUuid, group_uuid: Any) -> Any:
        self.asked.append(user_uuid)
        return await self._inbox.find_row(user_uuid, group_uuid)


@dataclass
class Watched:
    """A conversation whose rows nobody moves but the test."""

    scene: Scene
    pair: Pair
    engines: bootstrap.Engines
    here: Here
    inbox: Reading
    forgotten: list[UserUuid]

    def tell(self, entry: Entry) -> None:
        """As the bus does, once an entry is stored."""
        self.engines.bus.publish(EntryStored(entry))

    @property
    def rows(self) -> list[tuple[UserUuid, int]]:
        return [(each.row.user_uuid, each.row.last_seq) for each in self.here.heard if isinstance(each, RowChanged)]


async def looks(count: int) -> None:
    """Let what waits for its next look go on, so many times."""
    for _ in range(count):
        await asyncio.sleep(0)


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncGenerator[Watched, None]:
    async with bootstrap.open_engines(settings.load({"CRUDDUR_DATA_DIR": str(tmp_path)}), in_memory=True) as engines:
        scene = Scene([cast("Any", engines)], SteppedClock())
        pair = await scene.pair()
        here, inbox = Here({pair.bob}), Reading(engines.inbox)
        forgotten: list[UserUuid] = []

        async def forget(people: Collection[UserUuid]) -> None:
            forgotten.extend(people)

        watch = RowWatch(
            hub=cast("Hub", here),
            bus=engines.bus,
            groups=engines.groups,
            inbox=cast("Any", inbox),
            forget=forget,
            looks_s=LOOKS_S,
        )
        running = asyncio.create_task(watch.run())
        await asyncio.sleep(0)
        yield Watched(scene, pair, engines, here, inbox, forgotten)
        running.cancel()
        await asyncio.wait([running])


async def test_who_is_here_hears_of_a_row_as_soon_as_it_has_moved_and_not_before(watched: Watched) -> None:
    said = await watched.scene.say(watched.pair.group_uuid, watched.pair.ann)
    watched.tell(said)
    await looks(20)
    assert watched.inbox.asked
    assert watched.rows == []
    await watched.scene.project(said)
    await looks(20)
    assert watched.rows == [(watched.pair.bob, said.seq)]
    assert watched.forgotten == [watched.pair.bob]
    asked = len(watched.inbox.asked)
    await looks(20)
    assert len(watched.inbox.asked) == asked  # nothing is looked for any more


async def test_nobodys_row_is_read_where_nobody_is(watched: Watched) -> None:
    watched.here.present.clear()
    watched.tell(await watched.scene.say(watched.pair.group_uuid, watched.pair.ann))
    await looks(20)
    assert watched.inbox.asked == []


async def test_only_rows_of_who_is_here_are_read(watched: Watched) -> None:
    watched.tell(await watched.scene.say(watched.pair.group_uuid, watched.pair.ann))
    await looks(20)
    assert set(watched.inbox.asked) == {watched.pair.bob}


async def test_what_comes_meanwhile_is_followed_to_the_newest(watched: Watched) -> None:
    first = await watched.scene.say(watched.pair.group_uuid, watched.pair.ann)
    watched.tell(first)
    await looks(4)
    second = await watched.scene.say(watched.pair.group_uuid, watched.pair.ann)
    watched.tell(second)
    await watched.scene.project(first)
    begun = await watched.engines.log.get_entry(watched.pair.group_uuid, Seq(1))
    watched.tell(edited(begun, "an older one, changed", watched.scene.clock.now()))
    await looks(10)
    await watched.engines.inbox.apply(changes_for((watched.pair.ann, watched.pair.bob), [second]))
    await looks(20)
    assert watched.rows[-1] == (watched.pair.bob, second.seq)
