"""Notifications of the desktop: asked for at the right moment, one for a message, none for what is before one's eyes.

The browser's own notifications cannot be seen from here, so each page gets a stand-in that tells the test.
"""

from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.browser import PATIENCE_MS, Visitor
from tests.e2e.people import PASSWORD
from tests.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="module")

_STAND_IN = """
const answer = () => localStorage.getItem('test:permission') ?? 'default';
window.shown = [];
window.Notification = class {
  static get permission() { return answer(); }
  static async requestPermission() {
    window.told('asked', '');
    localStorage.setItem('test:permission', 'granted');
    return answer();
  }
  constructor(title, options) {
    window.shown.push(this);
    window.told(title, options.body);
  }
  close() {}
};
"""
_SET_SEEN = """
(state) => {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}
"""


class Desk:
    """One person's browser and what it was told, with the page that told it."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.told: list[tuple[str, str]] = []
        self.pages: list[Page] = []

    @classmethod
    async def of(cls, browser: Browser, program: Program, handle: str) -> "Desk":
        desk = cls(await Visitor.arrive(browser, program.url))
        await desk.visitor.context.expose_binding("told", desk._note)
        await desk.visitor.context.add_init_script(_STAND_IN)
        await desk.visitor.sign_in(handle, PASSWORD)
        await expect(desk.visitor.page.get_by_role("link", name="Andrew Brown").first).to_be_visible()
        return desk

    def _note(self, source: Any, title: str, body: str) -> None:
        self.told.append((title, body))
        self.pages.append(source["page"])

    async def turn_on(self) -> None:
        page = self.visitor.page
        await page.goto(self.visitor.url + "/settings")
        switch = page.get_by_role("switch", name="Tell me of new messages")
        await expect(switch).not_to_be_checked()
        await switch.click()
        await expect(switch).to_be_checked()


async def say(program: Program, sender: str, to: str, text: str) -> str:
    """Send a message over HTTP; the uuid of its group."""
    (token,) = program.tokens(sender)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=program.url, headers=headers) as client:
        sent = await client.post("/api/messages", json={"handle": to, "message": text})
        return sent.json()["message_group_uuid"]


async def arrived(page: Page, text: str) -> None:
    """Wait until the inbox shows a message: whatever was to be told of it has been."""
    await expect(page.get_by_role("navigation", name="Conversations").get_by_text(text)).to_be_visible(
        timeout=PATIENCE_MS
    )


async def test_nobody_is_asked_on_loading_and_two_tabs_tell_once_of_each_message(
    program: Program, browser: Browser
) -> None:
    desk = await Desk.of(browser, program, "bayko")
    await desk.visitor.page.wait_for_load_state("networkidle")
    assert desk.told == []
    await desk.turn_on()
    assert desk.told.pop() == ("asked", "")
    tabs = [desk.visitor.page, await desk.visitor.context.new_page()]
    for tab in tabs:
        await tab.goto(program.url + "/messages")
        await expect(tab.get_by_role("link", name="Andrew Brown").first).to_be_visible()
        await tab.wait_for_load_state("networkidle")
    group = await say(program, "andrewbrown", "bayko", "The van is here.")
    for tab in tabs:
        await arrived(tab, "The van is here.")
    await say(program, "andrewbrown", "bayko", "And leaving again.")
    for tab in tabs:
        await arrived(tab, "And leaving again.")
    assert desk.told == [("Andrew Brown", "The van is here."), ("Andrew Brown", "And leaving again.")]
    # A click leads to the conversation, in the tab that told of it.
    teller = desk.pages[-1]
    await teller.evaluate("window.shown.at(-1).onclick()")
    await teller.wait_for_url(f"**/messages/{group}")
    assert desk.visitor.troubles == []


async def test_a_conversation_before_ones_eyes_is_not_told_of_and_an_own_message_never(
    program: Program, browser: Browser
) -> None:
    desk = await Desk.of(browser, program, "bayko")
    await desk.turn_on()
    desk.told.clear()
    reading, other = desk.visitor.page, await desk.visitor.context.new_page()
    await other.goto(program.url + "/messages")
    await expect(other.get_by_role("link", name="Andrew Brown").first).to_be_visible()
    await reading.goto(program.url + "/messages")
    await reading.get_by_role("link", name="Andrew Brown").first.click()
    await expect(reading.get_by_role("textbox", name="Message")).to_be_visible()
    await say(program, "andrewbrown", "bayko", "You are reading this.")
    await desk.visitor.sees("You are reading this.")
    await desk.visitor.write("I am.")
    await arrived(other, "I am.")
    assert desk.told == []
    # Once nobody looks any more, it is told of.
    await reading.evaluate(_SET_SEEN, "hidden")
    await say(program, "andrewbrown", "bayko", "And now?")
    await arrived(other, "And now?")
    assert desk.told == [("Andrew Brown", "And now?")]


async def test_they_are_offered_quietly_after_something_came_unseen_and_no_is_for_good(
    program: Program, browser: Browser
) -> None:
    desk = await Desk.of(browser, program, "bayko")
    page = desk.visitor.page
    offer = page.get_by_text("Shall this device tell you next time?")
    await say(program, "andrewbrown", "bayko", "While you look.")
    await arrived(page, "While you look.")
    await expect(offer).to_have_count(0)
    await page.evaluate(_SET_SEEN, "hidden")
    await say(program, "andrewbrown", "bayko", "While you do not.")
    await arrived(page, "While you do not.")
    await page.evaluate(_SET_SEEN, "visible")
    await expect(offer).to_be_visible()
    assert await desk.visitor.faults() == []
    await page.get_by_role("button", name="Not now").click()
    await expect(offer).to_have_count(0)
    await page.reload()
    await page.evaluate(_SET_SEEN, "hidden")
    await say(program, "andrewbrown", "bayko", "Once more.")
    await arrived(page, "Once more.")
    await expect(offer).to_have_count(0)
    assert desk.told == []
    await page.evaluate("localStorage.removeItem('cruddur:notifications-answered')")
    await page.reload()
    await expect(page.get_by_role("link", name="Andrew Brown").first).to_be_visible()
    await page.evaluate(_SET_SEEN, "hidden")
    await say(program, "andrewbrown", "bayko", "Yet again.")
    await arrived(page, "Yet again.")
    await page.get_by_role("button", name="Tell me", exact=True).click()
    await say(program, "andrewbrown", "bayko", "This is told.")
    await arrived(page, "This is told.")
    assert desk.told == [("asked", ""), ("Andrew Brown", "This is told.")]
