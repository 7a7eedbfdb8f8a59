"""The search page, with two people: what one has said the other finds, as it reads now, and nobody else."""

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.browser import PATIENCE_MS, Visitor
from tests.e2e.people import PASSWORD
from tests.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIELD = "Search people and messages"


async def _send(visitor: Visitor, text: str) -> None:
    await visitor.page.get_by_role("textbox", name="Message").fill(text)
    await visitor.page.get_by_role("button", name="Send").click()
    await visitor.sees(text)


async def _search_until(visitor: Visitor, query: str, count: int) -> None:
    """Ask until the index, which is fed every second, has heard: then this many messages are found."""
    for _ in range(60):
        await visitor.go(f"/search?q={query}")
        await visitor.page.wait_for_load_state("networkidle")
        if await visitor.page.locator(".hit").count() == count:
            return
        await visitor.page.wait_for_timeout(200)
    await expect(visitor.page.locator(".hit")).to_have_count(count)


async def test_what_one_has_said_the_other_finds_by_part_of_a_word_and_lands_on_it(
    program: Program, browser: Browser
) -> None:
    andrew = await Visitor.arrive(browser, program.url)
    await andrew.sign_in("andrewbrown", PASSWORD)
    await andrew.page.get_by_role("link", name="Bayko").first.click()
    await _send(andrew, "The Zeppelinmuseum opens at nine, 東京タワー at ten")
    bayko = await Visitor.arrive(browser, program.url)
    await bayko.sign_in("bayko", PASSWORD)
    await _search_until(bayko, "ppelinmus", 1)
    await expect(bayko.page.locator(".hit mark")).to_have_text("ppelinmus")
    assert await bayko.faults() == []
    await _search_until(bayko, "京", 1)
    await bayko.page.locator(".hit").click()
    await expect(bayko.page.locator("[data-shown]")).to_contain_text("Zeppelinmuseum", timeout=PATIENCE_MS)
    londo = await Visitor.arrive(browser, program.url)
    await londo.sign_in("londo", PASSWORD, to="/search?q=zeppelinmuseum")
    await expect(londo.page.get_by_role("heading", name="Nothing holds")).to_be_visible(timeout=PATIENCE_MS)
    assert andrew.troubles == bayko.troubles == londo.troubles == []


async def test_a_message_that_is_taken_back_is_found_no_more(program: Program, browser: Browser) -> None:
    andrew = await Visitor.arrive(browser, program.url)
    await andrew.sign_in("andrewbrown", PASSWORD)
    await andrew.page.get_by_role("link", name="Bayko").first.click()
    await _send(andrew, "A kittiwake, said in error")
    bayko = await Visitor.arrive(browser, program.url)
    await bayko.sign_in("bayko", PASSWORD)
    await _search_until(bayko, "kittiwake", 1)
    tools = andrew.page.locator(".run--me").last.get_by_role("button", name="What to do")
    await tools.focus()
    await andrew.page.keyboard.press("Enter")
    await andrew.page.get_by_role("menuitem", name="Delete").click()
    await andrew.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await _search_until(bayko, "kittiwake", 0)


async def test_a_slash_leads_to_the_field_and_people_are_found_by_keyboard(program: Program, browser: Browser) -> None:
    andrew = await Visitor.arrive(browser, program.url, width=390, height=844, scheme="dark")
    await andrew.sign_in("andrewbrown", PASSWORD)
    await expect(andrew.page.get_by_role("link", name="Bayko").first).to_be_visible()
    await andrew.page.keyboard.press("/")
    field = andrew.page.get_by_role("textbox", name=FIELD)
    await expect(field).to_be_focused()
    await andrew.page.keyboard.type("londo")
    person = andrew.page.locator(".people a").first
    await expect(person).to_contain_text("@londo", timeout=PATIENCE_MS)
    assert await andrew.faults() == []
    assert await andrew.overhang() == 0
    await andrew.page.keyboard.press("Escape")
    await expect(field).to_have_value("")
    assert andrew.troubles == []
