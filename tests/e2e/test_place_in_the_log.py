"""A link to one message: it is brought to the screen wherever it stands, and one reads on from there both ways."""

import httpx
import pytest
from playwright.async_api import Browser, Locator, expect

from tests.e2e.browser import PATIENCE_MS, Visitor
from tests.e2e.people import PASSWORD
from tests.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="module")

COUNT = 400
"""Messages written on top of the demo conversation: several pages."""
MOST_SCROLLS = 600
"""Enough for the whole log at less than a screen each, with pages on their way."""


async def long_talk(program: Program, count: int = COUNT) -> tuple[str, int]:
    """Return a conversation of several pages, and the seq of the first message written here."""
    (token,) = program.tokens("bayko")
    async with httpx.AsyncClient(base_url=program.url, headers={"Authorization": f"Bearer {token}"}) as client:
        first: dict[str, object] = {}
        for number in range(1, count + 1):
            answer = await client.post("/api/messages", json={"handle": "andrewbrown", "message": f"plank {number}"})
            assert answer.status_code == 200, answer.text
            first = first or answer.json()
        return str(first["message_group_uuid"]), int(str(first["seq"]))


def marked(visitor: Visitor) -> Locator:
    return visitor.page.locator("[data-shown]")


async def test_a_link_to_a_message_far_up_shows_it_in_both_tabs_and_the_end_is_one_press_away(
    program: Program, browser: Browser
) -> None:
    group, first = await long_talk(program)
    link = f"/messages/{group}?at={first + 99}"
    andrew = await Visitor.arrive(browser, program.url)
    await andrew.sign_in("andrewbrown", PASSWORD)
    await andrew.go(link)
    await expect(marked(andrew)).to_contain_text("plank 100", timeout=PATIENCE_MS)
    await expect(andrew.message("plank 100")).to_be_in_viewport()
    assert await andrew.faults() == []
    bayko = await Visitor.arrive(browser, program.url, width=390, height=844, scheme="dark")
    await bayko.sign_in("bayko", PASSWORD)
    await bayko.go(link)
    await expect(bayko.message("plank 100")).to_be_in_viewport(timeout=PATIENCE_MS)
    assert await bayko.overhang() == 0
    # What is written by the other meanwhile stands at the end, not under the piece that is read.
    await bayko.page.get_by_role("textbox", name="Message").fill("Said at the end.")
    await bayko.page.get_by_role("button", name="Send").click()
    await bayko.sees("Said at the end.")
    await expect(andrew.message("Said at the end.")).to_have_count(0)
    await expect(andrew.message("plank 100")).to_be_in_viewport()
    await andrew.page.get_by_role("button", name="Jump to the newest").click()
    await andrew.sees("Said at the end.")
    assert andrew.troubles == bayko.troubles == []


async def test_from_a_message_in_the_middle_one_scrolls_to_both_ends_without_a_hole(
    program: Program, browser: Browser
) -> None:
    group, first = await long_talk(program)
    andrew = await Visitor.arrive(browser, program.url)
    await andrew.sign_in("andrewbrown", PASSWORD)
    await andrew.go(f"/messages/{group}?at={first + 99}")
    await expect(andrew.message("plank 100")).to_be_in_viewport(timeout=PATIENCE_MS)
    seen = await scrolled(andrew, 1, until=first + COUNT - 1)
    assert seen == list(range(seen[0], first + COUNT))
    seen = await scrolled(andrew, -1, until=1)
    assert seen == list(range(1, seen[-1] + 1))
    assert andrew.troubles == []


async def scrolled(visitor: Visitor, way: int, *, until: int) -> list[int]:
    """Scroll by less than a screen at a time until an entry is drawn; return every seq that was drawn, in order."""
    log = visitor.page.get_by_role("log")
    seen: set[int] = set()
    for _ in range(MOST_SCROLLS):
        if until in seen:
            break
        seen |= set(await log.evaluate("(it) => [...it.querySelectorAll('[data-seq]')].map((row) => +row.dataset.seq)"))
        await log.evaluate("(it, way) => it.scrollBy(0, way * it.clientHeight * 0.6)", way)
        await visitor.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    assert until in seen, sorted(seen)
    return sorted(seen)


async def test_a_link_to_a_message_that_is_not_there_says_so_and_opens_at_the_end(
    program: Program, browser: Browser
) -> None:
    group, _ = await long_talk(program, 1)
    andrew = await Visitor.arrive(browser, program.url)
    await andrew.sign_in("andrewbrown", PASSWORD)
    await andrew.go(f"/messages/{group}?at=900000")
    await expect(andrew.page.get_by_text("That message is not in this conversation.")).to_be_attached(
        timeout=PATIENCE_MS
    )
    await expect(marked(andrew)).to_have_count(0)
    assert andrew.troubles == []
