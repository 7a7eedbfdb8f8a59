"""Demo people, and somebody new who makes an account the way a person does."""

from playwright.async_api import Browser

from cruddur.entrypoints.cli.demo.seed import PASSWORD as PASSWORD
from tests.e2e.browser import Visitor
from tests.program import Program

NEW_PASSWORD = "two oars and a lantern"


async def sign_up(program: Program, browser: Browser, handle: str, display_name: str) -> Visitor:
    """Make an account with the code from the server's console, and return the browser that is signed in by it."""
    visitor = await Visitor.arrive(browser, program.url)
    page = visitor.page
    await visitor.go("/auth/login?screen=sign-up&return_to=/messages")
    email = f"{handle}@example.org"
    for label, text in (
        ("Name", display_name),
        ("Handle", handle),
        ("E-mail", email),
        ("Password", NEW_PASSWORD),
    ):
        await page.get_by_label(label, exact=True).fill(text)
    await page.get_by_role("button", name="Send me the code").click()
    code_box = page.get_by_label("Code", exact=True)
    await code_box.wait_for()
    await code_box.fill(program.wait_for_line(rf"To {email}: (\d{{6}}) ")[1])
    await page.get_by_role("button", name="Confirm").click()
    await page.wait_for_url(program.url + "/messages")
    return visitor
