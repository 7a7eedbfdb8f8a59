"""The browsers that a person is signed in with: shown to them, ended by them, and nobody else's business."""

import pytest

from cruddur.domain.account import digest_of
from tests.integration.http.world import World

OWN_SITE = {"sec-fetch-site": "same-origin"}


async def test_a_person_sees_their_own_browsers_newest_first_and_which_one_asks(world: World) -> None:
    world.clock.step(1)
    phone = await world.another_browser("bayko", "phone", "Safari on iPhone")
    listed = await world.ask("GET", "/api/sessions", by="bayko", cookie=True)
    assert [(each["label"], each["is_current"]) for each in listed.json] == [
        ("Safari on iPhone", False),
        ("Firefox on Linux", True),
    ]
    assert listed.json[0]["id"] == phone
    assert all(digest_of(secret) not in listed.body.decode() for secret in ("phone", "bayko"))
    by_token = await world.ask("GET", "/api/sessions", by="bayko")
    assert [each["is_current"] for each in by_token.json] == [False, False]


async def test_one_browser_is_signed_out_and_the_others_stay(world: World) -> None:
    phone = await world.another_browser("bayko", "phone", "Safari on iPhone")
    ended = await world.ask("DELETE", f"/api/sessions/{phone}", by="bayko", cookie=True, headers=OWN_SITE)
    assert (ended.status, ended.json) == (200, {"ended_count": 1})
    assert await world.sessions.find(digest_of("phone"), now=world.clock.now()) is None
    assert await world.sessions.find(digest_of("bayko"), now=world.clock.now()) is not None
    again = await world.ask("DELETE", f"/api/sessions/{phone}", by="bayko", cookie=True, headers=OWN_SITE)
    assert (again.status, again.codes) == (404, ["session_not_found"])


@pytest.mark.parametrize("form", ["{}", "{}0", "", "0" * 16, "%00", "x" * 2000, "%F0%9F%91%8D"])
async def test_somebody_elses_session_is_as_unknown_as_one_that_never_was(world: World, form: str) -> None:
    phone = await world.another_browser("bayko", "phone", "Safari on iPhone")
    refused = await world.ask("DELETE", f"/api/sessions/{form.format(phone)}", by="londo")
    if form:
        assert (refused.status, refused.codes) == (404, ["session_not_found"])
    else:
        assert (refused.status, refused.codes) == (404, ["not_found"])
    assert await world.sessions.find(digest_of("phone"), now=world.clock.now()) is not None


async def test_everywhere_else_is_signed_out_at_once(world: World) -> None:
    await world.another_browser("bayko", "phone", "Safari on iPhone")
    await world.another_browser("bayko", "tablet", "")
    ended = await world.ask("DELETE", "/api/sessions", by="bayko", cookie=True, headers=OWN_SITE)
    assert (ended.status, ended.json) == (200, {"ended_count": 2})
    left = await world.ask("GET", "/api/sessions", by="bayko", cookie=True)
    assert [each["is_current"] for each in left.json] == [True]
    assert len((await world.ask("GET", "/api/sessions", by="londo")).json) == 1


async def test_a_token_signs_out_every_browser(world: World) -> None:
    await world.another_browser("bayko", "phone", "Safari on iPhone")
    assert (await world.ask("DELETE", "/api/sessions", by="bayko")).json == {"ended_count": 2}
    assert (await world.ask("GET", "/api/sessions", by="bayko")).json == []


async def test_another_site_signs_nobody_out(world: World) -> None:
    phone = await world.another_browser("bayko", "phone", "Safari on iPhone")
    for path in ("/api/sessions", f"/api/sessions/{phone}"):
        refused = await world.ask("DELETE", path, by="bayko", cookie=True, headers={"sec-fetch-site": "cross-site"})
        assert (refused.status, refused.codes) == (403, ["cross_site"])
    assert len((await world.ask("GET", "/api/sessions", by="bayko")).json) == 2
