"""Every page, on a phone and on a desk, light and dark: no barrier, no complaint of the browser, no sideways scroll."""

from typing import get_args

import pytest
from playwright.async_api import Browser

from tests.e2e.browser import Scheme, Visitor
from tests.e2e.people import PASSWORD
from tests.e2e.shots import PAGES, Who
from tests.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="module")


WINDOWS: tuple[tuple[int, Scheme], ...] = (
    (320, "light"),
    (390, "light"),
    (390, "dark"),
    (768, "dark"),
    (1280, "light"),
    (1280, "dark"),
)


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
async def test_no_page_has_a_barrier_a_complaint_or_a_sideways_scroll(
    program: Program, browser: Browser, width: int, scheme: Scheme
) -> None:
    found: list[str] = []
    for who in get_args(Who):
        visitor = await Visitor.arrive(browser, program.url, width=width, scheme=scheme)
        if who != "stranger":
            await visitor.sign_in(who, PASSWORD)
        for page in PAGES:
            if page.who != who:
                continue
            await visitor.go(page.path)
            await visitor.page.wait_for_load_state("networkidle")
            if page.show is not None:
                await page.show(visitor)
            found += [f"{page.name}: {fault}" for fault in await visitor.faults()]
            if (overhang := await visitor.overhang()) > 0:
                found.append(f"{page.name}: {overhang} px of sideways scroll")
            found += [f"{page.name}: {trouble}" for trouble in visitor.troubles]
            visitor.troubles.clear()
        await visitor.leave()
    assert found == []
