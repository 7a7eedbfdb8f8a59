"""A table of the journals' format becomes logs: in order, once, with a reason for whatever stays behind."""

import uuid
from collections.abc import AsyncGenerator

import pytest

from cruddur.adapters.dynamodb import table
from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.adapters.dynamodb.message_table import DynamoTable
from cruddur.domain.ids import GroupUuid, Seq, UserUuid, direct_group_uuid
from cruddur.ports.message_table import Imported
from cruddur.ports.operations import OperationFailed
from tests.integration.dynamodb.legacy_table import Legacy, definition, legacy


@pytest.fixture
async def source(engine: DynamoEngine) -> AsyncGenerator[str, None]:
    name = f"legacy-{uuid.uuid4()}"
    await engine.client.call("CreateTable", **definition(name))
    yield name
    await table.drop(engine.client, name)


async def _fill(engine: DynamoEngine, name: str, found: Legacy) -> None:
    for item in found.items:
        await engine.client.call("PutItem", TableName=name, Item=item)


async def _import(engine: DynamoEngine, source: str, *, dry_run: bool = False) -> Imported:
    opened = DynamoTable(engine, address="here", dropped=lambda _: None)
    return await opened.import_from(source, dry_run=dry_run, progress=lambda _done, _of: None)


async def _texts(engine: DynamoEngine, group_uuid: GroupUuid) -> list[tuple[str, str | None]]:
    page = await engine.log.list_entries(group_uuid, after=Seq(0), limit=100)
    assert [entry.seq for entry in page.items] == list(range(1, len(page.items) + 1))
    assert sorted(entry.created_at for entry in page.items) == [entry.created_at for entry in page.items]
    return [(entry.user_uuid, entry.message) for entry in page.items]


@pytest.mark.parametrize("seed", range(3))
async def test_every_conversation_is_carried_over_in_the_order_of_time(
    engine: DynamoEngine, source: str, seed: int
) -> None:
    found = legacy(seed)
    await _fill(engine, source, found)
    imported = await _import(engine, source)
    assert (imported.messages, imported.known, len(imported.unfit)) == (100, 0, found.unfit)
    for (one, other), told in found.messages.items():
        group_uuid = direct_group_uuid(UserUuid(one), UserUuid(other))
        assert await _texts(engine, group_uuid) == told
        for person in (one, other):
            row = await engine.inbox.find_row(UserUuid(person), group_uuid)
            assert row is not None
            assert (row.last_seq, row.message, row.unread_count) == (20, told[-1][1], 0)


async def test_a_repeated_import_changes_nothing_even_when_people_have_gone_on(
    engine: DynamoEngine, source: str
) -> None:
    found = legacy(9, conversations=1)
    await _fill(engine, source, found)
    await _import(engine, source)
    [((one, other), told)] = found.messages.items()
    group_uuid = direct_group_uuid(UserUuid(one), UserUuid(other))
    head = (await engine.log.get_head(group_uuid)).seq
    before = await engine.inbox.find_row(UserUuid(one), group_uuid)
    again = await _import(engine, source)
    assert (again.messages, again.known) == (0, 20)
    assert await _texts(engine, group_uuid) == told
    assert (await engine.log.get_head(group_uuid)).seq == head
    assert await engine.inbox.find_row(UserUuid(one), group_uuid) == before


async def test_a_dry_run_says_the_same_and_writes_nothing(engine: DynamoEngine, source: str) -> None:
    found = legacy(4)
    await _fill(engine, source, found)
    tried = await _import(engine, source, dry_run=True)
    for one, other in found.messages:
        assert await _texts(engine, direct_group_uuid(UserUuid(one), UserUuid(other))) == []
    done = await _import(engine, source)
    assert (tried.messages, tried.unfit, tried.groups) == (done.messages, done.unfit, done.groups)


async def test_each_reason_is_given_by_name(engine: DynamoEngine, source: str) -> None:
    await _fill(engine, source, legacy(5))
    reasons = sorted(each.reason for each in (await _import(engine, source)).unfit)
    assert [reason for reason in reasons if not reason.startswith("group ")] == [
        "its author is not in the group",
        "its sort key is no time",
        "message_blank",
        "message_exceed_max_chars",
        "neither a message nor a group",
        "nobody knows to whom it was written",
        "the same message again",
    ]
    assert len(reasons) == 8


async def test_a_log_with_other_messages_is_left_alone(engine: DynamoEngine, source: str) -> None:
    await _fill(engine, source, legacy(6, conversations=1))
    await _import(engine, source)
    other_messages = legacy(6, conversations=1)
    for item in other_messages.items:
        if item["pk"]["S"].startswith("MSG#"):
            item["message_uuid"] = {"S": str(uuid.uuid4())}
    await _fill(engine, source, other_messages)
    again = await _import(engine, source)
    assert again.messages == 0
    assert "its log here holds other messages already" in {each.reason for each in again.unfit}


async def test_a_table_that_is_not_there_is_said_so(engine: DynamoEngine) -> None:
    with pytest.raises(OperationFailed, match="there is no table nowhere"):
        await _import(engine, "nowhere")
