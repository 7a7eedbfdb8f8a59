"""What the classroom version got wrong at its door, by the numbers of docs/requirements.md (G). None may come back."""

from typing import Any

import pytest
import structlog

from tests.integration.http.world import World


async def test_g1_a_stranger_neither_reads_nor_writes_and_an_invented_group_takes_no_message(world: World) -> None:
    theirs = await world.begin("andrewbrown", "bayko", "between us")
    for group in (theirs, "00000000-0000-4000-8000-00000000dead"):
        send = {"message": "let me in", "message_group_uuid": group}
        answers = [
            await world.ask("GET", f"/api/messages/{group}", by="londo"),
            await world.ask("GET", f"/api/message_groups/{group}", by="londo"),
            await world.ask("PUT", f"/api/message_groups/{group}/read", by="londo", json={"seq": 1}),
            await world.ask("POST", "/api/messages", by="londo", json=send),
        ]
        assert [answer.codes for answer in answers] == [["message_group_not_found"]] * 4
    assert len((await world.ask("GET", f"/api/messages/{theirs}", by="bayko")).json) == 1
    assert (await world.ask("GET", "/api/message_groups", by="londo")).json == []


async def test_g6_last_year_is_there_on_the_first_of_january_and_so_are_message_and_group_21(world: World) -> None:
    others = [f"person{number}" for number in range(1, 22)]
    await world.add(*others)
    first = await world.begin("person1", "bayko", *(f"message {number}" for number in range(1, 22)))
    for other in others[1:]:
        world.clock.step(1)
        await world.begin(other, "bayko")
    world.clock.step(366 * 24 * 3600)
    assert world.clock.now()[:4] == "2027"
    page = await world.ask("GET", "/api/message_groups", by="bayko")
    second = await world.ask("GET", page.links()["next"], by="bayko")
    assert (len(page.json), [row["uuid"] for row in second.json]) == (20, [first])
    newest = await world.ask("GET", f"/api/messages/{first}?limit=20", by="bayko")
    oldest = await world.ask("GET", newest.links()["next"], by="bayko")
    assert [entry["message"] for entry in oldest.json] == ["message 1"]


@pytest.mark.parametrize(
    ("given", "body", "status", "code"),
    [
        ({"by": "bayko"}, {"message": "", "handle": "londo"}, 422, "message_blank"),
        ({"by": "bayko"}, {"message": "x" * 1025, "handle": "londo"}, 422, "message_exceed_max_chars"),
        ({"by": "bayko"}, {"message": "x", "handle": ""}, 422, "user_receiver_handle_blank"),
        ({"by": "bayko"}, {"message": "x", "message_group_uuid": ""}, 422, "message_group_uuid_blank"),
        ({"by": "bayko"}, {"message": "x", "handle": "nobody"}, 404, "user_not_found"),
        ({"by": "bayko"}, {"message": "x", "handle": "bayko"}, 422, "cannot_message_yourself"),
        ({"by": "somebody-not-in-the-database"}, {"message": "x", "handle": "londo"}, 401, "unauthenticated"),
    ],
)
async def test_g7_what_is_asked_wrongly_is_answered_rightly_and_not_with_500(
    world: World, given: dict[str, Any], body: dict[str, str], status: int, code: str
) -> None:
    answer = await world.ask("POST", "/api/messages", json=body, **given)
    assert (answer.status, answer.codes) == (status, [code])


async def test_g10_another_site_posts_nothing_and_handles_are_not_told_to_strangers(world: World) -> None:
    body = {"message": "x", "handle": "londo"}
    for headers in ({"origin": "https://evil.test"}, {"sec-fetch-site": "cross-site"}, {}):
        refused = await world.ask("POST", "/api/messages", by="bayko", cookie=True, json=body, headers=headers)
        assert (refused.status, refused.codes) == (403, ["cross_site"])
        assert refused.header("access-control-allow-origin") is None
    told = {(await world.ask("GET", f"/api/users/@{handle}/short")).body for handle in ("londo", "nobody")}
    assert len(told) == 1
    assert (await world.ask("GET", "/api/users?q=l")).status == 401


async def test_g11_texts_and_who_is_looked_for_do_not_reach_the_log(world: World) -> None:
    with structlog.testing.capture_logs() as events:
        await world.ask("POST", "/api/messages", by="bayko", json={"message": "a secret text", "handle": "londo"})
        await world.ask("POST", "/api/messages", by="bayko", json={"message": "a secret text", "handle": "secret"})
        await world.ask("GET", "/api/users?q=secret", by="bayko", cookie=True)
        await world.ask("GET", "/api/users/@secret/short", by="bayko")
        await world.ask("GET", "/api/session", by="secret-token")
    assert len(events) == 5
    assert "secret" not in repr(events)
