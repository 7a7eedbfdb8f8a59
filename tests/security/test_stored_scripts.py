"""Texts that want to be scripts, stored and shown in a real browser: they are words, and nothing runs."""

import re

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.e2e.browser import Visitor
from tests.e2e.people import PASSWORD
from tests.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="module")

RAN = "window.ran=1"
CORPUS = (
    f"<script>{RAN}</script>",
    f"</script><script>{RAN}</script>",
    f"<img src=x onerror={RAN}>",
    f"<img src=`x` onerror={RAN}//",
    f"<svg onload={RAN}>",
    f"<svg><script>{RAN}</script></svg>",
    f"<svg><animate onbegin={RAN} attributeName=x dur=1s>",
    f"<svg><style><img src=x onerror={RAN}></style></svg>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RAN}></style></mglyph></table></mtext></math>",
    f"<iframe srcdoc='<script>parent.{RAN}</script>'></iframe>",
    f"<iframe src=javascript:parent.{RAN}></iframe>",
    f"<object data=javascript:{RAN}></object>",
    f"<embed src=javascript:{RAN}>",
    f"<a href=javascript:{RAN}>click</a>",
    f"<a href='java\tscript:{RAN}'>click</a>",
    f"javascript:{RAN}",
    f"[click](javascript:{RAN})",
    f"![x](x onerror={RAN})",
    f"data:text/html,<script>{RAN}</script>",
    f"<body onload={RAN}>",
    f"<details open ontoggle={RAN}>",
    f"<input autofocus onfocus={RAN}>",
    f"<video><source onerror={RAN}></video>",
    f"<marquee onstart={RAN}>",
    f"<form action=javascript:{RAN}><button>click</button></form>",
    f"<template><script>{RAN}</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={RAN}>'>",
    f"<textarea></textarea><img src=x onerror={RAN}>",
    f"<title></title><img src=x onerror={RAN}>",
    f"<!--><img src=x onerror={RAN}>-->",
    f"<![CDATA[><img src=x onerror={RAN}>]]>",
    f'"><img src=x onerror={RAN}>',
    f"' onmouseover='{RAN}",
    f"`-{RAN}-`",
    f"${{{RAN}}}",
    "{{constructor.constructor('window.ran=1')()}}",
    f"\\u003cscript\\u003e{RAN}\\u003c/script\\u003e",
    f"&lt;script&gt;{RAN}&lt;/script&gt;",
    f"%3Cscript%3E{RAN}%3C/script%3E",
    f"\ufeff<script>{RAN}</script>",
    f"＜script＞{RAN}＜/script＞",
    "<base href=//elsewhere.example/>",
    "<meta http-equiv=refresh content='0;url=//elsewhere.example/'>",
    "<link rel=stylesheet href=//elsewhere.example/x.css>",
    "<style>body{display:none}</style>",
    "\u202egnp.exe\u202c",
    "__proto__",
    '{"__proto__":{"ran":1}}',
)


def drawn(text: str) -> str:
    """What is to be seen of a text: all of it, but the marks around code."""
    return re.sub("`([^`]+)`", r"\1", text)


BAD_ELEMENTS = (
    "script:not([src^='/']), iframe, object, embed, base, meta[http-equiv=refresh], svg script, [href^='javascript:']"
)


async def test_a_text_that_wants_to_run_is_shown_as_it_is(
    program: Program, browser: Browser, tokens: dict[str, str]
) -> None:
    headers = {"Authorization": f"Bearer {tokens['andrewbrown']}"}
    async with httpx.AsyncClient(base_url=program.url, headers=headers) as client:
        for text in CORPUS:
            sent = await client.post("/api/messages", json={"message": text, "handle": "bayko"})
            assert (sent.status_code, sent.json()["message"]) == (200, text)
    bayko = await Visitor.arrive(browser, program.url)
    await bayko.sign_in("bayko", PASSWORD)
    dialogs: list[str] = []
    bayko.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    await bayko.page.get_by_role("link", name="Andrew Brown").first.click()
    conversation = bayko.page.get_by_role("region", name="Conversation")
    await expect(conversation).to_contain_text(CORPUS[0], timeout=30_000)  # it opens where the unread begin
    shown: set[str] = set()
    await bayko.page.mouse.move(640, 400)
    for _ in range(80):  # a virtual list: what is scrolled away is not in the document
        said = await conversation.get_by_role("log").text_content() or ""
        shown |= {text for text in CORPUS if drawn(text) in said}
        if shown == set(CORPUS):
            break
        await bayko.page.mouse.wheel(0, 200)
        await bayko.page.wait_for_timeout(50)
    assert set(CORPUS) - shown == set()
    assert await bayko.page.evaluate("[window.ran, ({}).ran]") == [None, None]
    assert await conversation.locator(BAD_ELEMENTS).count() == 0
    assert bayko.page.url.startswith(program.url)
    assert (dialogs, bayko.troubles) == ([], [])
    await bayko.leave()
