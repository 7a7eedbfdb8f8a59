"""Each part's role allows what that part was seen to do in a full run, and nothing else."""

import os
import subprocess
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from cruddur.adapters.dynamodb import examination
from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.adapters.local.clock import SystemClock
from cruddur.adapters.local.random import SystemRandom
from cruddur.adapters.local.silent_bus import SilentBus
from cruddur.domain.entry import edited, emptied
from cruddur.domain.group import Role
from cruddur.domain.ids import Seq
from cruddur.entrypoints.projector import lambda_handler
from cruddur.ports.groups import Groups
from cruddur.ports.inbox import Inbox
from cruddur.ports.message_log import MessageLog
from cruddur.usecases.project_inbox import ProjectInbox
from tests.clock import SteppedClock
from tests.contract.dynamodb_place import DynamoPlace
from tests.contract.scene import Scene
from tests.infra.rights import STREAM, TABLE, Recording, Right, allowing, granted
from tests.infra.templates import listed, role_statements

SERVER = role_statements("app", "ServerRole")
PROJECTOR = role_statements("app", "ProjectorRole")

BY_LAMBDA = {("ReadTheStream", "dynamodb:DescribeStream"), ("ReadTheStream", "dynamodb:GetRecords")} | {
    ("ReadTheStream", "dynamodb:GetShardIterator"),
    ("FindTheStream", "dynamodb:ListStreams"),
}
"""What Lambda itself does by the function's role, before the handler runs: its documented list."""


class Noted:
    """A port that passes everything on and notes by which methods it was asked."""

    def __init__(self, port: object, asked: set[str]) -> None:
        self._port, self._asked = port, asked

    def __getattr__(self, name: str) -> Any:
        self._asked.add(f"{type(self._port).__name__}.{name}")
        return getattr(self._port, name)


class Host:
    """A host on a table, whose calls and methods are noted."""

    def __init__(self, place: DynamoPlace, url_of: DynamoEngine) -> None:
        self.recording = Recording(url_of.client)
        self.asked: set[str] = set()
        self.engine = DynamoEngine(
            self.recording, table=place.table, clock=SystemClock(), random=SystemRandom(), deadline_s=30
        )
        self.log: Any = Noted(self.engine.log, self.asked)
        self.groups: Any = Noted(self.engine.groups, self.asked)
        self.inbox: Any = Noted(self.engine.inbox, self.asked)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncGenerator[DynamoPlace, None]:
    async with DynamoPlace.opened(tmp_path) as opened:
        yield opened


@pytest.fixture
def host(place: DynamoPlace) -> Host:
    return Host(place, place.host(SystemClock()))


def methods(port: type[Any]) -> set[str]:
    return {name for name in vars(port) if not name.startswith("_")}


def unexplained(used: set[Right], statements: Sequence[Mapping[str, Any]]) -> list[Right]:
    """What was done and is not allowed."""
    return sorted(right for right in used if not allowing(statements, right))


def unused(used: set[Right], statements: Sequence[Mapping[str, Any]]) -> set[tuple[str, str]]:
    """What is allowed and was not done."""
    return granted(statements) - {pair for right in used for pair in allowing(statements, right)}


async def test_a_server_may_do_what_it_does_and_nothing_else(host: Host) -> None:
    scene = Scene([host], SteppedClock())  # pyright: ignore[reportArgumentType] - it passes everything on
    pair, team = await scene.pair(), await scene.team()
    said = await scene.say(pair.group_uuid, pair.bob)
    assert await host.log.get_entry(pair.group_uuid, said.seq) == said
    await host.log.get_head(pair.group_uuid)
    other = await host.log.revise(edited(said, "other", scene.clock.now()), earlier=said)
    await host.log.list_versions(pair.group_uuid, said.seq)
    for is_given in (True, False):
        await host.log.react(pair.group_uuid, said.seq, user_uuid=pair.ann, emoji="\u2764", is_given=is_given)
    await host.log.revise(emptied(other, scene.clock.now()), earlier=other)
    newcomer = scene.person()
    await scene.join(team.group_uuid, team.ann, newcomer)
    await scene.rename(team.group_uuid, team.ann, "Another")
    await scene.change_role(team.group_uuid, team.ann, team.bob, Role.OWNER)
    await scene.leave(team.group_uuid, newcomer, newcomer)
    await scene.log_of(team.group_uuid)
    await host.log.find_seq_at(pair.group_uuid, said.created_at)
    await host.groups.find_groups([pair.group_uuid, team.group_uuid])
    await host.groups.get_group(team.group_uuid)
    await host.inbox.list_inbox(pair.ann, cursor=None, limit=20)
    await host.inbox.find_row(pair.ann, pair.group_uuid)
    await host.inbox.list_read_marks(pair.group_uuid, (pair.ann, pair.bob))
    await host.inbox.get_unread(pair.ann)
    await host.inbox.mark_read(pair.ann, pair.group_uuid, Seq(1))
    await host.engine.ping()
    assert await host.engine.has_table()
    await examination.examine(host.recording, host.engine.table)

    left_out = {f"DynamoInbox.{name}" for name in ("apply",)}  # the projector's, which runs elsewhere
    every = {f"Dynamo{port.__name__}.{name}" for port in (MessageLog, Groups, Inbox) for name in methods(port)}
    assert every - host.asked - left_out == set(), "the run is not a full one"
    assert unexplained(host.recording.used, SERVER) == []
    assert unused(host.recording.used, SERVER) == set()


async def test_the_projector_may_do_what_it_does_and_nothing_else(host: Host, place: DynamoPlace) -> None:
    scene = Scene([place.host(SteppedClock())], SteppedClock())
    team = await scene.team()
    await scene.say(team.group_uuid, team.bob)
    await scene.rename(team.group_uuid, team.ann, "Another")
    entries = await scene.log_of(team.group_uuid)
    project = ProjectInbox(groups=host.engine.groups, inbox=host.engine.inbox, bus=SilentBus())
    await project(entries)
    await project(entries[:1])
    assert unexplained(host.recording.used, PROJECTOR) == []
    assert unused(host.recording.used, PROJECTOR) == BY_LAMBDA


@pytest.mark.parametrize(
    "right",
    [
        Right("dynamodb:PutItem", TABLE, frozenset({"MSG#"})),
        Right("dynamodb:UpdateItem", TABLE, frozenset({"MSG#"})),
        Right("dynamodb:DeleteItem", TABLE, frozenset({"MSG#"})),
        Right("dynamodb:UpdateItem", TABLE, frozenset({"GRP#", "MSG#"})),
        Right("dynamodb:GetItem", TABLE, frozenset({"GRP#"})),
        Right("dynamodb:DeleteTable", TABLE),
    ],
)
def test_the_projector_cannot_touch_a_message_nor_read_an_inbox(right: Right) -> None:
    assert allowing(PROJECTOR, right) == []


@pytest.mark.parametrize(
    "right",
    [
        Right("dynamodb:PutItem", TABLE, frozenset({"CHK#"})),
        Right("dynamodb:Scan", TABLE),
        Right("dynamodb:GetRecords", STREAM),
        Right("dynamodb:DeleteTable", TABLE),
        Right("dynamodb:UpdateTable", TABLE),
    ],
)
def test_a_server_cannot_read_everything_at_once_nor_change_the_table(right: Right) -> None:
    assert allowing(SERVER, right) == []


def test_the_post_confirmation_function_calls_no_service_of_amazons() -> None:
    script = (
        "import sys; from cruddur.entrypoints.post_confirmation import handler; import cruddur.bootstrap_operators; "
        "print(sorted(name for name in sys.modules if name.split('.')[0] in ('botocore', 'aiobotocore', 'boto3')))"
    )
    seen = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "[]"
    services = {
        action.partition(":")[0]
        for statement in role_statements("identity", "PostConfirmationRole")
        for action in listed(statement["Action"])
    }
    assert services == {"ec2", "logs"}  # its place in the VPC, and its log


def test_the_projectors_code_needs_no_packages(tmp_path: Path) -> None:
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


def test_servers_and_functions_ask_amazon_for_dynamodb_alone() -> None:
    """Cognito's accounts, RDS and EC2 are for operators' commands, by their own keys."""
    importers = {
        path.name
        for path in Path(lambda_handler.__file__).parents[2].glob("*.py")
        if "cruddur.adapters.aws" in path.read_text("utf-8")
    }
    assert importers == {"bootstrap_operators.py"}
    services = {
        action.partition(":")[0]
        for role in ("ServerRole", "ProjectorRole")
        for statement in role_statements("app", role)
        for action in listed(statement["Action"])
    }
    assert services == {"dynamodb", "sqs", "logs"}  # the queue and the log are Lambda's own doing
