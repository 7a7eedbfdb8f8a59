"""Groups of several: begun, renamed, grown, handed over and left, by people who all look at the same time."""

import re

import pytest
from playwright.async_api import Browser, Locator, Route, expect

from tests.e2e.browser import PATIENCE_MS, Visitor
from tests.e2e.people import PASSWORD, sign_up
from tests.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="module")


def row(visitor: Visitor, title: str) -> Locator:
    """The group's row in the inbox."""
    return visitor.page.locator(".list").get_by_role("link", name=title)


def heading(visitor: Visitor) -> Locator:
    """What the open page is called."""
    return visitor.page.locator(".talk").get_by_role("heading", level=1)


def panel(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("dialog", name="details")


def owners(details: Locator) -> Locator:
    """Those of the members who are said to be owners."""
    return details.get_by_role("listitem").get_by_text("Owner", exact=True)


async def arrive(program: Program, browser: Browser, handle: str, to: str = "/messages") -> Visitor:
    visitor = await Visitor.arrive(browser, program.url)
    await visitor.sign_in(handle, PASSWORD, to=to)
    return visitor


async def begin(visitor: Visitor, title: str, *names: str) -> str:
    """Begin a group with the mouse, and return its uuid."""
    await visitor.page.get_by_role("link", name="New conversation").first.click()
    await visitor.page.get_by_role("link", name="Begin a group").click()
    for name in names:
        await visitor.page.get_by_role("option", name=name).click()
    await visitor.page.get_by_role("textbox", name="Title").fill(title)
    await visitor.page.get_by_role("button", name="Begin", exact=True).click()
    await visitor.page.wait_for_url(re.compile("/messages/[0-9a-f-]{36}$"))
    return visitor.group_uuid()


async def open_details(visitor: Visitor, title: str) -> Locator:
    await visitor.page.get_by_role("button", name=title, exact=True).click()
    await expect(panel(visitor)).to_be_visible()
    return panel(visitor)


async def test_three_people_begin_rename_grow_hand_over_and_leave_a_group(program: Program, browser: Browser) -> None:
    andrew, bayko, londo = [await arrive(program, browser, who) for who in ("andrewbrown", "bayko", "londo")]
    mei = await sign_up(program, browser, "mei", "Mei Tanaka")
    group = await begin(andrew, "Print fair", "Bayko", "Londo")
    for each in (andrew, bayko, londo):
        await expect(row(each, "Print fair")).to_have_count(1, timeout=PATIENCE_MS)
    await andrew.write("Who brings the press?")
    for each in (bayko, londo):
        await row(each, "Print fair").click()
        await each.sees("Who brings the press?")

    # Members look, owners change.
    details = await open_details(bayko, "Print fair")
    await expect(details.get_by_role("listitem")).to_have_count(3)
    await expect(details.get_by_role("listitem").first).to_contain_text("Owner")
    for name in ("Change the title", "Add people"):
        await expect(details.get_by_role("button", name=name)).to_have_count(0)
    await expect(details.get_by_role("button", name="What to do")).to_have_count(0)
    await bayko.page.keyboard.press("Escape")
    await expect(details).to_have_count(0)

    details = await open_details(andrew, "Print fair")
    await details.get_by_role("button", name="Change the title").click()
    await details.get_by_role("textbox", name="Title").fill("Harbour   fair")
    await details.get_by_role("button", name="Save").click()
    for each in (andrew, bayko, londo):
        await expect(heading(each)).to_have_text("Harbour fair", timeout=PATIENCE_MS)
        await expect(row(each, "Harbour fair")).to_have_count(1, timeout=PATIENCE_MS)
        await expect(row(each, "Print fair")).to_have_count(0)

    await details.get_by_role("button", name="Add people").click()
    await andrew.page.get_by_role("dialog").get_by_role("searchbox", name="To").fill("mei")
    await andrew.page.get_by_role("option", name="Mei Tanaka").click()
    await andrew.page.get_by_role("dialog").get_by_role("button", name="Add", exact=True).click()
    await expect(details.get_by_role("listitem")).to_have_count(4)
    await expect(row(mei, "Harbour fair")).to_have_count(1, timeout=PATIENCE_MS)
    await expect(londo.page.locator(".talk__sub")).to_contain_text("4 people", timeout=PATIENCE_MS)

    # A new owner may at once what the old one may; the open panel shows it.
    theirs = await open_details(bayko, "Harbour fair")
    await details.get_by_role("button", name="What to do with Bayko").click()
    await details.get_by_role("button", name="Make owner").click()
    await expect(owners(details)).to_have_count(2)
    await expect(theirs.get_by_role("button", name="Add people")).to_be_visible(timeout=PATIENCE_MS)

    # Londo is taken out by Bayko: both tabs lose the row, the open page says why.
    second = await londo.context.new_page()
    await second.goto(program.url + "/messages")
    await expect(second.get_by_role("link", name="Harbour fair")).to_have_count(1)
    await theirs.get_by_role("button", name="What to do with Londo").click()
    await theirs.get_by_role("button", name="Remove from the group").click()
    await bayko.page.get_by_role("dialog", name="Remove Londo").get_by_role("button", name="Remove").click()
    await expect(londo.page.get_by_text("You are not in this group any more")).to_be_visible(timeout=PATIENCE_MS)
    await expect(londo.page.get_by_role("textbox", name="Message")).to_have_count(0)
    for tab in (londo.page, second):
        await expect(tab.get_by_role("link", name="Harbour fair")).to_have_count(0, timeout=PATIENCE_MS)
    await expect(theirs.get_by_role("listitem")).to_have_count(3)
    assert await londo.faults() == []

    # Andrew leaves; what was said stays with the others.
    await details.get_by_role("button", name="Leave the group").click()
    await andrew.page.get_by_role("dialog", name="Leave Harbour fair?").get_by_role("button", name="Leave").click()
    await andrew.page.wait_for_url(program.url + "/messages")
    await expect(row(andrew, "Harbour fair")).to_have_count(0)
    await expect(theirs.get_by_role("listitem")).to_have_count(2, timeout=PATIENCE_MS)
    await bayko.page.keyboard.press("Escape")
    await bayko.sees("Who brings the press?")

    # Londo is brought back while the page that said so is still open.
    theirs = await open_details(bayko, "Harbour fair")
    await theirs.get_by_role("button", name="Add people").click()
    await bayko.page.get_by_role("dialog").get_by_role("searchbox", name="To").fill("londo")
    await bayko.page.get_by_role("option", name="Londo").click()
    await bayko.page.get_by_role("dialog").get_by_role("button", name="Add", exact=True).click()
    await londo.sees("Who brings the press?")
    assert londo.page.url.endswith(group)
    assert [*andrew.troubles, *bayko.troubles, *londo.troubles, *mei.troubles] == []


async def test_the_only_owner_is_told_who_follows_and_that_happens(program: Program, browser: Browser) -> None:
    andrew = await arrive(program, browser, "andrewbrown")
    group = await begin(andrew, "Quay", "Bayko", "Londo")
    bayko = await arrive(program, browser, "bayko", to=f"/messages/{group}")
    details = await open_details(andrew, "Quay")
    leave = details.get_by_role("button", name="Leave the group")
    await leave.click()
    question = andrew.page.get_by_role("dialog", name="Leave Quay?")
    await expect(question).to_contain_text("the one who has been there longest becomes owner")
    await question.get_by_role("button", name="Stay").click()
    await expect(question).to_have_count(0)
    await expect(leave).to_be_focused()
    await leave.click()
    await question.get_by_role("button", name="Leave the group").click()
    await andrew.page.wait_for_url(program.url + "/messages")
    await expect(bayko.page.locator(".talk__sub")).to_contain_text("2 people", timeout=PATIENCE_MS)
    details = await open_details(bayko, "Quay")
    await expect(owners(details)).to_have_count(1, timeout=PATIENCE_MS)


async def test_people_are_chosen_and_let_go_and_a_group_is_begun_by_keyboard_alone(
    program: Program, browser: Browser
) -> None:
    andrew = await arrive(program, browser, "andrewbrown", to="/messages/new?group")
    keyboard, chips = andrew.page.keyboard, andrew.page.get_by_role("list", name="Chosen")
    await expect(andrew.page.get_by_role("searchbox", name="To")).to_be_focused()
    for name in ("Bayko", "Londo"):
        await keyboard.type(name.lower())
        await expect(andrew.page.get_by_role("option")).to_have_count(1)
        await keyboard.press("Enter")
        await expect(chips.get_by_text(name)).to_be_visible()
        await expect(andrew.page.get_by_role("searchbox", name="To")).to_have_value("")
    await keyboard.press("Backspace")
    await expect(chips.get_by_role("listitem")).to_have_count(1)
    await expect(andrew.page.get_by_role("button", name="Begin", exact=True)).to_have_count(0)
    await expect(andrew.page.get_by_role("button", name="Write to Bayko")).to_be_visible()
    await keyboard.type("londo")
    await expect(andrew.page.get_by_role("option")).to_have_count(1)
    await keyboard.press("Enter")
    await expect(chips.get_by_role("listitem")).to_have_count(2)
    assert await andrew.faults() == []
    await keyboard.press("Tab")
    await expect(andrew.page.get_by_role("textbox", name="Title")).to_be_focused()
    await keyboard.press("Enter")  # without a title the group is called like its people
    await expect(heading(andrew)).to_have_text(re.compile("Bayko, Londo.* and Andrew Brown"))
    await expect(andrew.page.get_by_role("textbox", name="Message")).to_be_focused()
    assert andrew.troubles == []


async def test_the_panel_is_used_by_keyboard_alone_and_gives_the_focus_back(program: Program, browser: Browser) -> None:
    andrew = await arrive(program, browser, "andrewbrown")
    await begin(andrew, "Quay", "Bayko", "Londo")
    opener = andrew.page.get_by_role("button", name="Quay", exact=True)
    press = andrew.page.keyboard.press
    await opener.focus()
    await press("Enter")
    details = panel(andrew)
    await expect(details).to_be_visible()
    await details.get_by_role("button", name="Change the title").focus()
    await press("Enter")
    await andrew.page.keyboard.type("Nobody wants this")
    await press("Escape")
    await expect(details).to_be_visible()
    await expect(details.get_by_role("heading", name="Quay")).to_be_visible()
    more = details.get_by_role("button", name="What to do with Bayko")
    await more.focus()
    await press("Enter")
    await expect(more).to_have_attribute("aria-expanded", "true")
    await press("Tab")
    await expect(details.get_by_role("button", name="Make owner")).to_be_focused()
    await press("Enter")
    await expect(owners(details)).to_have_count(2)
    await details.get_by_role("button", name="Make a member again").focus()
    await press("Tab")
    await press("Enter")
    question = andrew.page.get_by_role("dialog", name="Remove Bayko")
    await expect(question.get_by_role("button", name="Keep them")).to_be_focused()
    assert await andrew.faults() == []
    await press("Escape")
    await expect(question).to_have_count(0)
    await expect(details).to_be_visible()
    assert await andrew.faults() == []
    await press("Escape")
    await expect(details).to_have_count(0)
    await expect(opener).to_be_focused()
    assert andrew.troubles == []


async def test_a_lost_answer_is_said_and_trying_again_begins_one_group(program: Program, browser: Browser) -> None:
    andrew = await arrive(program, browser, "andrewbrown")
    tried: list[str] = []

    async def lose_the_first(route: Route) -> None:
        if route.request.method == "POST":
            tried.append(route.request.post_data or "")
            if len(tried) == 1:
                await route.fetch()
                await route.abort()
                return
        await route.continue_()

    await andrew.page.route("**/api/message_groups", lose_the_first)
    await andrew.go("/messages/new?group")
    for name in ("Bayko", "Londo"):
        await andrew.page.get_by_role("option", name=name).click()
    await andrew.page.get_by_role("textbox", name="Title").fill("Once")
    await andrew.page.get_by_role("button", name="Begin", exact=True).click()
    await expect(andrew.page.locator(".begin").get_by_role("alert")).to_have_text(
        "The server does not answer. Try again."
    )
    await andrew.page.locator(".begin").get_by_role("button", name="Try again").click()
    await expect(heading(andrew)).to_have_text("Once")
    assert len(tried) == 2
    assert tried[0] == tried[1]
    await expect(row(andrew, "Once")).to_have_count(1)
    await andrew.page.reload()
    await expect(row(andrew, "Once")).to_have_count(1)


async def test_the_details_of_a_person_show_and_copy_the_handle(program: Program, browser: Browser) -> None:
    andrew = await arrive(program, browser, "andrewbrown")
    await andrew.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await andrew.page.get_by_role("link", name="Bayko").first.click()
    details = await open_details(andrew, "Bayko")
    await expect(details.get_by_text("@bayko")).to_be_visible()
    assert await andrew.faults() == []
    await details.get_by_role("button", name="Copy the handle").click()
    await expect(andrew.page.get_by_test_id("announcer")).to_have_text("Handle copied")
    assert await andrew.page.evaluate("navigator.clipboard.readText()") == "@bayko"
