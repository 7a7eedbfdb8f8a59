"""Two people, two tabs each, one of them without a line for a while: in the end all four show the same, to the figure."""

import re
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, Request, WebSocketRoute, expect

from tests.e2e.browser import PATIENCE_MS, Visitor
from tests.e2e.people import PASSWORD
from tests.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUIET_MS = 9_000
"""More than twice the longest pause between two questions of a page that has no socket."""

_SHOWN = """
() => [...document.querySelectorAll('[role="log"] [data-seq]')]
  .map((line) => [Number(line.dataset.seq), line.querySelector('.b')?.textContent ?? ''])
  .sort(([one], [other]) => one - other)
"""


class Desk:
    """One person's browser with two tabs: the conversation in one, the list alone in the other.

    Attributes:
        asked: what the tabs have asked the API for, oldest first.
    """

    def __init__(self, visitor: Visitor, tab: Page) -> None:
        self.visitor = visitor
        self.talk, self.list = visitor.page, tab
        self.asked: list[str] = []
        self._sockets: list[WebSocketRoute] = []
        self._is_cut = False

    @classmethod
    async def of(cls, browser: Browser, program: Program, handle: str, other: str) -> "Desk":
        visitor = await Visitor.arrive(browser, program.url)
        desk = cls(visitor, await visitor.context.new_page())
        await visitor.context.route_web_socket("**/api/live", desk._pass)
        visitor.context.on("request", desk._note)
        await visitor.sign_in(handle, PASSWORD)
        await desk.talk.get_by_role("link", name=other).first.click()
        await desk.list.goto(program.url + "/messages")
        await expect(desk.list.get_by_role("link", name=other).first).to_be_visible()
        return desk

    @property
    def tabs(self) -> tuple[Page, Page]:
        return self.talk, self.list

    async def cut(self) -> None:
        """Take the line away: requests fail, and so do sockets, which a browser's own switch leaves open."""
        self._is_cut = True
        await self.visitor.context.set_offline(True)
        for socket in self._sockets:
            await socket.close()
        self._sockets.clear()

    async def mend(self) -> None:
        self._is_cut = False
        await self.visitor.context.set_offline(False)

    async def shown(self) -> list[list[Any]]:
        """The numbers and texts of the open conversation."""
        return await self.talk.evaluate(_SHOWN)

    async def has_unread(self, count: int) -> None:
        """Wait until both tabs say so: in the title, at the mark of the messages."""
        title = re.compile(rf"^\({count}\) " if count else r"^[^(]")
        for tab in self.tabs:
            await expect(tab).to_have_title(title, timeout=PATIENCE_MS)
            badge = tab.get_by_role("navigation", name="Main").locator(".badge")
            if count:
                await expect(badge.first).to_contain_text(str(count))
            else:
                await expect(badge).to_have_count(0)

    async def _pass(self, socket: WebSocketRoute) -> None:
        if self._is_cut:
            await socket.close()
            return
        socket.connect_to_server()
        self._sockets.append(socket)

    def _note(self, request: Request) -> None:
        if "/api/" in request.url and not request.url.endswith("/api/live"):
            self.asked.append(f"{request.method} {request.url}")


def api(program: Program, handle: str) -> httpx.AsyncClient:
    """A client that asks with a person's token."""
    (token,) = program.tokens(handle)
    return httpx.AsyncClient(base_url=program.url, headers={"Authorization": f"Bearer {token}"})


async def test_with_a_line_that_was_gone_for_a_while_four_tabs_end_alike_and_none_of_them_polls(
    program: Program, browser: Browser
) -> None:
    andrew = await Desk.of(browser, program, "andrewbrown", "Bayko")
    bayko = await Desk.of(browser, program, "bayko", "Andrew Brown")
    async with api(program, "londo") as londo, api(program, "andrewbrown") as andrews, api(program, "bayko") as baykos:
        await andrew.visitor.write("Have you packed?")
        await bayko.visitor.sees("Have you packed?")

        before = [(await each.get("/api/messages/counter")).json()["count"] for each in (andrews, baykos)]
        rows = (await baykos.get("/api/message_groups")).json()
        londos_before = sum(row["unread_count"] for row in rows if row["handle"] == "londo")
        await bayko.cut()
        for tab in bayko.tabs:
            await expect(tab.get_by_text("You are offline.")).to_be_visible(timeout=PATIENCE_MS)
        for text in ("The boat leaves at six.", "Not at seven.", "Bring the lamp."):
            await andrew.visitor.write(text)
            await andrew.visitor.sees(text)
        for text in ("An imperial word.", "And another."):
            assert (await londo.post("/api/messages", json={"handle": "bayko", "message": text})).status_code == 200
        for text in ("Which boat?", "I have two lamps."):
            await bayko.visitor.write(text)
        await expect(bayko.talk.get_by_text("2 waiting for a connection")).to_be_visible()
        await expect(bayko.visitor.message("The boat leaves at six.")).to_have_count(0)

        await bayko.mend()
        for text in ("Which boat?", "I have two lamps."):
            await andrew.visitor.sees(text)
        for text in ("The boat leaves at six.", "Not at seven.", "Bring the lamp.", "I have two lamps."):
            await bayko.visitor.sees(text)
        for desk in (andrew, bayko):
            await expect(desk.talk.get_by_text("waiting for a connection")).to_have_count(0)
            await expect(desk.list.get_by_role("link", name=re.compile("I have two lamps."))).to_have_count(1)
        mine, theirs = await andrew.shown(), await bayko.shown()
        common = min(len(mine), len(theirs))
        assert mine[-common:] == theirs[-common:]
        assert [text for _, text in mine[-6:]] == [
            "Have you packed?",
            "The boat leaves at six.",
            "Not at seven.",
            "Bring the lamp.",
            "Which boat?",
            "I have two lamps.",
        ]
        numbers = [number for number, _ in mine]
        assert numbers == list(range(numbers[0], numbers[-1] + 1))

        await andrew.has_unread(before[0])
        await bayko.has_unread(before[1] + 2)
        await bayko.list.get_by_role("link", name="Londo").first.click()
        await expect(bayko.list.get_by_role("textbox", name="Message")).to_be_visible()
        left = before[1] - londos_before
        await bayko.has_unread(left)
        await andrew.has_unread(before[0])
        after = [(await each.get("/api/messages/counter")).json()["count"] for each in (andrews, baykos)]
        assert after == [before[0], left]

    # With the sockets open nobody asks for anything until something happens.
    for desk in (andrew, bayko):
        for tab in desk.tabs:
            await tab.wait_for_load_state("networkidle")
        desk.asked.clear()
    await andrew.talk.wait_for_timeout(QUIET_MS)
    assert andrew.asked + bayko.asked == []
    await andrew.visitor.write("All aboard.")
    await bayko.visitor.sees("All aboard.")
    assert andrew.visitor.troubles == []
