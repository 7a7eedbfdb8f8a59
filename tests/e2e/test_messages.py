"""What one does with a message: answer it, change it, take it back; and what the other sees of that."""

import re

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.e2e.browser import Visitor
from tests.e2e.people import PASSWORD
from tests.e2e.test_two_people import andrew_and_bayko, send
from tests.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def talking(browser: Browser, program: Program) -> tuple[Visitor, Visitor]:
    """Both look at their conversation."""
    andrew, bayko = await andrew_and_bayko(browser, program)
    await andrew.page.get_by_role("link", name="Bayko").first.click()
    await bayko.page.get_by_role("link", name="Andrew Brown").first.click()
    await expect(bayko.page.get_by_role("textbox", name="Message")).to_be_visible()
    return andrew, bayko


async def choose(visitor: Visitor, text: str, action: str) -> None:
    """Open a message's menu by keyboard and choose."""
    bubble = visitor.page.locator(".run", has_text=text).first
    await bubble.get_by_role("button", name="What to do with the message").focus()
    await visitor.page.keyboard.press("Enter")
    await visitor.page.get_by_role("menuitem", name=action).click()


async def test_a_message_is_changed_and_both_see_what_it_says_now(program: Program, browser: Browser) -> None:
    andrew, bayko = await talking(browser, program)
    await andrew.write("The cart leaves at nien.")
    await bayko.sees("The cart leaves at nien.")
    await choose(andrew, "The cart leaves at nien.", "Edit")
    box = andrew.page.get_by_role("textbox", name="Message")
    await expect(box).to_have_value("The cart leaves at nien.")
    await expect(box).to_be_focused()
    await andrew.write("The cart leaves at nine.")
    for visitor in (andrew, bayko):
        await expect(visitor.page.locator(".run", has_text="The cart leaves at nine.").last).to_contain_text("edited")
        await expect(visitor.message("The cart leaves at nien.")).to_have_count(0)
    await expect(box).to_have_value("")
    await expect(andrew.page.get_by_role("link", name="Bayko").first).to_contain_text("The cart leaves at nine.")
    assert andrew.troubles + bayko.troubles == []


async def test_the_arrow_key_in_an_empty_box_edits_ones_last_message_and_escape_leaves_it(
    program: Program, browser: Browser
) -> None:
    andrew, bayko = await talking(browser, program)
    await andrew.write("Bring the level.")
    await bayko.sees("Bring the level.")
    box = andrew.page.get_by_role("textbox", name="Message")
    await box.press("ArrowUp")
    await expect(box).to_have_value("Bring the level.")
    assert await andrew.faults() == []
    await box.fill("Bring the level and the")
    await box.press("Escape")
    await expect(box).to_have_value("")
    await andrew.sees("Bring the level.")


async def test_a_message_changed_on_two_devices_asks_before_it_replaces_the_other(
    program: Program, browser: Browser
) -> None:
    andrew, bayko = await talking(browser, program)
    phone = await Visitor.arrive(browser, program.url, width=390)
    await phone.sign_in("andrewbrown", PASSWORD, to=f"/messages/{andrew.group_uuid()}")
    await andrew.write("Two reams.")
    await phone.sees("Two reams.")
    box = andrew.page.get_by_role("textbox", name="Message")
    await box.press("ArrowUp")
    await box.fill("Three reams.")
    await andrew.context.set_offline(True)
    await phone.page.get_by_role("textbox", name="Message").press("ArrowUp")
    await phone.page.get_by_role("textbox", name="Message").fill("Four reams.")
    await phone.page.get_by_role("button", name="Save the change").click()
    await bayko.page.locator(".run", has_text="Four reams.").wait_for()
    await andrew.context.set_offline(False)
    await box.press("Enter")
    await expect(andrew.page.get_by_role("alert").filter(has_text="changed elsewhere")).to_be_visible()
    await expect(box).to_have_value("Three reams.")
    await box.press("Enter")
    await bayko.page.locator(".run", has_text="Three reams.").wait_for()
    assert bayko.troubles == []


async def test_a_message_is_taken_back_for_everybody(program: Program, browser: Browser) -> None:
    andrew, bayko = await talking(browser, program)
    await andrew.write("Not for the printers.")
    await bayko.sees("Not for the printers.")
    await choose(andrew, "Not for the printers.", "Delete for everyone")
    dialog = andrew.page.get_by_role("dialog")
    await expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    assert await andrew.faults() == []
    await dialog.get_by_role("button", name="Delete for everyone").click()
    await andrew.page.get_by_text("You deleted this message").last.wait_for()
    await bayko.page.get_by_text("Andrew Brown deleted this message").last.wait_for()
    for visitor in (andrew, bayko):
        await expect(visitor.message("Not for the printers.")).to_have_count(0)
    await expect(bayko.page.get_by_role("link", name="Andrew Brown").first).to_contain_text("deleted a message")
    assert andrew.troubles + bayko.troubles == []


async def test_what_was_just_sent_is_taken_back_with_one_press_and_the_words_return(
    program: Program, browser: Browser
) -> None:
    andrew, bayko = await talking(browser, program)
    await andrew.write("Sent too soon")
    await bayko.sees("Sent too soon")
    await andrew.page.get_by_role("button", name="Undo").click()
    await expect(andrew.page.get_by_role("textbox", name="Message")).to_have_value("Sent too soon")
    await expect(bayko.message("Sent too soon")).to_have_count(0)
    await andrew.page.get_by_role("textbox", name="Message").fill("")


async def test_an_answer_quotes_what_it_answers_and_leads_there(program: Program, browser: Browser) -> None:
    andrew, bayko = await talking(browser, program)
    await andrew.write("Which paper for the poster?")
    await bayko.sees("Which paper for the poster?")
    await choose(bayko, "Which paper for the poster?", "Reply")
    await expect(bayko.page.locator(".replybar")).to_contain_text("Which paper for the poster?")
    assert await bayko.faults() == []
    await bayko.write("The heavy one.")
    for visitor in (andrew, bayko):
        answer = visitor.page.locator(".run", has_text="The heavy one.").last
        await expect(answer.get_by_role("button", name="In answer to")).to_contain_text("Which paper for the poster?")
    await choose(andrew, "Which paper for the poster?", "Edit")
    await andrew.write("Which paper for the big poster?")
    quote = bayko.page.locator(".run", has_text="The heavy one.").last.get_by_role("button", name="In answer to")
    await expect(quote).to_contain_text("Which paper for the big poster?")
    await quote.click()
    shown = bayko.page.locator("[data-shown]")
    await expect(shown).to_contain_text("Which paper for the big poster?")
    await choose(andrew, "Which paper for the big poster? edited", "Delete for everyone")
    await andrew.page.get_by_role("dialog").get_by_role("button", name="Delete for everyone").click()
    await expect(quote).to_contain_text("This message was deleted")
    assert andrew.troubles + bayko.troubles == []


async def test_a_quote_from_far_above_is_shown_at_once_and_leads_there(program: Program, browser: Browser) -> None:
    (token,) = program.tokens("andrewbrown")
    for number in range(160):
        await send(program, token, "londo", f"Sheet {number}")
    async with httpx.AsyncClient(base_url=program.url, headers={"Authorization": f"Bearer {token}"}) as client:
        rows = (await client.get("/api/message_groups")).json()
        (group,) = (row["uuid"] for row in rows if row["handle"] == "londo")
        entries = (await client.get(f"/api/messages/{group}?limit=100")).json()
        head = entries[-1]["seq"]
        third = next(
            entry for entry in (await client.get(f"/api/messages/{group}?after=0")).json() if entry["seq"] == 3
        )
        answer = await client.post(
            "/api/messages",
            json={
                "message": "About the beginning",
                "message_group_uuid": group,
                "message_uuid": "019aa0de-6b00-7c3d-8e4f-5a6b7c8d9e99",
                "after_seq": head,
                "reply_to_seq": 3,
            },
        )
        assert answer.status_code == 200, answer.text
        theirs = {"Authorization": f"Bearer {program.tokens('londo')[0]}"}
        await client.put(f"/api/message_groups/{group}/read", json={"seq": head + 1}, headers=theirs)
    londo = await Visitor.arrive(browser, program.url)
    await londo.sign_in("londo", PASSWORD, to=f"/messages/{group}")
    await londo.sees("Sheet 159")
    quote = londo.page.locator(".run", has_text="About the beginning").last.get_by_role("button", name="In answer to")
    await expect(quote).to_contain_text(third["message"])
    await quote.click()
    await expect(londo.page.locator("[data-shown]")).to_contain_text(third["message"])
    await expect(londo.page.get_by_role("button", name=re.compile("Jump to the newest"))).to_be_visible()
    assert londo.troubles == []


async def test_on_a_phone_a_resting_finger_opens_the_sheet(program: Program, browser: Browser) -> None:
    andrew = await Visitor.arrive(browser, program.url, width=390, height=844)
    await andrew.sign_in("andrewbrown", PASSWORD)
    await andrew.page.get_by_role("link", name="Bayko").first.click()
    await andrew.page.get_by_role("textbox", name="Message").fill("By thumb.")
    await andrew.page.get_by_role("button", name="Send").click()
    await andrew.page.locator(".run[data-state=sent]", has_text="By thumb.").wait_for()
    box = await andrew.message("By thumb.").bounding_box()
    assert box
    touch = await andrew.context.new_cdp_session(andrew.page)
    point = {"x": box["x"] + 5, "y": box["y"] + 5}
    await touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    sheet = andrew.page.get_by_role("dialog")
    await expect(sheet).to_contain_text("Delete for everyone")
    await touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert await andrew.faults() == []
    await sheet.get_by_role("button", name="Reply").click()
    await expect(andrew.page.locator(".replybar")).to_contain_text("By thumb.")
    assert await andrew.overhang() == 0


async def test_emphasis_code_lists_links_and_names_are_drawn_and_nothing_else_is(
    program: Program, browser: Browser
) -> None:
    andrew, bayko = await talking(browser, program)
    box = andrew.page.get_by_role("textbox", name="Message")
    await box.fill(
        "**Tomorrow** at *nine*, @bayko, with `ink.txt`:\n- the roller\n- the key\n"
        "See https://example.org/fair?x=1. Not javascript:alert(1), not <b>this</b>.\n```\nif late:\n  run\n```"
    )
    await box.press("Enter")
    said = bayko.page.locator(".run", has_text="the roller").last
    await expect(said.locator("strong")).to_have_text("Tomorrow")
    await expect(said.locator("em")).to_have_text("nine")
    await expect(said.locator(".mention--me")).to_have_text("@bayko")
    await expect(said.locator("li")).to_have_text(["the roller", "the key"])
    await expect(said.locator("pre")).to_have_text("if late:\n  run")
    link = said.get_by_role("link")
    await expect(link).to_have_text("https://example.org/fair?x=1")
    assert await link.get_attribute("rel") == "noopener noreferrer nofollow"
    assert await link.get_attribute("target") == "_blank"
    await expect(said).to_contain_text("Not javascript:alert(1), not <b>this</b>.")
    await expect(said.locator(".b b")).to_have_count(0)
    await expect(andrew.page.locator(".run", has_text="the roller").last.locator(".mention--me")).to_have_count(0)
    assert await bayko.faults() == []
    assert await bayko.overhang() == 0
    assert andrew.troubles + bayko.troubles == []
