"""Reads pages of logs and inboxes, and writes down what was shown."""

import asyncio

from cruddur.verify import api
from cruddur.verify.api import Api, Person
from cruddur.verify.connection import NoAnswer
from cruddur.verify.history import History, InboxRead, Page, Row, Seen


class Pages:
    """One person's reading, over one connection."""

    def __init__(self, person: Person, wire: Api, history: History) -> None:
        self._person = person
        self._wire = wire
        self._history = history
        self._loop = asyncio.get_running_loop()

    async def page(
        self, group: str, *, before: int | None = None, after: int | None = None, limit: int, walk: int = 0
    ) -> Page | None:
        """Read a page of a log and write it down; None where no page came."""
        place = f"&before={before}" if before is not None else f"&after={after}" if after is not None else ""
        begun_s = self._loop.time()
        try:
            response = await self._wire.ask("GET", f"/api/messages/{group}?limit={limit}{place}")
        except NoAnswer:
            return None
        if response.status != 200:
            return None
        links = response.links()
        page = Page(
            person=self._person.uuid,
            group=group,
            before=before,
            after=after,
            limit=limit,
            begun_s=begun_s,
            ended_s=self._loop.time(),
            entries=tuple(api.seen(item) for item in response.json()),
            has_older="next" in links,
            has_newer="prev" in links,
            walk=walk,
        )
        self._history.pages.append(page)
        return page

    async def whole_log(self, group: str) -> list[Seen]:
        """Return a log from its first entry to its last.

        Raises:
            NoAnswer: a page did not come.
        """
        entries: list[Seen] = []
        while True:
            page = await self.page(group, after=entries[-1].seq if entries else 0, limit=100)
            if page is None:
                raise NoAnswer
            entries += page.entries
            if not page.has_newer or not page.entries:
                return entries

    async def inbox(self, limit: int) -> None:
        """Read the newest page of the inbox and write it down."""
        begun_s = self._loop.time()
        try:
            response = await self._wire.ask("GET", f"/api/message_groups?limit={limit}")
        except NoAnswer:
            return
        if response.status == 200:
            rows = tuple(api.row(item) for item in response.json())
            self._history.inboxes.append(InboxRead(self._person.uuid, begun_s, self._loop.time(), rows))

    async def whole_inbox(self, limit: int) -> list[Row]:
        """Return every row, page by page.

        Raises:
            NoAnswer: a page did not come.
        """
        rows: list[Row] = []
        path: str | None = f"/api/message_groups?limit={limit}"
        followed: set[str] = set()
        while path is not None and path not in followed:  # a link that leads back would lead back for ever
            followed.add(path)
            response = await self._wire.ask("GET", path)
            if response.status != 200:
                raise NoAnswer
            rows += [api.row(item) for item in response.json()]
            path = response.links().get("next")
        return rows
