"""GET /api/search: what is found, by whom, in which pages."""

import pytest

from cruddur.entrypoints.projector.indexer import Indexer
from tests.integration.http.world import World


async def index(world: World) -> None:
    """Have everything that was said found."""
    await world.usecases.index_messages((await world.engine.changes("indexing").read(limit=1000)).records)


async def said(world: World, *lines: str, by: str = "andrewbrown", to: str = "bayko") -> None:
    for line in lines:
        sent = await world.ask("POST", "/api/messages", by=by, json={"message": line, "handle": to})
        assert sent.status == 200
    await index(world)


async def test_a_hit_says_where_it_is_and_what_matched(world: World) -> None:
    await said(world, "An Impréssion of 東京")
    found = await world.ask("GET", "/api/search?q=press+%E4%BA%AC", by="bayko")
    assert found.status == 200
    (hit,) = found.json
    assert (hit["seq"], hit["display_name"], hit["group_kind"]) == (1, "Andrewbrown", "direct")
    assert hit["group_name"] == "Andrewbrown"
    assert hit["snippet"] == "An Impréssion of 東京"
    assert [hit["snippet"][each["start"] : each["end"]] for each in hit["matches"]] == ["préss", "京"]
    assert found.header("link") is None


async def test_nobody_finds_what_is_not_said_to_them(world: World) -> None:
    await said(world, "A secret")
    assert (await world.ask("GET", "/api/search?q=secret", by="londo")).json == []
    assert (await world.ask("GET", "/api/search?q=secret", by="andrewbrown")).json != []


async def test_who_has_left_finds_nothing_even_before_the_index_has_heard(world: World) -> None:
    begun = await world.ask(
        "POST", "/api/message_groups", by="andrewbrown", json={"title": "Station", "handles": ["bayko", "londo"]}
    )
    group = begun.json["uuid"]
    for number in range(3):
        await world.ask(
            "POST", "/api/messages", by="londo", json={"message": f"n{number} whisper", "message_group_uuid": group}
        )
    await said(world, "an old whisper")
    assert len((await world.ask("GET", "/api/search?q=whisper", by="bayko")).json) == 4
    gone = f"/api/message_groups/{group}/members/{world.people['bayko'].uuid}"
    assert (await world.ask("DELETE", gone, by="andrewbrown")).status == 204
    left = await world.ask("GET", "/api/search?q=whisper&limit=1", by="bayko")
    assert [hit["snippet"] for hit in left.json] == ["an old whisper"]


async def test_pages_lead_on_to_the_end(world: World) -> None:
    await said(world, *(f"line {number}" for number in range(7)))
    seen: list[int] = []
    path = "/api/search?q=line&limit=3"
    while path:
        page = await world.ask("GET", path, by="bayko")
        seen += [hit["seq"] for hit in page.json]
        link = page.header("link")
        path = link[1 : link.index(">")] if link else ""
    assert seen == [7, 6, 5, 4, 3, 2, 1]


async def test_a_cursor_is_good_for_its_reader_only(world: World) -> None:
    await said(world, "line 1", "line 2")
    link = (await world.ask("GET", "/api/search?q=line&limit=1", by="bayko")).header("link")
    assert link is not None
    path = link[1 : link.index(">")]
    assert (await world.ask("GET", path, by="andrewbrown")).codes == ["cursor_invalid"]
    for forged in ("x", "A" * 116, "%FF"):
        assert (await world.ask("GET", f"/api/search?q=line&cursor={forged}", by="bayko")).codes == ["cursor_invalid"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("q=a&limit=0", "limit_invalid"),
        ("q=" + "x" * 101, "q_invalid"),
        ("q=%00", "q_invalid"),
        ("q=a&q=b", "q_invalid"),
    ],
)
async def test_what_cannot_be_asked_is_refused(world: World, query: str, code: str) -> None:
    assert (await world.ask("GET", f"/api/search?{query}", by="bayko")).codes == [code]


async def test_edited_and_emptied_messages_change_what_is_found(world: World) -> None:
    await said(world, "the press")
    group = (await world.ask("GET", "/api/message_groups", by="bayko")).json[0]["uuid"]
    path = f"/api/messages/{group}/1"
    assert (await world.ask("PATCH", path, by="andrewbrown", json={"message": "the kettle", "rev": 0})).status == 200
    await index(world)
    assert (await world.ask("GET", "/api/search?q=press", by="bayko")).json == []
    assert len((await world.ask("GET", "/api/search?q=kettle", by="bayko")).json) == 1
    assert (await world.ask("DELETE", path, by="andrewbrown")).status == 200
    await index(world)
    assert (await world.ask("GET", "/api/search?q=kettle", by="bayko")).json == []


async def test_the_indexer_follows_the_stream_and_begins_anew_for_an_emptied_index(world: World) -> None:
    import asyncio

    await world.ask("POST", "/api/messages", by="andrewbrown", json={"message": "the press", "handle": "bayko"})
    search = world.usecases.search_messages.search
    for _ in range(2):
        task = asyncio.create_task(Indexer(search, world.engine.changes, world.usecases.index_messages).run())
        try:
            async with asyncio.timeout(20):
                while not (await world.ask("GET", "/api/search?q=press", by="bayko")).json:
                    await asyncio.sleep(0)
        finally:
            task.cancel()
            await asyncio.wait([task])
        await search.clear()
        assert (await world.ask("GET", "/api/search?q=press", by="bayko")).json == []
