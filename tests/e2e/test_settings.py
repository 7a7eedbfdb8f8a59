"""The settings page: what one is called, what others see, how it looks. Two browsers where others are concerned."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.browser import PATIENCE_MS, Visitor
from tests.e2e.people import PASSWORD
from tests.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def _change(page: Page, what: str, text: str) -> None:
    await page.get_by_role("textbox", name=what).fill(text)
    await page.get_by_role("button", name="Save").click()


async def test_the_account_menu_leads_to_the_settings(program: Program, browser: Browser) -> None:
    visitor = await Visitor.arrive(browser, program.url)
    await visitor.sign_in("andrewbrown", PASSWORD)
    await visitor.page.get_by_role("button", name="account and theme").first.click()
    await visitor.page.get_by_role("menuitem", name="Settings").click()
    await expect(visitor.page.get_by_role("heading", name="Settings", exact=True)).to_be_visible()
    assert visitor.page.url == program.url + "/settings"
    await visitor.page.go_back()
    await expect(visitor.page.get_by_role("link", name="Bayko").first).to_be_visible()
    assert visitor.troubles == []


async def test_who_takes_another_name_is_called_so_at_once_where_others_look(
    program: Program, browser: Browser
) -> None:
    andrew = await Visitor.arrive(browser, program.url)
    await andrew.sign_in("andrewbrown", PASSWORD)
    await andrew.page.get_by_role("link", name="Bayko").first.click()
    heading = andrew.page.get_by_role("region", name="Conversation").get_by_role("heading", level=1)
    await expect(heading).to_have_text("Bayko")
    bayko = await Visitor.arrive(browser, program.url)
    await bayko.sign_in("bayko", PASSWORD, to="/settings")
    await _change(bayko.page, "Name", "Bayko of the Quay")
    await _change(bayko.page, "Handle", "@Quayside")
    await expect(bayko.page.get_by_role("textbox", name="Handle")).to_have_value("quayside")
    await expect(heading).to_have_text("Bayko of the Quay", timeout=PATIENCE_MS)
    await expect(andrew.page.get_by_text("@quayside").first).to_be_visible()
    # The log, too: what was said long ago was said by the same person.
    log = andrew.page.get_by_role("log")
    await expect(log.get_by_text("Bayko of the Quay", exact=True).first).to_be_visible(timeout=PATIENCE_MS)
    await expect(log.get_by_text("Bayko", exact=True)).to_have_count(0)
    assert andrew.troubles == bayko.troubles == []


async def test_the_new_handle_signs_in(program: Program, browser: Browser) -> None:
    londo = await Visitor.arrive(browser, program.url)
    await londo.sign_in("londo", PASSWORD, to="/settings")
    await _change(londo.page, "Handle", "emperor")
    await expect(londo.page.get_by_role("button", name="Save")).to_have_count(0)
    again = await Visitor.arrive(browser, program.url)
    await again.sign_in("emperor", PASSWORD, to="/settings")
    await expect(again.page.get_by_role("textbox", name="Handle")).to_have_value("emperor")


async def test_a_handle_that_somebody_has_is_refused_in_words_and_nothing_is_lost(
    program: Program, browser: Browser
) -> None:
    visitor = await Visitor.arrive(browser, program.url)
    await visitor.sign_in("andrewbrown", PASSWORD, to="/settings")
    field = visitor.page.get_by_role("textbox", name="Handle")
    await _change(visitor.page, "Handle", "bayko")
    await expect(visitor.page.get_by_role("alert")).to_have_text(
        "Somebody has this handle, or had it in the last 30 days."
    )
    await expect(field).to_have_value("bayko")
    await field.press("Escape")
    await expect(field).to_have_value("andrewbrown")
    await _change(visitor.page, "Handle", "not a handle")
    await expect(visitor.page.get_by_role("alert")).to_contain_text("A handle is 1 to 30")


async def test_a_switch_is_turned_by_keyboard_and_stays_so_on_another_device(
    program: Program, browser: Browser
) -> None:
    visitor = await Visitor.arrive(browser, program.url)
    await visitor.sign_in("andrewbrown", PASSWORD, to="/settings")
    switch = visitor.page.get_by_role("switch", name="Show when I have read")
    await expect(switch).to_be_checked()
    await switch.focus()
    async with visitor.page.expect_response("**/api/profile"):
        await visitor.page.keyboard.press("Space")
    await expect(switch).not_to_be_checked()
    other = await Visitor.arrive(browser, program.url)
    await other.sign_in("andrewbrown", PASSWORD, to="/settings")
    await expect(other.page.get_by_role("switch", name="Show when I have read")).not_to_be_checked()
    await expect(other.page.get_by_role("switch", name="Show when I am here")).to_be_checked()
    assert visitor.troubles == other.troubles == []


async def test_a_theme_is_chosen_with_the_arrow_keys(program: Program, browser: Browser) -> None:
    visitor = await Visitor.arrive(browser, program.url)
    await visitor.sign_in("andrewbrown", PASSWORD, to="/settings")
    await visitor.page.get_by_role("radio", name="System").focus()
    for _ in range(2):
        await visitor.page.keyboard.press("ArrowRight")
    await expect(visitor.page.locator("html")).to_have_attribute("data-theme", "dark")
    await visitor.page.reload()
    await expect(visitor.page.get_by_role("radio", name="Dark")).to_be_checked()
