"""Sign-in, sign-up and sign-out, as a browser meets them."""

import re

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.e2e.browser import Visitor
from tests.e2e.people import PASSWORD, sign_up
from tests.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_stranger_is_led_to_sign_in_and_back_to_the_page_they_asked_for(
    program: Program, browser: Browser
) -> None:
    visitor = await Visitor.arrive(browser, program.url)
    await visitor.sign_in("andrewbrown", PASSWORD, to="/messages/new/londo")
    await expect(visitor.page.get_by_role("textbox", name="Message")).to_be_visible()
    assert visitor.troubles == []


async def test_a_wrong_password_says_so_and_lets_nobody_in(program: Program, browser: Browser) -> None:
    visitor = await Visitor.arrive(browser, program.url)
    await visitor.go("/messages")
    await visitor.page.get_by_label("E-mail or handle").fill("andrewbrown")
    await visitor.page.get_by_label("Password", exact=True).fill("not this one, surely")
    await visitor.page.get_by_role("button", name="Sign in").click()
    await expect(visitor.page.get_by_text("That pair does not match")).to_be_visible()
    assert [cookie for cookie in await visitor.context.cookies() if cookie.get("name") == "session"] == []


async def test_somebody_new_makes_an_account_with_the_code_from_the_console(program: Program, browser: Browser) -> None:
    visitor = await sign_up(program, browser, "mei", "Mei Tanaka")
    await expect(visitor.page.get_by_text("Nobody has written yet")).to_be_visible()
    assert visitor.troubles == []


async def test_signing_out_ends_the_session_on_the_server_too(program: Program, browser: Browser) -> None:
    visitor = await Visitor.arrive(browser, program.url)
    await visitor.sign_in("andrewbrown", PASSWORD)
    kept = await visitor.context.cookies()
    await visitor.page.get_by_role("button", name="Sign out").first.click()
    await expect(visitor.page.get_by_role("heading", name=re.compile("A pause is not the end"))).to_be_visible()
    assert "session" not in {cookie.get("name") for cookie in await visitor.context.cookies()}
    secret = next(cookie.get("value", "") for cookie in kept if cookie.get("name") == "session")
    async with httpx.AsyncClient(base_url=program.url, cookies={"session": secret}) as thief:
        assert (await thief.get("/api/session")).status_code == 401
    await visitor.go("/messages")
    await expect(visitor.page.get_by_role("textbox", name="Message")).to_have_count(0)
    await expect(visitor.page.get_by_role("link", name="Bayko")).to_have_count(0)


async def test_the_session_cookie_is_out_of_reach_of_scripts(program: Program, browser: Browser) -> None:
    visitor = await Visitor.arrive(browser, program.url)
    await visitor.sign_in("andrewbrown", PASSWORD)
    cookies = {cookie.get("name"): cookie for cookie in await visitor.context.cookies()}
    assert cookies["session"].get("httpOnly") is True
    assert cookies["session"].get("sameSite") == "Lax"
    assert "session" not in await visitor.page.evaluate("document.cookie")
    stored = await visitor.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "eyJ" not in stored  # no token ever reaches the page
