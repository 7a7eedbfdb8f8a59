"""The table's definition, and bringing an account or an engine to it (`cruddur ddb schema-load`)."""

import asyncio
from typing import Any

from cruddur.adapters.dynamodb import keys
from cruddur.adapters.dynamodb.client import Client, NotStored, Refused

DEFINITION: dict[str, Any] = {
    "AttributeDefinitions": [
        {"AttributeName": "pk", "AttributeType": "S"},
        {"AttributeName": "sk", "AttributeType": "S"},
        {"AttributeName": "active_minute", "AttributeType": "S"},
    ],
    "KeySchema": [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": keys.INBOX_INDEX,
            "KeySchema": [
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "active_minute", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "ALL"},
        }
    ],
    "BillingMode": "PAY_PER_REQUEST",
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
}

TTL_ATTRIBUTE = "expires_at"
"""Set on sweep markers only: entries and META never expire (a freed number would be used twice)."""

_POLL_S = 0.2
_NOT_OFFERED = ("UnknownOperationException", "UnknownOperation", "ValidationException", "NotImplemented")


async def load_schema(client: Client, table: str = keys.TABLE, *, within_s: float = 120.0) -> bool:
    """Create the table and wait until it and its index are ACTIVE. Harmless when repeated.

    Time-to-live and point-in-time recovery are switched on where the engine offers them.

    Returns:
        Whether this call created it.
    Raises:
        TimeoutError: not ACTIVE in time.
    """
    created = True
    try:
        await client.call("CreateTable", TableName=table, **DEFINITION)
    except Refused as refused:
        if refused.code != "ResourceInUseException":
            raise
        created = False
    await _wait_until_active(client, table, within_s)
    await _switch_on(
        client, "UpdateTimeToLive", table, TimeToLiveSpecification={"Enabled": True, "AttributeName": TTL_ATTRIBUTE}
    )
    await _switch_on(
        client,
        "UpdateContinuousBackups",
        table,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
    )
    return created


async def drop(client: Client, table: str, *, within_s: float = 120.0) -> bool:
    """Delete a table and wait until it is gone; say whether it was there."""
    try:
        await client.call("DeleteTable", TableName=table)
    except Refused as refused:
        if refused.code != "ResourceNotFoundException":
            raise
        return False
    async with asyncio.timeout(within_s):
        while True:
            if await describe(client, table) is None:
                return True
            await asyncio.sleep(_POLL_S)


async def describe(client: Client, table: str) -> dict[str, Any] | None:
    """Return the service's description of a table, None when there is no such table."""
    try:
        answer = await client.call("DescribeTable", TableName=table)
    except Refused as refused:
        if refused.code != "ResourceNotFoundException":
            raise
        return None
    return answer["Table"]


async def list_tables(client: Client) -> list[str]:
    """Return the names of all tables, every page of them."""
    names: list[str] = []
    start: dict[str, str] = {}
    while True:
        answer = await client.call("ListTables", **start)
        names.extend(answer.get("TableNames", []))
        if not (last := answer.get("LastEvaluatedTableName")):
            return names
        start = {"ExclusiveStartTableName": last}


async def _wait_until_active(client: Client, table: str, within_s: float) -> None:
    async with asyncio.timeout(within_s):
        while True:
            found = await describe(client, table)
            indexes = (found or {}).get("GlobalSecondaryIndexes", [])
            if (
                found is not None
                and found["TableStatus"] == "ACTIVE"
                and all(each.get("IndexStatus", "ACTIVE") == "ACTIVE" for each in indexes)
            ):
                return
            await asyncio.sleep(_POLL_S)


async def _switch_on(client: Client, operation: str, table: str, **specification: Any) -> None:
    """Ask for a feature. Engines without it, and tables that have it already, refuse: both are fine."""
    for _ in range(5):
        try:
            await client.call(operation, TableName=table, **specification)
            return
        except Refused as refused:
            if refused.code in _NOT_OFFERED:
                return
            if refused.code != "ContinuousBackupsUnavailableException":
                raise
        except NotStored:  # the service is still at work on the table
            pass
        await asyncio.sleep(_POLL_S)
