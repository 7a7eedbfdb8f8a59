"""The stacks deployed on an AWS of this machine: the table is whole, the real Lambda carries, and rights are refused.

What the emulator (ministack, guarded) does not do: it gives the Lambda its owner's keys, not the role's; it does not
know `dynamodb:LeadingKeys`, so the part of a policy that names partitions is judged by `test_rights` alone; it takes
calls about a stream to be about everything, so a right on one stream is refused there; a stack's expiry of items is not
switched on, nor its recovery; it has no retries, halving or on-failure destination for streams, which `test_lambda` plays.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cruddur.adapters.dynamodb import examination, table
from cruddur.adapters.dynamodb.client import Client
from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.adapters.dynamodb.signature import Credentials
from cruddur.adapters.local.clock import SystemClock
from cruddur.adapters.local.random import SystemRandom
from cruddur.domain.entry import Entry
from cruddur.domain.ids import UserUuid
from cruddur.domain.inbox import InboxEntry
from tests.clock import SteppedClock
from tests.contract.scene import Scene
from tests.infra import ministack
from tests.infra.deployment import keys_of
from tests.infra.ministack import Deployed
from tests.infra.rights import INDEX, STREAM, TABLE, Right, allowing
from tests.infra.templates import listed, role_statements

PREFIX = "cruddur"
CARRIED_WITHIN_S = 60.0
"""Before the test gives up; how long it took is reported, not judged."""

_deployed: list[Deployed] = []


@pytest.fixture
async def stacks() -> Deployed:
    """The stacks, deployed once for all tests here."""
    if not _deployed:
        _deployed.append(await ministack.deployed(PREFIX))
    return _deployed[0]


@pytest.fixture
async def engine(stacks: Deployed) -> AsyncGenerator[DynamoEngine, None]:
    """A host on the deployed table."""
    opened = _opened(stacks.table)
    yield opened
    await opened.close()


def _opened(name: str) -> DynamoEngine:
    return DynamoEngine.open(
        url=ministack.url(),
        region=ministack.REGION,
        table=name,
        clock=SystemClock(),
        random=SystemRandom(),
        credentials=lambda: Credentials("test", "test"),
        deadline_s=30,
    )


async def test_the_deployed_table_has_all_that_the_template_says(stacks: Deployed) -> None:
    async with ministack.client("dynamodb") as dynamodb:
        found = (await dynamodb.describe_table(TableName=stacks.table))["Table"]
        assert found["TableStatus"] == "ACTIVE"
        assert found["KeySchema"] == table.DEFINITION["KeySchema"]
        [index] = found["GlobalSecondaryIndexes"]
        [wanted] = table.DEFINITION["GlobalSecondaryIndexes"]
        assert {name: index[name] for name in wanted} == wanted
        assert found["StreamSpecification"] == table.DEFINITION["StreamSpecification"]
        assert found["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
        assert found["DeletionProtectionEnabled"] is True


async def test_the_doctor_finds_what_the_emulator_leaves_out_and_its_advice_mends_it(engine: DynamoEngine) -> None:
    assert await _complaints(engine.client, engine.table) == {"dynamodb.expiry", "dynamodb.backups"}
    await engine.load_schema()  # the advice
    assert await _complaints(engine.client, engine.table) == set()


async def test_the_drill_restores_every_message_and_the_doctor_lists_what_a_restored_table_lacks(
    engine: DynamoEngine,
) -> None:
    await engine.load_schema()
    scene = Scene([engine], SteppedClock())
    pair = await scene.pair()
    for number in range(5):
        await scene.say(pair.group_uuid, pair.ann, f"line {number}")
    log = await scene.log_of(pair.group_uuid)
    name = f"{engine.table}-drill"
    async with ministack.client("dynamodb") as dynamodb:
        await dynamodb.restore_table_to_point_in_time(
            SourceTableName=engine.table, TargetTableName=name, UseLatestRestorableTime=True
        )
        await dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    drill = _opened(name)
    lacking = await _complaints(drill.client, name)
    assert lacking == {"dynamodb.stream", "dynamodb.protection", "dynamodb.expiry", "dynamodb.backups"}
    assert await Scene([drill], SteppedClock()).log_of(pair.group_uuid) == log
    assert await drill.inbox.find_row(pair.bob, pair.group_uuid)
    stream = table.DEFINITION["StreamSpecification"]
    async with ministack.client("dynamodb") as dynamodb:
        await dynamodb.update_table(TableName=name, StreamSpecification=stream)
        await dynamodb.update_table(TableName=name, DeletionProtectionEnabled=True)
        label = (await dynamodb.describe_table(TableName=name))["Table"]["LatestStreamLabel"]
    await drill.load_schema()
    assert await _complaints(drill.client, name) == set()

    # In earnest, the app stack is then pointed at it, and the Lambda follows its stream.
    restored = {"TableName": name, "StreamLabel": label}
    await ministack.deploy(
        "app", f"{PREFIX}-after", Prefix=PREFIX, CodeKey="projector.zip", DynamoDbUrl=ministack.url(), **restored
    )
    again = Scene([drill], SteppedClock())
    said = await again.say(pair.group_uuid, pair.ann, "after the fire")
    await _until_carried(drill, pair.bob, said)
    await drill.close()


async def _complaints(client: Client, name: str) -> set[str]:
    return {each.check for each in await examination.examine(client, name) if each.level in ("warning", "problem")}


async def test_the_deployed_trigger_follows_the_tables_stream(stacks: Deployed) -> None:
    async with ministack.client("lambda") as functions:
        [mapping] = (await functions.list_event_source_mappings(FunctionName=stacks.app["Projector"]))[
            "EventSourceMappings"
        ]
    assert mapping["EventSourceArn"] == stacks.data["StreamArn"]
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


async def test_a_message_that_is_put_moves_the_inbox_by_the_real_lambda(
    stacks: Deployed, engine: DynamoEngine, record_property: Callable[[str, object], None]
) -> None:
    scene = Scene([engine], SteppedClock())
    pair = await scene.pair()
    took_s: list[float] = []
    for _ in range(3):  # the first one starts the function
        before = time.monotonic()
        said = await scene.say(pair.group_uuid, pair.ann)
        row = await _until_carried(engine, pair.bob, said)
        took_s.append(time.monotonic() - before)
        assert row.message == said.message
        assert row.read_seq < row.last_seq
    record_property("carried_after_s", took_s)
    print("carried after", " ".join(f"{each:.2f} s" for each in took_s))


async def _until_carried(engine: DynamoEngine, person: UserUuid, said: Entry) -> InboxEntry:
    async with asyncio.timeout(CARRIED_WITHIN_S):
        while True:
            row = await engine.inbox.find_row(person, said.message_group_uuid)
            if row is not None and row.last_seq == said.seq:
                return row
            await asyncio.sleep(0.02)


# --- who is refused what


Call = Callable[[Mapping[str, Any]], Awaitable[object]]

KEY = {"pk": {"S": "GRP#nobody"}, "sk": {"S": "nothing"}}
ITEM = {"pk": {"S": "CHK#nobody"}, "sk": {"S": "nothing"}}


def _dynamodb(operation: str, **params: Any) -> Call:
    async def call(clients: Mapping[str, Any]) -> object:
        of_table = (
            {"TableName": clients["table"]} if operation not in ("batch_get_item", "transact_write_items") else {}
        )
        placed = {
            name: {clients["table"]: value[""]} if name == "RequestItems" else value for name, value in params.items()
        }
        return await getattr(clients["dynamodb"], operation)(**of_table, **placed)

    return call


async def _put_in_transaction(clients: Mapping[str, Any]) -> object:
    put = {"Put": {"TableName": clients["table"], "Item": ITEM}}
    return await clients["dynamodb"].transact_write_items(TransactItems=[put])


async def _describe_stream(clients: Mapping[str, Any]) -> object:
    return await clients["dynamodbstreams"].describe_stream(StreamArn=clients["stream"])


async def _get_shard_iterator(clients: Mapping[str, Any]) -> object:
    return await clients["dynamodbstreams"].get_shard_iterator(
        StreamArn=clients["stream"], ShardId=clients["shard"], ShardIteratorType="TRIM_HORIZON"
    )


_QUERY = {"KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": {":pk": KEY["pk"]}}

CALLS: dict[str, tuple[Right, Call]] = {
    "read an item": (Right("dynamodb:GetItem", TABLE), _dynamodb("get_item", Key=KEY)),
    "read items": (
        Right("dynamodb:BatchGetItem", TABLE),
        _dynamodb("batch_get_item", RequestItems={"": {"Keys": [KEY]}}),
    ),
    "query the table": (Right("dynamodb:Query", TABLE), _dynamodb("query", **_QUERY)),
    "query the index": (Right("dynamodb:Query", INDEX), _dynamodb("query", IndexName="inbox-index", **_QUERY)),
    "scan": (Right("dynamodb:Scan", TABLE), _dynamodb("scan", Limit=1)),
    "put an item": (Right("dynamodb:PutItem", TABLE), _dynamodb("put_item", Item=ITEM)),
    "put in a transaction": (Right("dynamodb:PutItem", TABLE), _put_in_transaction),
    "delete an item": (Right("dynamodb:DeleteItem", TABLE), _dynamodb("delete_item", Key=ITEM)),
    "update an item": (
        Right("dynamodb:UpdateItem", TABLE),
        _dynamodb("update_item", Key=ITEM, UpdateExpression="SET n = :n", ExpressionAttributeValues={":n": {"N": "1"}}),
    ),
    "describe the table": (Right("dynamodb:DescribeTable", TABLE), _dynamodb("describe_table")),
    "describe its backups": (
        Right("dynamodb:DescribeContinuousBackups", TABLE),
        _dynamodb("describe_continuous_backups"),
    ),
    "describe its expiry": (Right("dynamodb:DescribeTimeToLive", TABLE), _dynamodb("describe_time_to_live")),
    "change the table": (
        Right("dynamodb:UpdateTable", TABLE),
        _dynamodb("update_table", DeletionProtectionEnabled=True),
    ),
    "drop the table": (Right("dynamodb:DeleteTable", TABLE), _dynamodb("delete_table")),
    "describe the stream": (Right("dynamodb:DescribeStream", STREAM), _describe_stream),
    "read the stream": (Right("dynamodb:GetShardIterator", STREAM), _get_shard_iterator),
}
ROLES = ("ServerRole", "ProjectorRole")


async def _is_refused(call: Call, clients: Mapping[str, Any]) -> bool:
    try:
        await call(clients)
    except ClientError as refused:
        return "AccessDenied" in refused.response["Error"]["Code"]
    return False


async def _seen(keys: Mapping[str, str], stacks: Deployed) -> dict[str, bool]:
    """Try every call with somebody's keys, and say which are refused."""
    async with ministack.client("dynamodbstreams") as streams:
        described = await streams.describe_stream(StreamArn=stacks.data["StreamArn"])
    shard = described["StreamDescription"]["Shards"][0]["ShardId"]
    async with ministack.client("dynamodb", **keys) as dynamodb, ministack.client("dynamodbstreams", **keys) as streams:
        clients = {
            "dynamodb": dynamodb,
            "dynamodbstreams": streams,
            "table": stacks.table,
            "stream": stacks.data["StreamArn"],
            "shard": shard,
        }
        return {name: await _is_refused(call, clients) for name, (_, call) in CALLS.items()}


@pytest.mark.parametrize("role", ROLES)
async def test_what_a_role_does_not_allow_is_refused_and_nothing_else(role: str, stacks: Deployed) -> None:
    seen = await _seen(await keys_of(role, stacks), stacks)
    wanted = {name: not allowing(role_statements("app", role), right) for name, (right, _) in CALLS.items()}
    if role == "ProjectorRole":  # see above: the emulator does not know which stream is meant
        assert {name for name in seen if seen[name] != wanted[name]} == {"describe the stream", "read the stream"}
        seen |= {"describe the stream": False, "read the stream": False}
    assert seen == wanted
    assert set(seen.values()) == {True, False}


async def test_without_keys_nothing_is_allowed(stacks: Deployed) -> None:
    strangers = {"aws_access_key_id": "AKIASTRANGERSTRANGER", "aws_secret_access_key": "guessed"}
    async with ministack.client("dynamodb", **strangers) as dynamodb:
        with pytest.raises(ClientError) as refused:
            await dynamodb.get_item(TableName=stacks.table, Key=KEY)
    assert refused.value.response["Error"]["Code"] in ("UnrecognizedClientException", "InvalidClientTokenId")


async def test_the_deployed_role_is_the_one_that_is_judged(stacks: Deployed) -> None:
    async with ministack.client("iam") as iam:
        name = (await ministack.resources(f"{PREFIX}-app"))["ProjectorRole"]
        document = (await iam.get_role_policy(RoleName=name, PolicyName="project"))["PolicyDocument"]
    written = {
        each["Sid"]: (listed(each["Action"]), each.get("Condition")) for each in role_statements("app", "ProjectorRole")
    }
    assert {each["Sid"]: (listed(each["Action"]), each.get("Condition")) for each in document["Statement"]} == written


async def test_the_emulator_does_not_look_at_partitions(stacks: Deployed) -> None:
    """When it does, this fails, and the matrix above can be made of partitions too."""
    keys = await keys_of("ProjectorRole", stacks)
    async with ministack.client("dynamodb", **keys) as dynamodb:
        await dynamodb.update_item(
            TableName=stacks.table,
            Key={"pk": {"S": "MSG#nobody"}, "sk": {"S": "nothing"}},
            UpdateExpression="SET n = :n",
            ExpressionAttributeValues={":n": {"N": "1"}},
        )
