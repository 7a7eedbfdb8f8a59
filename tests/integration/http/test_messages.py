"""Reading and sending messages, route by route."""

import pytest

from cruddur.domain.event import PersonChanged
from cruddur.domain.ids import MAX_SEQ
from tests.integration.http.world import World

KEY = "019aa0de-6b00-7c3d-8e4f-5a6b7c8d9e04"
NOBODYS_GROUP = "00000000-0000-4000-8000-00000000dead"


async def test_a_message_to_a_handle_begins_a_conversation_and_answers_with_what_the_journals_expect(
    world: World,
) -> None:
    sent = await world.ask("POST", "/api/messages", by="andrewbrown", json={"message": "Hello!", "handle": "@Bayko"})
    assert sent.status == 200
    assert sent.header("content-type") == "application/json"
    assert list(sent.json) == [
        "message_group_uuid", "uuid", "message_uuid", "seq", "display_name", "handle", "message", "created_at",
    ]  # fmt: skip
    assert sent.json["uuid"] == world.people["andrewbrown"].uuid
    assert (sent.json["seq"], sent.json["handle"], sent.json["message"]) == (1, "andrewbrown", "Hello!")
    assert sent.json["created_at"] == "2026-03-01T12:00:00.000000Z"


async def test_writing_twice_to_one_person_makes_one_group(world: World) -> None:
    group = await world.begin("andrewbrown", "bayko", "one", "two")
    assert await world.begin("bayko", "andrewbrown", "three") == group
    page = await world.ask("GET", f"/api/messages/{group}", by="bayko")
    assert [(entry["seq"], entry["message"]) for entry in page.json] == [(1, "one"), (2, "two"), (3, "three")]


async def test_a_message_into_a_group_is_read_by_the_other_with_the_name_of_today(world: World) -> None:
    group = await world.begin("andrewbrown", "bayko")
    sent = await world.ask("POST", "/api/messages", by="bayko", json={"message": "hi", "message_group_uuid": group})
    assert sent.status == 200
    await world.users.update(world.people["bayko"]._replace(display_name="Andrew Bayko"))
    page = await world.ask("GET", f"/api/messages/{group}?after=1", by="andrewbrown")
    assert page.json == [
        {
            "uuid": sent.json["message_uuid"],
            "seq": 2,
            "kind": "text",
            "user_uuid": world.people["bayko"].uuid,
            "display_name": "Andrew Bayko",
            "handle": "bayko",
            "message": "hi",
            "created_at": "2026-03-01T12:00:00.000000Z",
            "edited_at": None,
            "deleted_at": None,
            "rev": 0,
            "reply_to_seq": None,
            "subjects": [],
            "title": None,
            "reactions": None,
        }
    ]


async def test_a_repeated_send_gets_the_first_answer_byte_for_byte(world: World) -> None:
    draft = {"message": "once", "handle": "bayko", "message_uuid": KEY, "after_seq": 0}
    first = await world.ask("POST", "/api/messages", by="andrewbrown", json=draft)
    world.clock.step(60)
    again = await world.ask("POST", "/api/messages", by="andrewbrown", json=draft)
    assert (again.status, again.body) == (200, first.body)
    into_group = {**draft, "message_group_uuid": first.json["message_group_uuid"]}
    del into_group["handle"]
    assert (await world.ask("POST", "/api/messages", by="andrewbrown", json=into_group)).body == first.body


async def test_the_same_uuid_with_another_body_is_a_mismatch(world: World) -> None:
    draft = {"message": "once", "handle": "bayko", "message_uuid": KEY, "after_seq": 0}
    await world.ask("POST", "/api/messages", by="andrewbrown", json=draft)
    other = await world.ask("POST", "/api/messages", by="andrewbrown", json={**draft, "message": "twice"})
    assert (other.status, other.codes) == (409, ["idempotency_mismatch"])


async def test_a_reply_says_what_it_answers_and_is_another_message_than_one_that_does_not(world: World) -> None:
    group = await world.begin("andrewbrown", "bayko", "Monday?")
    draft = {"message": "Yes.", "message_group_uuid": group, "message_uuid": KEY, "after_seq": 1}
    replied = await world.ask("POST", "/api/messages", by="bayko", json={**draft, "reply_to_seq": 1})
    assert (replied.status, replied.json["seq"]) == (200, 2)
    page = await world.ask("GET", f"/api/messages/{group}", by="andrewbrown")
    assert [entry["reply_to_seq"] for entry in page.json] == [None, 1]
    assert (
        await world.ask("POST", "/api/messages", by="bayko", json={**draft, "reply_to_seq": 1})
    ).json == replied.json
    assert (await world.ask("POST", "/api/messages", by="bayko", json=draft)).codes == ["idempotency_mismatch"]


async def test_a_place_ahead_of_the_log_is_refused_with_the_group_and_its_head(world: World) -> None:
    group = await world.begin("andrewbrown", "bayko")
    draft = {"message": "x", "handle": "bayko", "message_uuid": KEY, "after_seq": 7}
    ahead = await world.ask("POST", "/api/messages", by="andrewbrown", json=draft)
    assert (ahead.status, ahead.codes) == (409, ["ahead_of_log"])
    assert (ahead.json["message_group_uuid"], ahead.json["last_seq"]) == (group, 1)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"handle": "bayko"}, "message_blank"),
        ({"message": "", "handle": "bayko"}, "message_blank"),
        ({"message": " \n\u200b\u3000", "handle": "bayko"}, "message_blank"),
        ({"message": "x" * 1025, "handle": "bayko"}, "message_exceed_max_chars"),
        ({"message": "a\0b", "handle": "bayko"}, "message_not_text"),
        ({"message": "x"}, "user_receiver_handle_blank"),
        ({"message": "x", "handle": ""}, "user_receiver_handle_blank"),
        ({"message": "x", "handle": "@  "}, "user_receiver_handle_blank"),
        ({"message": "x", "message_group_uuid": ""}, "message_group_uuid_blank"),
        ({"message": "x", "message_group_uuid": "  "}, "message_group_uuid_blank"),
        ({"message": "x", "message_group_uuid": NOBODYS_GROUP, "handle": "bayko"}, "receiver_ambiguous"),
        ({"message": "x", "handle": "bayko", "reply_to_seq": 1}, "reply_to_seq_invalid"),
        ({"message": "x", "message_group_uuid": NOBODYS_GROUP, "reply_to_seq": 1}, "reply_to_seq_invalid"),
        ({"message": "x", "message_group_uuid": NOBODYS_GROUP, "reply_to_seq": "1"}, "reply_to_seq_invalid"),
        (
            {
                "message": "x",
                "message_group_uuid": NOBODYS_GROUP,
                "message_uuid": KEY,
                "after_seq": 1,
                "reply_to_seq": 2,
            },
            "reply_to_seq_invalid",
        ),
        (
            {
                "message": "x",
                "message_group_uuid": NOBODYS_GROUP,
                "message_uuid": KEY,
                "after_seq": 1,
                "reply_to_seq": 0,
            },
            "reply_to_seq_invalid",
        ),
        ({"message": "x", "handle": "andrewbrown"}, "cannot_message_yourself"),
        ({"message": "x", "handle": "bayko", "message_uuid": KEY}, "after_seq_blank"),
        ({"message": "x", "handle": "bayko", "after_seq": 0}, "message_uuid_blank"),
        ({"message": "x", "handle": "bayko", "message_uuid": "", "after_seq": 0}, "message_uuid_blank"),
        ({"message": "x", "handle": "bayko", "message_uuid": KEY.upper(), "after_seq": 0}, "message_uuid_invalid"),
        ({"message": "x", "handle": "bayko", "message_uuid": "7", "after_seq": 0}, "message_uuid_invalid"),
        ({"message": "x", "handle": "bayko", "message_uuid": KEY, "after_seq": -1}, "after_seq_invalid"),
        ({"message": "x", "handle": "bayko", "message_uuid": KEY, "after_seq": MAX_SEQ + 1}, "after_seq_invalid"),
        ({"message": "x", "handle": "bayko", "message_uuid": KEY, "after_seq": "0"}, "after_seq_invalid"),
        ({"message": "x", "handle": "bayko", "message_uuid": KEY, "after_seq": True}, "after_seq_invalid"),
        ({"message": 7, "handle": "bayko"}, "message_invalid"),
        ({"message": None, "handle": "bayko"}, "message_invalid"),
        ({"message": "x", "handle": None}, "handle_invalid"),
        ({"message": "x", "handle": ["bayko"]}, "handle_invalid"),
        ({"message": "x", "message_group_uuid": 1}, "message_group_uuid_invalid"),
        ({"message": "x", "handle": "bayko", "colour": "red"}, "unknown_field"),
        ([], "body_invalid"),
        ("text", "body_invalid"),
    ],
)
async def test_every_validation_failure_is_422_with_its_code(world: World, body: object, code: str) -> None:
    refused = await world.ask("POST", "/api/messages", by="andrewbrown", json=body)
    assert (refused.status, refused.codes) == (422, [code])
    assert refused.json["type"] == f"urn:cruddur:problem:{code}"
    assert refused.json["title"]


async def test_validation_comes_before_existence(world: World) -> None:
    blank = {"message": " ", "handle": "nobody"}
    assert (await world.ask("POST", "/api/messages", by="andrewbrown", json=blank)).codes == ["message_blank"]
    for group in (NOBODYS_GROUP, "no uuid"):
        blank = {"message": " ", "message_group_uuid": group}
        assert (await world.ask("POST", "/api/messages", by="andrewbrown", json=blank)).codes == ["message_blank"]
        bad_limit = await world.ask("GET", f"/api/messages/{group.replace(' ', '-')}?limit=0", by="andrewbrown")
        assert (bad_limit.status, bad_limit.codes) == (422, ["limit_invalid"])


async def test_an_unknown_handle_is_404_however_it_is_written(world: World) -> None:
    for handle in ("nobody", "@nobody", "not a handle!", "x" * 500, "\u202ebayko"):
        missing = await world.ask("POST", "/api/messages", by="andrewbrown", json={"message": "x", "handle": handle})
        assert (missing.status, missing.codes) == (404, ["user_not_found"])


@pytest.mark.parametrize(
    "text",
    [
        "\u202eright to left\u202c and back \u200f\u200e",
        "e\u0301 is not \u00e9",
        "👩‍👩‍👧‍👦 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "line\r\nline\u2028line\ttab \x01\x1f\x7f\x85",
        "  kept  ",
        '"quoted" \\ back </script><!-- & %00 \' ; DROP TABLE',
        "\U0010ffff\ufffe\ufeff",
        "x" * 1024,
        "👍" * 1024,
    ],
)
async def test_a_text_comes_back_byte_for_byte(world: World, text: str) -> None:
    sent = await world.ask("POST", "/api/messages", by="andrewbrown", json={"message": text, "handle": "bayko"})
    assert sent.status == 200
    assert sent.json["message"] == text
    read = await world.ask("GET", f"/api/messages/{sent.json['message_group_uuid']}", by="bayko")
    assert [entry["message"].encode() for entry in read.json] == [text.encode()]


# --- pages


async def test_every_page_of_a_log_is_reached_by_its_links_both_ways(world: World) -> None:
    group = await world.begin("andrewbrown", "bayko", *(f"message {number}" for number in range(1, 46)))
    page = await world.ask("GET", f"/api/messages/{group}?limit=20", by="bayko")
    seen = [entry["seq"] for entry in page.json]
    assert seen == list(range(26, 46))
    assert list(page.links()) == ["next"]
    while "next" in page.links():
        page = await world.ask("GET", page.links()["next"], by="bayko")
        seen = [entry["seq"] for entry in page.json] + seen
    assert seen == list(range(1, 46))
    newer = [entry["seq"] for entry in page.json]
    while "prev" in page.links():
        page = await world.ask("GET", page.links()["prev"], by="bayko")
        newer += [entry["seq"] for entry in page.json]
    assert newer == list(range(1, 46))


async def test_the_default_page_is_the_newest_fifty_and_a_hundred_is_the_most(world: World) -> None:
    group = await world.begin("andrewbrown", "bayko", *(f"{number}" for number in range(1, 106)))
    assert [entry["seq"] for entry in (await world.ask("GET", f"/api/messages/{group}", by="bayko")).json] == list(
        range(56, 106)
    )
    most = await world.ask("GET", f"/api/messages/{group}?limit=100", by="bayko")
    assert len(most.json) == 100


async def test_after_the_newest_there_is_nothing_yet(world: World) -> None:
    group = await world.begin("andrewbrown", "bayko")
    for after in (1, 2, MAX_SEQ):
        nothing = await world.ask("GET", f"/api/messages/{group}?after={after}", by="bayko")
        assert (nothing.status, nothing.body) == (200, b"[]")


async def test_a_jump_to_a_time_begins_with_the_first_entry_of_that_time_in_any_zone(world: World) -> None:
    group = await world.begin("andrewbrown", "bayko", "before")
    world.clock.step(3600)
    await world.begin("andrewbrown", "bayko", "after")
    for at in (
        "2026-03-01T12:30:00Z",
        "2026-03-01T14:30:00%2B02:00",
        "2026-03-01t14:30:00.5+02:00",
        "2026-03-01%2012:30:00z",
    ):
        page = await world.ask("GET", f"/api/messages/{group}?at={at}", by="bayko")
        assert [entry["message"] for entry in page.json] == ["after"], at


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("limit=0", "limit_invalid"),
        ("limit=101", "limit_invalid"),
        ("limit=-1", "limit_invalid"),
        ("limit=", "limit_invalid"),
        ("limit=ten", "limit_invalid"),
        ("limit=1.5", "limit_invalid"),
        ("limit=1e1", "limit_invalid"),
        ("limit=NaN", "limit_invalid"),
        ("limit=%D9%A1", "limit_invalid"),
        ("limit=" + "9" * 5000, "limit_invalid"),
        ("limit=1&limit=2", "limit_invalid"),
        ("before=0", "before_invalid"),
        ("before=x", "before_invalid"),
        (f"before={MAX_SEQ + 1}", "before_invalid"),
        (f"after={MAX_SEQ + 1}", "after_invalid"),
        ("after=-1", "after_invalid"),
        ("after=", "after_invalid"),
        ("after=%00", "after_invalid"),
        ("before=3&after=1", "before_after_at_exclusive"),
        ("before=3&at=2026-03-01T12:00:00Z", "before_after_at_exclusive"),
        ("at=yesterday", "at_invalid"),
        ("at=2026-03-01", "at_invalid"),
        ("at=2026-03-01T12:00:00", "at_invalid"),
        ("at=2026-02-30T12:00:00Z", "at_invalid"),
        ("at=0000-01-01T00:00:00Z", "at_invalid"),
        ("at=0001-01-01T00:00:00%2B14:00", "at_invalid"),
        ("at=2026-W09-7T12:00:00Z", "at_invalid"),
        ("at=%FF", "at_invalid"),
    ],
)
async def test_a_place_that_cannot_be_is_422_with_its_code(world: World, query: str, code: str) -> None:
    group = await world.begin("andrewbrown", "bayko")
    refused = await world.ask("GET", f"/api/messages/{group}?{query}", by="bayko")
    assert (refused.status, refused.codes) == (422, [code])


async def test_the_largest_numbers_are_places_like_others(world: World) -> None:
    group = await world.begin("andrewbrown", "bayko")
    newest = await world.ask("GET", f"/api/messages/{group}?before={MAX_SEQ}", by="bayko")
    assert [entry["seq"] for entry in newest.json] == [1]


async def test_unknown_parameters_are_passed_over_when_reading_and_refused_when_writing(world: World) -> None:
    group = await world.begin("andrewbrown", "bayko")
    assert (await world.ask("GET", f"/api/messages/{group}?colour=red&limit=1&&=", by="bayko")).status == 200
    body = {"message": "x", "handle": "bayko"}
    refused = await world.ask("POST", "/api/messages?colour=red", by="andrewbrown", json=body)
    assert (refused.status, refused.codes) == (422, ["unknown_parameter"])
    refused = await world.ask("PUT", f"/api/message_groups/{group}/read?seq=1", by="bayko", json={"seq": 1})
    assert (refused.status, refused.codes) == (422, ["unknown_parameter"])


async def test_nothing_vanishes_on_the_first_of_january(world: World) -> None:
    world.clock.step(306 * 24 * 3600 - 12 * 3600 - 1)
    group = await world.begin("andrewbrown", "bayko", *(f"old {number}" for number in range(1, 22)))
    world.clock.step(2)
    assert world.clock.now().startswith("2027-01-01")
    await world.begin("andrewbrown", "bayko", "new")
    page = await world.ask("GET", f"/api/messages/{group}?limit=100", by="bayko")
    assert [entry["message"] for entry in page.json] == [*(f"old {number}" for number in range(1, 22)), "new"]


async def test_an_author_who_is_gone_from_the_directory_has_a_neutral_name(world: World) -> None:
    group = await world.begin("andrewbrown", "bayko")
    for statement in ("DELETE FROM user_terms", "DELETE FROM users WHERE handle = 'andrewbrown'"):
        await world.engine.db.write(lambda connection, statement=statement: connection.execute(statement))
    world.users.heard(PersonChanged(world.people["andrewbrown"].uuid, "andrewbrown", "Andrewbrown", True))
    page = await world.ask("GET", f"/api/messages/{group}", by="bayko")
    assert [(entry["display_name"], entry["handle"]) for entry in page.json] == [("Someone who left", None)]
    row = (await world.ask("GET", "/api/message_groups", by="bayko")).json[0]
    assert (row["display_name"], row["handle"]) == ("Someone who left", None)
    members = (await world.ask("GET", f"/api/message_groups/{group}", by="bayko")).json["members"]
    assert {member["handle"] for member in members} == {None, "bayko"}
