"""The inbox, a group in it, the read mark, the counter."""

import base64

import pytest

from cruddur.domain.entry import emptied
from cruddur.domain.ids import MAX_SEQ
from tests.integration.http.world import World


async def test_the_inbox_shows_the_newest_group_first_with_what_is_unread(world: World) -> None:
    with_andrew = await world.begin("andrewbrown", "bayko", "one", "two")
    world.clock.step(60)
    with_londo = await world.begin("londo", "bayko", "three")
    inbox = await world.ask("GET", "/api/message_groups", by="bayko")
    assert inbox.status == 200
    assert [row["uuid"] for row in inbox.json] == [with_londo, with_andrew]
    assert inbox.json[1] == {
        "uuid": with_andrew,
        "kind": "direct",
        "display_name": "Andrewbrown",
        "handle": "andrewbrown",
        "user_uuid": world.people["andrewbrown"].uuid,
        "member_count": 2,
        "message": "two",
        "last_kind": "text",
        "last_user_uuid": world.people["andrewbrown"].uuid,
        "created_at": "2026-03-01T12:00:00.000000Z",
        "last_seq": 2,
        "read_seq": 0,
        "unread_count": 2,
    }
    own = (await world.ask("GET", "/api/message_groups", by="andrewbrown")).json
    assert [(row["read_seq"], row["unread_count"]) for row in own] == [(2, 0)]


async def test_group_21_is_reached_and_no_row_comes_twice(world: World) -> None:
    others = [f"person{number}" for number in range(1, 46)]
    await world.add(*others)
    groups: list[str] = []
    for other in others:
        world.clock.step(1)
        groups.insert(0, await world.begin(other, "bayko"))
    page = await world.ask("GET", "/api/message_groups", by="bayko")
    seen = [row["uuid"] for row in page.json]
    assert len(seen) == 20
    while "next" in page.links():
        page = await world.ask("GET", page.links()["next"], by="bayko")
        seen += [row["uuid"] for row in page.json]
    assert seen == groups


async def test_a_limit_is_kept_by_the_links(world: World) -> None:
    for other in ("andrewbrown", "londo"):
        await world.begin(other, "bayko")
    first = await world.ask("GET", "/api/message_groups?limit=1", by="bayko")
    second = await world.ask("GET", first.links()["next"], by="bayko")
    assert (len(first.json), len(second.json)) == (1, 1)
    assert second.header("link") is None


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "limit=1&limit=1", "limit=%31%30%31"])
async def test_a_limit_out_of_range_is_422(world: World, query: str) -> None:
    refused = await world.ask("GET", f"/api/message_groups?{query}", by="bayko")
    assert (refused.status, refused.codes) == (422, ["limit_invalid"])


async def a_cursor(world: World) -> str:
    for other in ("andrewbrown", "londo"):
        await world.begin(other, "bayko")
    first = await world.ask("GET", "/api/message_groups?limit=1", by="bayko")
    return first.links()["next"].rpartition("cursor=")[2]


async def test_every_altered_cursor_is_refused(world: World) -> None:
    cursor = await a_cursor(world)
    assert (await world.ask("GET", f"/api/message_groups?cursor={cursor}", by="bayko")).status == 200
    altered = [
        cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :] for place in range(len(cursor))
    ]
    altered += [
        cursor[:-1],
        cursor + "A",
        cursor + "=",
        "",
        "%00",
        "%FF",
        "x" * 5000,
        base64.b64encode(b"x" * 75).decode(),
    ]
    for forged in altered:
        refused = await world.ask("GET", f"/api/message_groups?cursor={forged}", by="bayko")
        assert (refused.status, refused.codes) == (400, ["cursor_invalid"]), forged
    twice = await world.ask("GET", f"/api/message_groups?cursor={cursor}&cursor={cursor}", by="bayko")
    assert (twice.status, twice.codes) == (400, ["cursor_invalid"])


async def test_another_persons_cursor_is_refused(world: World) -> None:
    cursor = await a_cursor(world)
    refused = await world.ask("GET", f"/api/message_groups?cursor={cursor}", by="londo")
    assert (refused.status, refused.codes) == (400, ["cursor_invalid"])


async def test_a_group_has_its_row_and_its_members_with_their_read_marks(world: World) -> None:
    group = await world.begin("andrewbrown", "bayko")
    found = await world.ask("GET", f"/api/message_groups/{group}", by="bayko")
    row = (await world.ask("GET", "/api/message_groups", by="bayko")).json[0]
    members = found.json.pop("members")
    assert found.json | {"members": members} == row | {"members": members}
    assert sorted((member["handle"], member["role"], member["read_seq"]) for member in members) == [
        ("andrewbrown", "member", 1),
        ("bayko", "member", 0),
    ]
    assert set(members[0]) == {"uuid", "handle", "display_name", "role", "read_seq"}


async def test_an_emptied_message_keeps_its_place_and_loses_its_text(world: World) -> None:
    group = await world.begin("andrewbrown", "bayko", "secret")
    entry = await world.engine.log.get_entry(group, 1)  # pyright: ignore[reportArgumentType] - wire texts
    await world.engine.log.revise(emptied(entry, world.clock.now()), earlier=entry)
    await world.project()
    (shown,) = (await world.ask("GET", f"/api/messages/{group}", by="bayko")).json
    assert (shown["message"], shown["deleted_at"], shown["rev"]) == (None, world.clock.now(), 1)
    assert (await world.ask("GET", "/api/message_groups", by="bayko")).json[0]["message"] is None


async def test_the_read_mark_rises_is_clamped_and_never_falls(world: World) -> None:
    group = await world.begin("andrewbrown", "bayko", "one", "two", "three")
    marks = []
    for seq in (2, 1, 0, MAX_SEQ):
        marked = await world.ask("PUT", f"/api/message_groups/{group}/read", by="bayko", json={"seq": seq})
        assert marked.status == 200
        marks.append((marked.json["read_seq"], marked.json["unread_count"]))
    assert marks == [(2, 1), (2, 1), (2, 1), (3, 0)]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "seq_blank"),
        ({"seq": -1}, "seq_invalid"),
        ({"seq": MAX_SEQ + 1}, "seq_invalid"),
        ({"seq": 10**40}, "seq_invalid"),
        ({"seq": "1"}, "seq_invalid"),
        ({"seq": None}, "seq_invalid"),
        ({"seq": 1.5}, "seq_invalid"),
        ({"seq": 1, "at": 2}, "unknown_field"),
    ],
)
async def test_a_mark_that_is_no_seq_is_422(world: World, body: object, code: str) -> None:
    group = await world.begin("andrewbrown", "bayko")
    refused = await world.ask("PUT", f"/api/message_groups/{group}/read", by="bayko", json=body)
    assert (refused.status, refused.codes) == (422, [code])


async def test_the_counter_counts_entries_and_groups(world: World) -> None:
    assert (await world.ask("GET", "/api/messages/counter", by="bayko")).json == {"count": 0, "groups": 0}
    group = await world.begin("andrewbrown", "bayko", "one", "two")
    await world.begin("londo", "bayko")
    assert (await world.ask("GET", "/api/messages/counter", by="bayko")).json == {"count": 3, "groups": 2}
    await world.ask("PUT", f"/api/message_groups/{group}/read", by="bayko", json={"seq": 2})
    assert (await world.ask("GET", "/api/messages/counter", by="bayko")).json == {"count": 1, "groups": 1}


async def test_a_group_of_several_has_a_title_no_handle_and_quiet_lines_with_subjects(world: World) -> None:
    group = await a_group_of_three(world)
    (row,) = (await world.ask("GET", "/api/message_groups", by="londo")).json
    assert (row["kind"], row["display_name"], row["handle"], row["user_uuid"]) == ("group", "Station", None, None)
    assert (row["member_count"], row["last_kind"], row["message"]) == (3, "joined", None)
    (line,) = (await world.ask("GET", f"/api/messages/{group}", by="londo")).json
    assert (line["kind"], line["message"], line["title"]) == ("joined", None, "Station")
    assert {subject["handle"] for subject in line["subjects"]} == {"andrewbrown", "bayko", "londo"}
    assert set(line["subjects"][0]) == {"user_uuid", "display_name", "handle"}


async def a_group_of_three(world: World) -> str:
    from cruddur.domain.group import Group, GroupKind, Member, Role
    from cruddur.domain.ids import GroupUuid, MessageUuid, Seq

    people = [world.people[handle].uuid for handle in ("andrewbrown", "bayko", "londo")]
    group = Group(
        uuid=GroupUuid("11111111-1111-4111-8111-111111111111"),
        kind=GroupKind.GROUP,
        title="Station",
        members={uuid: Member(Role.OWNER if uuid == people[0] else Role.MEMBER, Seq(1)) for uuid in people},
        membership_seq=Seq(1),
        created_at=world.clock.now(),
        created_by=people[0],
    )
    await world.engine.log.start_group(group, message_uuid=MessageUuid("019aa0de-6b00-7c3d-8e4f-5a6b7c8d9e05"))
    await world.project()
    return group.uuid
