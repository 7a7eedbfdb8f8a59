"""Demo people, and somebody new who makes an account the way a person does."""

from playwright.async_api import Browser

from cruddur.entrypoints.cli.demo.seed import PASSWORD as PASSWORD
from tests.e2e.browser import Visitor
from tests.program import Program

NEW_PASSWORD = "two oars and a lantern"


def email_of(handle: str) -> str:
    """Return the address of somebody new."""
    return f"{handle}@example.org"


async def begin_sign_up(visitor: Visitor, handle: str, display_name: str) -> None:
    """Fill in the form of a new account, up to the page that asks for the code."""
    page = visitor.page
    await visitor.go("/auth/login?screen=sign-up&return_to=/messages")
    for label, text in (
        ("Name", display_name),
        ("Handle", handle),
        ("E-mail", email_of(handle)),
        ("Password", NEW_PASSWORD),
    ):
        await page.get_by_label(label, exact=True).fill(text)
    await page.get_by_role("button", name="Send me the code").click()
    await page.get_by_label("Code", exact=True).wait_for()


async def sign_up(program: Program, browser: Browser, handle: str, display_name: str) -> Visitor:
    """Make an account with the code from the server's console, and return the browser that is signed in by it."""
    visitor = await Visitor.arrive(browser, program.url)
    await begin_sign_up(visitor, handle, display_name)
    code = program.wait_for_line(rf"To {email_of(handle)}: (\d{{6}}) ")[1]
    await visitor.page.get_by_label("Code", exact=True).fill(code)
    await visitor.page.get_by_role("button", name="Confirm").click()
    await visitor.page.wait_for_url(program.url + "/messages")
    return visitor
