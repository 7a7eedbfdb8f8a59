"""Every route, asked by everybody, with every kind of id: the table is that of the API, and is complete or this fails.

Actors: nobody, one whose token has ended, a stranger, a member who was removed, a member, the owner. Ids: their own,
other people's, ones that nobody has, and ones that cannot be any. Whoever may not know gets the same bytes for all.
"""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio

from cruddur.entrypoints.http import routes
from cruddur.entrypoints.http.operations import Operation, Private, Public
from tests.integration.http.world import Answered, World

UNKNOWN = "00000000-0000-4000-8000-00000000dead"
MALFORMED = ("x", "%00", "..%3B", "%F0%9F%91%8D", "0", "x" * 500)
MINE, THEIRS, NOWHERE = "2", "3", "99"
"""Numbers of entries: the member's, the owner's, and one that is not there."""

OF_THE_CALLER: dict[str, Any] = {
    "list_message_groups": None,
    "start_group": {"title": "Another", "handles": ["andrewbrown", "bayko"]},
    "count_unread": None,
    "search_messages": None,
    "search_people": None,
    "get_person": None,
    "get_profile": None,
    "change_profile": {"display_name": "Somebody Else"},
    "get_session": None,
    "list_sessions": None,
    "end_other_sessions": None,
}
OF_A_GROUP: dict[str, Any] = {
    "get_message_group": None,
    "rename_group": {"title": "Renamed"},
    "add_members": {"handles": ["londo"]},
    "change_role": {"role": "owner"},
    "remove_member": None,
    "mark_read": {"seq": 1},
    "list_messages": None,
    "post_message": {"message": "Let me in."},
    "edit_message": {"message": "Better.", "rev": 0},
    "delete_message": None,
    "list_versions": None,
    "add_reaction": None,
    "remove_reaction": None,
}
OF_A_SESSION: dict[str, Any] = {"end_session": None}
OWNERS_ONLY = {"rename_group", "add_members", "change_role"}
BODIES = {**OF_THE_CALLER, **OF_A_GROUP, **OF_A_SESSION}

PRIVATE = [operation for operation in routes.OPERATIONS if isinstance(operation, Private)]
PUBLIC = [operation for operation in routes.OPERATIONS if isinstance(operation, Public)]


def name_of(operation: Operation) -> str:
    handle: Callable[..., Any] = operation.handle  # pyright: ignore[reportAttributeAccessIssue] - of both kinds
    return handle.__name__


BY_NAME = {name_of(operation): operation for operation in PRIVATE}


class Town:
    """A world with a group in it that the owner began, the member is in, and the removed member was in."""

    def __init__(self, world: World, group: str) -> None:
        self.world = world
        self.group = group

    @classmethod
    async def settled(cls, world: World) -> "Town":
        await world.add("mei")
        begun = await world.ask(
            "POST", "/api/message_groups", by="andrewbrown", json={"title": "Station", "handles": ["bayko", "mei"]}
        )
        town = cls(world, begun.json["uuid"])
        for author in ("bayko", "andrewbrown"):
            sent = {"message": f"Said by {author}.", "message_group_uuid": town.group}
            assert (await world.ask("POST", "/api/messages", by=author, json=sent)).status == 200
        gone = f"/api/message_groups/{town.group}/members/{world.people['mei'].uuid}"
        assert (await world.ask("DELETE", gone, by="andrewbrown")).status == 204
        await world.project()
        return town

    async def ask(
        self, name: str, by: str | None, *, group: str = "", seq: str = MINE, session: str = "none"
    ) -> Answered:
        """Ask for an operation as somebody, about an id."""
        operation, body = BY_NAME[name], BODIES[name]
        path = operation.path.format(
            message_group_uuid=group,
            seq=seq,
            session_id=session,
            handle="bayko",
            user_uuid=self._leaver(by),
            emoji="%F0%9F%91%8D",
        )
        if name == "post_message":
            body = {**body, "message_group_uuid": group}
        if name == "search_people":
            path += "?q=bay"
        if name == "search_messages":
            path += "?q=said"
        return await self.world.ask(operation.method, path, by=by, json=body)

    def _leaver(self, by: str | None) -> str:
        return self.world.people["bayko" if by == "andrewbrown" else by or "bayko"].uuid if by != "expired" else UNKNOWN


@pytest_asyncio.fixture
async def town() -> AsyncIterator[Town]:
    world = World.open()
    await world.add("andrewbrown", "bayko", "londo")
    yield await Town.settled(world)
    await world.engine.close()


def test_every_route_has_its_place_in_the_table() -> None:
    names = {name_of(operation) for operation in PRIVATE}
    assert names == set(BODIES), names ^ set(BODIES)
    for name, operation in BY_NAME.items():
        assert ("{message_group_uuid}" in operation.path or name == "post_message") == (name in OF_A_GROUP), name
        assert ("{session_id}" in operation.path) == (name in OF_A_SESSION), name
        assert (operation.body is not None) == (BODIES[name] is not None), name


@pytest.mark.parametrize("operation", PUBLIC, ids=name_of)
async def test_what_is_public_is_the_same_for_everybody(town: Town, operation: Operation) -> None:
    answers = [await town.world.ask(operation.method, operation.path, by=by) for by in (None, "expired", "londo")]
    assert {(answer.status, answer.body) for answer in answers} == {(200, answers[0].body)}


@pytest.mark.parametrize("by", [None, "expired"], ids=["nobody", "expired"])
@pytest.mark.parametrize("name", BY_NAME)
async def test_without_good_credentials_an_id_changes_nothing(town: Town, name: str, by: str | None) -> None:
    ids = (town.group, UNKNOWN, *MALFORMED)
    answers = [await town.ask(name, by, group=each, session=each, seq=each) for each in ids]
    assert {(answer.status, answer.body) for answer in answers} == {(401, answers[0].body)}
    assert answers[0].codes == ["unauthenticated"]


@pytest.mark.parametrize("by", ["londo", "mei"], ids=["stranger", "removed"])
@pytest.mark.parametrize("name", OF_A_GROUP)
async def test_a_group_that_is_other_peoples_is_one_that_was_never_there(town: Town, name: str, by: str) -> None:
    before = await town.ask("list_messages", "bayko", group=town.group)
    ids = (town.group, UNKNOWN, *MALFORMED)
    answers = [await town.ask(name, by, group=each, seq=seq) for each in ids for seq in (MINE, THEIRS, NOWHERE, "x")]
    assert {(answer.status, answer.body) for answer in answers} == {(404, answers[0].body)}
    assert answers[0].codes == ["message_group_not_found"]
    members = await town.ask(name, "bayko", group=UNKNOWN)
    assert (members.status, members.body) == (404, answers[0].body)
    assert (await town.ask("list_messages", "bayko", group=town.group)).body == before.body


@pytest.mark.parametrize("name", OF_A_GROUP)
async def test_who_is_in_a_group_gets_what_is_theirs_and_no_more(town: Town, name: str) -> None:
    member = await town.ask(name, "bayko", group=town.group)
    if name in OWNERS_ONLY:
        assert (member.status, member.codes) == (403, ["owner_only"])
        member = await town.ask(name, "andrewbrown", group=town.group)
    assert member.status == BY_NAME[name].success, member.body


@pytest.mark.parametrize("name", ["edit_message", "delete_message"])
async def test_an_entry_of_somebody_else_is_one_that_is_not_there(town: Town, name: str) -> None:
    numbers = (THEIRS, NOWHERE, "0", "x", "-1", "%00", "1" * 40)
    answers = [await town.ask(name, "bayko", group=town.group, seq=seq) for seq in numbers]
    assert {(answer.status, answer.body) for answer in answers} == {(404, answers[0].body)}
    assert answers[0].codes == ["message_not_found"]


async def test_a_session_of_somebody_else_is_one_that_is_not_there(town: Town) -> None:
    own = await town.world.another_browser("bayko", "phone")
    theirs = await town.world.another_browser("londo", "tablet")
    answers = [await town.ask("end_session", "bayko", session=each) for each in (theirs, UNKNOWN, "0" * 16, *MALFORMED)]
    assert {(answer.status, answer.body) for answer in answers} == {(404, answers[0].body)}
    assert answers[0].codes == ["session_not_found"]
    assert (await town.ask("end_session", "bayko", session=own)).status == 200


@pytest.mark.parametrize("by", ["londo", "mei", "bayko"], ids=["stranger", "removed", "member"])
@pytest.mark.parametrize("name", OF_THE_CALLER)
async def test_what_is_ones_own_says_nothing_of_the_groups_of_others(town: Town, name: str, by: str) -> None:
    answer = await town.ask(name, by)
    assert answer.status == BY_NAME[name].success, answer.body
    if name == "list_message_groups":
        assert ([row["uuid"] for row in answer.json] == [town.group]) == (by == "bayko")
    if by != "bayko":
        assert town.group.encode() not in answer.body
        assert b"Said by" not in answer.body
