"""What somebody who is not signed in can find out, force or misuse: nothing, never for long, not at all."""

import asyncio
import itertools
from collections.abc import Callable

import pytest

from cruddur.adapters.sqlite.database import Database
from cruddur.domain.errors import TooManyRequests
from cruddur.domain.ids import MessageUuid, UserUuid
from tests.clock import SteppedClock
from tests.integration.sign_in.scene import PASSWORD, Browser, SignInScene, compose

WRONG = "not the one, surely"


class CountedRandom:
    """The same secrets in the same order: whatever differs between two runs is not chance."""

    def __init__(self) -> None:
        self._numbers = itertools.count()

    def token(self, size_bytes: int = 32) -> str:
        return f"{next(self._numbers):0{size_bytes * 4 // 3}}"

    def user_uuid(self) -> UserUuid:
        return UserUuid(f"00000000-0000-4000-8000-{next(self._numbers):012}")

    def message_uuid(self) -> MessageUuid:
        raise NotImplementedError

    def group_uuid(self) -> str:
        raise NotImplementedError

    def fraction(self) -> float:
        return 0.5


async def all_answers(name: str, email: str) -> list[tuple[int, dict[str, str], bytes]]:
    """Everything a stranger gets to see with a name, at sign-in, sign-up and recovery, in a world of its own."""
    database, clock = Database.open(None), SteppedClock()
    try:
        settled = compose(database, clock)
        await settled.add("known", password=PASSWORD)
        scene = compose(database, clock, random=CountedRandom())
        browser = scene.browser()
        seen: list[tuple[int, dict[str, str], bytes]] = []

        async def note() -> None:
            page = browser.page
            assert page is not None
            seen.append((page.status_code, dict(page.headers), page.content))

        await browser.begin()
        for _ in range(6):
            await browser.submit(name=name, password=WRONG)
            await note()
        await browser.get(f"/oidc/forgotPassword?{_query(browser)}")
        await browser.submit(name=name)
        await note()
        await browser.get(str(_location(browser)))
        await note()
        for _ in range(6):
            await browser.submit(code="000000", password="seven brown kettles")
            await note()
        await browser.get(f"/oidc/signup?{_query(browser)}")
        handle = name.partition("@")[0]
        await browser.submit(display_name="New", handle=handle, email=email, password=PASSWORD)
        await note()
        await browser.get(str(_location(browser)))
        await note()
        for _ in range(6):
            await browser.submit(code="000000")
            await note()
        return seen
    finally:
        await database.close()


@pytest.mark.parametrize(("known", "unknown"), [("known", "wnonk"), ("known@example.org", "wnonk@example.org")])
async def test_known_and_unknown_names_get_the_same_bytes(known: str, unknown: str) -> None:
    one = await all_answers(known, "known@example.org")
    other = await all_answers(unknown, "wnonk@example.org")
    assert len(one) == len(other) == 22
    for mine, theirs in zip(one, other, strict=True):
        assert mine[0] == theirs[0]
        assert mine[1] == theirs[1]
        assert mine[2].replace(b"known", b"wnonk") == theirs[2]


async def test_known_and_unknown_names_take_the_same_steps(database: Database, clock: SteppedClock) -> None:
    """What takes time is counted: hashes and writes. (How long they take is measured by the bench.)"""
    scene = compose(database, clock)
    await scene.add("known")
    counts: list[dict[str, int]] = []
    for name in ("known", "wnonk"):
        counted = _Counted(database)
        browser = scene.browser()
        await browser.begin()
        hashes = scene.passwords.hashes
        with counted:
            await browser.submit(name=name, password=WRONG)
            await browser.get(f"/oidc/forgotPassword?{_query(browser)}")
            await browser.submit(name=name)
            await browser.get(f"/oidc/signup?{_query(browser)}")
            fields = {"display_name": "New", "handle": "new", "email": f"{name}@example.org", "password": PASSWORD}
            await browser.submit(fields=fields)
        counts.append({**counted.by_statement, "hashes": scene.passwords.hashes - hashes})
    assert counts[0] == counts[1]
    assert counts[0]["hashes"] == 2  # the decoy or the real one at sign-in, the new one at sign-up
    assert sum(counts[0].values()) >= 8


async def test_the_owner_of_a_known_address_is_told_by_letter(browser: Browser, scene: SignInScene) -> None:
    await scene.add("known")
    await browser.begin(screen="sign-up")
    fields = {"display_name": "New", "handle": "new", "email": "known@example.org", "password": PASSWORD}
    await browser.follow(await browser.submit(fields=fields))
    assert [(letter.kind, letter.email, letter.code) for letter in scene.letters.letters] == [
        ("known", "known@example.org", "")
    ]


async def test_nobody_is_written_to_more_than_five_times_an_hour(
    browser: Browser, scene: SignInScene, clock: SteppedClock
) -> None:
    await scene.add("ada")
    await browser.begin()
    for _ in range(8):
        await browser.get(f"/oidc/forgotPassword?{_query(browser)}")
        assert (await browser.submit(name="ada")).status_code == 303
    assert len(scene.letters.letters) == 5
    clock.step(3601)
    await browser.get(f"/oidc/forgotPassword?{_query(browser)}")
    await browser.submit(name="ada@example.org")
    assert len(scene.letters.letters) == 6


async def test_an_address_that_nobody_confirmed_is_written_to_five_times_an_hour(
    browser: Browser, scene: SignInScene
) -> None:
    for number in range(8):
        await browser.begin(screen="sign-up")
        await browser.submit(display_name="New", handle=f"new{number}", email="new@example.org", password=PASSWORD)
    assert len(scene.letters.letters) == 5


@pytest.mark.parametrize("name", ["ada", "nobody"])
async def test_after_five_tries_one_has_to_wait_twice_as_long_each_time(
    browser: Browser, scene: SignInScene, clock: SteppedClock, name: str
) -> None:
    await scene.add()
    await browser.begin()
    said = [(await browser.submit(name=name, password=WRONG)).text for _ in range(5)]
    assert ["Four tries left." in said[0], "One try left." in said[3], "has to wait" in said[4]] == [True] * 3
    for wait_s in (30, 60, 120, 240, 480, 900, 900):
        page = await browser.submit(name=name, password=PASSWORD)
        assert (page.status_code, page.headers["retry-after"]) == (429, str(wait_s))
        assert "Too many tries" in page.text
        clock.step(wait_s - 1)
        assert (await browser.submit(name=name, password=PASSWORD)).status_code == 429
        clock.step(1)
        assert (await browser.submit(name=name, password=WRONG)).status_code == 422


async def test_the_right_password_after_the_wait_starts_from_zero(
    browser: Browser, scene: SignInScene, clock: SteppedClock
) -> None:
    await scene.add()
    await browser.begin()
    for _ in range(5):
        await browser.submit(name="ada", password=WRONG)
    clock.step(30)
    assert (await browser.submit(name="ada", password=PASSWORD)).status_code == 303
    await browser.begin()
    assert "Four tries left" in (await browser.submit(name="ada", password=WRONG)).text


async def test_many_tries_at_once_are_no_way_round_the_lock(scene: SignInScene) -> None:
    await scene.add()
    browsers = [scene.browser() for _ in range(20)]
    for each in browsers:
        await each.begin()
    pages = await asyncio.gather(*(each.submit(name="ada", password=WRONG) for each in browsers))
    statuses = sorted(page.status_code for page in pages)
    assert statuses == [422] * 5 + [429] * 15


async def test_a_lock_outlives_a_restart(database: Database, clock: SteppedClock) -> None:
    for _ in range(2):
        scene = compose(database, clock)
        browser = scene.browser()
        await browser.begin()
        for _ in range(5):
            page = await browser.submit(name="ada", password=WRONG)
    assert page.status_code == 429  # pyright: ignore[reportPossiblyUnboundVariable] - both loops run


async def test_an_address_is_limited_and_told_when_to_come_back(database: Database, clock: SteppedClock) -> None:
    taken: list[str] = []

    def take(address: str) -> None:
        taken.append(address)
        if len(taken) > 2:
            raise TooManyRequests(7.2)

    browser = compose(database, clock, take=take).browser()
    await browser.begin()
    for _ in range(2):
        assert (await browser.submit(name="ada", password=WRONG)).status_code == 422
    page = await browser.submit(name="ada", password=WRONG)
    assert (page.status_code, page.headers["retry-after"]) == (429, "8")
    assert taken == ["127.0.0.1"] * 3
    assert (await browser.http.post("/oidc/oauth2/token", data={"a": "b"})).status_code == 429


FORMS: dict[str, Callable[[Browser], str]] = {
    path: lambda browser, path=path: f"/oidc/{path}?{_query(browser)}&ticket=t"
    for path in ("login", "signup", "confirm", "forgotPassword", "confirmForgotPassword")
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize(
    "forged",
    [
        {"cookie": ""},
        {"form_token": ""},
        {"form_token": "0" * 64},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8081"},
    ],
    ids=str,
)
async def test_a_form_from_elsewhere_does_nothing(
    scene: SignInScene, browser: Browser, form: Callable[[Browser], str], forged: dict[str, str]
) -> None:
    await scene.add()
    await browser.begin()
    await browser.get(form(browser))
    if "cookie" in forged:
        browser.http.cookies.clear()
    fields = {
        "name": "ada",
        "password": PASSWORD,
        "code": "000000",
        "display_name": "New",
        "handle": "new",
        "email": "new@example.org",
        **{name: value for name, value in forged.items() if name == "form_token"},
    }
    headers = {name: value for name, value in forged.items() if name in ("origin", "sec-fetch-site")}
    page = await browser.submit(headers=headers, fields=fields)
    assert page.status_code == 403
    assert "too old" in page.text
    assert (browser.session, scene.letters.letters) == (None, [])
    assert PASSWORD not in page.text


class _Counted:
    """Counts writing statements by name, while it is open."""

    def __init__(self, database: Database) -> None:
        self._connection = database._writing
        self.by_statement: dict[str, int] = {}

    def __enter__(self) -> None:
        self._connection.set_trace_callback(self._note)

    def __exit__(self, *_: object) -> None:
        self._connection.set_trace_callback(None)

    def _note(self, statement: str) -> None:
        words = " ".join(statement.split()[:3])
        self.by_statement[words] = self.by_statement.get(words, 0) + 1


def _query(browser: Browser) -> str:
    """The client's request, as the page that is open carries it."""
    assert browser.page is not None
    query = browser.page.request.url.query.decode()
    return "&".join(part for part in query.split("&") if not part.startswith("ticket="))


def _location(browser: Browser) -> str:
    assert browser.page is not None
    return browser.page.headers["location"]
