"""A server is killed in the middle of a burst, again and again: what it answered, it kept."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bench.client import Connection, request_head, with_body
from bench.people import add_people
from tests.program import Program, environment, none_left_running

WRITERS = 32
ROUNDS = 5
ANSWERS_BEFORE_THE_KILL = 400
NO_LIMITS = environment(CRUDDUR_RATE_SENDS="0", CRUDDUR_RATE_NEW_GROUPS="0", CRUDDUR_RATE_LOOKUPS="0")


@dataclass(slots=True)
class Send:
    """A message that a client keeps until it is answered; `seq` is 0 until then."""

    writer: int
    number: int
    after_seq: int
    seq: int = 0

    @property
    def message_uuid(self) -> str:
        return f"0199a000-0000-7000-{0x8000 + self.writer:04x}-{self.number:012x}"

    def body(self, message_group_uuid: str) -> bytes:
        draft = {
            "message": f"{self.writer}/{self.number}",
            "message_group_uuid": message_group_uuid,
            "message_uuid": self.message_uuid,
            "after_seq": self.after_seq,
        }
        return json.dumps(draft).encode()


@dataclass(slots=True)
class Writer:
    """A client that sends one message after the other and remembers what was answered."""

    index: int
    token: str
    sends: list[Send] = field(default_factory=list)
    after_seq: int = 0

    async def burst(self, port: int, group: str, answered: Counter[str]) -> None:
        """Send until the connection breaks, the unanswered one of the last round first."""
        head = request_head("POST", "/api/messages", port=port, token=self.token)
        connection = await Connection.open("127.0.0.1", port)
        while True:
            send = self._next()
            try:
                answer = await connection.ask(with_body(head, send.body(group)))
            except ConnectionError:
                return
            assert answer.status == 200, answer.body
            send.seq = self.after_seq = json.loads(answer.body)["seq"]
            answered["answers"] += 1

    def _next(self) -> Send:
        if not self.sends or self.sends[-1].seq:
            self.sends.append(Send(self.index, len(self.sends), self.after_seq))
        return self.sends[-1]


@pytest.fixture(autouse=True)
def nothing_left_running() -> Generator[None]:
    """End what a failed test has not."""
    with none_left_running():
        yield


async def get(port: int, token: str, path: str) -> list[dict[str, object]]:
    connection = await Connection.open("127.0.0.1", port)
    answer = await connection.ask(request_head("GET", path, port=port, token=token))
    connection.close()
    assert answer.status == 200, answer.body
    return json.loads(answer.body)


async def whole_log(port: int, token: str, group: str) -> list[dict[str, object]]:
    entries: list[dict[str, object]] = []
    while page := await get(port, token, f"/api/messages/{group}?limit=100&after={len(entries)}"):
        entries += page
    return entries


async def burst_until_killed(program: Program, writers: list[Writer], group: str) -> None:
    answered: Counter[str] = Counter()
    bursts = [asyncio.create_task(writer.burst(program.port, group, answered)) for writer in writers]
    until = time.monotonic() + 60
    while answered["answers"] < ANSWERS_BEFORE_THE_KILL and time.monotonic() < until:
        await asyncio.sleep(0.005)
    await asyncio.to_thread(program.kill)
    await asyncio.gather(*bursts)
    assert answered["answers"] >= ANSWERS_BEFORE_THE_KILL


def assert_kept(entries: list[dict[str, object]], writers: list[Writer]) -> None:
    """Every answered message is there exactly once, where the answer said; no number is missing."""
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    copies = Counter(entry["uuid"] for entry in entries)
    assert max(copies.values()) == 1
    for writer in writers:
        for send in writer.sends:
            if send.seq:
                stored = entries[send.seq - 1]
                assert (stored["uuid"], stored["message"]) == (send.message_uuid, f"{send.writer}/{send.number}")


@pytest.mark.parametrize("people", [("ada", "bo")])
async def test_every_answered_message_survives_kill_nine_exactly_once(tmp_path: Path, people: tuple[str, str]) -> None:
    await asyncio.to_thread(add_people, tmp_path, people)
    program = await asyncio.to_thread(Program.ready, tmp_path, "--empty", env=NO_LIMITS)
    tokens = program.tokens(*people)
    writers = [Writer(index, tokens[index % 2]) for index in range(WRITERS)]
    group = await first_message(program.port, tokens[0], people[1])
    for _ in range(ROUNDS):
        await burst_until_killed(program, writers, group)
        program = await asyncio.to_thread(program.restarted, env=NO_LIMITS)
        assert_kept(await whole_log(program.port, tokens[0], group), writers)
    await burst_until_killed(program, writers, group)  # the last unanswered ones are retried here
    program = await asyncio.to_thread(program.restarted, env=NO_LIMITS)
    assert_kept(await whole_log(program.port, tokens[0], group), writers)
    assert program.stop() == 0


async def first_message(port: int, token: str, handle: str) -> str:
    connection = await Connection.open("127.0.0.1", port)
    head = request_head("POST", "/api/messages", port=port, token=token)
    answer = await connection.ask(with_body(head, json.dumps({"message": "First.", "handle": handle}).encode()))
    connection.close()
    assert answer.status == 200, answer.body
    return json.loads(answer.body)["message_group_uuid"]


async def test_twenty_first_messages_at_once_in_both_directions_make_one_conversation(tmp_path: Path) -> None:
    people = ("ada", "bo")
    await asyncio.to_thread(add_people, tmp_path, people)
    program = await asyncio.to_thread(Program.ready, tmp_path, "--empty", env=NO_LIMITS)
    try:
        ada, bo = program.tokens(*people)
        pairs = [(ada, "bo") if number % 2 else (bo, "ada") for number in range(20)]
        groups = await asyncio.gather(*(first_message(program.port, token, to) for token, to in pairs))
        assert len(set(groups)) == 1
        entries = await whole_log(program.port, ada, groups[0])
        assert [entry["seq"] for entry in entries] == list(range(1, 21))
        assert Counter(entry["handle"] for entry in entries) == {"ada": 10, "bo": 10}
        for token in (ada, bo):
            assert len(await get(program.port, token, "/api/message_groups")) == 1
    finally:
        program.stop()
