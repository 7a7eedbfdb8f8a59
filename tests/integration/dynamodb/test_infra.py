"""infra/messages.yaml says the same as the code, and gives each part the rights that it uses: none more, none less."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from cruddur.adapters.dynamodb import keys, table
from cruddur.adapters.dynamodb.client import Answer, Client
from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.adapters.local.clock import SystemClock
from cruddur.adapters.local.random import SystemRandom
from cruddur.adapters.local.silent_bus import SilentBus
from cruddur.domain.entry import edited
from cruddur.domain.ids import Seq
from cruddur.entrypoints.projector import lambda_handler
from cruddur.usecases.project_inbox import ProjectInbox
from tests.clock import SteppedClock
from tests.contract.dynamodb_place import DynamoPlace
from tests.contract.scene import Scene

TEMPLATE = Path(__file__).parents[3] / "infra" / "messages.yaml"
ACTIONS = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem"}
"""Which rights the actions of a transaction need."""

STREAM = {"DescribeStream", "GetRecords", "GetShardIterator"}


def _resources() -> dict[str, Any]:
    class Loader(yaml.SafeLoader):
        pass

    def tagged(loader: Any, suffix: str, node: Any) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return {suffix: loader.construct_scalar(node)}
        if isinstance(node, yaml.SequenceNode):
            return {suffix: loader.construct_sequence(node, deep=True)}
        return {suffix: loader.construct_mapping(node, deep=True)}

    Loader.add_multi_constructor("!", tagged)
    return yaml.load(TEMPLATE.read_text("utf-8"), Loader)["Resources"]


class Recording:
    """Passes calls on, and takes note of what each would have to be allowed."""

    def __init__(self, inner: Client) -> None:
        self._inner = inner
        self.used: set[str] = set()
        self.on_index: set[str] = set()

    async def call(self, operation: str, **params: Any) -> Answer:
        """See `client.Client.call`."""
        if operation == "TransactWriteItems":
            self.used |= {ACTIONS[kind] for action in params["TransactItems"] for kind in action}
        elif "IndexName" in params:
            self.on_index.add(operation)
        else:
            self.used.add(operation)
        return await self._inner.call(operation, **params)


def _recorded(engine: DynamoEngine) -> tuple[DynamoEngine, Recording]:
    """A second host on the engine's table, whose calls are recorded."""
    recording = Recording(engine.client)
    host = DynamoEngine(recording, table=engine.table, clock=SystemClock(), random=SystemRandom(), deadline_s=30)
    return host, recording


def _allowed(statements: list[dict[str, Any]], sid: str) -> set[str]:
    [statement] = [each for each in statements if each["Sid"] == sid]
    actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
    return {action.removeprefix("dynamodb:") for action in actions}


def test_the_template_is_sound() -> None:
    linter = Path(sys.executable).parent / "cfn-lint"
    linted = subprocess.run([linter, TEMPLATE], capture_output=True, text=True, check=False)
    assert (linted.returncode, linted.stdout) == (0, "")


def test_the_table_is_the_one_that_schema_load_makes() -> None:
    described = _resources()["Table"]["Properties"]
    for name in ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode"):
        assert described[name] == table.DEFINITION[name]
    assert (
        described["StreamSpecification"]["StreamViewType"] == table.DEFINITION["StreamSpecification"]["StreamViewType"]
    )
    assert described["TimeToLiveSpecification"] == {"AttributeName": table.TTL_ATTRIBUTE, "Enabled": True}
    assert described["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_the_lambda_and_its_trigger_are_as_the_handler_wants_them() -> None:
    resources = _resources()
    handler = lambda_handler.handler
    assert resources["Projector"]["Properties"]["Handler"] == f"{handler.__module__}.{handler.__name__}"
    trigger = resources["Trigger"]["Properties"]
    assert trigger["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert trigger["BisectBatchOnFunctionError"] is True
    assert trigger["MaximumRetryAttempts"] == 4  # five tries


@pytest.mark.parametrize(
    ("event_name", "pk", "sk", "passes"),
    [
        ("INSERT", "MSG#g", "000000000001", True),
        ("MODIFY", "MSG#g", "000000000001", True),
        ("REMOVE", "MSG#g", "000000000001", False),
        ("MODIFY", "MSG#g", "META", False),
        ("MODIFY", "GRP#u", "g", False),
        ("MODIFY", "CHK#projector", "shard", False),
    ],
)
def test_the_trigger_lets_entries_through_and_not_its_own_writes(
    event_name: str, pk: str, sk: str, passes: bool
) -> None:
    [chosen] = _resources()["Trigger"]["Properties"]["FilterCriteria"]["Filters"]
    pattern = json.loads(chosen["Pattern"])
    record = {"eventName": event_name, "dynamodb": {"Keys": {"pk": {"S": pk}, "sk": {"S": sk}}}}
    assert _matches(pattern, record) is passes
    assert json.dumps(pattern).count(keys.LOG_PREFIX) == 1


def _matches(pattern: Any, value: Any) -> bool:
    """What of Lambda's event filtering the template uses."""
    if isinstance(pattern, dict):
        return all(name in value and _matches(inner, value[name]) for name, inner in pattern.items())
    return any(
        (isinstance(rule, str) and value == rule)
        or (isinstance(rule, dict) and "prefix" in rule and value.startswith(rule["prefix"]))
        or (isinstance(rule, dict) and "anything-but" in rule and value not in rule["anything-but"])
        for rule in pattern
    )


async def test_the_projector_may_do_what_it_does_and_nothing_else(engine: DynamoEngine) -> None:
    scene = Scene([engine], SteppedClock())
    team = await scene.team()
    await scene.say(team.group_uuid, team.bob)
    await scene.rename(team.group_uuid, team.ann, "Another")
    host, recording = _recorded(engine)
    entries = await scene.log_of(team.group_uuid)
    project = ProjectInbox(groups=host.groups, inbox=host.inbox, bus=SilentBus())
    await project(entries)
    await project(entries[:1])
    [policy] = _resources()["ProjectorRole"]["Properties"]["Policies"]
    statements = policy["PolicyDocument"]["Statement"]
    assert recording.used == _allowed(statements, "CarryIntoInboxes")
    assert not recording.on_index
    assert _allowed(statements, "ReadTheStream") == STREAM


async def test_a_server_may_do_what_it_does_and_nothing_else(place: DynamoPlace, engine: DynamoEngine) -> None:
    host, recording = _recorded(engine)
    scene = Scene([host], SteppedClock())
    pair, team = await scene.pair(), await scene.team()
    said = await scene.say(pair.group_uuid, pair.bob)
    await host.log.revise(edited(said, "other", scene.clock.now()), seen_rev=0)
    newcomer = scene.person()
    await scene.join(team.group_uuid, team.ann, newcomer)
    await scene.leave(team.group_uuid, newcomer, newcomer)
    await host.log.find_seq_at(pair.group_uuid, said.created_at)
    await host.groups.find_groups([pair.group_uuid, team.group_uuid])
    await host.inbox.list_inbox(pair.ann, cursor=None, limit=20)
    await host.inbox.list_read_marks(pair.group_uuid, (pair.ann, pair.bob))
    await host.inbox.get_unread(pair.ann)
    await host.inbox.mark_read(pair.ann, pair.group_uuid, Seq(1))
    await scene.project(said)
    await host.ping()
    assert await host.has_table()
    reader = host.changes("test")
    await reader.save((await reader.read(limit=10)).position)
    statements = _resources()["HostPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert recording.used - STREAM == _allowed(statements, "Messages")
    assert recording.used & STREAM == STREAM == _allowed(statements, "Stream")
    assert recording.on_index == _allowed(statements, "Inboxes")


def test_the_lambdas_zip_needs_no_packages(tmp_path: Path) -> None:
    script = "import cruddur.entrypoints.projector.lambda_handler as handler; print(handler._project())"
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(lambda_handler.__file__).parents[3]),
        "AWS_ACCESS_KEY_ID": "role",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }
    started = subprocess.run(
        [sys.executable, "-S", "-c", script], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert started.stdout.startswith("ProjectInbox("), started.stderr
