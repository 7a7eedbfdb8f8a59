"""Bodies that nobody's client sends: always 4xx with a code, never 5xx, and nothing of theirs in the answer."""

import json

import pytest

from cruddur.entrypoints.http.body import MAX_BYTES
from tests.integration.http.world import World, call

CANARY = "canary-4711"


def draft(**fields: object) -> bytes:
    return json.dumps({"message": "x", "handle": "bayko", **fields}).encode()


HOSTILE: dict[str, tuple[bytes, int, str]] = {
    "nothing": (b"", 400, "body_not_json"),
    "white space": (b" \r\n", 400, "body_not_json"),
    "half a document": (b'{"message":"x"', 400, "body_not_json"),
    "two documents": (draft() + draft(), 400, "body_not_json"),
    "something after it": (draft() + b"\0", 400, "body_not_json"),
    "a byte order mark": (b"\xef\xbb\xbf" + draft(), 400, "body_not_json"),
    "utf-16": (draft().decode().encode("utf-16"), 400, "body_not_json"),
    "invalid utf-8": (b'{"message":"' + b"\xff\xfe" + b'","handle":"bayko"}', 400, "body_not_json"),
    "an overlong form": (b'{"message":"' + b"\xc0\xaf" + b'","handle":"bayko"}', 400, "body_not_json"),
    "a surrogate in utf-8": (b'{"message":"' + b"\xed\xa0\x80" + b'","handle":"bayko"}', 400, "body_not_json"),
    "a lone high surrogate": (rb'{"message":"a\ud800","handle":"bayko"}', 400, "body_not_json"),
    "a lone low surrogate": (rb'{"message":"a\udc00b","handle":"bayko"}', 400, "body_not_json"),
    "surrogates the wrong way round": (rb'{"message":"\udc00\ud800","handle":"bayko"}', 400, "body_not_json"),
    "a raw control character": (b'{"message":"a\x01","handle":"bayko"}', 400, "body_not_json"),
    "single quotes": (b"{'message':'x'}", 400, "body_not_json"),
    "a comment": (b'/**/{"message":"x"}', 400, "body_not_json"),
    "NaN": (b'{"message":"x","handle":"bayko","message_uuid":"x","after_seq":NaN}', 400, "body_not_json"),
    "Infinity": (b'{"message":"x","handle":"bayko","message_uuid":"x","after_seq":-Infinity}', 400, "body_not_json"),
    "a huge int": (draft(after_seq=10**4000), 422, "after_seq_invalid"),
    "a negative zero": (b'{"message":"x","handle":"nobody","after_seq":-0}', 422, "message_uuid_blank"),
    "a huge exponent": (b'{"message":"x","handle":"bayko","after_seq":1e999999}', 422, "after_seq_invalid"),
    "a float": (draft(after_seq=1.5), 422, "after_seq_invalid"),
    "a deep array": (b"[" * 10_000 + b"]" * 10_000, 422, "body_invalid"),
    "a deep object": (b'{"message":' * 5_000 + b"1" + b"}" * 5_000, 422, "message_invalid"),
    "a deep unknown field": (b'{"x":' + b"[" * 30_000 + b"]" * 30_000 + b"}", 422, "unknown_field"),
    "a deep field that is never closed": (b'{"message":"x","handle":' + b"[" * 60_000, 422, "handle_invalid"),
    "an escaped NUL": (rb'{"message":"a\u0000","handle":"bayko"}', 422, "message_not_text"),
    "NUL in a handle": (rb'{"message":"x","handle":"\u0000"}', 404, "user_not_found"),
    "a field named by a canary": (draft(**{CANARY: 1}), 422, "unknown_field"),
    "a canary in a wrong type": (draft(handle={CANARY: CANARY}), 422, "handle_invalid"),
    "prototype pollution": (draft(__proto__={}), 422, "unknown_field"),
    "a thousand unknown fields": (draft(**{f"f{n}": n for n in range(1000)}), 422, "unknown_field"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_body_is_refused_with_a_code(world: World, name: str) -> None:
    body, status, code = HOSTILE[name]
    refused = await world.ask("POST", "/api/messages", by="andrewbrown", body=body)
    assert (refused.status, refused.codes) == (status, [code])
    assert CANARY.encode() not in refused.body
    assert (await world.ask("GET", "/api/message_groups", by="andrewbrown")).json == []


async def test_of_a_name_that_comes_twice_the_last_one_counts(world: World) -> None:
    body = b'{"message":"first","handle":"nobody","message":"last","handle":"bayko"}'
    sent = await world.ask("POST", "/api/messages", by="andrewbrown", body=body)
    assert (sent.status, sent.json["message"]) == (200, "last")


async def test_the_longest_message_fits_into_a_body_however_it_is_written(world: World) -> None:
    escaped = b'{"message":"' + rb"\ud83d\udc4d" * 1024 + b'","handle":"bayko"}'
    padded = escaped + b" " * (MAX_BYTES - len(escaped))
    sent = await world.ask("POST", "/api/messages", by="andrewbrown", body=padded)
    assert (sent.status, sent.json["message"]) == (200, "👍" * 1024)
    over = await world.ask("POST", "/api/messages", by="andrewbrown", body=padded + b" ")
    assert (over.status, over.codes, over.header("connection")) == (413, ["body_too_large"], "close")


async def test_a_body_is_bounded_though_it_says_nothing_or_lies_of_its_length(world: World) -> None:
    headers = [("host", "x"), ("authorization", "Bearer andrewbrown"), ("content-type", "application/json")]
    part = b" " * 1024
    for lie in ([], [("content-length", "10")]):
        refused = await call(world.app, "POST", "/api/messages", [*headers, *lie], [part] * 65)
        assert (refused.status, refused.codes) == (413, ["body_too_large"])
    for length in ("-1", "x", "1e3", "9" * 5000, "65537"):
        refused = await call(world.app, "POST", "/api/messages", [*headers, ("content-length", length)], [b"{}"])
        assert (refused.status, refused.codes) == (413, ["body_too_large"])


async def test_a_body_in_many_parts_is_one_body(world: World) -> None:
    headers = [("host", "x"), ("authorization", "Bearer andrewbrown"), ("content-type", "application/json")]
    body = draft(message="in parts")
    parts = [body[place : place + 1] for place in range(len(body))]
    sent = await call(world.app, "POST", "/api/messages", headers, parts)
    assert (sent.status, sent.json["message"]) == (200, "in parts")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-type": "application/json"}, 200),
        ({"content-type": "application/json; charset=utf-8"}, 200),
        ({"content-type": 'Application/JSON;charset="UTF-8"'}, 200),
        ({"content-type": "application/json", "content-encoding": "identity"}, 200),
        ({"content-type": ""}, 415),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/x-www-form-urlencoded"}, 415),
        ({"content-type": "multipart/form-data; boundary=x"}, 415),
        ({"content-type": "application/jsonp"}, 415),
        ({"content-type": "application/json, text/plain"}, 415),
        ({"content-type": "application/json; charset=utf-16"}, 415),
        ({"content-type": "application/json; charset=latin1"}, 415),
        ({"content-type": "application/json", "content-encoding": "gzip"}, 415),
    ],
)
async def test_only_json_in_utf_8_is_taken(world: World, headers: dict[str, str], status: int) -> None:
    answer = await world.ask("POST", "/api/messages", by="andrewbrown", body=draft(), headers=headers)
    assert answer.status == status
    assert status == 200 or answer.codes == ["content_type_not_supported"]


async def test_a_host_that_is_none_is_refused(world: World) -> None:
    for host in ("", "a b", "a/b", "a@b", "a:b", "a:123456", "a\tb", "ä", "a, b", "[::1"):
        refused = await world.ask("GET", "/api/health/live", headers={"host": host})
        assert (refused.status, refused.codes) == (400, ["host_invalid"]), host
    for host in ("localhost", "127.0.0.1:8080", "[::1]:8080", "messages.example"):
        assert (await world.ask("GET", "/api/health/live", headers={"host": host})).status == 200
