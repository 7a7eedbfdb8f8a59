"""The document: current, complete, and true: a tool that reads it finds nothing that it does not say."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cruddur.domain.ids import direct_group_uuid
from cruddur.entrypoints.http import routes, wire
from cruddur.entrypoints.http.openapi import document
from tests.integration.http.served import serving
from tests.integration.http.world import World

ROOT = Path(__file__).resolve().parents[3]
LEAST_CASES = 1_000
EXAMPLES = 60

CONFIG = """
[auth.openapi.bearer]
bearer = "bayko"

# What JSON Schema cannot say is refused with 422 as well: one place of three, a visible character, not oneself.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 401, 403, 404, 409, 422]

# Nor can it say which cursors were made here.
[[operations]]
include-operation-id = "list_message_groups"
checks.positive_data_acceptance.expected-statuses = ["2xx", 400]

[[operations]]
include-operation-id = "search_messages"
checks.positive_data_acceptance.expected-statuses = ["2xx", 400]

# A 404 here is of a person whom nobody knows, in a group that is there.
[[operations]]
include-operation-id = "add_members"
checks.ensure_resource_availability.enabled = false
"""


def test_the_file_that_the_web_client_is_made_from_is_current() -> None:
    exported = subprocess.run(
        [sys.executable, "-c", "import export_openapi; print(export_openapi.text(), end='')"],
        cwd=ROOT / "tools", capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (ROOT / "web" / "openapi.json").read_text(encoding="utf-8") == exported.stdout, "run tools/export_openapi.py"


async def test_the_document_is_served(world: World) -> None:
    answer = await world.ask("GET", "/api/schema")
    assert answer.json == json.loads(json.dumps(document()))


def test_every_operation_is_in_the_document_with_a_name_of_its_own() -> None:
    described = [
        (method.upper(), path, operation["operationId"])
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    ]
    assert {(operation.method, operation.path) for operation in routes.OPERATIONS} == {
        (method, path) for method, path, _ in described if path != "/api/schema"
    }
    assert len({name for _, _, name in described}) == len(described)


def test_the_two_ways_to_send_together_have_the_fields_that_are_read() -> None:
    def fields(kind: type[msgspec.Struct]) -> dict[str, bool]:
        return {field.encode_name: field.required for field in msgspec.structs.fields(kind)}

    group, person, read = fields(wire.SendToGroup), fields(wire.SendToPerson), fields(wire.SendMessage)
    assert {*group, *person} == {*read}
    assert {name for name in {*group, *person} if group.get(name) and person.get(name)} == {
        name for name, required in read.items() if required
    }


def test_every_example_of_a_field_is_one() -> None:
    schemas: dict[str, Any] = document()["components"]["schemas"]
    for name, kind in vars(wire).items():
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and name in schemas:
            example = {
                field: about["examples"][0]
                for field, about in schemas[name]["properties"].items()
                if "examples" in about
            }
            required = set(schemas[name].get("required", ()))
            if required <= set(example):
                msgspec.convert(example, kind)


def bearer_only(document: dict[str, Any]) -> dict[str, Any]:
    """Leave the cookie out: the tool would send both, and take the bearer's success for the cookie's."""
    for methods in document["paths"].values():
        for operation in methods.values():
            operation["security"] = [one for one in operation["security"] if "session" not in one]
    del document["components"]["securitySchemes"]["session"]
    return document


def test_schemathesis_finds_nothing_in_a_thousand_cases(tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text(CONFIG)
    (tmp_path / "openapi.json").write_text(json.dumps(bearer_only(document())))
    with serving() as served:
        for other in ("andrewbrown", "londo"):
            served.call(served.world.begin(other, "bayko", "one", "two", "three"))
        run = subprocess.run(
            [sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml", "run", "openapi.json",
             "--url", f"http://127.0.0.1:{served.port}", "--max-examples", str(EXAMPLES), "--seed", "1",
             "--continue-on-failure", "--no-color"],
            cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False, env={**os.environ, "COLUMNS": "200"},
        )  # fmt: skip
        log = served.call(served.world.ask("GET", "/api/health/ready"))
    assert run.returncode == 0, run.stdout[-12_000:] + run.stderr[-2_000:]
    generated = re.search(r"(\d+) generated", run.stdout)
    assert generated is not None, run.stdout[-2_000:]
    assert int(generated[1]) >= LEAST_CASES
    assert log.status == 200


# --- every operation, every kind of caller, every kind of group

CALLERS: dict[str, dict[str, Any]] = {
    "nobody": {},
    "a bad token": {"by": "nobody"},
    "a stranger": {"by": "londo"},
    "a stranger's browser": {"by": "londo", "cookie": True, "headers": {"sec-fetch-site": "same-origin"}},
    "a member": {"by": "bayko"},
    "a member's browser": {"by": "bayko", "cookie": True, "headers": {"sec-fetch-site": "same-origin"}},
    "a member's browser on another site": {"by": "bayko", "cookie": True, "headers": {"sec-fetch-site": "cross-site"}},
    "the owner": {"by": "andrewbrown"},
    "the owner's browser": {"by": "andrewbrown", "cookie": True, "headers": {"sec-fetch-site": "same-origin"}},
}
GROUPS = ("theirs", "invented", "malformed", "upper case")
BODIES: dict[str, dict[str, Any]] = {
    "post_message": {"message": "x"},
    "mark_read": {"seq": 1},
    "start_group": {"title": "Another", "handles": ["vir"]},
    "rename_group": {"title": "Another"},
    "add_members": {"handles": ["vir"]},
    "change_role": {"role": "member"},
    "edit_message": {"message": "y", "rev": 0},
    "change_profile": {"shows_reading": True},
}
OWNERS_ONLY = ("rename_group", "add_members", "change_role")
SEQS = {"andrewbrown": "2", "bayko": "3"}
"""What each of them has written in the group; of no use to anybody else."""


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of every operation of the document."""
    return [
        (method.upper(), path, operation)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    ]


def success(operation: dict[str, Any]) -> int:
    """The status when all goes well."""
    (status,) = (int(status) for status in operation["responses"] if status < "300")
    return status


def expected(method: str, operation: dict[str, Any], caller: str, group: str, *, is_about_a_group: bool) -> int:
    """The rule of the whole API."""
    if not operation["security"]:
        return 200
    if caller in ("nobody", "a bad token"):
        return 401
    if method != "GET" and caller == "a member's browser on another site":
        return 403
    if is_about_a_group and ("stranger" in caller or group != "theirs"):
        return 404
    if operation["operationId"] in OWNERS_ONLY and "owner" not in caller:
        return 403
    return success(operation)


async def a_group(world: World) -> str:
    """Begin a group of several: andrewbrown owns it, bayko is in it, and both have written."""
    begun = await world.ask(
        "POST", "/api/message_groups", by="andrewbrown", json={"title": "Station", "handles": ["bayko"]}
    )
    group: str = begun.json["uuid"]
    for by, seq in SEQS.items():
        sent = await world.ask("POST", "/api/messages", by=by, json={"message": "x", "message_group_uuid": group})
        assert str(sent.json["seq"]) == seq
    return group


@pytest.mark.parametrize("caller", CALLERS)
async def test_every_operation_keeps_to_who_may_for_every_kind_of_group(world: World, caller: str) -> None:
    await world.add("vir")
    invented = direct_group_uuid(world.people["londo"].uuid, world.people["bayko"].uuid)
    who = str(CALLERS[caller].get("by"))
    for method, path, operation in operations():
        theirs = await a_group(world)
        ids = dict(zip(GROUPS, (theirs, invented, "malformed", theirs.upper()), strict=True))
        for group, group_uuid in ids.items():
            body = BODIES.get(operation["operationId"])
            if operation["operationId"] == "post_message":
                body = {"message": "x", "message_group_uuid": group_uuid}
            elsewhere = path.replace("{handle}", "bayko").replace("{seq}", SEQS.get(who, "2"))
            elsewhere = elsewhere.replace("{emoji}", "%F0%9F%91%8D")
            elsewhere = elsewhere.replace("{user_uuid}", world.people["bayko"].uuid)
            if "{session_id}" in path:
                elsewhere = elsewhere.replace("{session_id}", await world.another_browser(who, f"another for {group}"))
            target = elsewhere.replace("{message_group_uuid}", group_uuid)
            answer = await world.ask(method, target, json=body, **CALLERS[caller])
            is_about_a_group = target != elsewhere or operation["operationId"] == "post_message"
            status = expected(method, operation, caller, group, is_about_a_group=is_about_a_group)
            assert answer.status == status, (caller, method, target, answer.body)
            if status == 404:
                assert answer.codes == ["message_group_not_found"]
