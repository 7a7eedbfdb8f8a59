"""Whether the table is as the product needs it: shape, index, stream, expiry, backups, and the right to use it."""

from collections.abc import Mapping
from typing import Any, cast

from cruddur.adapters.dynamodb import keys, table
from cruddur.adapters.dynamodb.client import Client, Refused
from cruddur.domain.errors import Unavailable
from cruddur.domain.ids import GroupUuid
from cruddur.ports.examination import Finding

_DENIED = ("AccessDenied", "AccessDeniedException")
_BAD_KEYS = (
    "ExpiredTokenException",
    "IncompleteSignature",
    "IncompleteSignatureException",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
)
_LOAD = "Run `./cruddur ddb schema-load` (with --prod on AWS), or deploy the data stack."


async def examine(client: Client, name: str, *, is_on_this_machine: bool = False) -> list[Finding]:
    """Look at a table by what it says of itself. Reads one item that is not there, writes nothing.

    Args:
        is_on_this_machine: an emulator's table, which may be dropped and made anew as one likes.
    """
    try:
        found = await table.describe(client, name)
    except Unavailable:
        where = "Is AWS_ENDPOINT_URL_DYNAMODB right, AWS_DEFAULT_REGION, and the way there open?"
        return [Finding("dynamodb.endpoint", "problem", "DynamoDB does not answer.", where)]
    except Refused as refused:
        return [_refused("DescribeTable", refused)]
    answers = Finding("dynamodb.endpoint", "fine", "DynamoDB answers.")
    if found is None:
        return [answers, Finding("dynamodb.table", "problem", f"There is no table {name}.", _LOAD)]
    shape = _shape(found)
    return [
        answers,
        _state(name, found),
        shape,
        _index(found),
        _stream(name, found),
        *([] if is_on_this_machine else [_protection(name, found)]),
        await _expiry(client, name),
        await _backups(client, name),
        *([await _reading(client, name)] if shape.level == "fine" else []),
    ]


def _state(name: str, found: Mapping[str, Any]) -> Finding:
    status = found.get("TableStatus")
    if status == "ACTIVE":
        return Finding("dynamodb.table", "fine", f"The table {name} is there.")
    return Finding("dynamodb.table", "problem", f"The table {name} is {status}.", "Wait until it is ACTIVE.")


def _shape(found: Mapping[str, Any]) -> Finding:
    if _keys(found) == _keys(table.DEFINITION):
        return Finding("dynamodb.keys", "fine", "Its key is pk and sk.")
    return Finding(
        "dynamodb.keys",
        "problem",
        "Its key is another one than pk and sk, texts both.",
        "Keys cannot be changed: set CRUDDUR_TABLE to another name, make that table, and carry over what is in this one "
        "(`./cruddur ddb import` reads the journals' format).",
    )


def _index(found: Mapping[str, Any]) -> Finding:
    wanted = table.DEFINITION["GlobalSecondaryIndexes"][0]
    indexes = cast("list[Mapping[str, Any]]", found.get("GlobalSecondaryIndexes") or [])
    there = next((each for each in indexes if each["IndexName"] == keys.INBOX_INDEX), None)
    if there is None:
        wrong = f"There is no index {keys.INBOX_INDEX}: inboxes cannot be listed."
    elif _pairs(there["KeySchema"]) != _pairs(wanted["KeySchema"]) or there["Projection"] != wanted["Projection"]:
        wrong = f"The index {keys.INBOX_INDEX} has another key or leaves attributes out."
    elif there.get("IndexStatus", "ACTIVE") != "ACTIVE":
        return Finding("dynamodb.index", "warning", f"{keys.INBOX_INDEX} is {there['IndexStatus']}.", "Wait for it.")
    else:
        return Finding("dynamodb.index", "fine", f"The index {keys.INBOX_INDEX} is there.")
    return Finding("dynamodb.index", "problem", wrong, "Deploy the data stack: it makes the index beside the traffic.")


def _stream(name: str, found: Mapping[str, Any]) -> Finding:
    stream = cast("Mapping[str, Any]", found.get("StreamSpecification") or {})
    wanted = table.DEFINITION["StreamSpecification"]
    switch_on = (
        f"aws dynamodb update-table --table-name {name} "
        f"--stream-specification StreamEnabled=true,StreamViewType={wanted['StreamViewType']}"
    )
    if not stream.get("StreamEnabled"):
        return Finding("dynamodb.stream", "problem", "The stream is off: no inbox ever moves.", switch_on)
    if stream.get("StreamViewType") != wanted["StreamViewType"]:
        view = f"The stream carries {stream.get('StreamViewType')} instead of {wanted['StreamViewType']}."
        return Finding("dynamodb.stream", "problem", view, f"Switch it off, then on: {switch_on}")
    return Finding("dynamodb.stream", "fine", "The stream is on, with both images.")


def _protection(name: str, found: Mapping[str, Any]) -> Finding:
    check = "dynamodb.protection"
    if found.get("DeletionProtectionEnabled"):
        return Finding(check, "fine", "It cannot be deleted by mistake.")
    do = f"aws dynamodb update-table --table-name {name} --deletion-protection-enabled"
    return Finding(check, "warning", "It can be deleted by mistake.", do)


async def _expiry(client: Client, name: str) -> Finding:
    check = "dynamodb.expiry"
    try:
        answer = await client.call("DescribeTimeToLive", TableName=name)
    except (Refused, Unavailable) as refused:
        return _unknown(check, "DescribeTimeToLive", refused)
    described = cast("Mapping[str, Any]", answer.get("TimeToLiveDescription") or {})
    if described.get("TimeToLiveStatus") in ("ENABLED", "ENABLING"):
        if described.get("AttributeName") == table.TTL_ATTRIBUTE:
            return Finding(check, "fine", "Sweep markers expire.")
        other = f"Items expire by {described.get('AttributeName')}, not by {table.TTL_ATTRIBUTE}."
        return Finding(check, "problem", other, "Disable it at once: entries must never expire. Then run " + _LOAD[4:])
    return Finding(check, "warning", "Nothing expires: sweep markers stay for ever.", _LOAD)


async def _backups(client: Client, name: str) -> Finding:
    check = "dynamodb.backups"
    try:
        answer = await client.call("DescribeContinuousBackups", TableName=name)
    except (Refused, Unavailable) as refused:
        return _unknown(check, "DescribeContinuousBackups", refused)
    described = cast("Mapping[str, Any]", answer.get("ContinuousBackupsDescription") or {})
    recovery = cast("Mapping[str, Any]", described.get("PointInTimeRecoveryDescription") or {})
    if recovery.get("PointInTimeRecoveryStatus") == "ENABLED":
        return Finding(check, "fine", "It can be restored to any second of the last 35 days.")
    return Finding(check, "problem", "There is no point-in-time recovery: what is deleted is gone.", _LOAD)


async def _reading(client: Client, name: str) -> Finding:
    check = "dynamodb.rights"
    nobody = keys.group_key(GroupUuid("00000000-0000-0000-0000-000000000000"))
    try:
        await client.call("GetItem", TableName=name, Key=nobody)
    except Refused as refused:
        return _refused("GetItem", refused)
    except Unavailable:
        return Finding(check, "problem", "The table is there and does not answer.", "Look at its throttles.")
    return Finding(check, "fine", "Items can be read.")


def _refused(operation: str, refused: Refused) -> Finding:
    if refused.code in _DENIED:
        return Finding(
            "dynamodb.rights",
            "problem",
            f"These credentials may not {operation} on the table.",
            "Give the role what the app stack's ServerRole has, and nothing more.",
        )
    if refused.code in _BAD_KEYS:
        return Finding(
            "dynamodb.rights",
            "problem",
            f"DynamoDB does not know these credentials ({refused.code}).",
            "Look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, and at this machine's clock.",
        )
    return Finding("dynamodb.endpoint", "problem", f"DynamoDB refuses {operation}: {refused.code}.", "See its message.")


def _unknown(check: str, operation: str, refused: Exception) -> Finding:
    if isinstance(refused, Refused) and refused.code in _DENIED:
        why, do = (
            f"These credentials may not {operation}.",
            f"Allow dynamodb:{operation} on the table, or ask as an operator.",
        )
        return Finding(check, "unknown", why, do)
    return Finding(check, "unknown", "This DynamoDB API does not say.", "")


def _keys(described: Mapping[str, Any]) -> tuple[list[tuple[str, str]], dict[str, str]]:
    pairs = _pairs(described["KeySchema"])
    types = {each["AttributeName"]: each["AttributeType"] for each in described["AttributeDefinitions"]}
    return pairs, {name: types[name] for name, _ in pairs}


def _pairs(schema: list[Mapping[str, str]]) -> list[tuple[str, str]]:
    return sorted((each["AttributeName"], each["KeyType"]) for each in schema)
