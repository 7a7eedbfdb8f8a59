"""The stacks say the same as the code, hold what must hold, and a fault that is planted in them is noticed."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cruddur import settings
from cruddur.adapters.dynamodb import keys, table
from cruddur.entrypoints.http import auth
from cruddur.entrypoints.post_confirmation.handler import handler as post_confirmation
from cruddur.entrypoints.projector.lambda_handler import handler as projector
from tests.infra.invariants import INVARIANTS
from tests.infra.templates import INFRA, STACKS, TEMPLATES, Template, altered, of_type, properties


def test_the_templates_are_sound() -> None:
    """`./cruddur check` asks the same linter."""
    assert {file.stem for file in INFRA.glob("*.yaml")} == set(STACKS)
    linted = subprocess.run(
        [Path(sys.executable).parent / "cfn-lint", *sorted(INFRA.glob("*.yaml"))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (linted.returncode, linted.stdout) == (0, "")


@pytest.mark.parametrize("name", INVARIANTS)
def test_it_holds(name: str) -> None:
    assert INVARIANTS[name](TEMPLATES) == []


def _set(stack: str, logical_id: str, name: str, value: Any) -> Callable[[dict[str, Template]], None]:
    def plant(templates: dict[str, Template]) -> None:
        resource = templates[stack]["Resources"][logical_id]
        holder = resource if name in ("DeletionPolicy", "UpdateReplacePolicy") else resource["Properties"]
        if value is None:
            del holder[name]
        else:
            holder[name] = value

    return plant


def _nat(templates: dict[str, Template]) -> None:
    templates["network"]["Resources"]["Nat"] = {"Type": "AWS::EC2::NatGateway", "Properties": {}}


def _route_out(templates: dict[str, Template]) -> None:
    templates["network"]["Resources"]["ToTheInternet"]["Properties"]["RouteTableId"] = {"Ref": "PrivateRoutes"}


def _open_database(templates: dict[str, Template]) -> None:
    templates["network"]["Resources"]["DatabaseGroup"]["Properties"]["SecurityGroupIngress"].append(
        {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "CidrIp": "0.0.0.0/0"}
    )


def _right(role: str, sid: str, name: str, value: Any) -> Callable[[dict[str, Template]], None]:
    def plant(templates: dict[str, Template]) -> None:
        [policy] = templates["app"]["Resources"][role]["Properties"]["Policies"]
        [statement] = [each for each in policy["PolicyDocument"]["Statement"] if each["Sid"] == sid]
        if value is None:
            del statement[name]
        else:
            statement[name] = value

    return plant


def _container(name: str, value: Any) -> Callable[[dict[str, Template]], None]:
    def plant(templates: dict[str, Template]) -> None:
        templates["app"]["Resources"]["Task"]["Properties"]["ContainerDefinitions"][0][name] = value

    return plant


FAULTS: list[tuple[str, Callable[[dict[str, Template]], None]]] = [
    ("the_table_can_be_restored_to_any_second", _set("data", "Table", "PointInTimeRecoverySpecification", None)),
    ("sweep_markers_expire", _set("data", "Table", "TimeToLiveSpecification", None)),
    ("the_stream_carries_both_images", _set("data", "Table", "StreamSpecification", {"StreamViewType": "NEW_IMAGE"})),
    ("what_holds_data_is_kept", _set("data", "Table", "UpdateReplacePolicy", "Delete")),
    ("what_holds_data_is_kept", _set("data", "Database", "DeletionPolicy", "Delete")),
    ("data_is_protected_from_deletion", _set("data", "Table", "DeletionProtectionEnabled", None)),
    ("data_is_protected_from_deletion", _set("identity", "UserPool", "DeletionProtection", "INACTIVE")),
    ("what_lies_still_is_encrypted", _set("data", "Database", "StorageEncrypted", False)),
    ("backups_and_logs_have_a_length", _set("app", "ProjectorLog", "RetentionInDays", None)),
    ("the_database_is_not_public", _set("data", "DatabaseWriter", "PubliclyAccessible", True)),
    ("the_database_is_not_public", _route_out),
    ("only_the_balancer_is_open_to_the_world", _open_database),
    ("there_is_no_nat_and_dynamodb_is_reached_by_a_gateway", _nat),
    ("sign_in_is_by_code_alone", _set("identity", "Client", "AllowedOAuthFlows", ["code", "implicit"])),
    ("addresses_to_return_to_are_exact", _set("identity", "Client", "CallbackURLs", ["https://*.example.com/"])),
    ("tokens_can_be_revoked_and_accounts_not_probed", _set("identity", "Client", "EnableTokenRevocation", False)),
    ("no_right_is_wider_than_its_name", _right("ServerRole", "Messages", "Action", "dynamodb:*")),
    ("no_right_is_wider_than_its_name", _right("ServerRole", "Messages", "Resource", "*")),
    ("no_policy_lets_the_projector_write_a_message", _right("ProjectorRole", "CarryIntoInboxes", "Condition", None)),
    ("servers_run_without_rights_on_their_machine", _container("ReadonlyRootFilesystem", False)),
    ("servers_run_without_rights_on_their_machine", _container("User", "0")),
]


@pytest.mark.parametrize(("name", "plant"), FAULTS, ids=[f"{number}-{name}" for number, (name, _) in enumerate(FAULTS)])
def test_a_planted_fault_is_noticed(name: str, plant: Callable[[dict[str, Template]], None]) -> None:
    templates = altered()
    plant(templates)
    assert INVARIANTS[name](templates), name


def test_every_invariant_has_a_fault_that_breaks_it() -> None:
    assert {name for name, _ in FAULTS} == set(INVARIANTS)


def test_the_table_is_the_one_that_schema_load_makes() -> None:
    described = properties("data", "Table")
    for name in ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode"):
        assert described[name] == table.DEFINITION[name]
    assert (
        described["StreamSpecification"]["StreamViewType"] == table.DEFINITION["StreamSpecification"]["StreamViewType"]
    )
    assert described["TimeToLiveSpecification"] == {"AttributeName": table.TTL_ATTRIBUTE, "Enabled": True}


def test_the_functions_are_the_handlers_that_there_are() -> None:
    for function, handler in (
        (properties("app", "Projector"), projector),
        (properties("identity", "PostConfirmation"), post_confirmation),
    ):
        assert function["Handler"] == f"{handler.__module__}.{handler.__name__}"


def test_the_trigger_is_as_the_projector_wants_it() -> None:
    trigger = properties("app", "Trigger")
    assert trigger["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert trigger["BisectBatchOnFunctionError"] is True
    assert trigger["MaximumRetryAttempts"] == 4  # five tries
    assert trigger["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["DeadLetters", "Arn"]}
    assert trigger["MaximumRecordAgeInSeconds"] <= 86400  # the stream keeps no longer


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
    [chosen] = properties("app", "Trigger")["FilterCriteria"]["Filters"]
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


def test_the_call_back_is_the_one_that_the_servers_ask_for() -> None:
    [written] = properties("identity", "Client")["CallbackURLs"]
    assert written["Fn::Sub"].replace("${PublicUrl}", "https://example.com") == auth.redirect_uri("https://example.com")


def test_every_variable_of_a_container_or_function_is_a_setting() -> None:
    [container] = properties("app", "Task")["ContainerDefinitions"]
    written = {each["Name"] for each in container["Environment"] if "Name" in each}
    written |= {each["Fn::If"][1]["Name"] for each in container["Environment"] if "Fn::If" in each}
    written |= {each["Name"] for each in container["Secrets"]}
    for function in (properties("app", "Projector"), properties("identity", "PostConfirmation")):
        written |= set(function["Environment"]["Variables"])
    known = {variable for variable, _, _ in settings.table()} | {"PGPASSWORD"}  # libpq's own
    assert written <= known


def test_what_a_stack_imports_another_one_exports() -> None:
    def named(value: Any, key: str) -> set[str]:
        if isinstance(value, dict):
            found = {str(value[key]["Fn::Sub"])} if key in value and isinstance(value[key], dict) else set[str]()
            return found.union(*(named(each, key) for each in value.values()))
        if isinstance(value, list):
            return set[str]().union(*(named(each, key) for each in value))
        return set()

    exported: set[str] = set()
    for stack in ("network", "data", "identity", "app"):  # the order of deploying them
        assert named(TEMPLATES[stack]["Resources"], "Fn::ImportValue") <= exported, stack
        exported |= {
            output["Export"]["Name"]["Fn::Sub"] for output in TEMPLATES[stack]["Outputs"].values() if "Export" in output
        }
    assert named(TEMPLATES["cache"]["Resources"], "Fn::ImportValue") <= exported


def test_every_alarm_is_explained() -> None:
    page = (INFRA.parent / "docs" / "aws.md").read_text("utf-8")
    alarms = [where.partition(".")[2] for where, _ in of_type(TEMPLATES, "AWS::CloudWatch::Alarm")]
    assert len(alarms) >= 8
    assert not [alarm for alarm in alarms if f"| `{alarm}` |" not in page]


def test_the_dashboard_is_json() -> None:
    body, names = properties("app", "Dashboard")["DashboardBody"]["Fn::Sub"]
    assert set(names) == {"Table", "DatabaseId"}
    assert len(json.loads(body)["widgets"]) == 7
