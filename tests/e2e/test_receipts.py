"""What is said under my last message: that it is stored, that it came, and who has read it."""

import httpx
import pytest
from playwright.async_api import Browser, Locator, expect

from tests.e2e.browser import PATIENCE_MS, Visitor
from tests.e2e.people import PASSWORD
from tests.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="module")


def receipt(visitor: Visitor) -> Locator:
    """The line under the last message of one's own; there is one at most."""
    return visitor.page.locator("[data-receipt]")


async def says(visitor: Visitor, text: str) -> None:
    await expect(receipt(visitor)).to_have_count(1, timeout=PATIENCE_MS)
    await expect(receipt(visitor).locator("span").last).to_have_text(text, timeout=PATIENCE_MS)


def bearer(program: Program, handle: str) -> httpx.AsyncClient:
    """A client that asks with a person's token."""
    (token,) = program.tokens(handle)
    return httpx.AsyncClient(base_url=program.url, headers={"Authorization": f"Bearer {token}"})


async def test_a_message_is_sent_then_delivered_then_seen_and_still_seen_after_a_reload(
    program: Program, browser: Browser
) -> None:
    andrew = await Visitor.arrive(browser, program.url)
    await andrew.sign_in("andrewbrown", PASSWORD)
    await andrew.page.get_by_role("link", name="Bayko").first.click()
    await andrew.write("The last ferry goes at nine.")
    await andrew.sees("The last ferry goes at nine.")
    await says(andrew, "Sent")
    bayko = await Visitor.arrive(browser, program.url)
    await bayko.sign_in("bayko", PASSWORD)
    await says(andrew, "Delivered")
    await bayko.page.get_by_role("link", name="Andrew Brown").first.click()
    await says(andrew, "Seen")
    await andrew.page.reload()
    await says(andrew, "Seen")
    # It goes with the newest message, and an answer of the other is a sign of having read.
    await bayko.page.goto(program.url + "/settings")
    await andrew.write("Or the slow one at ten.")
    await andrew.sees("Or the slow one at ten.")
    await says(andrew, "Delivered")
    assert andrew.troubles == bayko.troubles == []


async def test_who_keeps_reading_private_is_never_said_to_have_seen_anything(
    program: Program, browser: Browser
) -> None:
    bayko = await Visitor.arrive(browser, program.url)
    await bayko.sign_in("bayko", PASSWORD, to="/settings")
    async with bayko.page.expect_response("**/api/profile"):
        await bayko.page.get_by_role("switch", name="Show when I have read").click()
    andrew = await Visitor.arrive(browser, program.url)
    await andrew.sign_in("andrewbrown", PASSWORD)
    await andrew.page.get_by_role("link", name="Bayko").first.click()
    await andrew.write("Have you read this?")
    await bayko.go("/messages")
    async with bayko.page.expect_response("**/read"):
        await bayko.page.get_by_role("link", name="Andrew Brown").first.click()
    await bayko.sees("Have you read this?")
    # Bayko's answer comes over the same socket, after anything that could have been told of reading.
    await bayko.write("I am not saying.")
    await andrew.sees("I am not saying.")
    await says(andrew, "Delivered")
    await andrew.page.reload()
    await andrew.sees("I am not saying.")
    await expect(receipt(andrew)).not_to_contain_text("Seen")


async def test_in_a_group_everybody_who_has_read_is_named(program: Program, browser: Browser) -> None:
    async with bearer(program, "andrewbrown") as client:
        begun = await client.post("/api/message_groups", json={"title": "Station", "handles": ["bayko", "londo"]})
        group = begun.json()["uuid"]
    andrew = await Visitor.arrive(browser, program.url)
    await andrew.sign_in("andrewbrown", PASSWORD, to=f"/messages/{group}")
    await andrew.write("Who has the key?")
    await andrew.sees("Who has the key?")
    await says(andrew, "Sent")
    for handle, said in (("bayko", "Seen by Bayko"), ("londo", "Seen by everyone")):
        async with bearer(program, handle) as client:
            read = await client.put(f"/api/message_groups/{group}/read", json={"seq": 2})
            assert read.status_code == 200, read.text
        await says(andrew, said)
    await expect(receipt(andrew).locator(".av")).to_have_count(2)
    await andrew.page.reload()
    await says(andrew, "Seen by everyone")
    assert await andrew.faults() == []
    assert andrew.troubles == []
