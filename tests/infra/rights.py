"""What AWS would have to allow for a call of ours, and whether a role's statements do."""

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from cruddur.adapters.dynamodb.client import STREAMS, Answer, Client
from tests.infra.templates import listed

TABLE, INDEX, STREAM = "table", "table/index/inbox-index", "table/stream"
"""The resources, by what they are called here; `resource_of` finds them in a template."""

_IN_TRANSACTION = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
_PARTITION = re.compile(r"\bpk\s*=\s*(:\w+)")


class Right(NamedTuple):
    """One thing that must be allowed.

    Attributes:
        leading_keys: the prefixes of the partitions that it touches, `MSG#`; none where it touches no items.
    """

    action: str
    resource: str
    leading_keys: frozenset[str] = frozenset()


class Recording:
    """A client that passes calls on, and notes what each had to be allowed: the one method all calls go through."""

    def __init__(self, inner: Client) -> None:
        self._inner = inner
        self.used: set[Right] = set()

    async def call(self, operation: str, **params: Any) -> Answer:
        """See `client.Client.call`."""
        self.used.update(rights_of(operation, params))
        return await self._inner.call(operation, **params)


def rights_of(operation: str, params: Mapping[str, Any]) -> Iterator[Right]:
    """Yield what a call of DynamoDB has to be allowed; a transaction is allowed by its parts."""
    if operation in STREAMS:
        yield Right(f"dynamodb:{operation}", STREAM)
    elif operation == "TransactWriteItems":
        for action in params["TransactItems"]:
            for kind, part in action.items():
                yield from rights_of(_IN_TRANSACTION[kind], part)
    else:
        resource = INDEX if "IndexName" in params else TABLE
        yield Right(f"dynamodb:{operation}", resource, frozenset(_leading_keys(operation, params)))


def _leading_keys(operation: str, params: Mapping[str, Any]) -> Iterator[str]:
    if operation == "Query":
        [name] = _PARTITION.findall(params["KeyConditionExpression"])
        found = [params["ExpressionAttributeValues"][name]]
    elif operation == "BatchGetItem":
        found = [key["pk"] for request in params["RequestItems"].values() for key in request["Keys"]]
    else:
        item = params.get("Item") or params.get("Key")
        found = [item["pk"]] if item else []
    for pk in found:
        yield pk["S"].partition("#")[0] + "#"


def resource_of(written: Any) -> str:
    """Return which resource a statement's `Resource` means."""
    text = str(written)
    if "-StreamArn" in text:
        return STREAM
    if "-TableArn" in text:
        return INDEX if "/index/inbox-index" in text else TABLE
    return text


def allowing(statements: Sequence[Mapping[str, Any]], right: Right) -> list[tuple[str, str]]:
    """Return the (statement, action) pairs by which a right is granted; none: it is refused."""
    return [
        (statement["Sid"], right.action)
        for statement in statements
        if statement["Effect"] == "Allow"
        and right.action in listed(statement["Action"])
        and right.resource in {resource_of(each) for each in listed(statement["Resource"])}
        and _meets(statement.get("Condition", {}), right)
    ]


def _meets(condition: Mapping[str, Any], right: Right) -> bool:
    """The one condition that the templates use: every partition that is touched is one of these."""
    if not condition:
        return True
    [(operator, keys)] = condition.items()
    assert operator == "ForAllValues:StringLike"
    [(name, patterns)] = keys.items()
    assert name == "dynamodb:LeadingKeys"
    return all(any(fnmatchcase(key, pattern) for pattern in patterns) for key in right.leading_keys)


def granted(statements: Sequence[Mapping[str, Any]]) -> set[tuple[str, str]]:
    """Return every (statement, action) that a role's statements about DynamoDB grant."""
    return {
        (statement["Sid"], action)
        for statement in statements
        if statement["Effect"] == "Allow"
        for action in listed(statement["Action"])
        if action.startswith("dynamodb:")
    }
