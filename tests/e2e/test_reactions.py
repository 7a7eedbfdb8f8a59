"""Reactions, earlier texts and the emoji picker: two people, by mouse, by finger and by keyboard alone."""

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.e2e.browser import Visitor
from tests.e2e.people import PASSWORD
from tests.e2e.test_messages import choose, talking
from tests.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="module")

PICKER = "Choose an emoji"


def chip(visitor: Visitor, text: str, emoji: str) -> Locator:
    """A reaction under a message."""
    return visitor.page.locator(".run", has_text=text).first.get_by_role("button", name=emoji)


async def pick(visitor: Visitor, word: str) -> None:
    """Choose an emoji by keyboard, by a word of its name."""
    search = visitor.page.get_by_role("dialog", name=PICKER).get_by_role("searchbox")
    await expect(search).to_be_focused()
    await search.fill(word)
    await search.press("Enter")
    await expect(visitor.page.get_by_role("dialog", name=PICKER)).to_have_count(0)


async def test_a_reaction_is_seen_by_both_with_who_gave_it_and_can_be_taken_back(
    program: Program, browser: Browser
) -> None:
    andrew, bayko = await talking(browser, program)
    await andrew.write("The rollers are clean.")
    await bayko.sees("The rollers are clean.")
    await choose(bayko, "The rollers are clean.", "React")
    await expect(bayko.page.get_by_role("dialog", name=PICKER)).to_be_visible()
    assert await bayko.faults() == []
    await pick(bayko, "thumbs up")
    theirs, mine = (
        chip(andrew, "The rollers are clean.", "\U0001f44d"),
        chip(bayko, "The rollers are clean.", "\U0001f44d"),
    )
    await expect(theirs).to_have_attribute("aria-pressed", "false")
    await expect(theirs).to_have_accessible_name("\U0001f44d 1: Bayko. React with it too")
    await expect(mine).to_have_attribute("aria-pressed", "true")
    await theirs.click()
    for each in (theirs, mine):
        await expect(each).to_have_text("\U0001f44d 2")
    assert await andrew.faults() == []
    await choose(andrew, "The rollers are clean.", "Who reacted")
    who = andrew.page.get_by_role("dialog", name="Who reacted")
    await expect(who).to_contain_text("Bayko")
    await expect(who).to_contain_text("Andrew Brown")
    assert await andrew.faults() == []
    await andrew.page.keyboard.press("Escape")
    await expect(who).to_have_count(0)
    await mine.focus()
    await bayko.page.keyboard.press("Space")
    await expect(theirs).to_have_text("\U0001f44d 1")
    await theirs.click()
    await expect(theirs).to_have_count(0)
    await expect(mine).to_have_count(0)
    assert andrew.troubles + bayko.troubles == []
    for visitor in (andrew, bayko):
        await visitor.leave()


async def test_a_reaction_is_no_message_and_moves_no_counter(program: Program, browser: Browser) -> None:
    andrew, bayko = await talking(browser, program)
    await andrew.write("Oil the hinge.")
    await bayko.sees("Oil the hinge.")
    await andrew.page.goto(andrew.url + "/settings")
    await choose(bayko, "Oil the hinge.", "React")
    await pick(bayko, "party popper")
    await expect(chip(bayko, "Oil the hinge.", "\U0001f389")).to_be_visible()
    await andrew.page.goto(andrew.url + "/messages")
    row = andrew.page.get_by_role("link", name="Bayko").first
    await expect(row).to_contain_text("Oil the hinge.")
    await expect(row).not_to_contain_text("unread")
    await row.click()
    await expect(chip(andrew, "Oil the hinge.", "\U0001f389")).to_be_visible()
    for visitor in (andrew, bayko):
        await visitor.leave()


async def test_what_a_message_said_before_is_read_by_the_other_until_it_is_taken_back(
    program: Program, browser: Browser
) -> None:
    andrew, bayko = await talking(browser, program)
    await andrew.write("Forty sheets.")
    await bayko.sees("Forty sheets.")
    await choose(andrew, "Forty sheets.", "Edit")
    await andrew.write("Fifty sheets.")
    await expect(bayko.page.locator(".run", has_text="Fifty sheets.").first).to_be_visible()
    await choose(bayko, "Fifty sheets.", "What it said before")
    said = bayko.page.get_by_role("dialog", name="What this message has said")
    await expect(said.get_by_role("listitem")).to_have_count(2)
    await expect(said.get_by_role("listitem").first).to_contain_text("Forty sheets.")
    await expect(said.get_by_role("listitem").last).to_contain_text("Fifty sheets.")
    assert await bayko.faults() == []
    await bayko.page.keyboard.press("Escape")
    await bayko.page.locator(".run", has_text="Fifty sheets.").first.get_by_text("edited").click()
    await expect(said.get_by_role("listitem").first).to_contain_text("Forty sheets.")
    await said.get_by_role("button", name="Close").click()
    assert andrew.troubles + bayko.troubles == []
    for visitor in (andrew, bayko):
        await visitor.leave()


async def test_the_picker_is_walked_by_arrows_and_puts_an_emoji_where_one_writes(
    program: Program, browser: Browser
) -> None:
    andrew, bayko = await talking(browser, program)
    box = andrew.page.get_by_role("textbox", name="Message")
    await box.fill("Good luck!")
    await box.press("Home")
    await andrew.page.get_by_role("button", name="Put in an emoji").focus()
    await andrew.page.keyboard.press("Enter")
    search = andrew.page.get_by_role("searchbox", name="Search emoji")
    await expect(search).to_be_focused()
    await search.press("ArrowDown")
    first = andrew.page.get_by_role("button", name="grinning face", exact=True)
    await expect(first).to_be_focused()
    await first.press("ArrowRight")
    await first.page.keyboard.press("ArrowDown")
    await first.page.keyboard.press("ArrowUp")
    await first.page.keyboard.press("ArrowUp")
    await expect(search).to_be_focused()
    await search.fill("no such thing at all")
    await expect(andrew.page.get_by_role("status").filter(has_text="No emoji is called that.")).to_be_visible()
    assert await andrew.faults() == []
    await pick(andrew, "four leaf clover")
    await expect(box).to_have_value("\U0001f340Good luck!")
    await expect(box).to_be_focused()
    await box.press("Enter")
    await bayko.sees("\U0001f340Good luck!")
    await andrew.page.get_by_role("button", name="Put in an emoji").click()
    await expect(andrew.page.get_by_role("region", name="Used last").get_by_role("button").first).to_have_attribute(
        "aria-label", "four leaf clover"
    )
    await andrew.page.keyboard.press("Escape")
    assert andrew.troubles + bayko.troubles == []
    for visitor in (andrew, bayko):
        await visitor.leave()


async def test_on_a_phone_the_picker_fits_and_reactions_hang_nothing_over(program: Program, browser: Browser) -> None:
    phone = await Visitor.arrive(browser, program.url, width=390)
    await phone.sign_in("andrewbrown", PASSWORD)
    await phone.page.get_by_role("link", name="Bayko").first.click()
    await phone.page.get_by_role("textbox", name="Message").fill("A line to react to.")
    await phone.page.get_by_role("button", name="Send").click()
    await phone.page.locator(".run[data-state=sent]", has_text="A line to react to.").wait_for()
    for word in ("thumbs up", "red heart", "party popper"):
        bubble = phone.page.locator(".run", has_text="A line to react to.").first
        await bubble.get_by_role("button", name="React", exact=True).focus()
        await phone.page.keyboard.press("Enter")
        await pick(phone, word)
    await expect(chip(phone, "A line to react to.", "\U0001f389")).to_be_visible()
    assert await phone.overhang() == 0
    assert await phone.faults() == []
    await phone.page.get_by_role("button", name="Put in an emoji").tap()
    await expect(phone.page.get_by_role("dialog", name=PICKER)).to_be_visible()
    assert await phone.overhang() == 0
    assert phone.troubles == []
    await phone.leave()
