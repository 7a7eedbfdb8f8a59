"""What people with an open socket get to know, and what ends a socket."""

import asyncio
import json
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from cruddur.domain.event import HostsHeardAgain
from cruddur.domain.group import Group, GroupKind, Member, Role
from cruddur.domain.ids import GroupUuid, Seq
from cruddur.domain.instant import shifted
from cruddur.entrypoints.http import present
from cruddur.entrypoints.http.answers import encode
from cruddur.entrypoints.live import connection as connection_module
from cruddur.entrypoints.live import frames
from cruddur.usecases.change_profile import ProfileChange
from cruddur.usecases.send_message import RetryKey
from tests.integration.live.conftest import Caller, Live


async def test_a_message_reaches_both_people_with_the_object_of_the_list(live: Live) -> None:
    async with live.socket("andrewbrown") as andrew, live.socket("bayko") as bayko:
        group = await live.send("andrewbrown", "Is the boat still where we left it?", to="bayko")
        heard = [await andrew.next("message"), await bayko.next("message")]
        listed = await live.verbs.list_messages(reader_uuid=live.people["bayko"].uuid, message_group_uuid=group)
        shown: list[dict[str, Any]] = json.loads(encode(present.wire_messages(listed.page.items, listed.people)))
        assert heard == [{"type": "message", "message_group_uuid": group, **shown[0]}] * 2


async def test_a_repeat_is_told_again_as_the_same_entry(live: Live) -> None:
    """Whoever wrote it may have died before telling; a client knows an entry by its seq."""
    group = await live.send("andrewbrown", "One", to="bayko")
    key = RetryKey(live.engines.random.message_uuid(), Seq(1))
    async with live.socket("bayko") as bayko:
        for _ in range(2):
            await live.verbs.send_message(
                sender_uuid=live.people["andrewbrown"].uuid, message_group_uuid=group, message="Two", retry_key=key
            )
        await live.send("andrewbrown", "Three", to="bayko")
        told = [await bayko.next("message") for _ in range(3)]
        assert told[0] == told[1]
        assert [entry["seq"] for entry in told] == [2, 2, 3]


async def test_a_stranger_hears_nothing(live: Live) -> None:
    async with live.socket("londo") as londo, live.socket("bayko") as bayko:
        await live.send("andrewbrown", "Between us", to="bayko")
        await bayko.next("message")
        await live.send("andrewbrown", "For the emperor", to="londo")
        assert (await londo.next("message"))["message"] == "For the emperor"


async def test_a_moved_row_is_brought_to_its_owner_alone(live: Live) -> None:
    group = await live.send("andrewbrown", "First", to="bayko")
    async with live.socket("bayko") as bayko, live.socket("andrewbrown") as andrew:
        await live.send("andrewbrown", "Second", to="bayko")
        listed = await live.verbs.list_messages(reader_uuid=live.people["bayko"].uuid, message_group_uuid=group)
        await live.verbs.project_inbox(listed.page.items)
        row = (await bayko.next("inbox"))["message_group"]
        assert (row["display_name"], row["message"], row["unread_count"]) == ("Andrewbrown", "Second", 2)
        assert (await andrew.next("inbox"))["message_group"]["unread_count"] == 0


async def test_typing_is_told_to_the_others_once_in_a_while_and_never_to_strangers(live: Live) -> None:
    group = await live.send("andrewbrown", "Hello", to="bayko")
    async with (
        live.socket("andrewbrown") as andrew,
        live.socket("bayko") as bayko,
        live.socket("londo") as londo,
    ):
        for _ in range(5):
            await andrew.say(type="typing", message_group_uuid=group)
        await londo.say(type="typing", message_group_uuid=group)
        assert await bayko.next("typing") == {
            "type": "typing",
            "message_group_uuid": group,
            "user_uuid": live.people["andrewbrown"].uuid,
        }
        await live.send("andrewbrown", "Done", to="bayko")
        assert "typing" not in await bayko.kinds_until("message")
        assert "typing" not in await andrew.kinds_until("message")


async def test_reading_by_the_socket_moves_the_mark_and_is_told_to_everybody_in_it(live: Live) -> None:
    group = await live.send("andrewbrown", "Read me", to="bayko")
    async with live.socket("andrewbrown") as andrew, live.socket("bayko") as bayko:
        await bayko.say(type="read", message_group_uuid=group, seq=1)
        expected = {
            "type": "read",
            "message_group_uuid": group,
            "user_uuid": live.people["bayko"].uuid,
            "read_seq": 1,
        }
        assert await andrew.next("read") == expected
        assert await bayko.next("read") == expected
        row = await live.engines.inbox.find_row(live.people["bayko"].uuid, group)
        assert row is not None
        assert row.unread_count == 0


async def test_people_who_write_with_each_other_see_each_other_come_and_go(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cruddur.entrypoints.live.attendance.AWAY_AFTER_S", 0.01)
    await live.send("andrewbrown", "Hello", to="bayko")
    bayko_uuid = live.people["bayko"].uuid
    async with live.socket("andrewbrown") as andrew:
        async with live.socket("bayko") as bayko:
            assert await andrew.next("presence") == {"type": "presence", "user_uuid": bayko_uuid, "is_present": True}
            assert (await bayko.next("presence"))["user_uuid"] == live.people["andrewbrown"].uuid
        assert await andrew.next("presence") == {"type": "presence", "user_uuid": bayko_uuid, "is_present": False}


async def test_after_a_silence_between_hosts_who_is_here_is_said_again_and_who_left_is_away(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redis was killed: it has forgotten everybody, and Londo left another host meanwhile, unheard."""
    monkeypatch.setattr("cruddur.entrypoints.live.attendance.SETTLED_AFTER_S", 0.01)
    for other in ("bayko", "londo"):
        await live.send("andrewbrown", "Hello", to=other)
    presence, (bayko, londo) = live.engines.presence, (live.people[name].uuid for name in ("bayko", "londo"))
    await presence.touch((londo,))
    async with live.socket("andrewbrown") as andrew, live.socket("bayko") as other:
        seen = {(await andrew.next("presence"))["user_uuid"] for _ in range(2)}
        assert seen == {bayko, londo}
        await other.next("presence")
        for person in (bayko, londo, live.people["andrewbrown"].uuid):
            await presence.leave(person)
        live.engines.bus.publish(HostsHeardAgain())
        assert await andrew.next("presence") == {"type": "presence", "user_uuid": bayko, "is_present": True}
        assert await andrew.next("presence") == {"type": "presence", "user_uuid": londo, "is_present": False}
        assert (await presence.find_present((bayko, londo))) == {bayko}


async def change(live: Live, who: str, **change: Any) -> None:
    await live.verbs.change_profile(user_uuid=live.people[who].uuid, change=ProfileChange(**change))


async def test_who_keeps_their_reading_to_themselves_is_heard_by_their_own_sockets_alone(live: Live) -> None:
    group = await live.send("andrewbrown", "Read me", to="bayko")
    await change(live, "bayko", shows_reading=False)
    async with live.socket("andrewbrown") as andrew, live.socket("bayko") as bayko, live.socket("bayko") as phone:
        await bayko.say(type="read", message_group_uuid=group, seq=1)
        assert [(await own.next("read"))["read_seq"] for own in (bayko, phone)] == [1, 1]
        await live.verbs.mark_read(reader_uuid=live.people["andrewbrown"].uuid, message_group_uuid=group, seq=Seq(1))
        assert (await andrew.next("read"))["user_uuid"] == live.people["andrewbrown"].uuid


async def test_who_is_not_to_be_seen_comes_and_goes_unseen(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cruddur.entrypoints.live.attendance.AWAY_AFTER_S", 0.01)
    await live.send("andrewbrown", "Hello", to="bayko")
    await live.send("andrewbrown", "Hello", to="londo")
    bayko_uuid, londo_uuid = live.people["bayko"].uuid, live.people["londo"].uuid
    await change(live, "bayko", shows_presence=False)
    async with live.socket("andrewbrown") as andrew, live.socket("bayko") as bayko:
        await bayko.next("presence")  # one still sees the others
        assert await live.engines.presence.find_present([bayko_uuid]) == set()
        async with live.socket("londo"):
            assert (await andrew.next("presence"))["user_uuid"] == londo_uuid
        await change(live, "bayko", shows_presence=True)
        seen = [await andrew.next("presence") for _ in range(2)]
        assert {"type": "presence", "user_uuid": bayko_uuid, "is_present": True} in seen
        assert await live.engines.presence.find_present([bayko_uuid]) == {bayko_uuid}
        await change(live, "bayko", shows_presence=False)
        assert await andrew.next("presence") == {"type": "presence", "user_uuid": bayko_uuid, "is_present": False}
        assert await live.engines.presence.find_present([bayko_uuid]) == set()


async def test_a_new_name_is_told_to_the_person_and_to_whom_they_write_with(live: Live) -> None:
    await live.send("andrewbrown", "Hello", to="bayko")
    async with live.socket("andrewbrown") as andrew, live.socket("bayko") as bayko, live.socket("londo") as londo:
        await andrew.next("presence")
        await change(live, "bayko", handle="captain", display_name="The Captain")
        frame = {
            "type": "person",
            "user_uuid": live.people["bayko"].uuid,
            "handle": "captain",
            "display_name": "The Captain",
        }
        assert await andrew.next("person") == frame
        assert await bayko.next("person") == frame
        await change(live, "londo", display_name="The Emperor")
        assert (await londo.next("person"))["display_name"] == "The Emperor"


async def test_a_change_of_what_was_said_before_is_not_told_to_who_came_without_it(live: Live) -> None:
    verbs, people = live.verbs, live.people
    andrew_uuid = people["andrewbrown"].uuid
    started = await verbs.start_group(creator_uuid=andrew_uuid, title="Print fair", handles=["bayko"])
    group = started.entry.message_group_uuid
    said = await verbs.send_message(sender_uuid=andrew_uuid, message_group_uuid=group, message="old", retry_key=None)
    await verbs.add_members(owner_uuid=andrew_uuid, message_group_uuid=group, handles=["londo"], sees_earlier=False)
    async with live.socket("bayko") as bayko, live.socket("londo") as londo:
        await verbs.edit_message(
            author_uuid=andrew_uuid, message_group_uuid=group, seq=said.entry.seq, message="older", seen_rev=0
        )
        assert (await bayko.next("edited"))["message"] == "older"
        await verbs.react(
            member_uuid=andrew_uuid, message_group_uuid=group, seq=said.entry.seq, emoji="👍", is_given=True
        )
        new = await verbs.send_message(sender_uuid=andrew_uuid, message_group_uuid=group, message="new", retry_key=None)
        await verbs.edit_message(
            author_uuid=andrew_uuid, message_group_uuid=group, seq=new.entry.seq, message="newer", seen_rev=0
        )
        assert (await londo.next("edited"))["message"] == "newer"


async def test_a_member_who_is_removed_hears_that_and_nothing_after_it(live: Live) -> None:
    engines, people = live.engines, live.people
    group_uuid = GroupUuid(engines.random.group_uuid())
    now = engines.clock.now()
    everybody = {
        user.uuid: Member(Role.OWNER if name == "andrewbrown" else Role.MEMBER, Seq(1)) for name, user in people.items()
    }
    await engines.log.start_group(
        Group(
            uuid=group_uuid,
            kind=GroupKind.GROUP,
            title="Print fair",
            members=everybody,
            membership_seq=Seq(1),
            created_at=now,
            created_by=people["andrewbrown"].uuid,
        ),
        message_uuid=engines.random.message_uuid(),
    )
    async with live.socket("londo") as londo, live.socket("bayko") as bayko:
        from cruddur.domain.event import EntryStored

        left = await engines.log.leave(
            group_uuid,
            by=people["andrewbrown"].uuid,
            person=people["londo"].uuid,
            message_uuid=engines.random.message_uuid(),
            at=now,
        )
        engines.bus.publish(EntryStored(left.entry))
        assert await londo.next("removed") == {"type": "removed", "message_group_uuid": group_uuid}
        assert (await bayko.next("message"))["kind"] == "left"
        await live.verbs.send_message(
            sender_uuid=people["bayko"].uuid, message_group_uuid=group_uuid, message="He is gone", retry_key=None
        )
        assert (await bayko.next("message"))["message"] == "He is gone"
        await live.send("bayko", "A private word", to="londo")
        assert (await londo.next("message"))["message"] == "A private word"


async def test_bad_credentials_are_refused_at_the_handshake(live: Live) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with connect(live.url):
            pass
    assert refused.value.response.status_code == 401
    assert refused.value.response.headers["www-authenticate"] == "Bearer"


async def test_a_socket_is_closed_when_its_session_has_ended(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cruddur.entrypoints.live.door.CHECK_S", 0.0)
    async with live.socket("bayko") as bayko:
        del live.callers["bayko"]
        assert await bayko.closed_with() == frames.EXPIRED


async def test_a_socket_is_closed_when_its_token_has_expired(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cruddur.entrypoints.live.door.CHECK_S", 0.0)
    async with live.socket("bayko") as bayko:
        past = shifted(live.engines.clock.now(), seconds=-1)
        live.callers["bayko"] = Caller(live.people["bayko"].uuid, past)
        assert await bayko.closed_with() == frames.EXPIRED


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("{", frames.UNREADABLE),
        ("[]", frames.UNREADABLE),
        ('{"type":"shout"}', frames.UNREADABLE),
        ('{"type":"read","message_group_uuid":"x","seq":"1"}', frames.UNREADABLE),
        ('{"type":"typing","message_group_uuid":"' + "x" * frames.FRAME_MAX_BYTES + '"}', frames.TOO_MUCH),
    ],
)
async def test_what_is_no_frame_of_ours_ends_the_socket(live: Live, said: str, code: int) -> None:
    async with live.socket("bayko") as bayko:
        await bayko.opened.send(said)
        assert await bayko.closed_with() == code


async def test_a_group_that_is_not_theirs_is_passed_over(live: Live) -> None:
    group = await live.send("andrewbrown", "Ours", to="bayko")
    async with live.socket("londo") as londo:
        for uuid in (group, "00000000-0000-4000-8000-000000000000", "not a uuid"):
            await londo.say(type="read", message_group_uuid=uuid, seq=1)
            await londo.say(type="typing", message_group_uuid=uuid)
        await live.send("andrewbrown", "Still there?", to="londo")
        assert (await londo.next("message"))["message"] == "Still there?"


async def test_a_client_that_never_stops_talking_is_sent_away(live: Live) -> None:
    async with live.socket("bayko") as bayko:
        for _ in range(200):
            await bayko.say(type="heartbeat")
        assert await bayko.closed_with() == frames.TOO_MUCH


async def test_a_reader_who_does_not_read_is_dropped_and_the_others_are_not(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_module, "WAITING_MAX_FRAMES", 20)
    group = await live.send("andrewbrown", "Begin", to="bayko")
    async with live.socket("andrewbrown") as andrew, live.socket("bayko") as bayko:
        bayko.opened.transport.pause_reading()
        sent = 0
        while live.hub.delivered.slow_count == 0:
            for _ in range(50):
                await live.verbs.send_message(
                    sender_uuid=live.people["andrewbrown"].uuid,
                    message_group_uuid=group,
                    message="x" * 1024,
                    retry_key=None,
                )
                sent += 1
                await asyncio.sleep(0)
            for _ in range(50):
                await andrew.next("message")
            assert sent < 20_000, "what waits for a slow reader has no end"
        assert live.people["andrewbrown"].uuid in live.hub.people()


async def test_a_server_that_stops_says_so(live: Live) -> None:
    async with live.socket("bayko") as bayko:
        await live.door.close()
        assert await bayko.closed_with() == frames.GOING_AWAY
        with pytest.raises(InvalidStatus) as refused:
            async with connect(live.url, additional_headers={"Authorization": "bayko"}):
                pass
        assert refused.value.response.status_code == 503
