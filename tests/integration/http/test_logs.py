"""One event a request, and nothing in it that is somebody's: canaries go in everywhere and must not come out."""

import json
from collections.abc import Iterator, MutableMapping
from typing import Any

import msgspec
import pytest
import structlog
from litestar import get

from tests.integration.http.world import World

CANARY = "CANARY7f3a"

Events = list[MutableMapping[str, Any]]


@pytest.fixture
def events() -> Iterator[Events]:
    """Every log event of the test, of every level."""
    with structlog.testing.capture_logs() as captured:
        yield captured


def of_requests(events: Events) -> Events:
    return [event for event in events if event["event"] == "http_request"]


async def test_a_request_is_one_event_with_its_route_and_its_person(world: World, events: Events) -> None:
    group = await world.begin("andrewbrown", "bayko")
    events.clear()
    await world.ask("GET", f"/api/messages/{group}?limit=1", by="bayko", headers={"x-request-id": "trace"})
    assert of_requests(events) == [
        {
            "event": "http_request",
            "log_level": "debug",
            "method": "GET",
            "route": "/api/messages/{message_group_uuid}",
            "status": 200,
            "took_ms": 0.0,
            "request_id": "trace",
            "user_uuid": world.people["bayko"].uuid,
        }
    ]


@pytest.mark.parametrize(
    ("method", "path", "route", "level"),
    [
        ("GET", "/api/message_groups", "/api/message_groups", "debug"),
        ("HEAD", "/api/message_groups", "/api/message_groups", "debug"),
        ("GET", "/api/message_groups/x", "/api/message_groups/{message_group_uuid}", "info"),
        ("GET", "/api/users/@nobody/short", "/api/users/@{handle}/short", "info"),
        ("GET", "/api/nothing/here", "unmatched", "info"),
        ("DELETE", "/api/session", "unmatched", "info"),
        ("GET", "/messages/new/somebody", "web", "warning"),
    ],
)
async def test_the_route_is_a_template_and_the_level_says_whether_to_look(
    world: World, events: Events, method: str, path: str, route: str, level: str
) -> None:
    await world.ask(method, path, by="bayko")
    (event,) = of_requests(events)
    assert (event["method"], event["route"], event["log_level"]) == (method, route, level)


async def test_a_slow_request_is_worth_a_look(world: World, events: Events, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cruddur.entrypoints.http.present.unread", lambda _: world.clock.step(1.5) or 1 / 0)
    await world.ask("GET", "/api/messages/counter", by="bayko")
    (event,) = of_requests(events)
    assert (event["took_ms"], event["status"], event["log_level"]) == (1500.0, 500, "warning")


async def test_nothing_of_anybodys_reaches_the_log(world: World, events: Events) -> None:
    await world.add(CANARY.lower())
    group = await world.begin("andrewbrown", "bayko", f"text {CANARY}")
    for given in ({"by": "bayko"}, {"by": "bayko", "cookie": True}, {"by": CANARY}, {}):
        headers = {"cookie": f"session={CANARY}", "user-agent": CANARY, "referer": f"http://x/{CANARY}"}
        headers |= {"x-forwarded-for": CANARY, "x-request-id": f"{CANARY} not decent", "origin": f"http://{CANARY}"}
        if given.get("cookie"):
            del headers["cookie"]
        for path in (f"/api/users?q={CANARY}", f"/api/users/@{CANARY}/short", f"/api/messages/{CANARY}"):
            await world.ask("GET", path, headers=headers, **given)  # pyright: ignore[reportArgumentType] - by and cookie
        for path in (f"/api/{CANARY}", f"/{CANARY}", f"/api/message_groups?cursor={CANARY}", f"/auth/x?code={CANARY}"):
            await world.ask("GET", path, headers=headers, **given)  # pyright: ignore[reportArgumentType] - by and cookie
        for body in ({"message": CANARY, "handle": CANARY}, {CANARY: 1}, {"message": {CANARY: 1}}, CANARY):
            await world.ask("POST", "/api/messages", json=body, headers=headers, **given)  # pyright: ignore[reportArgumentType] - by and cookie
        sends = {"message": CANARY, "message_group_uuid": group}
        await world.ask("POST", "/api/messages", json=sends, headers=headers, **given)  # pyright: ignore[reportArgumentType] - by and cookie
    assert len(of_requests(events)) > 40
    assert CANARY.lower() not in json.dumps(events).lower()


async def test_an_unexpected_error_is_logged_with_its_place_and_without_its_words(
    world: World, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(body: bytes) -> None:
        try:
            raise OSError(28, f"no space for {CANARY}")
        except OSError as error:
            raise ValueError(f"could not handle {body!r}") from error

    monkeypatch.setattr("cruddur.entrypoints.http.parse.send_message", fails)
    body = {"message": CANARY, "handle": "andrewbrown"}
    failed = await world.ask("POST", "/api/messages", by="bayko", json=body)
    assert (failed.status, failed.codes) == (500, ["unexpected"])
    (event,) = [event for event in events if event["event"] == "request_failed"]
    assert event["request_id"] == failed.json["request_id"] == failed.header("x-request-id")
    said = json.dumps(event)
    assert "builtins.ValueError" in said
    assert "test_logs.py:" in said
    assert '"error_code": "28"' in said
    assert CANARY not in json.dumps(events)
    assert CANARY.encode() not in failed.body


async def test_an_error_in_the_middle_of_a_response_is_logged_and_cuts_it_short(events: Events) -> None:
    from litestar.response import Stream

    async def parts() -> "object":
        yield b"one"
        raise RuntimeError(CANARY)

    @get("/auth/stream")
    async def stream() -> Stream:
        return Stream(parts())  # pyright: ignore[reportArgumentType] - an async generator

    world = World.open(handlers=[stream])
    with pytest.raises(RuntimeError, match="cut short") as cut:
        await world.ask("GET", "/auth/stream")
    assert cut.value.__cause__ is None
    assert cut.value.__suppress_context__
    assert [event["event"] for event in events] == ["request_failed", "http_request"]
    assert CANARY not in msgspec.json.encode(events).decode()
    await world.engine.close()
