"""A real Chromium, and people who use it: what they see, and what the browser complains about."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import which
from typing import Any, Literal

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, async_playwright, expect

CHROMIUM = which("chromium") or "/usr/bin/chromium"
AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

Scheme = Literal["light", "dark"]

PATIENCE_MS = 30_000
"""For what takes a reconnection or a retry, which wait a little longer each time."""

EXPECTED = (
    ("status of 401", "/api/session"),
    ("status of 404", "/api/"),
    ("status of 409", "/api/profile"),
    ("status of 422", "/oidc/login"),
)
"""Chromium itself reports these: a page asks whether somebody is signed in, or whether a thing exists, and hears no;
a form is refused."""

_WATCH_POLICY = """
document.addEventListener('securitypolicyviolation', (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
_RUN_AXE = """
async (tags) => {
  const { violations } = await axe.run(document, { runOnly: { type: 'tag', values: tags } });
  return violations.map((each) => `${each.id}: ${each.help} (${each.nodes.map((node) => node.target).join(' ; ')})`);
}
"""


@asynccontextmanager
async def chromium() -> AsyncGenerator[Browser]:
    """Run the machine's own Chromium until the block ends."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        try:
            yield browser
        finally:
            await browser.close()


class Visitor:
    """One person's browser: its own cookies, and everything the console said in it.

    Attributes:
        troubles: console errors, uncaught exceptions and policy violations so far.
    """

    def __init__(self, context: BrowserContext, page: Page, url: str) -> None:
        self.context = context
        self.page = page
        self.url = url
        self.troubles: list[str] = []
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.troubles.append(f"uncaught: {error}"))

    @classmethod
    async def arrive(
        cls, browser: Browser, url: str, *, width: int = 1280, height: int = 800, scheme: Scheme = "light"
    ) -> "Visitor":
        """Open a browser window of its own; no page is loaded yet."""
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce",
            has_touch=width < 600,
            is_mobile=width < 600,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        await context.add_init_script(_WATCH_POLICY)
        return cls(context, await context.new_page(), url)

    async def go(self, path: str) -> None:
        """Load a page."""
        await self.page.goto(self.url + path)

    async def sign_in(self, handle: str, password: str, *, to: str = "/messages") -> None:
        """Ask for a page as a stranger, and sign in where that leads."""
        await self.go(to)
        await self.page.get_by_label("E-mail or handle").fill(handle)
        await self.page.get_by_label("Password", exact=True).fill(password)
        await self.page.get_by_role("button", name="Sign in").click()
        await self.page.wait_for_url(self.url + to)

    async def write(self, text: str) -> None:
        """Send a message into the open conversation, by Enter."""
        box = self.page.get_by_role("textbox", name="Message")
        await box.fill(text)
        await box.press("Enter")

    def message(self, text: str) -> Locator:
        """The message with exactly this text, in the open conversation."""
        return self.page.get_by_role("region", name="Conversation").get_by_text(text, exact=True)

    async def sees(self, text: str) -> None:
        """Wait until the open conversation shows a message, once."""
        await expect(self.message(text)).to_have_count(1, timeout=PATIENCE_MS)
        await expect(self.message(text)).to_be_visible()

    async def faults(self) -> list[str]:
        """Return what axe-core finds on the page as it is now."""
        await self.page.evaluate(AXE.read_text(encoding="utf-8"))
        return await self.page.evaluate(_RUN_AXE, AXE_TAGS)

    async def overhang(self) -> int:
        """Return by how many pixels the page can be scrolled sideways."""
        return await self.page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")

    def group_uuid(self) -> str:
        """Return the group whose address is open."""
        found = re.search(r"/messages/([0-9a-f-]{36})$", self.page.url)
        assert found, self.page.url
        return found[1]

    async def leave(self) -> None:
        """Close the window."""
        await self.context.close()

    def _listen(self, message: ConsoleMessage) -> None:
        said = f"{message.text} ({message.location.get('url', '')})"
        if message.type == "error" and not any(all(part in said for part in parts) for parts in EXPECTED):
            self.troubles.append(said)


def found_by(rows: list[dict[str, Any]], **wanted: object) -> list[dict[str, Any]]:
    """Return the rows that hold these values."""
    return [row for row in rows if all(row.get(name) == value for name, value in wanted.items())]
