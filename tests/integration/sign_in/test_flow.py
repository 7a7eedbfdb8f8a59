"""Signing up, in, back in and out, over HTTP, with every redirect followed."""

import hashlib

import pytest

from cruddur.adapters.sqlite.database import Database
from cruddur.entrypoints.http.caller import Unauthenticated
from tests.clock import SteppedClock
from tests.integration.sign_in.scene import PASSWORD, Browser, SignInScene, compose, query_of

NEW = {"display_name": "Marguerite Oyelaran", "handle": "@Margo", "email": "Margo@Example.org", "password": PASSWORD}


async def test_a_person_signs_up_confirms_and_is_in(browser: Browser, scene: SignInScene) -> None:
    page = await browser.begin(screen="sign-up")
    assert "Make an account" in page.text
    page = await browser.follow(await browser.submit(fields=NEW))
    assert "Open your e-mail" in page.text
    letter = scene.letters.letters[-1]
    assert (letter.kind, letter.email) == ("confirm", "margo@example.org")
    back = await browser.follow(await browser.submit(code=f"{letter.code[:3]} {letter.code[3:]}"))
    assert back.headers["location"] == f"{scene.public_url}/messages"
    caller = await browser.caller()
    user = await scene.users.find_by_handle("margo")
    assert user is not None
    assert (caller.user_uuid, caller.via) == (user.uuid, "cookie")
    assert (user.display_name, user.email) == ("Marguerite Oyelaran", "margo@example.org")


@pytest.mark.parametrize("name", ["ada", "@Ada", " ADA@example.org "])
async def test_a_person_signs_in_by_handle_or_address(browser: Browser, scene: SignInScene, name: str) -> None:
    ada = await scene.add()
    back = await browser.sign_in(name)
    assert back.headers["location"] == f"{scene.public_url}/messages"
    assert (await browser.caller()).user_uuid == ada.uuid


async def test_sign_in_leads_back_to_where_one_was(browser: Browser, scene: SignInScene) -> None:
    await scene.add()
    await browser.begin("/messages/new/bayko?draft=1#end")
    back = await browser.follow(await browser.submit(name="ada", password=PASSWORD))
    assert back.headers["location"] == f"{scene.public_url}/messages/new/bayko?draft=1#end"


async def test_two_tabs_sign_in_side_by_side(browser: Browser, scene: SignInScene) -> None:
    await scene.add()
    await browser.begin("/one")
    first = browser.page
    await browser.begin("/two")
    back = await browser.follow(await browser.submit(name="ada", password=PASSWORD))
    assert back.headers["location"].endswith("/two")
    browser.page = first
    back = await browser.follow(await browser.submit(name="ada", password=PASSWORD))
    assert back.headers["location"].endswith("/one")


async def test_a_browser_keeps_five_sign_ins_under_way_at_most(browser: Browser, scene: SignInScene) -> None:
    for _ in range(12):
        await browser.begin()
    assert sum(name.startswith("sign-in-") for name in browser.http.cookies) == 5


async def test_a_wrong_password_is_refused_and_the_right_one_taken(browser: Browser, scene: SignInScene) -> None:
    await scene.add()
    await browser.begin()
    page = await browser.submit(name="ada", password="not the one, surely")
    assert page.status_code == 422
    assert "That pair does not match. Four tries left." in page.text
    assert 'value="ada"' in page.text
    assert "not the one" not in page.text
    assert browser.session is None
    await browser.follow(await browser.submit(name="ada", password=PASSWORD))
    assert browser.session is not None


async def test_a_new_password_is_set_by_letter_and_ends_every_session(browser: Browser, scene: SignInScene) -> None:
    await scene.add()
    elsewhere = scene.browser()
    await elsewhere.sign_in()
    page = await browser.begin()
    await browser.get(page.text.split('class="pair"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&"))
    await browser.follow(await browser.submit(name="ada"))
    letter = scene.letters.letters[-1]
    assert (letter.kind, letter.email) == ("recover", "ada@example.org")
    page = await browser.follow(await browser.submit(code=letter.code, password="seven brown kettles"))
    assert "The new password is set" in page.text
    assert elsewhere.session is not None
    with pytest.raises(Unauthenticated):
        await elsewhere.caller()
    assert (await browser.submit(name="ada", password=PASSWORD)).status_code == 422
    await browser.follow(await browser.submit(name="ada", password="seven brown kettles"))
    assert browser.session is not None


async def test_a_recovery_code_works_once(browser: Browser, scene: SignInScene) -> None:
    await scene.add()
    await _recovery(browser)
    form = browser.page
    code = scene.letters.letters[-1].code
    assert (await browser.submit(code=code, password="seven brown kettles")).status_code == 303
    browser.page = form
    page = await browser.submit(code=code, password="eight green kettles")
    assert page.status_code == 422
    assert "Ask for a new one" in page.text


async def test_a_weak_new_password_costs_no_code(browser: Browser, scene: SignInScene) -> None:
    await scene.add()
    await _recovery(browser)
    code = scene.letters.letters[-1].code
    for weak in ("short", "ada@example.org", "password1234"):
        page = await browser.submit(code=code, password=weak)
        assert page.status_code == 422
        assert 'id="password-error"' in page.text
    assert (await browser.submit(code=code, password="seven brown kettles")).status_code == 303


async def test_five_wrong_codes_end_a_ticket(browser: Browser, scene: SignInScene) -> None:
    await browser.begin(screen="sign-up")
    await browser.follow(await browser.submit(fields=NEW))
    code = scene.letters.letters[-1].code
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert (await browser.submit(code=wrong)).status_code == 422
    page = await browser.submit(code=code)
    assert page.status_code == 422
    assert await scene.users.find_by_handle("margo") is None


async def test_a_code_is_good_for_fifteen_minutes(browser: Browser, scene: SignInScene, clock: SteppedClock) -> None:
    await browser.begin(screen="sign-up")
    await browser.follow(await browser.submit(fields=NEW))
    clock.step(15 * 60)
    assert (await browser.submit(code=scene.letters.letters[-1].code)).status_code == 422


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "0" * 5000])
async def test_what_is_no_code_is_refused(browser: Browser, scene: SignInScene, code: str) -> None:
    await browser.begin(screen="sign-up")
    await browser.follow(await browser.submit(fields=NEW))
    assert (await browser.submit(code=code)).status_code == 422


async def test_a_taken_handle_is_said_after_the_address_is_confirmed(browser: Browser, scene: SignInScene) -> None:
    await scene.add("margo")
    other = {**NEW, "email": "another@example.org"}
    await browser.begin(screen="sign-up")
    await browser.follow(await browser.submit(fields=other))
    page = await browser.submit(code=scene.letters.letters[-1].code)
    assert page.status_code == 422
    assert "Choose another handle" in page.text
    assert (await browser.submit(handle="margo")).status_code == 422
    back = await browser.follow(await browser.submit(handle="margo.o"))
    assert back.headers["location"] == f"{scene.public_url}/messages"
    assert (await scene.users.find_by_handle("margo.o")) is not None


async def test_another_handle_needs_the_right_code_first(browser: Browser, scene: SignInScene) -> None:
    await browser.begin(screen="sign-up")
    await browser.follow(await browser.submit(fields=NEW))
    page = await browser.submit(handle="margo.o")
    assert page.status_code == 422
    assert await scene.users.find_by_handle("margo.o") is None


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("display_name", "  ", "Between one and 60"),
        ("handle", "a b", "Up to 30 of a to z"),
        ("handle", "-ada", "Up to 30 of a to z"),
        ("email", "ada", "does not look like"),
        ("email", "ada@example", "does not look like"),
        ("email", "a\nb@example.org", "does not look like"),
        ("password", "eleven char", "Too short"),
        ("password", "x" * 257, "Too long"),
        ("password", "password1234", "Too easy"),
        ("password", "aaaaaaaaaaaaaaaa", "Too easy"),
        ("password", "qwertyuiop[]", "Too easy"),
        ("password", "123456789012", "Too easy"),
        ("password", "margomargo123", "Too easy"),
        ("password", "Margo@Example.org", "Too easy"),
    ],
)
async def test_a_field_that_cannot_be_used_says_why(
    browser: Browser, scene: SignInScene, field: str, value: str, said: str
) -> None:
    await browser.begin(screen="sign-up")
    page = await browser.submit(fields={**NEW, field: value})
    assert page.status_code == 422
    assert said in page.text
    assert f'aria-describedby="{field}-error"' in page.text
    assert scene.letters.letters == []


async def test_what_was_typed_is_escaped(browser: Browser) -> None:
    await browser.begin(screen="sign-up")
    page = await browser.submit(fields={**NEW, "display_name": '"><script>alert(1)</script>', "handle": "a b"})
    assert "<script>alert" not in page.text
    assert "&quot;&gt;&lt;script&gt;" in page.text


async def test_signing_out_ends_the_session_here_and_leads_to_the_provider(
    browser: Browser, scene: SignInScene
) -> None:
    await scene.add()
    await browser.sign_in()
    secret = browser.session
    assert secret is not None
    answer = await browser.http.post("/auth/logout", headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 200
    assert browser.session is None
    url = answer.json()["sign_out_url"]
    assert url.startswith(f"{scene.public_url}/oidc/logout?")
    assert (await browser.get(url)).headers["location"] == f"{scene.public_url}/"
    browser.http.cookies.set("session", secret)
    with pytest.raises(Unauthenticated):
        await browser.caller()


async def test_a_form_that_signs_out_is_led_on(browser: Browser, scene: SignInScene) -> None:
    await scene.add()
    await browser.sign_in()
    answer = await browser.http.post(
        "/auth/logout", headers={"sec-fetch-site": "same-origin", "accept": "text/html,*/*"}
    )
    assert answer.status_code == 303
    assert "/oidc/logout?" in answer.headers["location"]
    assert browser.session is None


@pytest.mark.parametrize(
    "headers",
    [{}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "http://evil.example"}],
)
async def test_another_site_cannot_sign_anybody_out(
    browser: Browser, scene: SignInScene, headers: dict[str, str]
) -> None:
    await scene.add()
    await browser.sign_in()
    assert (await browser.http.post("/auth/logout", headers=headers)).status_code == 403
    assert await browser.caller()


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    database: Database, clock: SteppedClock
) -> None:
    for public_url, name, secure in (
        ("http://127.0.0.1:8080", "session", False),
        ("https://chat.example.org", "__Host-session", True),
    ):
        scene = compose(database, clock, public_url=public_url)
        await scene.add()
        browser = scene.browser()
        back = await browser.sign_in()
        cookie = next(each for each in back.headers.get_list("set-cookie") if each.startswith(f"{name}="))
        attributes = {part.strip() for part in cookie.split(";")[1:]}
        assert {"HttpOnly", "SameSite=Lax", "Path=/", f"Max-Age={30 * 24 * 3600}"} <= attributes
        assert ("Secure" in attributes) == secure
        assert not any(part.startswith("Domain") for part in attributes)


async def test_only_the_digest_of_a_secret_is_stored(browser: Browser, scene: SignInScene, database: Database) -> None:
    await scene.add()
    await browser.sign_in()
    secret = browser.session
    assert secret is not None
    assert len(secret) >= 43
    stored = "\n".join(database._reading.iterdump())
    assert secret not in stored
    assert hashlib.sha256(secret.encode()).hexdigest() in stored
    assert PASSWORD not in stored


async def test_signing_in_always_makes_a_new_secret_and_ends_the_old_one(browser: Browser, scene: SignInScene) -> None:
    await scene.add()
    browser.http.cookies.set("session", "planted-by-somebody-else")
    await browser.sign_in()
    first = next(value for value in browser.http.cookies.jar if value.name == "session" and value.domain)
    assert first.value != "planted-by-somebody-else"
    fresh = scene.browser()
    await fresh.sign_in()
    before = fresh.session
    await fresh.sign_in()
    assert fresh.session != before
    fresh.http.cookies.clear()
    fresh.http.cookies.set("session", before or "")
    with pytest.raises(Unauthenticated):
        await fresh.caller()


async def test_a_session_ends_after_thirty_days(browser: Browser, scene: SignInScene, clock: SteppedClock) -> None:
    await scene.add()
    await browser.sign_in()
    clock.step(30 * 24 * 3600 - 1)
    assert await browser.caller()
    clock.step(1)
    with pytest.raises(Unauthenticated):
        await browser.caller()


async def test_who_began_at_another_name_of_this_machine_begins_anew_at_the_public_one(
    browser: Browser, scene: SignInScene
) -> None:
    answer = await browser.get("http://localhost:8080/auth/login?return_to=%2Fmessages")
    assert answer.headers["location"] == f"{scene.public_url}/auth/login?return_to=%2Fmessages"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("query", ["", "code=x", "state=x", "code=x&state=x", "error=access_denied&state=x"])
async def test_a_callback_that_this_browser_did_not_ask_for_signs_nobody_in(browser: Browser, query: str) -> None:
    answer = await browser.get(f"/auth/callback?{query}")
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("/?sign_in=failed")
    assert browser.session is None


async def test_a_state_is_compared_whole(browser: Browser, scene: SignInScene) -> None:
    """The cookie's name holds only the beginning of it."""
    await scene.add()
    await browser.begin()
    back = query_of(await browser.submit(name="ada", password=PASSWORD))
    for state in (back["state"][:-1], back["state"] + "x", back["state"][:8]):
        answer = await browser.get("/auth/callback", params={"code": back["code"], "state": state})
        assert answer.headers["location"].endswith("/?sign_in=failed")
    assert browser.session is None


async def test_a_code_of_another_browser_signs_nobody_in(browser: Browser, scene: SignInScene) -> None:
    """Login CSRF: the attacker's own code, sent to somebody else."""
    await scene.add("eve")
    await browser.begin()
    stolen = await browser.submit(name="eve", password=PASSWORD)
    victim = scene.browser()
    await victim.begin()
    answer = await victim.get(stolen.headers["location"])
    assert answer.headers["location"].endswith("/?sign_in=failed")
    assert victim.session is None


async def test_a_code_is_tied_to_the_verifier_of_the_browser_that_asked(browser: Browser, scene: SignInScene) -> None:
    """Code injection: another's code under one's own state."""
    await scene.add()
    await browser.begin()
    stolen = query_of(await browser.submit(name="ada", password=PASSWORD))
    other = scene.browser()
    page = await other.get("/auth/login")
    state = query_of(page)["state"]
    answer = await other.get("/auth/callback", params={"code": stolen["code"], "state": state})
    assert answer.headers["location"].endswith("/?sign_in=failed")
    assert other.session is None


async def _recovery(browser: Browser) -> None:
    """Ask for a letter, as somebody who has forgotten the password."""
    page = await browser.begin()
    await browser.get(page.text.split('class="pair"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&"))
    await browser.follow(await browser.submit(name="ada"))
