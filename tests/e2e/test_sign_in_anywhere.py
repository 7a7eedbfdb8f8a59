"""One story, three providers: the built-in one, a generic OIDC provider, and Amazon Cognito on the right column.

Nothing in the browser tells which of them it is, but their own pages.
"""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests import providers
from tests.e2e.browser import Visitor
from tests.e2e.people import PASSWORD
from tests.program import Program, environment, free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")

CLAIMS = {
    handle: {"sub": f"sub-{handle}", "email": f"{handle}@example.org", "preferred_username": handle, "name": name}
    for handle, name in (("maria", "Maria K."), ("bo", "Bo Li"))
}


class Place:
    """A running service, and two people who can sign in at it by their handles."""

    people = ("maria", "bo")

    def __init__(self, program: Program) -> None:
        self.program = program

    async def sign_in(self, browser: Browser, handle: str) -> Visitor:
        """Ask for the messages as a stranger, sign in where that leads, and be back."""
        visitor = await Visitor.arrive(browser, self.program.url)
        await visitor.go("/messages")
        await self.at_the_provider(visitor, handle)
        await visitor.page.wait_for_url(f"{self.program.url}/messages")
        return visitor

    async def at_the_provider(self, visitor: Visitor, handle: str) -> None:
        """Fill in the provider's own page."""
        raise NotImplementedError


class BuiltIn(Place):
    people = ("andrewbrown", "bayko")

    async def at_the_provider(self, visitor: Visitor, handle: str) -> None:
        await visitor.page.get_by_label("E-mail or handle").fill(handle)
        await visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
        await visitor.page.get_by_role("button", name="Sign in").click()


class Generic(Place):
    async def at_the_provider(self, visitor: Visitor, handle: str) -> None:
        await visitor.page.wait_for_url(re.compile(r"/oauth2/authorize\?"))
        await visitor.page.get_by_role("button", name=f"sub-{handle}").first.click()


class Cognito(Place):
    password = "Secret-123!x"

    async def at_the_provider(self, visitor: Visitor, handle: str) -> None:
        await visitor.page.wait_for_url(re.compile(r"/oauth2/authorize\?"))
        await visitor.page.get_by_label("Username").fill(handle)
        await visitor.page.get_by_label("Password").fill(self.password)
        await visitor.page.get_by_role("button", name="Sign in").click()


@asynccontextmanager
async def built_in(folder: Path) -> AsyncGenerator[Place]:
    async with running(folder) as program:
        yield BuiltIn(program)


@asynccontextmanager
async def generic(folder: Path) -> AsyncGenerator[Place]:
    settings = await asyncio.to_thread(
        providers.generic_settings, *({**claims, "email_verified": True} for claims in CLAIMS.values())
    )
    async with running(folder, "--empty", **settings) as program:
        yield Generic(program)


@asynccontextmanager
async def cognito_on_the_right_column(folder: Path) -> AsyncGenerator[Place]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    people = {
        handle: {name: value for name, value in claims.items() if name != "sub"} | {"email_verified": "true"}
        for handle, claims in CLAIMS.items()
    }
    settings = await asyncio.to_thread(
        providers.cognito_settings, f"{url}/auth/callback", f"{url}/", people, Cognito.password
    )
    async with running(folder, "--cloud", "--empty", "--port", str(port), **settings) as program:
        yield Cognito(program)


@asynccontextmanager
async def running(folder: Path, *arguments: str, **settings: str) -> AsyncGenerator[Program]:
    program = await asyncio.to_thread(Program.ready, folder, *arguments, env=environment(**settings))
    try:
        yield program
    finally:
        await asyncio.to_thread(program.stop)


PLACES: dict[str, Callable[[Path], AbstractAsyncContextManager[Place]]] = {
    "built-in": built_in,
    "generic": generic,
    "cognito-cloud": cognito_on_the_right_column,
}


@pytest.mark.parametrize("name", PLACES)
async def test_two_people_sign_in_talk_sign_out_and_are_themselves_again(
    name: str, browser: Browser, tmp_path: Path
) -> None:
    async with PLACES[name](tmp_path) as place:
        one, other = place.people
        first, second = await place.sign_in(browser, one), await place.sign_in(browser, other)
        me, them = await session(first), await session(second)
        assert (me["handle"], them["handle"]) == place.people

        await first.go(f"/messages/new/{other}")
        await first.write("Do you read me?")
        await first.page.wait_for_url(re.compile(r"/messages/[0-9a-f-]{36}$"))
        await second.go(f"/messages/{first.group_uuid()}")
        await second.sees("Do you read me?")
        await second.write("Loud and clear.")
        await first.sees("Loud and clear.")

        kept = await first.context.cookies()
        await first.page.get_by_role("button", name="Sign out").first.click()
        await until_signed_out(first)
        await first.context.add_cookies([cookie for cookie in kept if cookie.get("name") == "session"])  # pyright: ignore[reportArgumentType] - as they came
        assert await status(first) == 401  # dead on the server too

        again = await place.sign_in(browser, one)
        assert (await session(again))["uuid"] == me["uuid"]
        await again.go(f"/messages/{second.group_uuid()}")
        await again.sees("Loud and clear.")
        for visitor in (first, second, again):
            await visitor.leave()


async def session(visitor: Visitor) -> dict[str, str]:
    """Who the service says this browser is."""
    answer = await visitor.context.request.get(f"{visitor.url}/api/session")
    assert answer.status == 200
    return json.loads(await answer.text())["user"]


async def status(visitor: Visitor) -> int:
    return (await visitor.context.request.get(f"{visitor.url}/api/session")).status


async def until_signed_out(visitor: Visitor) -> None:
    async with asyncio.timeout(30):
        while await status(visitor) != 401:
            await asyncio.sleep(0.05)
