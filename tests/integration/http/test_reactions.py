"""Reactions and earlier texts, over HTTP and on open sockets."""

from urllib.parse import quote

import pytest

from tests.integration.http.test_groups_and_changes import Sockets, a_group, log_of, send
from tests.integration.http.world import World

HEART = quote("\u2764\ufe0f")


async def test_a_reaction_is_shown_to_everybody_and_told_to_open_sockets(world: World) -> None:
    group = await a_group(world)
    await send(world, group)
    frames = Sockets(world, "bayko", "andrewbrown", "londo")
    path = f"/api/messages/{group}/2/reactions/{HEART}"
    given = await world.ask("PUT", path, by="bayko")
    assert given.status == 200
    bayko = world.people["bayko"]
    person = {"user_uuid": bayko.uuid, "display_name": bayko.display_name, "handle": "bayko"}
    assert given.json["reactions"] == {"rev": 1, "given": [{"emoji": "\u2764", "people": [person]}]}
    assert given.json["rev"] == 0
    assert (await world.ask("PUT", path, by="bayko")).json == given.json
    assert (await log_of(world, group))[1] == given.json
    gone = await world.ask("DELETE", path, by="bayko")
    assert gone.json["reactions"] == {"rev": 2, "given": []}
    await frames.settled()
    for name in ("bayko", "andrewbrown"):
        assert frames.of[name][0] == {"type": "reacted", "message_group_uuid": group, **given.json}
        assert frames.of[name][-1] == {"type": "reacted", "message_group_uuid": group, **gone.json}
    assert frames.of["londo"] == []


@pytest.mark.parametrize("emoji", ["a", "%F0%9F%91%8D%F0%9F%91%8D", "%3Cb%3E", "%20", "%00", "%E2%80%8D", "x" * 300])
async def test_what_is_no_emoji_is_refused_alike_for_everybody(world: World, emoji: str) -> None:
    group = await a_group(world)
    await send(world, group)
    for by in ("bayko", "londo"):
        for place in (group, "malformed", world.people["bayko"].uuid):
            for method in ("PUT", "DELETE"):
                refused = await world.ask(method, f"/api/messages/{place}/2/reactions/{emoji}", by=by)
                assert (refused.status, refused.codes) == (422, ["emoji_invalid"])
    assert [entry["reactions"] for entry in await log_of(world, group)] == [None, None]


async def test_every_member_reads_what_a_message_said_until_it_is_taken_back(world: World) -> None:
    group = await a_group(world)
    await send(world, group)
    (_, said) = await log_of(world, group)
    path = f"/api/messages/{group}/2"
    edited = await world.ask("PATCH", path, by="andrewbrown", json={"message": "better", "rev": 0})
    read = await world.ask("GET", f"{path}/versions", by="bayko")
    assert read.json == [
        {"rev": 0, "message": said["message"], "written_at": said["created_at"]},
        {"rev": 1, "message": "better", "written_at": edited.json["edited_at"]},
    ]
    assert (await world.ask("GET", f"{path}/versions", by="andrewbrown")).json == read.json
    await world.ask("DELETE", path, by="andrewbrown")
    assert (await world.ask("GET", f"{path}/versions", by="bayko")).json == []
    assert (await world.ask("GET", f"/api/messages/{group}/1/versions", by="bayko")).codes == ["message_not_found"]


async def test_there_is_no_reacting_to_what_was_taken_back(world: World) -> None:
    group = await a_group(world)
    await send(world, group)
    await world.ask("DELETE", f"/api/messages/{group}/2", by="andrewbrown")
    refused = await world.ask("PUT", f"/api/messages/{group}/2/reactions/{HEART}", by="bayko")
    assert (refused.status, refused.codes) == (404, ["message_not_found"])
