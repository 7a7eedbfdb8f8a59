"""Two people, two browsers, one conversation."""

import re

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.e2e.browser import Visitor
from tests.e2e.people import PASSWORD, sign_up
from tests.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def andrew_and_bayko(browser: Browser, program: Program) -> tuple[Visitor, Visitor]:
    """Sign both in, each in a browser of their own."""
    andrew = await Visitor.arrive(browser, program.url)
    bayko = await Visitor.arrive(browser, program.url)
    await andrew.sign_in("andrewbrown", PASSWORD)
    await bayko.sign_in("bayko", PASSWORD)
    return andrew, bayko


async def test_what_one_writes_arrives_at_the_other_and_back(program: Program, browser: Browser) -> None:
    andrew, bayko = await andrew_and_bayko(browser, program)
    for visitor, other in ((andrew, "Bayko"), (bayko, "Andrew Brown")):
        await visitor.page.get_by_role("link", name=other).first.click()
    await andrew.write("The marble is on the cart.")
    await andrew.sees("The marble is on the cart.")
    await bayko.sees("The marble is on the cart.")
    await bayko.write("And the cart is on the hill 🙂")
    await andrew.sees("And the cart is on the hill 🙂")
    assert andrew.group_uuid() == bayko.group_uuid()
    assert andrew.troubles + bayko.troubles == []


async def test_a_conversation_is_begun_from_the_page_of_a_handle_and_the_address_becomes_its_own(
    program: Program, browser: Browser
) -> None:
    await sign_up(program, browser, "mei", "Mei Tanaka")
    andrew = await Visitor.arrive(browser, program.url)
    await andrew.sign_in("andrewbrown", PASSWORD, to="/messages/new/mei")
    await expect(andrew.page.get_by_role("listitem").filter(has_text="Mei Tanaka").first).to_be_visible()
    await andrew.write("Two tables by the window, as you asked.")
    await andrew.page.wait_for_url(re.compile(r"/messages/[0-9a-f-]{36}$"))
    await andrew.sees("Two tables by the window, as you asked.")
    await andrew.page.reload()
    await andrew.sees("Two tables by the window, as you asked.")
    assert andrew.troubles == []


async def test_an_unread_badge_appears_and_goes_when_the_conversation_is_opened(
    program: Program, browser: Browser
) -> None:
    bayko = await Visitor.arrive(browser, program.url)
    await bayko.sign_in("bayko", PASSWORD)
    row = bayko.page.get_by_role("link", name="Andrew Brown").first
    await expect(row).to_be_visible()
    await expect(row.get_by_text("unread")).to_have_count(0)
    token = program.tokens("andrewbrown")[0]
    for text in ("Are you on your way?", "Bring the towel."):
        await send(program, token, "bayko", text)
    await expect(row).to_contain_text("2 unread")
    await expect(row).to_contain_text("Bring the towel.")
    await row.click()
    await bayko.sees("Bring the towel.")
    await expect(row.get_by_text("unread")).to_have_count(0)
    async with httpx.AsyncClient(base_url=program.url) as client:
        headers = {"Authorization": f"Bearer {program.tokens('bayko')[0]}"}
        rows = (await client.get("/api/message_groups", headers=headers)).json()
        assert [row["unread_count"] for row in rows if row["handle"] == "andrewbrown"] == [0]


async def test_back_forward_and_reload_keep_the_place(program: Program, browser: Browser) -> None:
    andrew, bayko = await andrew_and_bayko(browser, program)
    await bayko.leave()
    page = andrew.page
    await page.get_by_role("link", name="Bayko").first.click()
    await andrew.sees("Come and look before I clean it,")
    with_bayko = page.url
    await page.get_by_role("link", name="Londo Mollari").first.click()
    await andrew.sees("The hat is welcome. The hat stays in the van.")
    with_londo = page.url
    await page.go_back()
    assert page.url == with_bayko
    await andrew.sees("Come and look before I clean it,")
    await page.go_forward()
    assert page.url == with_londo
    await andrew.sees("The hat is welcome. The hat stays in the van.")
    await page.reload()
    await andrew.sees("The hat is welcome. The hat stays in the van.")
    assert andrew.troubles == []


async def test_a_draft_survives_a_reload_and_stays_with_its_conversation(program: Program, browser: Browser) -> None:
    andrew = await Visitor.arrive(browser, program.url)
    await andrew.sign_in("andrewbrown", PASSWORD)
    box = andrew.page.get_by_role("textbox", name="Message")
    await andrew.page.get_by_role("link", name="Bayko").first.click()
    await box.fill("Half a thought about the")
    await andrew.page.get_by_role("link", name="Londo Mollari").first.click()
    await expect(box).to_have_value("")
    await andrew.page.reload()
    await andrew.page.get_by_role("link", name="Bayko").first.click()
    await expect(box).to_have_value("Half a thought about the")
    await box.press("Enter")
    await andrew.sees("Half a thought about the")
    await expect(box).to_have_value("")


async def test_a_send_while_the_server_is_gone_ends_exactly_once(program: Program, browser: Browser) -> None:
    andrew, bayko = await andrew_and_bayko(browser, program)
    await andrew.page.get_by_role("link", name="Bayko").first.click()
    await bayko.page.get_by_role("link", name="Andrew Brown").first.click()
    await andrew.sees("Come and look before I clean it,")
    program.kill()
    await andrew.write("Said into the dark.")
    await andrew.sees("Said into the dark.")
    again = program.restarted()
    try:
        try_again = andrew.page.get_by_role("button", name="Try again")
        await bayko.page.wait_for_timeout(500)
        if await try_again.count():
            await try_again.first.click()
        await bayko.sees("Said into the dark.")
        await andrew.sees("Said into the dark.")
        token = again.tokens("bayko")[0]
        async with httpx.AsyncClient(base_url=again.url, headers={"Authorization": f"Bearer {token}"}) as client:
            entries = (await client.get(f"/api/messages/{andrew.group_uuid()}?limit=100")).json()
        assert [entry["message"] for entry in entries].count("Said into the dark.") == 1
    finally:
        again.stop()


async def send(program: Program, token: str, handle: str, text: str) -> None:
    """Send a message over HTTP, as a script does."""
    async with httpx.AsyncClient(base_url=program.url, headers={"Authorization": f"Bearer {token}"}) as client:
        answer = await client.post("/api/messages", json={"handle": handle, "message": text})
        assert answer.status_code == 200, answer.text
