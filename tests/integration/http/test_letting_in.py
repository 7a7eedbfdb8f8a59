"""Who is let in, and from where: credentials, other sites, limits."""

import pytest

from cruddur.domain.ids import direct_group_uuid
from tests.integration.http.world import HOST, World

WRITES = [("POST", "/api/messages"), ("PUT", "/api/message_groups/00000000-0000-4000-8000-00000000dead/read")]
PRIVATE = [
    *WRITES,
    ("GET", "/api/message_groups"),
    ("GET", "/api/message_groups/00000000-0000-4000-8000-00000000dead"),
    ("GET", "/api/messages/00000000-0000-4000-8000-00000000dead"),
    ("GET", "/api/messages/counter"),
    ("GET", "/api/users?q=bayko"),
    ("GET", "/api/users/@bayko/short"),
    ("GET", "/api/session"),
    ("GET", "/api/profile"),
    ("PATCH", "/api/profile"),
    ("GET", "/api/sessions"),
    ("DELETE", "/api/sessions"),
    ("DELETE", "/api/sessions/5f2c9a0d1b3e4768"),
]


@pytest.mark.parametrize(("method", "path"), PRIVATE)
async def test_without_credentials_nothing_is_said_but_401(world: World, method: str, path: str) -> None:
    refused = await world.ask(method, path, json={} if method != "GET" else None)
    assert (refused.status, refused.codes) == (401, ["unauthenticated"])
    assert refused.header("www-authenticate") == "Bearer"


@pytest.mark.parametrize(("method", "path"), PRIVATE)
async def test_a_bad_token_is_401_and_says_that_the_token_was_it(world: World, method: str, path: str) -> None:
    refused = await world.ask(method, path, by="nobody", json={} if method != "GET" else None)
    assert refused.status == 401
    assert refused.header("www-authenticate") == 'Bearer error="invalid_token"'


async def test_a_bad_bearer_does_not_fall_back_on_a_good_cookie(world: World) -> None:
    headers = {"authorization": "Bearer nobody", "cookie": "session=bayko"}
    assert (await world.ask("GET", "/api/session", headers=headers)).status == 401
    headers = {"authorization": "Bearer londo", "cookie": "session=bayko"}
    assert (await world.ask("GET", "/api/session", headers=headers)).json["user"]["handle"] == "londo"


async def test_while_credentials_cannot_be_checked_the_answer_is_503_with_a_time_to_come_back(world: World) -> None:
    world.knows.is_broken = True
    refused = await world.ask("GET", "/api/session", by="bayko")
    assert (refused.status, refused.codes, refused.header("retry-after")) == (503, ["unavailable"], "3")


async def test_handles_cannot_be_tried_without_signing_in(world: World) -> None:
    there = await world.ask("GET", "/api/users/@bayko/short")
    missing = await world.ask("GET", "/api/users/@nobody/short")
    assert (there.status, there.body) == (missing.status, missing.body) == (401, there.body)


# --- other sites


@pytest.mark.parametrize(
    ("headers", "is_let_in"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-origin", "origin": f"http://{HOST.decode()}"}, True),
        ({"origin": f"http://{HOST.decode()}"}, True),
        ({}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": ""}, False),
        ({"sec-fetch-site": "same-origin, cross-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": f"http://{HOST.decode()}"}, False),
        ({"origin": "http://evil.test"}, False),
        ({"origin": f"https://{HOST.decode()}"}, False),
        ({"origin": f"http://{HOST.decode()}:8080"}, False),
        ({"origin": f"http://{HOST.decode()}.evil.test"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
    ],
)
async def test_a_cookie_changes_something_only_for_this_sites_own_pages(
    world: World, headers: dict[str, str], is_let_in: bool
) -> None:
    group = await world.begin("andrewbrown", "bayko")
    for method, path, body in (
        ("POST", "/api/messages", {"message": "x", "handle": "andrewbrown"}),
        ("PUT", f"/api/message_groups/{group}/read", {"seq": 1}),
    ):
        answer = await world.ask(method, path, by="bayko", cookie=True, json=body, headers=headers)
        assert answer.status == (200 if is_let_in else 403)
        assert is_let_in or answer.codes == ["cross_site"]


async def test_a_token_needs_no_mark_of_a_site_and_a_cookie_reads_without_one(world: World) -> None:
    body = {"message": "x", "handle": "andrewbrown"}
    headers = {"sec-fetch-site": "cross-site", "origin": "http://evil.test"}
    assert (await world.ask("POST", "/api/messages", by="bayko", json=body, headers=headers)).status == 200
    assert (await world.ask("GET", "/api/session", by="bayko", cookie=True, headers=headers)).status == 200


async def test_a_public_address_decides_which_origin_is_ones_own() -> None:
    world = World.open(public_url="https://messages.example")
    await world.add("andrewbrown", "bayko")
    body = {"message": "x", "handle": "andrewbrown"}
    for origin, status in (("https://messages.example", 200), (f"http://{HOST.decode()}", 403)):
        answer = await world.ask(
            "POST", "/api/messages", by="bayko", cookie=True, json=body, headers={"origin": origin}
        )
        assert answer.status == status
    await world.engine.close()


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "PUT"])
async def test_no_other_site_is_granted_anything(world: World, method: str) -> None:
    headers = {
        "origin": "http://evil.test",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type, authorization",
    }
    for path in ("/api/messages", "/api/message_groups", "/api/schema", "/", "/auth/login"):
        answer = await world.ask(method, path, by="bayko", headers=headers)
        assert not [name for name, _ in answer.headers if name.startswith(b"access-control")]


# --- limits


async def test_sends_beyond_the_limit_are_429_with_a_time_to_come_back() -> None:
    world = World.open(rates={"sends_per_s": 2, "lookups_per_s": 0, "new_groups_per_hour": 0})
    await world.add("andrewbrown", "bayko", "londo")
    group = await world.begin("andrewbrown", "bayko")
    body = {"message": "x", "message_group_uuid": group}
    sent = [await world.ask("POST", "/api/messages", by="andrewbrown", json=body) for _ in range(5)]
    assert [answer.status for answer in sent] == [200, 200, 200, 429, 429]
    assert (sent[-1].codes, sent[-1].header("retry-after")) == (["too_many_requests"], "1")
    assert (await world.ask("POST", "/api/messages", by="bayko", json=body)).status == 200
    world.clock.step(0.5)
    assert (await world.ask("POST", "/api/messages", by="andrewbrown", json=body)).status == 200
    await world.engine.close()


async def test_the_default_limit_lets_500_sends_a_second_through() -> None:
    world = World.open(rates={})
    await world.add("andrewbrown", "bayko")
    group = await world.begin("andrewbrown", "bayko")
    body = {"message": "x", "message_group_uuid": group}
    own = {"sec-fetch-site": "same-origin"}
    for _ in range(500):
        sent = await world.ask("POST", "/api/messages", by="andrewbrown", cookie=True, json=body, headers=own)
        assert sent.status == 200
    await world.engine.close()


async def test_look_ups_are_limited_by_person_whether_they_find_or_not() -> None:
    world = World.open(rates={"lookups_per_s": 1})
    await world.add("andrewbrown", "bayko")
    paths = ["/api/users/@bayko/short", "/api/users/@nobody/short", "/api/users?q=bay", "/api/users?q=bay"]
    assert [(await world.ask("GET", path, by="andrewbrown")).status for path in paths] == [200, 404, 200, 429]
    assert (await world.ask("GET", paths[0], by="bayko")).status == 200
    await world.engine.close()


async def test_handles_cannot_be_tried_by_sending_either() -> None:
    world = World.open(rates={"lookups_per_s": 1})
    await world.add("andrewbrown", "bayko")
    send = {"message": "x", "handle": "bayko"}
    miss = {"message": "x", "handle": "nobody"}
    statuses = [
        (await world.ask("POST", "/api/messages", by="andrewbrown", json=body)).status
        for body in (miss, send, miss, send, miss, miss, send)
    ]
    assert statuses == [404, 200, 404, 200, 404, 429, 429]
    await world.engine.close()


async def test_new_conversations_are_limited_and_those_begun_go_on() -> None:
    world = World.open(rates={"new_groups_per_hour": 2})
    await world.add("andrewbrown", "bayko", "londo", "vir")
    statuses = []
    for handle in ("bayko", "bayko", "londo", "vir", "bayko", "londo", "nobody", "andrewbrown"):
        body = {"message": "x", "handle": handle}
        statuses.append((await world.ask("POST", "/api/messages", by="andrewbrown", json=body)).status)
    assert statuses == [200, 200, 200, 429, 200, 200, 404, 422]
    world.clock.step(1800)
    assert (
        await world.ask("POST", "/api/messages", by="andrewbrown", json={"message": "x", "handle": "vir"})
    ).status == 200
    await world.engine.close()


async def test_refused_credentials_are_limited_by_address_and_good_ones_are_not_counted() -> None:
    world = World.open(rates={"credentials_per_s": 1})
    await world.add("bayko")
    for _ in range(10):
        assert (await world.ask("GET", "/api/session", by="bayko")).status == 200
    statuses = [(await world.ask("GET", "/api/session", by=f"guess{number}")).status for number in range(6)]
    assert statuses == [401, 401, 401, 401, 429, 429]
    assert (await world.ask("GET", "/api/session", by="bayko")).status == 429
    assert (await world.ask("GET", "/api/session", by="bayko", cookie=True)).status == 200
    forwarded = await world.ask("GET", "/api/session", by="bayko", headers={"x-forwarded-for": "198.51.100.1"})
    assert forwarded.status == 429
    await world.engine.close()


# --- whose group


async def test_a_stranger_is_told_the_group_does_not_exist_byte_for_byte(world: World) -> None:
    theirs = await world.begin("andrewbrown", "bayko")
    invented = direct_group_uuid(world.people["londo"].uuid, world.people["bayko"].uuid)
    ids = (theirs, invented, theirs.upper(), "malformed", "%00", "..%3B", "%F0%9F%91%8D", "x" * 2000)
    for method, path, body in (
        ("GET", "/api/messages/{}", None),
        ("GET", "/api/messages/{}?limit=1&before=2", None),
        ("GET", "/api/message_groups/{}", None),
        ("PUT", "/api/message_groups/{}/read", {"seq": 1}),
    ):
        answers = [await world.ask(method, path.format(each), by="londo", json=body) for each in ids]
        assert {answer.status for answer in answers} == {404}, path
        assert len({answer.body for answer in answers}) == 1
        assert answers[0].codes == ["message_group_not_found"]
    sends = [
        await world.ask("POST", "/api/messages", by="londo", json={"message": "x", "message_group_uuid": each})
        for each in (theirs, invented, theirs.upper(), "malformed", "\0", "x" * 2000)
    ]
    assert {(answer.status, answer.body) for answer in sends} == {(404, sends[0].body)}
    assert len((await world.ask("GET", f"/api/messages/{theirs}", by="bayko")).json) == 1
