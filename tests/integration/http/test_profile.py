"""What one is called, and what others see of one: changed by oneself, at once, everywhere."""

from typing import Any

import pytest

from tests.integration.http.world import World

PATH = "/api/profile"


async def test_a_person_sees_what_is_theirs_alone(world: World) -> None:
    bayko = world.people["bayko"]
    shown = await world.ask("GET", PATH, by="bayko")
    assert shown.json == {
        "uuid": bayko.uuid,
        "handle": "bayko",
        "display_name": "Bayko",
        "email": "bayko@example.com",
        "created_at": bayko.created_at,
        "shows_reading": True,
        "shows_presence": True,
    }


async def test_a_renamed_person_is_renamed_everywhere(world: World) -> None:
    group = await world.begin("bayko", "andrewbrown", "One")
    changed = await world.ask("PATCH", PATH, by="bayko", json={"handle": "@Captain", "display_name": " The  Captain "})
    assert (changed.status, changed.json["handle"], changed.json["display_name"]) == (200, "captain", "The Captain")
    row = (await world.ask("GET", "/api/message_groups", by="andrewbrown")).json[0]
    assert (row["handle"], row["display_name"]) == ("captain", "The Captain")
    entry = (await world.ask("GET", f"/api/messages/{group}", by="andrewbrown")).json[0]
    assert (entry["handle"], entry["display_name"]) == ("captain", "The Captain")
    assert (await world.ask("GET", "/api/users/@bayko/short", by="andrewbrown")).codes == ["user_not_found"]
    assert (await world.ask("GET", "/api/users?q=capt", by="andrewbrown")).json[0]["uuid"] == world.people["bayko"].uuid
    again = await world.ask("PATCH", PATH, by="bayko", json={"handle": "captain"})
    assert (again.status, again.json) == (200, changed.json)


async def test_a_handle_of_another_and_one_given_up_lately_are_taken(world: World) -> None:
    taken = await world.ask("PATCH", PATH, by="bayko", json={"handle": "LONDO"})
    assert (taken.status, taken.codes) == (409, ["handle_taken"])
    await world.ask("PATCH", PATH, by="bayko", json={"handle": "captain"})
    assert (await world.ask("PATCH", PATH, by="londo", json={"handle": "bayko"})).codes == ["handle_taken"]
    world.clock.step(30 * 24 * 3600 + 1)
    assert (await world.ask("PATCH", PATH, by="londo", json={"handle": "bayko"})).status == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"handle": ""}, "handle_invalid"),
        ({"handle": "a b"}, "handle_invalid"),
        ({"handle": "x" * 31}, "handle_invalid"),
        ({"handle": 7}, "handle_invalid"),
        ({"handle": None}, "handle_invalid"),
        ({"display_name": "  "}, "display_name_invalid"),
        ({"display_name": "x" * 61}, "display_name_invalid"),
        ({"display_name": "a\u0000b"}, "display_name_invalid"),
        ({"display_name": ["x"]}, "display_name_invalid"),
        ({"shows_reading": 1}, "shows_reading_invalid"),
        ({"shows_presence": "no"}, "shows_presence_invalid"),
        ({"email": "x@example.com"}, "unknown_field"),
        ({"uuid": "x"}, "unknown_field"),
    ],
)
async def test_what_cannot_be_is_refused_and_changes_nothing(world: World, body: dict[str, Any], code: str) -> None:
    before = (await world.ask("GET", PATH, by="bayko")).json
    refused = await world.ask("PATCH", PATH, by="bayko", json={"display_name": "Other", **body})
    assert (refused.status, refused.codes) == (422, [code])
    assert (await world.ask("GET", PATH, by="bayko")).json == before


async def test_handles_cannot_be_tried_by_renaming_oneself() -> None:
    world = World.open(rates={"lookups_per_s": 1})
    await world.add("andrewbrown", "bayko")
    statuses = [(await world.ask("PATCH", PATH, by="bayko", json={"handle": "andrewbrown"})).status for _ in range(5)]
    assert statuses == [409, 409, 409, 429, 429]
    await world.engine.close()


async def test_who_keeps_their_reading_to_themselves_shows_no_mark_and_sees_their_own(world: World) -> None:
    group = await world.begin("andrewbrown", "bayko", "One", "Two")
    await world.ask("PUT", f"/api/message_groups/{group}/read", by="bayko", json={"seq": 2})

    async def marks(by: str) -> dict[str, int | None]:
        details = (await world.ask("GET", f"/api/message_groups/{group}", by=by)).json
        return {member["handle"]: member["read_seq"] for member in details["members"]}

    assert await marks("andrewbrown") == {"andrewbrown": 2, "bayko": 2}
    await world.ask("PATCH", PATH, by="bayko", json={"shows_reading": False})
    assert await marks("andrewbrown") == {"andrewbrown": 2, "bayko": None}
    assert await marks("bayko") == {"andrewbrown": 2, "bayko": 2}
    await world.ask("PATCH", PATH, by="bayko", json={"shows_reading": True})
    assert await marks("andrewbrown") == {"andrewbrown": 2, "bayko": 2}


async def test_another_site_renames_nobody(world: World) -> None:
    refused = await world.ask(
        "PATCH", PATH, by="bayko", cookie=True, json={"display_name": "X"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert (refused.status, refused.codes) == (403, ["cross_site"])
