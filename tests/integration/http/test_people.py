"""Looking people up, and who is signed in."""

import pytest

from tests.integration.http.world import EXPIRES_AT, World


async def test_a_person_is_found_by_handle_in_any_case(world: World) -> None:
    found = await world.ask("GET", "/api/users/@Bayko/short", by="andrewbrown")
    assert (found.status, found.json) == (
        200,
        {"uuid": world.people["bayko"].uuid, "handle": "bayko", "display_name": "Bayko"},
    )


@pytest.mark.parametrize("handle", ["nobody", "", "%20", "%00", "a%20b", "x" * 300, "%F0%9F%91%8D", "%FF"])
async def test_a_handle_that_nobody_has_is_404(world: World, handle: str) -> None:
    missing = await world.ask("GET", f"/api/users/@{handle}/short", by="andrewbrown")
    assert (missing.status, missing.codes) == (404, ["user_not_found"])


async def test_without_the_at_sign_there_is_no_such_path(world: World) -> None:
    assert (await world.ask("GET", "/api/users/bayko/short", by="andrewbrown")).codes == ["not_found"]


async def test_people_are_searched_by_the_beginning_of_a_name_but_oneself(world: World) -> None:
    found = await world.ask("GET", "/api/users?q=BAY", by="andrewbrown")
    assert [person["handle"] for person in found.json] == ["bayko"]
    assert list(found.json[0]) == ["uuid", "handle", "display_name"]
    assert (await world.ask("GET", "/api/users?q=%40andrew", by="andrewbrown")).json == []


@pytest.mark.parametrize("query", ["", "?q=", "?q=%20", "?q=%40", "?q=+++", "?other=1", "?q=%25", "?q=_%25*%22%27"])
async def test_a_search_for_nothing_finds_nobody(world: World, query: str) -> None:
    found = await world.ask("GET", f"/api/users{query}", by="andrewbrown")
    assert (found.status, found.json) == (200, [])


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (f"q={'x' * 101}", "q_invalid"),
        ("q=%FF%FE", "q_invalid"),
        ("q=%ED%A0%80", "q_invalid"),
        ("q=a%00b", "q_invalid"),
        ("q=a&q=b", "q_invalid"),
        ("q=a&limit=0", "limit_invalid"),
    ],
)
async def test_a_search_that_cannot_be_is_422(world: World, query: str, code: str) -> None:
    refused = await world.ask("GET", f"/api/users?{query}", by="andrewbrown")
    assert (refused.status, refused.codes) == (422, [code])


async def test_a_search_gives_as_many_as_asked_for(world: World) -> None:
    await world.add(*(f"person{number}" for number in range(30)))
    assert len((await world.ask("GET", "/api/users?q=person", by="bayko")).json) == 20
    assert len((await world.ask("GET", "/api/users?q=person&limit=7", by="bayko")).json) == 7


async def test_the_session_says_who_and_until_when(world: World) -> None:
    user = {"uuid": world.people["bayko"].uuid, "handle": "bayko", "display_name": "Bayko"}
    for cookie in (True, False):
        session = await world.ask("GET", "/api/session", by="bayko", cookie=cookie)
        assert (session.status, session.json) == (200, {"user": user, "expires_at": EXPIRES_AT})
