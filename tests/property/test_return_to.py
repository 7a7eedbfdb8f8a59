"""A sign-in leads back to a page of this site, whatever was asked for."""

from urllib.parse import quote, urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cruddur.entrypoints.http.return_to import FRONT_PAGE, local_path

HOME = "https://chat.example.org"

SIGNS = st.sampled_from(
    [
        *list("/\\.:@?#%&=;\t\n\r\x00 "),
        "//",
        "/\\",
        "..",
        "%2f",
        "%5c",
        "%2e",
        "%00",
        "%09",
        "%0a",
        "evil.example",
        "javascript:",
        "https:",
        "、",
        "／",
        "\u2028",
        "\ufeff",
    ]
)
TEXTS = st.lists(st.one_of(SIGNS, st.text(max_size=4)), max_size=12).map("".join)

EVIL = [
    "//evil.example",
    "///evil.example",
    "////evil.example/%2e%2e",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/%2fevil.example",
    "/%2Fevil.example",
    "/%252fevil.example",
    "/%5cevil.example",
    "/%255cevil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/a/..//evil.example",
    "/%2e/%2fevil.example",
    "/\t/evil.example",
    "/%09/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/ /evil.example",
    "/%00/evil.example",
    "/\0",
    "https://evil.example",
    "https:evil.example",
    "http:/evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    ":80",
    "?next=//evil.example",
    "#//evil.example",
    "",
    "/\u2028/evil.example",
    "／／evil.example",
    "/messages\r\nset-cookie: a=b",
    "/messages%0d%0aset-cookie:a=b",
    "/messages%0Aset-cookie:a=b",
    "/messages\\..\\..",
    "/messages/../../x",
    "/messages/%2e%2e/%2e%2e/x",
    "/messages/.%2e/x",
    "/auth/login",
    "/auth/logout",
    "/auth",
    "/%61uth/login",
    "/oidc/logout?logout_uri=//evil.example",
    "/api/messages",
    "/" + "a" * 3000,
    "/%",
    "/%zz",
    "/<script>",
    '/"onload=',
]
GOOD = [
    "/",
    "/messages",
    "/messages/",
    "/messages/4c2f3a52-6a0b-4a67-9b5a-0d7f3f0f9f01?at=2026-01-01T00:00:00Z#seq-12",
    "/messages/new/ada.k_1-2",
    "/search?q=caf%C3%A9%20noir&from=%40ada",
    "/search?q=//not-a-host&x=..",
    "/authors",
    "/oidcs",
    "/messages?return=https://evil.example",
    "/%E6%9D%8E",
]


@pytest.mark.parametrize("text", EVIL)
def test_another_place_becomes_the_front_page(text: str) -> None:
    assert local_path(text) == FRONT_PAGE


@pytest.mark.parametrize("text", GOOD)
def test_a_page_of_this_site_stays_as_it_is(text: str) -> None:
    assert local_path(text) == text


@given(TEXTS)
@example("/%2f%2fevil.example")
def test_whatever_is_asked_for_a_browser_stays_here(text: str) -> None:
    place = local_path(text)
    for read in (place, place.replace("\\", "/"), "".join(char for char in place if char > " ")):
        parts = urlsplit(urljoin(HOME, read))
        assert (parts.scheme, parts.netloc) == ("https", "chat.example.org")
    assert place.startswith("/")
    assert place.isascii()
    assert place.isprintable()
    assert not place.startswith(("//", "/\\"))


@given(TEXTS)
def test_asking_twice_changes_nothing(text: str) -> None:
    assert local_path(local_path(text)) == local_path(text)


@given(st.lists(st.text(min_size=1, max_size=8).filter(lambda part: part not in (".", "..")), max_size=4))
def test_every_well_encoded_page_with_plain_names_comes_through(parts: list[str]) -> None:
    names = [part for part in parts if part.isalnum()]
    path = "/messages" + "".join(f"/{quote(name, safe='')}" for name in names)
    assert local_path(path) == path
