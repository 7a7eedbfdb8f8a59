"""The provider's pages in a real browser: with and without scripts, both themes, both widths, and for everybody."""

import json
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Literal

import pytest
import uvicorn
from playwright.async_api import Page, async_playwright

from cruddur.adapters.sqlite.database import Database
from cruddur.entrypoints.http.envelope import CONTENT_SECURITY_POLICY
from cruddur.entrypoints.provider.assets import fonts_css, load_assets
from tests.clock import SteppedClock
from tests.integration.sign_in.scene import PASSWORD, SignInScene, compose

ROOT = Path(__file__).resolve().parents[3]
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
TARGET_PX = 44


class Served:
    """Sign-in behind a socket, with the policy that the whole program sends."""

    def __init__(self, scene: SignInScene) -> None:
        self._app: Any = scene.app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def with_policy(message: Any) -> None:
            if message["type"] == "http.response.start":
                policy = (b"content-security-policy", CONTENT_SECURITY_POLICY.encode())
                message = {**message, "headers": [*message["headers"], policy]}
            await send(message)

        await self._app(scope, receive, with_policy)


@pytest.fixture
async def served(database: Database, clock: SteppedClock) -> AsyncIterator[SignInScene]:
    config = uvicorn.Config(lambda: None, host="127.0.0.1", port=0, log_level="warning", lifespan="off")
    listener = config.bind_socket()
    scene = compose(database, clock, public_url=f"http://127.0.0.1:{listener.getsockname()[1]}")
    await scene.add()
    config = uvicorn.Config(Served(scene), log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup([listener])
    yield scene
    server.should_exit = True
    await server.shutdown([listener])


async def pages_of(page: Page, scene: SignInScene) -> AsyncIterator[str]:
    """Walk through every page, errors and all; yields a name at each stop."""
    await page.goto(f"{scene.public_url}/auth/login?return_to=/messages")
    yield "sign in"
    await page.fill("#name", "ada")
    await page.fill("#password", "not the one, surely")
    await page.click(".btn")
    await page.wait_for_selector(".err")
    yield "sign in, refused"
    await page.click("text=Make an account")
    yield "sign up"
    await page.fill("#handle", "a b")
    await page.click(".btn")
    await page.wait_for_selector(".err")
    yield "sign up, refused"
    for field, value in (
        ("display_name", "New"),
        ("handle", "ada"),
        ("email", "new@example.org"),
        ("password", PASSWORD),
    ):
        await page.fill(f"#{field}", value)
    await page.click(".btn")
    await page.wait_for_selector("#code")
    yield "confirm"
    await page.fill("#code", scene.letters.letters[-1].code)
    await page.click(".btn")
    await page.wait_for_selector("text=Choose another")
    yield "another handle"
    await page.goto(f"{scene.public_url}/auth/login")
    await page.click("text=Forgot it?")
    yield "recover"
    await page.fill("#name", "ada")
    await page.click(".btn")
    await page.wait_for_selector("#code")
    yield "new password"
    await page.goto(f"{scene.public_url}/oidc/login")
    yield "no way in"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
async def test_every_page_is_whole_and_open_to_everybody(
    served: SignInScene, width: int, theme: Literal["light", "dark"]
) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        context = await browser.new_context(viewport={"width": width, "height": 844}, color_scheme=theme)
        page = await context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        async for name in pages_of(page, served):
            assert await findings(page) == [], name
        await browser.close()
    assert [each for each in said if "Failed to load resource" not in each] == []


async def findings(page: Page) -> list[str]:
    """What axe-core has against a page, what is too small to be touched, and whether it scrolls sideways."""
    session = await page.context.new_cdp_session(page)

    async def evaluated(expression: str) -> Any:
        found = await session.send(
            "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True}
        )
        assert "exceptionDetails" not in found, found
        return json.loads(found["result"]["value"])

    tags = '["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]'
    broken = await evaluated(
        f"{AXE.read_text()};axe.run(document,{{runOnly:{tags}}}).then(done=>JSON.stringify("
        "done.violations.map(each=>`${each.id}: ${each.nodes.map(node=>node.html)}`)))"
    )
    small = await evaluated(
        "JSON.stringify([...document.querySelectorAll('a,button,input:not([type=hidden])')]"
        ".map(each=>[each.outerHTML,each.getBoundingClientRect()])"
        f".filter(([,box])=>box.width<{TARGET_PX}||box.height<{TARGET_PX})"
        ".map(([html,box])=>`${box.width}x${box.height} ${html}`))"
    )
    wide = await evaluated("JSON.stringify(document.documentElement.scrollWidth>innerWidth)")
    return [*broken, *small, *(["scrolls sideways"] if wide else [])]


async def test_a_person_signs_in_without_scripts(served: SignInScene) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        page = await (await browser.new_context(java_script_enabled=False)).new_page()
        await page.goto(f"{served.public_url}/auth/login?return_to=/oidc-less")
        await page.wait_for_selector("#name:focus")  # the first field has it, from the first picture on
        await page.keyboard.type("ada")
        await page.keyboard.press("Tab")
        await page.keyboard.type(PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/oidc-less")
        cookies = {each.get("name"): each for each in await page.context.cookies()}
        assert cookies["session"].get("httpOnly")
        await browser.close()


async def test_the_password_can_be_shown_and_is_hidden_again_before_it_is_sent(served: SignInScene) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        page = await browser.new_page()
        await page.goto(f"{served.public_url}/auth/login")
        await page.fill("#password", PASSWORD)
        show = page.get_by_role("button", name="Show the password")
        await show.click()
        assert await page.get_attribute("#password", "type") == "text"
        assert await show.get_attribute("aria-pressed") == "true"
        await page.evaluate("document.querySelector('form').addEventListener('submit',event=>event.preventDefault())")
        await page.click(".btn")
        assert await page.get_attribute("#password", "type") == "password"
        await browser.close()


def test_the_tokens_are_the_products() -> None:
    """One look, two bundles: a colour changed in one must be changed in the other."""

    def values(path: Path) -> dict[str, str]:
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        return {name: " ".join(value.split()) for name, value in re.findall(r"(--[\w-]+):\s*([^;]+);", text)}

    folder = ROOT / "src/cruddur/entrypoints/provider/static"
    ours, theirs = values(folder / "tokens.css"), values(ROOT / "web/src/ui/styles/tokens.css")
    used = set(re.findall(r"var\((--[\w-]+)\)", (folder / "pages.css").read_text()))
    assert used <= ours.keys()
    assert {name: ours[name] for name in used if theirs.get(name) != ours[name]} == {}


def test_only_tokens_hold_raw_colours() -> None:
    text = (ROOT / "src/cruddur/entrypoints/provider/static/pages.css").read_text()
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?! \{)|rgba?\(|hsla?\(", text) == []


def test_the_products_fonts_are_used_where_they_are_built(tmp_path: Path) -> None:
    assert fonts_css(None) == fonts_css(tmp_path) == ""
    assets = tmp_path / "assets"
    assets.mkdir()
    for name in (
        "hanken-grotesk-latin-wght-normal-CaVRRdDk.woff2",
        "newsreader-latin-ext-wght-italic-C-3_gBeH.woff2",
        "index-DRIB4H43.js",
        'evil").woff2',
    ):
        (assets / name).touch()
    css = fonts_css(tmp_path)
    assert css.count("@font-face") == 2
    assert 'url("/assets/newsreader-latin-ext-wght-italic-C-3_gBeH.woff2")' in css
    assert "font-style: italic" in css
    assert (
        load_assets("/x", bundle=tmp_path).addresses["fonts.css"]
        != load_assets("/x", bundle=None).addresses["fonts.css"]
    )
