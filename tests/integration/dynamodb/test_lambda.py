"""The projector's Lambda behind an event source that retries, halves and gives up: inboxes equal the truth."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from cruddur.adapters.dynamodb import items
from cruddur.adapters.dynamodb.client import Answer
from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.adapters.local.random import SystemRandom
from cruddur.adapters.local.silent_bus import SilentBus
from cruddur.domain.entry import Draft, Entry, Head, edited, emptied, next_entry
from cruddur.domain.errors import Unavailable
from cruddur.domain.group import Group, GroupKind, Member, Role
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.domain.inbox import InboxEntry, first_row, project
from cruddur.entrypoints.projector import lambda_handler
from cruddur.usecases.project_inbox import ProjectInbox
from tests.clock import SteppedClock
from tests.contract.dynamodb_place import DynamoPlace
from tests.contract.scene import Scene
from tests.integration.dynamodb.event_source import EventSource, Killed, Record, number
from tests.simulation.model_store import ModelStore

RECORDS = 10_000
GROUPS = 40


class Wire:
    """The way to the table. It breaks where it is told to, before or after the call has had its effect."""

    def __init__(self, store: ModelStore, chance: random.Random) -> None:
        self._store, self._chance = store, chance
        self.calls = 0
        self.kill_rate = 0.0
        self.kill_at: tuple[int, bool] | None = None

    async def call(self, operation: str, **params: Any) -> Answer:
        """See `client.Client.call`."""
        params.pop("ReturnConsumedCapacity", None)
        self.calls += 1
        kill_call, has_effect = self.kill_at or (0, False)
        is_due = kill_call == self.calls
        if (is_due and not has_effect) or self._chance.random() < self.kill_rate / 2:
            raise Killed
        answer = await self._store.apply(operation, params)
        if is_due or self._chance.random() < self.kill_rate / 2:
            raise Killed
        return answer


@dataclass
class Stream:
    """Groups with their members' first rows in a table, and everything that happened in them since.

    Attributes:
        rows: each member's row as the first entry left it.
        entries: what happened, in order, by group.
    """

    store: ModelStore
    wire: Wire
    rows: dict[tuple[UserUuid, GroupUuid], InboxEntry]
    entries: dict[GroupUuid, list[Entry]]
    records: list[dict[str, Any]]

    def project(self) -> ProjectInbox:
        """The Lambda's verb, as a process that has just started has it."""
        engine = DynamoEngine(self.wire, table="t", clock=SteppedClock(), random=SystemRandom(), deadline_s=30)
        return ProjectInbox(groups=engine.groups, inbox=engine.inbox, bus=SilentBus())

    async def invoke(self, event: Mapping[str, Any]) -> Mapping[str, Any]:
        """One invocation."""
        failures = await lambda_handler.carry(event, self.project())
        return {"batchItemFailures": [{"itemIdentifier": failure.sequence_number} for failure in failures]}

    def wrong(self, *, but: GroupUuid | None = None) -> list[str]:
        """Rows that are not what their group's entries make of them."""
        found: list[str] = []
        for (user, group_uuid), row in self.rows.items():
            item = self.store.item(f"GRP#{user}", group_uuid)
            if group_uuid != but and items.parse_row(item or {}) != project(row, self.entries[group_uuid]):
                found.append(f"{user} {group_uuid}")
        return found


async def a_stream(chance: random.Random, count: int, groups: int) -> Stream:
    """Groups of two to five people with `count` new entries and revisions in all."""
    store, uuids, clock = ModelStore(chance), SystemRandom(), SteppedClock()
    stream = Stream(store, Wire(store, chance), {}, {}, [])
    logs: dict[GroupUuid, tuple[Group, list[Entry]]] = {}
    for _ in range(groups):
        people = [uuids.user_uuid() for _ in range(chance.randint(2, 5))]
        group = Group(
            uuid=GroupUuid(uuids.group_uuid()),
            kind=GroupKind.GROUP,
            title="Team",
            members={person: Member(Role.MEMBER, Seq(1)) for person in people},
            membership_seq=Seq(1),
            created_at=clock.now(),
            created_by=people[0],
        )
        draft = Draft(group.uuid, people[0], uuids.message_uuid(), "begin", clock.now())
        first = next_entry(draft, Head(Seq(0), clock.now(), Seq(1)))
        logs[group.uuid], stream.entries[group.uuid] = (group, [first]), []
        await store.apply("PutItem", {"Item": items.group_item(group)})
        for person in people:
            row = stream.rows[person, group.uuid] = first_row(first, person, group)
            await store.apply("PutItem", {"Item": items.row_item(row)})
    for seq_no in range(count):
        clock.step(chance.choice((0.1, 1, 30)))
        group, log = chance.choice(list(logs.values()))
        entry = _something(chance, uuids, clock, group, log)
        stream.entries[group.uuid].append(entry)
        stream.records.append(_record(entry, seq_no))
    return stream


def _something(
    chance: random.Random, uuids: SystemRandom, clock: SteppedClock, group: Group, log: list[Entry]
) -> Entry:
    """A new entry, or another version of an old one."""
    if chance.random() < 0.2:
        index = chance.randrange(max(0, len(log) - 3), len(log))
        if log[index].message is not None:
            change = emptied(log[index], clock.now()) if chance.random() < 0.5 else edited(log[index], "!", clock.now())
            log[index] = change
            return change
    author = chance.choice(list(group.members))
    draft = Draft(group.uuid, author, uuids.message_uuid(), f"line {len(log)}", clock.now())
    log.append(next_entry(draft, Head(log[-1].seq, log[-1].created_at, Seq(1))))
    return log[-1]


def _record(entry: Entry, seq_no: int) -> dict[str, Any]:
    item = items.entry_item(entry)
    return {
        "eventName": "INSERT" if entry.rev == 0 else "MODIFY",
        "dynamodb": {
            "ApproximateCreationDateTime": seq_no,
            "Keys": {"pk": item["pk"], "sk": item["sk"]},
            "NewImage": item,
            "SequenceNumber": f"{seq_no:021}",
        },
    }


def _disturbed(records: Sequence[Record], chance: random.Random) -> list[Record]:
    """30 % repeats, and neighbours in another order; each with a number of its own."""
    repeated = [record for record in records for _ in range(2 if chance.random() < 0.3 else 1)]
    moved = sorted(range(len(repeated)), key=lambda index: index + chance.uniform(0, 60))
    found: list[Record] = []
    for place, index in enumerate(moved):
        change = {**repeated[index]["dynamodb"], "SequenceNumber": f"{place:021}"}
        found.append({**repeated[index], "dynamodb": change})
    return found


async def test_ten_thousand_records_repeated_shuffled_and_split_leave_every_inbox_right() -> None:
    chance = random.Random(1)
    stream = await a_stream(chance, RECORDS, GROUPS)
    stream.wire.kill_rate = 0.002  # some invocations die in the middle
    source = EventSource(stream.invoke, maximum_retry_attempts=50)
    await source.run(_disturbed(stream.records, chance))
    assert not source.dead_letters
    assert not stream.wrong()


async def test_a_crash_at_any_step_is_mended_by_the_next_try() -> None:
    steps = 0
    while True:
        for has_effect in (False, True):
            stream = await a_stream(random.Random(2), 24, 5)
            stream.wire.kill_at = (steps + 1, has_effect)
            source = EventSource(stream.invoke)
            await source.run(stream.records)
            assert not stream.wrong(), (steps, has_effect)
        if max(source.tries.values()) == 1:
            break  # so late that nothing was killed any more
        steps += 1
    assert steps > 10


@pytest.mark.parametrize(
    "kind", ["damaged record", "record without an image", "group that is not there", "damaged row"]
)
async def test_a_poisonous_record_ends_in_dead_letters_and_nobody_waits_for_it(kind: str) -> None:
    stream = await a_stream(random.Random(3), 300, 10)
    poison = stream.records[42]
    group_uuid = GroupUuid(poison["dynamodb"]["Keys"]["pk"]["S"].removeprefix("MSG#"))
    if kind == "damaged record":
        del poison["dynamodb"]["NewImage"]["rev"]
    elif kind == "record without an image":
        del poison["dynamodb"]["NewImage"]
    elif kind == "group that is not there":
        await stream.store.apply("DeleteItem", {"Key": {"pk": {"S": f"MSG#{group_uuid}"}, "sk": {"S": "META"}}})
    else:
        user = next(user for user, of_group in stream.rows if of_group == group_uuid)
        row = stream.store.item(f"GRP#{user}", group_uuid) or {}
        await stream.store.apply("PutItem", {"Item": {**row, "last_seq": {"S": "many"}}})
    source = EventSource(stream.invoke, batch_size=50)
    await source.run(stream.records)
    assert len(source.dead_letters) >= 1
    assert (
        source.dead_letters[0]["startSequenceNumber"] <= number(poison) <= source.dead_letters[-1]["endSequenceNumber"]
    )
    assert max(source.tries.values()) <= 5
    assert not stream.wrong(but=group_uuid)


async def test_everything_else_was_carried_at_the_first_try() -> None:
    stream = await a_stream(random.Random(4), 50, 5)
    del stream.records[0]["dynamodb"]["NewImage"]["rev"]
    group_uuid = GroupUuid(stream.records[0]["dynamodb"]["Keys"]["pk"]["S"].removeprefix("MSG#"))
    failures = await lambda_handler.carry({"Records": stream.records}, stream.project())
    assert [failure.sequence_number for failure in failures] == [number(stream.records[0])]
    assert failures[0].reason == "ItemInvalid"
    assert not stream.wrong(but=group_uuid)


async def test_what_is_no_entry_is_passed_over_and_an_empty_event_is_fine() -> None:
    stream = await a_stream(random.Random(5), 5, 1)
    removed = {**stream.records[0], "eventName": "REMOVE"}
    row = {"dynamodb": {"Keys": {"pk": {"S": "GRP#x"}, "sk": {"S": "y"}}, "SequenceNumber": "1"}}
    meta = {"dynamodb": {"Keys": {"pk": {"S": "MSG#x"}, "sk": {"S": "META"}}, "SequenceNumber": "2"}}
    # A removal in front hides nothing behind it.
    assert await lambda_handler.carry({"Records": [removed, row, meta, *stream.records]}, stream.project()) == []
    assert not stream.wrong()
    assert await lambda_handler.carry({"Records": []}, stream.project()) == []
    assert await lambda_handler.carry({}, stream.project()) == []


async def test_records_that_are_too_old_go_to_the_destination_unseen() -> None:
    stream = await a_stream(random.Random(6), 20, 2)
    source = EventSource(stream.invoke, batch_size=5, maximum_record_age_s=60, clock_s=65)
    await source.run(stream.records)
    assert source.dead_letters == [{"startSequenceNumber": f"{0:021}", "endSequenceNumber": f"{4:021}", "batchSize": 5}]
    assert min(source.tries) == f"{5:021}"


class _Context:
    def get_remaining_time_in_millis(self) -> int:
        return 30_000


@pytest.fixture
async def a_group(place: DynamoPlace) -> tuple[Scene, GroupUuid]:
    clock = SteppedClock()
    scene = Scene([place.host(clock)], clock)
    team = await scene.team()
    for text in ("one", "two", "three"):
        await scene.say(team.group_uuid, team.bob, text)
    return scene, team.group_uuid


async def test_the_deployed_handler_carries_what_the_real_stream_says(
    place: DynamoPlace, a_group: tuple[Scene, GroupUuid], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, group_uuid = a_group
    engine = scene.store
    assert isinstance(engine, DynamoEngine)
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", place.url)
    monkeypatch.setenv("CRUDDUR_TABLE", place.table)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "role")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    records = await _records(engine)
    assert len(records) >= 4
    lambda_handler._runner.cache_clear()
    lambda_handler._project.cache_clear()
    answer = await asyncio.to_thread(lambda_handler.handler, {"Records": records}, _Context())
    await asyncio.to_thread(lambda_handler._runner().close)
    assert answer == {"batchItemFailures": []}
    group = await engine.groups.get_group(group_uuid)
    for member in group.members:
        row = await engine.inbox.find_row(member, group_uuid)
        assert row is not None
        assert (row.last_seq, row.message) == (4, "three")


async def test_a_table_that_is_away_is_waited_for_and_then_the_batch_comes_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = await a_stream(random.Random(7), 5, 1)
    failing = [Unavailable, Unavailable]
    project = stream.project()

    async def away_at_first(records: Sequence[Entry]) -> Any:
        if failing:
            raise failing.pop()
        return await project(records)

    monkeypatch.setattr(lambda_handler, "_project", lambda: away_at_first)
    assert await lambda_handler._carry_within({"Records": stream.records}, 10) == []
    assert not stream.wrong()
    failing[:] = [Unavailable] * 100
    with pytest.raises(Unavailable):
        await lambda_handler._carry_within({"Records": stream.records}, 0.05)


def test_the_lambda_starts_without_an_aws_sdk() -> None:
    import subprocess
    import sys

    script = (
        "import sys, cruddur.entrypoints.projector.lambda_handler as handler; handler._project();"
        "print([name for name in ('boto3', 'botocore', 'aiobotocore', 'aiohttp', 'structlog', 'litestar')"
        " if name in sys.modules])"
    )
    environment = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y", "PYTHONPATH": ":".join(sys.path)}
    environment["AWS_ENDPOINT_URL_DYNAMODB"] = "http://127.0.0.1:9"
    shown = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


async def _records(engine: DynamoEngine) -> list[dict[str, Any]]:
    """Every record of the table's stream, as the API gives it."""
    described = await engine.client.call("DescribeTable", TableName=engine.table)
    arn = described["Table"]["LatestStreamArn"]
    found: list[dict[str, Any]] = []
    shards = (await engine.client.call("DescribeStream", StreamArn=arn))["StreamDescription"]["Shards"]
    for shard in shards:
        answer = await engine.client.call(
            "GetShardIterator", StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )
        iterator = answer["ShardIterator"]
        while iterator:
            answer = await engine.client.call("GetRecords", ShardIterator=iterator, Limit=1000)
            found += answer["Records"]
            iterator = answer.get("NextShardIterator") if answer["Records"] else None
    return found
