"""The three routes that are found without the framework answer exactly as they do through it."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from cruddur.entrypoints.http import hot
from tests.integration.http.world import Answered, World

KEY = "019aa0de-6b00-7c3d-8e4f-5a6b7c8d9e{:02x}"
ID = {"x-request-id": "the-same"}


def reads(group: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every kind of page and every kind of refusal."""
    queries = ["", "?limit=1", "?limit=3&before=4", "?after=2", "?after=5", "?limit=2&at=2026-03-01T12:00:00Z"]
    queries += ["?limit=0", "?limit=x", "?before=0", "?before=1&after=1", "?at=x", "?unknown=1", "?limit=1&limit=1"]
    headers: list[dict[str, Any]] = [{"by": "bayko"}, {"by": "bayko", "cookie": True}, {"by": "nobody"}, {}]
    headers += [{"by": "bayko", "headers": {"content-length": "99999999"}}, {"by": "londo"}]
    headers += [{"by": "bayko", "headers": {"host": "a b"}}, {"headers": {"authorization": "Basic x"}}]
    for query, given in itertools.product(queries, headers):
        yield f"/api/messages/{group}{query}", given
    for query, given in itertools.product(["", "?limit=1", "?limit=0", "?cursor=x", "?limit=1&x=y"], headers):
        yield f"/api/message_groups{query}", given


def sends(group: str) -> Iterator[dict[str, Any]]:
    """Every kind of send and every kind of refusal; what is stored is repeated by the other way with its key."""
    into: dict[str, Any] = {"message": "x", "message_group_uuid": group}
    bodies: list[object] = [into | {"message_uuid": KEY.format(1), "after_seq": 5}]
    bodies += [into | {"message_uuid": KEY.format(1), "after_seq": 5, "message": "y"}]
    bodies += [into | {"message_uuid": KEY.format(2), "after_seq": 99}]
    bodies += [{"message": "x", "handle": "andrewbrown", "message_uuid": KEY.format(3), "after_seq": 0}]
    bodies += [{}, [], into | {"after_seq": 1}, into | {"colour": 1}, into | {"message": " "}, {"message": "x"}]
    bodies += [into | {"message_group_uuid": "x"}, {"message": "x", "handle": "nobody"}]
    for body in bodies:
        yield {"by": "bayko", "json": body}
    send: dict[str, Any] = {"json": into | {"message_uuid": KEY.format(1), "after_seq": 5}}
    yield send
    yield send | {"by": "londo"}
    yield send | {"by": "nobody"}
    yield send | {"by": "bayko", "cookie": True}
    yield send | {"by": "bayko", "cookie": True, "headers": {"sec-fetch-site": "same-origin"}}
    yield send | {"by": "bayko", "headers": {"content-type": "text/plain"}}
    yield send | {"by": "bayko", "headers": {"content-type": "application/json; charset=UTF-8"}}
    yield send | {"by": "bayko", "headers": {"content-encoding": "gzip"}}
    yield send | {"by": "bayko", "headers": {"content-length": "65537"}}
    for body in (b"", b"{", b"\xff", b"[" * 10_000, b" " * 65_537, b'{"message":"\\ud800"}', b"null"):
        yield {"by": "bayko", "body": body}


async def both_ways(world: World, method: str, path: str, given: dict[str, Any], patch: pytest.MonkeyPatch) -> Answered:
    """Ask by the short way, then through Litestar, and compare all there is."""
    request: dict[str, Any] = {**given, "headers": {**given.get("headers", {}), **ID}}
    found: list[object] = []
    with patch.context() as spying:
        find = hot.find
        spying.setattr(hot, "find", lambda method, path: found.append(find(method, path)) or found[-1])
        short = await world.ask(method, path, **request)
    with patch.context() as cut:
        cut.setattr(hot, "find", lambda method, path: None)
        through = await world.ask(method, path, **request)
    assert short == through, (path, given)
    assert found[-1:] != [None], "not a hot route at all"
    return short


async def test_reads_get_the_same_bytes_both_ways(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    group = await world.begin("andrewbrown", "bayko", "one", "two\u202e", "three", "four", "five")
    await world.begin("andrewbrown", "bayko")
    statuses = [(await both_ways(world, "GET", path, given, monkeypatch)).status for path, given in reads(group)]
    assert set(statuses) == {200, 400, 401, 404, 413, 422}
    assert len(statuses) > 100


async def test_sends_get_the_same_bytes_both_ways(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    group = await world.begin("andrewbrown", "bayko", "one", "two", "three", "four", "five")
    statuses = [(await both_ways(world, "POST", "/api/messages", given, monkeypatch)).status for given in sends(group)]
    assert set(statuses) == {200, 400, 401, 403, 404, 409, 413, 415, 422}


async def test_an_unexpected_error_gets_the_same_bytes_both_ways(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    group = await world.begin("andrewbrown", "bayko")
    monkeypatch.setattr("cruddur.entrypoints.http.present.messages", lambda *_: 1 / 0)
    answer = await both_ways(world, "GET", f"/api/messages/{group}", {"by": "bayko"}, monkeypatch)
    assert (answer.status, answer.json["request_id"]) == (500, "the-same")


async def test_head_is_a_get_without_its_body_both_ways(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    group = await world.begin("andrewbrown", "bayko")
    for path in (f"/api/messages/{group}", "/api/message_groups"):
        get = await world.ask("GET", path, by="bayko", headers=ID)
        head = await both_ways(world, "HEAD", path, {"by": "bayko"}, monkeypatch)
        assert (head.status, head.headers, head.body) == (get.status, get.headers, b"")


async def test_ids_that_are_none_and_the_counter_are_left_to_the_framework() -> None:
    assert hot.find("GET", "/api/messages/counter") is None
    assert hot.find("GET", "/api/messages/malformed") is None
    assert hot.find("GET", "/api/messages/") is None
    assert hot.find("PUT", "/api/messages") is None
    assert hot.find("GET", "/api/messages") is None
