"""`./cruddur shots`: a picture of every page, on a phone and on a desk, light and dark."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import click
from playwright.async_api import Browser
from rich_click import RichCommand

from cruddur.entrypoints.cli.failure import Failure
from tests.e2e.browser import CHROMIUM, Scheme, Visitor, chromium
from tests.e2e.people import PASSWORD, begin_sign_up
from tests.program import Program

SIZES = {390: 844, 1280: 800}
"""Widths and heights of the windows, in CSS pixels."""

Who = Literal["stranger", "andrewbrown"]


class Page(NamedTuple):
    """A page to look at.

    Attributes:
        show: what a visitor does to get there, after the path is loaded; None when nothing.
    """

    name: str
    path: str
    who: Who
    show: Callable[[Visitor], Awaitable[None]] | None = None


async def _open_first(visitor: Visitor) -> None:
    await visitor.page.get_by_role("link", name="Bayko").first.click()
    await visitor.page.get_by_role("textbox", name="Message").wait_for()


async def _too_long(visitor: Visitor) -> None:
    await _open_first(visitor)
    await visitor.page.get_by_role("textbox", name="Message").fill("Far too much to say at once. " * 40)


async def _menu(visitor: Visitor) -> None:
    await _open_first(visitor)
    await visitor.page.locator(".run--me").last.get_by_role("button", name="What to do").focus()
    await visitor.page.keyboard.press("Enter")
    await visitor.page.get_by_role("menuitem").first.wait_for()


async def _reply(visitor: Visitor) -> None:
    await _open_first(visitor)
    await visitor.page.locator(".run").last.get_by_role("button", name="What to do").focus()
    await visitor.page.keyboard.press("r")
    await visitor.page.keyboard.type("The third one is the poster.")


async def _edit(visitor: Visitor) -> None:
    await _open_first(visitor)
    await visitor.page.get_by_role("textbox", name="Message").press("ArrowUp")


async def _delete(visitor: Visitor) -> None:
    await _menu(visitor)
    await visitor.page.get_by_role("menuitem", name="Delete").click()


async def _picker(visitor: Visitor) -> None:
    await _open_first(visitor)
    await visitor.page.get_by_role("button", name="Put in an emoji").click()
    await visitor.page.get_by_role("dialog").wait_for()


async def _reactions(visitor: Visitor) -> None:
    await _open_first(visitor)
    await visitor.page.evaluate(_REACT)
    await visitor.page.locator(".react").first.wait_for()


async def _wrong_password(visitor: Visitor) -> None:
    await visitor.page.get_by_label("E-mail or handle").fill("andrewbrown")
    await visitor.page.get_by_label("Password", exact=True).fill("not the password")
    await visitor.page.get_by_role("button", name="Sign in").click()


async def _forgotten(visitor: Visitor) -> None:
    await visitor.page.get_by_role("link", name="Forgot it?").click()
    await visitor.page.get_by_role("button", name="Send me the code").wait_for()


async def _confirm(visitor: Visitor) -> None:
    await begin_sign_up(visitor, "mei", "Mei Tanaka")


async def _handle_taken(visitor: Visitor) -> None:
    await visitor.page.get_by_role("textbox", name="Handle").fill("bayko")
    await visitor.page.get_by_role("button", name="Save").click()
    await visitor.page.get_by_role("alert").wait_for()


async def _choose_several(visitor: Visitor) -> None:
    for name in ("Bayko", "Londo"):
        await visitor.page.get_by_role("option", name=name).click()
    await visitor.page.get_by_role("textbox", name="Title").fill("Harbour Print Fair")


async def _group(visitor: Visitor) -> None:
    await _choose_several(visitor)
    await visitor.page.get_by_role("button", name="Begin").click()
    await visitor.page.get_by_role("button", name="Harbour Print Fair").wait_for()


async def _group_details(visitor: Visitor) -> None:
    await _group(visitor)
    await visitor.page.get_by_role("button", name="Harbour Print Fair").click()
    await visitor.page.get_by_role("button", name="What to do with Bayko").click()


async def _add_people(visitor: Visitor) -> None:
    await _group(visitor)
    await visitor.page.get_by_role("button", name="Harbour Print Fair").click()
    await visitor.page.get_by_role("button", name="Add people").click()
    await visitor.page.get_by_role("option").first.wait_for()


async def _leave_group(visitor: Visitor) -> None:
    await _group_details(visitor)
    await visitor.page.get_by_role("button", name="Leave the group").click()


async def _person_details(visitor: Visitor) -> None:
    await _open_first(visitor)
    await visitor.page.get_by_role("button", name="Bayko", exact=True).click()
    await visitor.page.get_by_role("dialog").wait_for()


_REACT = """
async () => {
  const group = location.pathname.split('/').at(-1);
  const newest = await (await fetch(`/api/messages/${group}?limit=2`)).json();
  for (const { seq } of newest)
    for (const emoji of ['\\u{1f44d}', '\\u2764\\ufe0f', '\\u{1f389}'])
      await fetch(`/api/messages/${group}/${seq}/reactions/${encodeURIComponent(emoji)}`, { method: 'PUT' });
}
"""


async def _found(visitor: Visitor) -> None:
    """Wait for what the index, fed a second after the start, finds; the page is asked again until then."""
    for _ in range(40):
        if await visitor.page.locator(".hit").count():
            return
        await visitor.page.wait_for_timeout(250)
        await visitor.page.reload()
        await visitor.page.wait_for_load_state("networkidle")


PAGES: Sequence[Page] = (
    Page("home", "/", "stranger"),
    Page("sign-in", "/auth/login?return_to=/messages", "stranger"),
    Page("sign-in-refused", "/auth/login?return_to=/messages", "stranger", _wrong_password),
    Page("sign-up", "/auth/login?screen=sign-up&return_to=/messages", "stranger"),
    Page("confirm", "/auth/login?screen=sign-up&return_to=/messages", "stranger", _confirm),
    Page("recover", "/auth/login?return_to=/messages", "stranger", _forgotten),
    Page("inbox", "/messages", "andrewbrown"),
    Page("conversation", "/messages", "andrewbrown", _open_first),
    Page("too-long", "/messages", "andrewbrown", _too_long),
    Page("message-menu", "/messages", "andrewbrown", _menu),
    Page("reply", "/messages", "andrewbrown", _reply),
    Page("edit", "/messages", "andrewbrown", _edit),
    Page("emoji-picker", "/messages", "andrewbrown", _picker),
    Page("reactions", "/messages", "andrewbrown", _reactions),
    Page("delete", "/messages", "andrewbrown", _delete),
    Page("new", "/messages/new", "andrewbrown"),
    Page("new-to", "/messages/new/londo", "andrewbrown"),
    Page("nobody", "/messages/new/nobody-here", "andrewbrown"),
    Page("no-conversation", "/messages/00000000-0000-4000-8000-000000000000", "andrewbrown"),
    Page("new-group", "/messages/new?group", "andrewbrown", _choose_several),
    Page("person-details", "/messages", "andrewbrown", _person_details),
    Page("search", "/search?q=press", "andrewbrown", _found),
    Page("search-start", "/search", "andrewbrown"),
    Page("search-nothing", "/search?q=zzzz", "andrewbrown"),
    Page("settings", "/settings", "andrewbrown"),
    Page("settings-refused", "/settings", "andrewbrown", _handle_taken),
    Page("not-found", "/nowhere", "andrewbrown"),
    Page("group-details", "/messages/new?group", "andrewbrown", _group_details),
    Page("add-people", "/messages/new?group", "andrewbrown", _add_people),
    Page("leave-group", "/messages/new?group", "andrewbrown", _leave_group),
)


@click.command(cls=RichCommand)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("reports/shots"),
    show_default=True,
    metavar="DIR",
    help="Folder for the pictures.",
)
@click.option("--only", multiple=True, metavar="PAGE", help="This page alone; may be repeated.")
def shots(*, out: Path, only: tuple[str, ...]) -> None:
    """Take a picture of every page.

    390 and 1280 pixels wide, light and dark, of a server with demo people that is started for it.
    """
    known = {page.name for page in PAGES}
    if unknown := set(only) - known:
        raise click.UsageError(f"no such page: {', '.join(sorted(unknown))}. There are {', '.join(sorted(known))}.")
    if not Path(CHROMIUM).exists():
        raise Failure("shots are taken by Chromium, not found here. On Debian: apt-get install chromium")
    chosen = [page for page in PAGES if not only or page.name in only]
    out.mkdir(parents=True, exist_ok=True)
    asyncio.run(_take(chosen, out))


async def _take(pages: Sequence[Page], out: Path) -> None:
    """Each window has a server of its own, so that what one has read is new to the next."""
    async with chromium() as browser:
        for width, height in SIZES.items():
            for scheme in get_args(Scheme):
                with tempfile.TemporaryDirectory(prefix="cruddur-shots-") as folder:
                    program = await asyncio.to_thread(Program.ready, Path(folder))
                    try:
                        for who in get_args(Who):
                            of_who = [page for page in pages if page.who == who]
                            url, size = program.url, (width, height)
                            if of_who:
                                await _take_as(browser, url, who, of_who, out, size=size, scheme=scheme)
                    finally:
                        await asyncio.to_thread(program.stop)


async def _take_as(
    browser: Browser,
    url: str,
    who: Who,
    pages: Sequence[Page],
    out: Path,
    *,
    size: tuple[int, int],
    scheme: Scheme,
) -> None:
    width, height = size
    visitor = await Visitor.arrive(browser, url, width=width, height=height, scheme=scheme)
    if who != "stranger":
        await visitor.sign_in(who, PASSWORD)
    for page in pages:
        await visitor.go(page.path)
        await visitor.page.wait_for_load_state("networkidle")
        if page.show is not None:
            await page.show(visitor)
        await visitor.page.wait_for_timeout(400)
        path = out / f"{page.name}-{width}-{scheme}.png"
        await visitor.page.screenshot(path=path)
        click.echo(path)
    await visitor.leave()
