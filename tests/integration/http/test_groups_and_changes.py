"""Groups of several, and changing what one has written: who may, what the answers say, and what everybody else sees."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import pytest

from cruddur.domain.event import EntryStored, Event
from cruddur.domain.ids import direct_group_uuid
from cruddur.entrypoints.http.live_present import LivePresent
from cruddur.entrypoints.live.connection import Connection
from cruddur.entrypoints.live.hub import Hub
from tests.integration.http.world import Answered, World

KEY = {
    "message_group_uuid": "019aa0de-6b00-7c3d-8e4f-5a6b7c8d9e06",
    "message_uuid": "019aa0de-6b00-7c3d-8e4f-5a6b7c8d9e07",
}
INVENTED = "11111111-1111-4111-8111-111111111111"


async def start(world: World, *handles: str, by: str = "andrewbrown", **fields: object) -> Answered:
    body = {"title": "Station", "handles": handles, **fields}
    return await world.ask("POST", "/api/message_groups", by=by, json=body)


async def a_group(world: World, *handles: str) -> str:
    """Begin a group that andrewbrown owns; its uuid."""
    started = await start(world, *(handles or ("bayko",)))
    assert started.status == 200, started.body
    return started.json["uuid"]


async def send(world: World, group: str, message: str = "hello", *, by: str = "andrewbrown") -> Answered:
    return await world.ask("POST", "/api/messages", by=by, json={"message": message, "message_group_uuid": group})


async def log_of(world: World, group: str, *, by: str = "andrewbrown") -> list[dict[str, Any]]:
    return (await world.ask("GET", f"/api/messages/{group}", by=by)).json


async def row_of(world: World, group: str, *, by: str) -> dict[str, Any]:
    """The group in somebody's inbox, once the projector has come by."""
    await world.project()
    rows = (await world.ask("GET", "/api/message_groups", by=by)).json
    return next(row for row in rows if row["uuid"] == group)


def roles(answer: Answered) -> dict[str, str]:
    assert answer.status == 200, answer.body
    return {member["handle"]: member["role"] for member in answer.json["members"]}


def heard(world: World) -> list[Event]:
    """What the bus carries from now on."""
    told: list[Event] = []
    world.bus.subscribe(told.append)
    return told


class Sockets:
    """Open sockets, one a person, and the frames that each of them got."""

    def __init__(self, world: World, *handles: str) -> None:
        loop = asyncio.get_running_loop()
        self.of: dict[str, list[dict[str, Any]]] = {handle: [] for handle in handles}
        self._hub = Hub(groups=world.engine.groups, present=LivePresent(world.users), loop=loop)
        for handle in handles:
            self._hub.add(Connection(world.people[handle].uuid, self._sender(handle), loop))
        world.bus.subscribe(self._hub.receive)

    async def settled(self) -> None:
        """Wait for what is on its way."""
        await self._hub.drain()
        await asyncio.sleep(0)

    def _sender(self, handle: str) -> Callable[[MutableMapping[str, Any]], Awaitable[None]]:
        async def send_frame(frame: MutableMapping[str, Any]) -> None:
            self.of[handle].append(json.loads(frame["text"]))

        return send_frame


# --- begin


async def test_a_group_begins_with_its_creator_as_the_owner_and_everybody_in_it(world: World) -> None:
    started = await start(world, "bayko", "@Londo", "bayko", "andrewbrown")
    assert roles(started) == {"andrewbrown": "owner", "bayko": "member", "londo": "member"}
    assert (started.json["kind"], started.json["display_name"], started.json["handle"]) == ("group", "Station", None)
    assert (started.json["member_count"], started.json["last_kind"], started.json["unread_count"]) == (3, "joined", 0)
    group = started.json["uuid"]
    assert started.json == (await world.ask("GET", f"/api/message_groups/{group}", by="andrewbrown")).json
    assert (await row_of(world, group, by="londo"))["unread_count"] == 1
    (line,) = await log_of(world, group, by="bayko")
    assert (line["kind"], line["title"], len(line["subjects"])) == ("joined", "Station", 3)


async def test_a_repeat_with_the_same_keys_begins_nothing_and_gets_the_group(world: World) -> None:
    first = await start(world, "bayko", **KEY)
    assert first.json["uuid"] == KEY["message_group_uuid"]
    repeated = await start(world, "bayko", **KEY)
    assert (repeated.status, repeated.body) == (200, first.body)
    assert len(await log_of(world, KEY["message_group_uuid"])) == 1
    for by in ("bayko", "londo"):
        taken = await start(world, "andrewbrown", by=by, **KEY)
        assert (taken.status, taken.codes) == (409, ["idempotency_mismatch"])
    other_key = await start(world, "bayko", **{**KEY, "message_uuid": INVENTED})
    assert (other_key.status, other_key.codes) == (409, ["idempotency_mismatch"])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "title_invalid"),
        ({"handles": []}, "title_invalid"),
        ({"title": 1, "handles": []}, "title_invalid"),
        ({"title": " \t", "handles": []}, "title_invalid"),
        ({"title": "x" * 61, "handles": []}, "title_invalid"),
        ({"title": "a\0", "handles": []}, "title_invalid"),
        ({"title": "x"}, "handles_blank"),
        ({"title": "x", "handles": "bayko"}, "handles_invalid"),
        ({"title": "x", "handles": [1]}, "handles_invalid"),
        ({"title": "x", "handles": [], "role": "owner"}, "unknown_field"),
        ({"title": "x", "handles": [], "message_uuid": KEY["message_uuid"]}, "group_key_incomplete"),
        ({"title": "x", "handles": [], "message_group_uuid": INVENTED}, "group_key_incomplete"),
        ({"title": "x", "handles": [], **KEY, "message_uuid": "x"}, "message_uuid_invalid"),
        ({"title": "x", "handles": [], **KEY, "message_group_uuid": "x"}, "group_key_invalid"),
        ({"title": "x", "handles": [], **KEY, "message_group_uuid": INVENTED.upper()[:-1] + "A"}, "group_key_invalid"),
        ({"title": "x", "handles": [], **KEY, "message_group_uuid": 1}, "message_group_uuid_invalid"),
    ],
)
async def test_a_start_that_is_not_as_it_may_be_is_422(world: World, body: object, code: str) -> None:
    refused = await world.ask("POST", "/api/message_groups", by="andrewbrown", json=body)
    assert (refused.status, refused.codes) == (422, [code])
    assert (await world.ask("GET", "/api/message_groups", by="andrewbrown")).json == []


async def test_nobody_can_sit_down_where_two_people_will_talk(world: World) -> None:
    theirs = direct_group_uuid(world.people["bayko"].uuid, world.people["londo"].uuid)
    refused = await start(world, "bayko", "londo", **{**KEY, "message_group_uuid": theirs})
    assert (refused.status, refused.codes) == (422, ["group_key_invalid"])
    assert await world.begin("bayko", "londo") == theirs
    known = await start(world, "bayko", **{**KEY, "message_group_uuid": theirs})
    assert known.body == refused.body


async def test_a_handle_that_nobody_has_is_404_and_begins_nothing(world: World) -> None:
    for handle in ("nobody", "", "no body", "x" * 5000):
        refused = await start(world, "bayko", handle)
        assert (refused.status, refused.codes) == (404, ["user_not_found"])
    assert (await world.ask("GET", "/api/message_groups", by="bayko")).json == []


async def test_more_than_256_people_do_not_fit(world: World) -> None:
    others = [f"person{number}" for number in range(255)]
    await world.add(*others)
    refused = await start(world, "bayko", *others)
    assert (refused.status, refused.codes) == (409, ["group_full"])
    group = await a_group(world, *others)
    for handles in (["bayko"], [*others, "bayko"]):
        full = await world.ask(
            "POST", f"/api/message_groups/{group}/members", by="andrewbrown", json={"handles": handles}
        )
        assert (full.status, full.codes) == (409, ["group_full"])
    assert len(await log_of(world, group)) == 1


async def test_new_groups_count_against_the_limit_and_repeats_do_not() -> None:
    world = World.open(rates={"new_groups_per_hour": 1})
    await world.add("andrewbrown", "bayko")
    starts = [KEY, KEY, {**KEY, "message_group_uuid": INVENTED}, {}, KEY]
    assert [(await start(world, "bayko", **key)).status for key in starts] == [200, 200, 429, 429, 200]
    sent = await world.ask("POST", "/api/messages", by="andrewbrown", json={"message": "x", "handle": "bayko"})
    assert sent.status == 429
    await world.engine.close()


async def test_handles_cannot_be_tried_by_starting_or_adding() -> None:
    world = World.open(rates={"lookups_per_s": 1})
    await world.add("andrewbrown", "bayko")
    group = await a_group(world)
    add: dict[str, Any] = {
        "method": "POST",
        "path": f"/api/message_groups/{group}/members",
        "json": {"handles": ["nobody"]},
    }
    statuses = [(await start(world, "nobody")).status, (await world.ask(**add, by="andrewbrown")).status]
    statuses += [(await start(world, "nobody")).status, (await world.ask(**add, by="andrewbrown")).status]
    assert [*statuses, (await start(world, "bayko")).status] == [404, 404, 404, 429, 429]
    await world.engine.close()


# --- rename, add, remove


async def test_an_owner_renames_and_the_answer_has_the_title_at_once(world: World) -> None:
    group = await a_group(world)
    renamed = await world.ask(
        "PATCH", f"/api/message_groups/{group}", by="andrewbrown", json={"title": "  Print   fair "}
    )
    assert (renamed.status, renamed.json["display_name"]) == (200, "Print fair")
    assert (renamed.json["last_kind"], renamed.json["last_seq"], renamed.json["unread_count"]) == ("renamed", 2, 0)
    assert (await row_of(world, group, by="bayko"))["display_name"] == "Print fair"
    assert renamed.json == (await world.ask("GET", f"/api/message_groups/{group}", by="andrewbrown")).json
    refused = await world.ask("PATCH", f"/api/message_groups/{group}", by="andrewbrown", json={"title": " "})
    assert (refused.status, refused.codes) == (422, ["title_invalid"])


async def test_an_owner_brings_people_in_and_a_repeat_changes_nothing(world: World) -> None:
    group = await a_group(world)
    target = f"/api/message_groups/{group}/members"
    assert (await send(world, group, by="londo")).status == 404
    for _ in range(2):
        added = await world.ask("POST", target, by="andrewbrown", json={"handles": ["@londo", "bayko"]})
        assert roles(added) == {"andrewbrown": "owner", "bayko": "member", "londo": "member"}
        assert (added.json["member_count"], added.json["last_seq"]) == (3, 2)
    assert (await send(world, group, by="londo")).status == 200
    for body, status, code in (
        ({"handles": []}, 404, "user_not_found"),
        ({"handles": ["nobody"]}, 404, "user_not_found"),
        ({}, 422, "handles_blank"),
        ({"handles": {}}, 422, "handles_invalid"),
    ):
        refused = await world.ask("POST", target, by="andrewbrown", json=body)
        assert (refused.status, refused.codes) == (status, [code])


async def test_256_people_fit_into_a_group_and_one_more_does_not(world: World) -> None:
    crowd = [f"person{number}" for number in range(254)]
    await world.add(*crowd, "onemore")
    group = await a_group(world, "bayko")
    target = f"/api/message_groups/{group}/members"
    many = await world.ask("POST", target, by="andrewbrown", json={"handles": crowd})
    assert len(roles(many)) == many.json["member_count"] == 256
    assert roles(await start(world, "bayko", *crowd)) == roles(many)
    full = await world.ask("POST", target, by="andrewbrown", json={"handles": ["onemore"]})
    assert (full.status, full.codes) == (409, ["group_full"])
    crowded = await start(world, "bayko", *crowd, "onemore")
    assert (crowded.status, crowded.codes) == (409, ["group_full"])
    assert (await send(world, group, by=crowd[-1])).status == 200
    assert (await row_of(world, group, by=crowd[0]))["unread_count"] == 2


async def test_whoever_is_removed_can_neither_send_nor_read_any_more(world: World) -> None:
    group = await a_group(world, "bayko", "londo")
    assert (await send(world, group, by="bayko")).status == 200
    told = heard(world)
    target = f"/api/message_groups/{group}/members/{world.people['bayko'].uuid}"
    removed = await world.ask("DELETE", target, by="andrewbrown")
    assert (removed.status, removed.body, removed.header("content-length")) == (204, b"", None)
    assert [event.entry.kind for event in told if isinstance(event, EntryStored)] == ["left"]
    never = await world.ask("GET", f"/api/messages/{INVENTED}", by="bayko")
    for after in (
        await send(world, group, by="bayko"),
        await world.ask("GET", f"/api/messages/{group}", by="bayko"),
        await world.ask("PATCH", f"/api/messages/{group}/2", by="bayko", json={"message": "y", "rev": 0}),
        await world.ask("DELETE", f"/api/messages/{group}/2", by="bayko"),
    ):
        assert (after.status, after.body) == (404, never.body)
    assert (await world.ask("GET", "/api/message_groups", by="bayko")).json == []
    line = (await log_of(world, group, by="londo"))[-1]
    assert (line["kind"], [subject["handle"] for subject in line["subjects"]]) == ("left", ["bayko"])
    for nobody in (world.people["bayko"].uuid, INVENTED, "malformed", "%00"):
        again = await world.ask("DELETE", f"/api/message_groups/{group}/members/{nobody}", by="andrewbrown")
        assert (again.status, again.codes) == (404, ["member_not_found"])


async def test_everybody_may_leave_and_the_last_owner_hands_over(world: World) -> None:
    group = await a_group(world)
    target = f"/api/message_groups/{group}/members/{world.people['andrewbrown'].uuid}"
    assert (await world.ask("DELETE", target, by="andrewbrown")).status == 204
    assert (await world.ask("DELETE", target, by="andrewbrown")).codes == ["message_group_not_found"]
    assert roles(await world.ask("GET", f"/api/message_groups/{group}", by="bayko")) == {"bayko": "owner"}


async def test_an_owner_makes_another_one_and_one_of_them_stays(world: World) -> None:
    group = await a_group(world)
    andrew, bayko = (
        f"/api/message_groups/{group}/members/{world.people[who].uuid}" for who in ("andrewbrown", "bayko")
    )
    alone = await world.ask("PATCH", andrew, by="andrewbrown", json={"role": "member"})
    assert (alone.status, alone.codes) == (409, ["last_owner"])
    told = heard(world)
    for _ in range(2):
        made = await world.ask("PATCH", bayko, by="andrewbrown", json={"role": "owner"})
        assert roles(made) == {"andrewbrown": "owner", "bayko": "owner"}
        assert (made.json["last_kind"], made.json["last_seq"]) == ("role", 2)
    assert [event.entry.kind for event in told if isinstance(event, EntryStored)] == ["role"]
    line = (await log_of(world, group, by="bayko"))[-1]
    assert (line["message"], [subject["handle"] for subject in line["subjects"]]) == ("owner", ["bayko"])
    down = await world.ask("PATCH", andrew, by="andrewbrown", json={"role": "member"})
    assert roles(down) == {"andrewbrown": "member", "bayko": "owner"}
    refused = await world.ask("PATCH", andrew, by="andrewbrown", json={"role": "owner"})
    assert (refused.status, refused.codes) == (403, ["owner_only"])
    for target, body, status, code in (
        (bayko, {}, 422, "role_blank"),
        (bayko, {"role": "king"}, 422, "role_invalid"),
        (bayko, {"role": "member", "for": "ever"}, 422, "unknown_field"),
        (f"/api/message_groups/{group}/members/{INVENTED}", {"role": "owner"}, 404, "member_not_found"),
        (f"/api/message_groups/{group}/members/malformed", {"role": "owner"}, 404, "member_not_found"),
    ):
        refused = await world.ask("PATCH", target, by="bayko", json=body)
        assert (refused.status, refused.codes) == (status, [code])


async def test_what_is_for_owners_is_403_for_members_and_changes_nothing(world: World) -> None:
    group = await a_group(world, "bayko", "londo")
    for method, path, body in (
        ("PATCH", f"/api/message_groups/{group}", {"title": "Mine"}),
        ("POST", f"/api/message_groups/{group}/members", {"handles": ["londo"]}),
        ("PATCH", f"/api/message_groups/{group}/members/{world.people['bayko'].uuid}", {"role": "owner"}),
        ("PATCH", f"/api/message_groups/{group}/members/malformed", {"role": "owner"}),
        ("DELETE", f"/api/message_groups/{group}/members/{world.people['londo'].uuid}", None),
        ("DELETE", f"/api/message_groups/{group}/members/malformed", None),
    ):
        refused = await world.ask(method, path, by="bayko", json=body)
        assert (refused.status, refused.codes) == (403, ["owner_only"])
    assert len(await log_of(world, group)) == 1


async def test_a_conversation_of_two_stays_as_it_is(world: World) -> None:
    direct = await world.begin("andrewbrown", "bayko")
    for method, path, body in (
        ("PATCH", f"/api/message_groups/{direct}", {"title": "Ours"}),
        ("POST", f"/api/message_groups/{direct}/members", {"handles": ["londo"]}),
        ("PATCH", f"/api/message_groups/{direct}/members/{world.people['bayko'].uuid}", {"role": "owner"}),
        ("DELETE", f"/api/message_groups/{direct}/members/{world.people['bayko'].uuid}", None),
    ):
        refused = await world.ask(method, path, by="andrewbrown", json=body)
        assert (refused.status, refused.codes) == (404, ["message_group_not_found"])


# --- change, take back


async def test_an_edit_shows_in_the_list_and_after_the_projector_in_the_inbox(world: World) -> None:
    group = await a_group(world)
    await send(world, group, "helo")
    await world.project()
    world.clock.step(60)
    told = heard(world)
    edited = await world.ask("PATCH", f"/api/messages/{group}/2", by="andrewbrown", json={"message": "hello", "rev": 0})
    assert edited.status == 200
    assert edited.json == (await log_of(world, group, by="bayko"))[1]
    assert (edited.json["message"], edited.json["rev"], edited.json["seq"]) == ("hello", 1, 2)
    assert edited.json["edited_at"] == world.clock.now() > edited.json["created_at"]
    assert [(event.entry.rev, event.entry.message) for event in told if isinstance(event, EntryStored)] == [
        (1, "hello")
    ]
    assert (await row_of(world, group, by="bayko"))["message"] == "hello"


async def test_an_edit_of_what_was_changed_since_is_409_and_its_own_repeat_is_not(world: World) -> None:
    group = await a_group(world)
    await send(world, group)
    target = f"/api/messages/{group}/2"
    first = await world.ask("PATCH", target, by="andrewbrown", json={"message": "one", "rev": 0})
    repeated = await world.ask("PATCH", target, by="andrewbrown", json={"message": "one", "rev": 0})
    assert (repeated.status, repeated.body) == (200, first.body)
    for rev in (0, 2, 10**12 - 1):
        refused = await world.ask("PATCH", target, by="andrewbrown", json={"message": "two", "rev": rev})
        assert (refused.status, refused.codes) == (409, ["revision_conflict"])
    assert (await log_of(world, group))[1]["message"] == "one"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"rev": 0}, "message_blank"),
        ({"message": " ", "rev": 0}, "message_blank"),
        ({"message": "x" * 1025, "rev": 0}, "message_exceed_max_chars"),
        ({"message": "a\0", "rev": 0}, "message_not_text"),
        ({"message": None, "rev": 0}, "message_invalid"),
        ({"message": "x"}, "rev_blank"),
        ({"message": "x", "rev": -1}, "rev_invalid"),
        ({"message": "x", "rev": 10**20}, "rev_invalid"),
        ({"message": "x", "rev": "0"}, "rev_invalid"),
        ({"message": "x", "rev": 0, "seq": 2}, "unknown_field"),
    ],
)
async def test_an_edit_that_is_not_as_it_may_be_is_422(world: World, body: object, code: str) -> None:
    group = await a_group(world)
    await send(world, group)
    refused = await world.ask("PATCH", f"/api/messages/{group}/2", by="andrewbrown", json=body)
    assert (refused.status, refused.codes) == (422, [code])


async def test_what_is_taken_back_leaves_a_tombstone_and_an_empty_preview(world: World) -> None:
    group = await a_group(world)
    await send(world, group, "secret")
    await world.ask("PATCH", f"/api/messages/{group}/2", by="andrewbrown", json={"message": "secrets", "rev": 0})
    assert (await row_of(world, group, by="bayko"))["message"] == "secrets"
    told = heard(world)
    emptied = await world.ask("DELETE", f"/api/messages/{group}/2", by="andrewbrown")
    repeated = await world.ask("DELETE", f"/api/messages/{group}/2", by="andrewbrown")
    assert (emptied.status, repeated.status, repeated.body) == (200, 200, emptied.body)
    assert (emptied.json["seq"], emptied.json["message"], emptied.json["rev"]) == (2, None, 2)
    assert emptied.json["deleted_at"] == world.clock.now()
    assert [event.entry.deleted_at for event in told if isinstance(event, EntryStored)] == [world.clock.now()]
    log = await log_of(world, group, by="bayko")
    assert [entry["seq"] for entry in log] == [1, 2]
    assert log[1] == emptied.json
    assert (await row_of(world, group, by="bayko"))["message"] is None
    late = await world.ask("PATCH", f"/api/messages/{group}/2", by="andrewbrown", json={"message": "x", "rev": 2})
    assert (late.status, late.codes) == (404, ["message_not_found"])
    assert (await send(world, group)).json["seq"] == 3


@pytest.mark.parametrize("seq", ["1", "3", "4", "0", "-1", "x", "%C2%B2", "1.0", "9" * 13, "%00"])
async def test_quiet_lines_and_messages_of_others_or_of_nobody_look_the_same(world: World, seq: str) -> None:
    group = await a_group(world)
    await send(world, group, by="andrewbrown")
    await send(world, group, by="bayko")
    edit = {"message": "mine now", "rev": 0}
    target = f"/api/messages/{group}/{seq}"
    for refused in (
        await world.ask("PATCH", target, by="andrewbrown", json=edit),
        await world.ask("DELETE", target, by="andrewbrown"),
    ):
        assert (refused.status, refused.codes) == (404, ["message_not_found"])
    assert [entry["rev"] for entry in await log_of(world, group)] == [0, 0, 0]


# --- strangers, other sites, sockets


async def test_a_stranger_is_told_the_group_does_not_exist_byte_for_byte(world: World) -> None:
    theirs = await a_group(world)
    await send(world, theirs)
    member = world.people["bayko"].uuid
    for method, path, body in (
        ("PATCH", "/api/message_groups/{}", {"title": "Mine"}),
        ("POST", "/api/message_groups/{}/members", {"handles": ["londo"]}),
        ("PATCH", f"/api/message_groups/{{}}/members/{member}", {"role": "owner"}),
        ("PATCH", "/api/message_groups/{}/members/malformed", {"role": "owner"}),
        ("DELETE", f"/api/message_groups/{{}}/members/{member}", None),
        ("DELETE", f"/api/message_groups/{{}}/members/{world.people['londo'].uuid}", None),
        ("DELETE", "/api/message_groups/{}/members/malformed", None),
        ("PATCH", "/api/messages/{}/2", {"message": "x", "rev": 0}),
        ("PATCH", "/api/messages/{}/malformed", {"message": "x", "rev": 0}),
        ("DELETE", "/api/messages/{}/2", None),
        ("DELETE", "/api/messages/{}/99", None),
        ("GET", "/api/messages/{}/2/versions", None),
        ("GET", "/api/messages/{}/99/versions", None),
        ("PUT", "/api/messages/{}/2/reactions/%F0%9F%91%8D", None),
        ("PUT", "/api/messages/{}/malformed/reactions/%F0%9F%91%8D", None),
        ("DELETE", "/api/messages/{}/2/reactions/%F0%9F%91%8D", None),
    ):
        ids = (theirs, INVENTED, theirs.upper(), "malformed", "%00", "%F0%9F%91%8D")
        answers = [await world.ask(method, path.format(each), by="londo", json=body) for each in ids]
        assert {(answer.status, answer.body) for answer in answers} == {(404, answers[0].body)}, (method, path)
        assert answers[0].codes == ["message_group_not_found"]
    assert [entry["rev"] for entry in await log_of(world, theirs)] == [0, 0]


async def test_a_browser_on_another_site_changes_nothing_without_a_body_either(world: World) -> None:
    group = await a_group(world)
    await send(world, group)
    for path in (f"/api/messages/{group}/2", f"/api/message_groups/{group}/members/{world.people['bayko'].uuid}"):
        for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {}):
            refused = await world.ask("DELETE", path, by="andrewbrown", cookie=True, headers=headers)
            assert (refused.status, refused.codes) == (403, ["cross_site"])
        refused = await world.ask("DELETE", f"{path}?really=1", by="andrewbrown")
        assert (refused.status, refused.codes) == (422, ["unknown_parameter"])
        own = {"sec-fetch-site": "same-origin"}
        assert (await world.ask("DELETE", path, by="andrewbrown", cookie=True, headers=own)).status in (200, 204)


async def test_open_sockets_hear_of_changes_and_whoever_is_removed_hears_only_that(world: World) -> None:
    group = await a_group(world, "bayko", "londo")
    await send(world, group)
    frames = Sockets(world, "bayko", "londo")
    await world.ask("PATCH", f"/api/messages/{group}/2", by="andrewbrown", json={"message": "hi", "rev": 0})
    await frames.settled()
    bayko = world.people["bayko"].uuid
    await world.ask("DELETE", f"/api/message_groups/{group}/members/{bayko}", by="andrewbrown")
    await frames.settled()
    emptied = await world.ask("DELETE", f"/api/messages/{group}/2", by="andrewbrown")
    await frames.settled()
    assert [frame["type"] for frame in frames.of["bayko"]] == ["edited", "removed"]
    assert frames.of["bayko"][1] == {"type": "removed", "message_group_uuid": group}
    assert [frame["type"] for frame in frames.of["londo"]] == ["edited", "message", "edited"]
    assert [frame["message"] for frame in frames.of["londo"]] == ["hi", None, None]
    assert frames.of["londo"][2] == {"type": "edited", "message_group_uuid": group, **emptied.json}


async def test_newcomers_see_what_was_said_before_only_if_they_shall(world: World) -> None:
    await world.add("vir", "zack")
    group = (
        await world.ask("POST", "/api/message_groups", by="andrewbrown", json={"title": "Fair", "handles": ["bayko"]})
    ).json["uuid"]
    await world.ask("POST", "/api/messages", by="bayko", json={"message": "before", "message_group_uuid": group})
    target = f"/api/message_groups/{group}/members"
    for body in ({"handles": ["vir"]}, {"handles": ["zack"], "history": "none"}):
        assert (await world.ask("POST", target, by="andrewbrown", json=body)).status == 200
    texts = {
        who: [entry["message"] for entry in (await world.ask("GET", f"/api/messages/{group}", by=who)).json]
        for who in ("bayko", "vir", "zack")
    }
    assert texts == {"bayko": [None, "before", None, None], "vir": [None, "before", None, None], "zack": [None]}
    newest = await world.ask("GET", f"/api/messages/{group}?limit=1", by="zack")
    assert newest.links() == {}
    row = (await world.ask("GET", "/api/message_groups", by="zack")).json[0]
    assert (row["unread_count"], row["message"]) == (1, None)
    for history in ("some", 7, None):
        refused = await world.ask("POST", target, by="andrewbrown", json={"handles": ["vir"], "history": history})
        assert (refused.status, refused.codes) == (422, ["history_invalid"])
