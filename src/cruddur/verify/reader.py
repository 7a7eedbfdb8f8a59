"""A client that reads: pages in every direction, inbox, counter, read marks, and doors that are not theirs."""

import asyncio
import itertools
from collections.abc import Sequence

from cruddur.verify.api import Api, Person
from cruddur.verify.connection import NoAnswer
from cruddur.verify.dice import Dice
from cruddur.verify.history import History, Mark, Page, Probe
from cruddur.verify.pages import Pages

SIZES = (1, 3, 7, 50, 100)
WALK_PAGES = 12

_walks = itertools.count(1)


class Reader:
    """Reads one person's conversations.

    Args:
        groups: the person's own.
        others: groups of others, which must look as if they were not there.
        stood: where the person stands in each group; shared with whoever writes for them.
    """

    def __init__(
        self,
        person: Person,
        wire: Api,
        history: History,
        dice: Dice,
        *,
        groups: Sequence[str],
        others: Sequence[str],
        stood: dict[str, int],
    ) -> None:
        self._person = person
        self._wire = wire
        self._history = history
        self._dice = dice
        self._groups = groups
        self._others = others
        self._stood = stood
        self._pages = Pages(person, wire, history)

    async def read_something(self) -> None:
        """Do one of the things that readers do."""
        what = self._dice.weighted(
            (
                (self._newest, 4.0),
                (self._walk_back, 1.5),
                (self._walk_forward, 1.5),
                (self._look_at_inbox, 3.0),
                (self._mark_read, 1.5),
                (self._try_a_strange_door, 0.5),
            )
        )
        await what()

    async def _newest(self) -> None:
        group = self._dice.choice(self._groups)
        page = await self._pages.page(group, limit=self._dice.choice(SIZES))
        if page is not None and page.entries:
            self._stood[group] = max(self._stood.get(group, 0), page.entries[-1].seq)

    async def _walk_back(self) -> None:
        group, limit, walk = self._dice.choice(self._groups), self._dice.choice(SIZES), next(_walks)
        before = None if self._dice.happens(0.5) else 1 + self._dice.below(self._stood.get(group, 0) + 2)
        page = await self._pages.page(group, before=before, limit=limit, walk=walk)
        for _ in range(WALK_PAGES):
            if page is None or not page.has_older:
                return
            page = await self._pages.page(group, before=_first(page), limit=limit, walk=walk)

    async def _walk_forward(self) -> None:
        group, limit, walk = self._dice.choice(self._groups), self._dice.choice(SIZES), next(_walks)
        after = self._dice.below(self._stood.get(group, 0) + 1)
        page = await self._pages.page(group, after=after, limit=limit, walk=walk)
        for _ in range(WALK_PAGES):
            if page is None or not page.has_newer:
                return
            page = await self._pages.page(group, after=_last(page), limit=limit, walk=walk)

    async def _look_at_inbox(self) -> None:
        await self._pages.inbox(self._dice.choice((3, 20, 100)))

    async def _mark_read(self) -> None:
        group = self._dice.choice(self._groups)
        seq = max(0, self._stood.get(group, 0) - self._dice.below(5))
        loop = asyncio.get_running_loop()
        begun_s = loop.time()
        place = len(self._history.marks)
        self._history.marks.append(Mark(self._person.uuid, group, seq, begun_s, float("inf"), 0, 0))
        try:
            response = await self._wire.ask("PUT", f"/api/message_groups/{group}/read", {"seq": seq})
        except NoAnswer:
            return
        read_seq = response.json()["read_seq"] if response.status == 200 else 0
        mark = Mark(self._person.uuid, group, seq, begun_s, loop.time(), response.status, read_seq)
        self._history.marks[place] = mark

    async def _try_a_strange_door(self) -> None:
        if not self._others:
            return
        group = self._dice.choice(self._others)
        method, path, body = self._dice.choice(
            (
                ("GET", f"/api/messages/{group}", None),
                ("GET", f"/api/messages/{group}?after=0&limit=100", None),
                ("GET", f"/api/message_groups/{group}", None),
                ("PUT", f"/api/message_groups/{group}/read", {"seq": 1}),
                ("POST", "/api/messages", {"message": "Let me in.", "message_group_uuid": group}),
            )
        )
        try:
            response = await self._wire.ask(method, path, body)
        except NoAnswer:
            return
        self._history.probes.append(Probe(self._person.uuid, group, f"{method} {path}", response.status))


def _first(page: Page) -> int | None:
    return page.entries[0].seq if page.entries else page.before


def _last(page: Page) -> int | None:
    return page.entries[-1].seq if page.entries else page.after
