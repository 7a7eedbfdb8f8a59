"""A table in memory that answers `call` as DynamoDB does, weak promises included.

Eventually consistent reads see the past. A Query is no snapshot: it may pause half way, and goes on
in a later present. Everything else is atomic, as the service promises.
"""

import asyncio
import random
from bisect import bisect_left, insort
from collections.abc import Mapping
from typing import Any, NamedTuple

from cruddur.adapters.dynamodb.client import Refused
from tests.simulation.expressions import Item, holds, updated

_METHODS = {
    "GetItem": "_get_item",
    "BatchGetItem": "_batch_get_item",
    "Query": "_query",
    "PutItem": "_put_item",
    "UpdateItem": "_update_item",
    "DeleteItem": "_delete_item",
    "TransactWriteItems": "_transact_write_items",
}

LAG_S = 1.0
"""How old an eventually consistent read may be."""


class Change(NamedTuple):
    """A record of the stream."""

    at_s: float
    pk: str
    sk: str
    old: Item | None
    new: Item | None

    @property
    def is_entry(self) -> bool:
        """Whether it is about a line of a log, and not about META or an earlier text."""
        return self.pk.startswith("MSG#") and self.sk.isdigit()

    def as_record(self) -> dict[str, Any]:
        """The record as the stream's API and a Lambda event carry it."""
        name = "REMOVE" if self.new is None else "MODIFY" if self.old else "INSERT"
        images = {"NewImage": self.new} if self.new is not None else {}
        keys = {"pk": {"S": self.pk}, "sk": {"S": self.sk}}
        return {"eventName": name, "dynamodb": {"Keys": keys, **images}}


class ModelStore:
    """One table. Its operations run at an instant of the loop's time, but for a Query's pauses."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._sks: dict[str, list[str]] = {}
        self._versions: dict[tuple[str, str], list[tuple[float, Item | None]]] = {}
        self.stream: list[Change] = []

    async def apply(self, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Do an operation now; raises Refused as the service does."""
        answer: dict[str, Any] = await getattr(self, _METHODS[operation])(params)
        return answer

    def partition(self, pk: str) -> list[Item]:
        """Every item of a partition as it is, in order."""
        return [item for sk in self._sks.get(pk, []) if (item := self.item(pk, sk)) is not None]

    def partitions(self) -> list[str]:
        """Every partition that ever held something."""
        return list(self._sks)

    def item(self, pk: str, sk: str, *, lag_s: float = 0.0) -> Item | None:
        """One item as it was `lag_s` ago."""
        then = asyncio.get_running_loop().time() - lag_s
        for at_s, item in reversed(self._versions.get((pk, sk), [])):
            if at_s <= then or lag_s == 0.0:
                return item
        return None

    def _write(self, pk: str, sk: str, new: Item | None) -> None:
        old = self.item(pk, sk)
        if old is None and new is None:
            return
        if (pk, sk) not in self._versions:
            insort(self._sks.setdefault(pk, []), sk)
        now = asyncio.get_running_loop().time()
        self._versions.setdefault((pk, sk), []).append((now, new))
        self.stream.append(Change(now, pk, sk, old, new))

    # --- operations

    async def _get_item(self, params: Mapping[str, Any]) -> dict[str, Any]:
        item = self.item(*_key(params["Key"]), lag_s=self._lag(params))
        return {"Item": item} if item is not None else {}

    async def _batch_get_item(self, params: Mapping[str, Any]) -> dict[str, Any]:
        [(table, request)] = params["RequestItems"].items()
        wanted = request["Keys"]
        served = wanted[: self._chance.randint(1, len(wanted))]  # the service may leave some out
        found = [self.item(*_key(key), lag_s=self._lag(request)) for key in served]
        rest = wanted[len(served) :]
        return {
            "Responses": {table: [item for item in found if item is not None]},
            "UnprocessedKeys": {table: {"Keys": rest}} if rest else {},
        }

    async def _query(self, params: Mapping[str, Any]) -> dict[str, Any]:
        values = params["ExpressionAttributeValues"]
        pk = values[":pk"]["S"]
        low, high = values.get(":low", {"S": ""})["S"], values.get(":high", {"S": "\uffff"})["S"]
        is_forward = params.get("ScanIndexForward", True)
        limit = min(params.get("Limit", 1000), self._chance.choice((3, 1000, 1000)))  # a page is at most 1 MB
        if "ExclusiveStartKey" in params:
            start = params["ExclusiveStartKey"]["sk"]["S"]
            low, high = (start + "\0", high) if is_forward else (low, start[:-1] + chr(ord(start[-1]) - 1) + "\uffff")
        lag_s = self._lag(params)
        found: list[Item] = []
        last: str | None = None
        while len(found) < limit:
            sk = self._next_sk(pk, low, high, is_forward)
            if sk is None:
                return {"Items": found}
            if self._chance.random() < 0.03:
                await asyncio.sleep(self._chance.random() * 0.05)
            item = self.item(pk, sk, lag_s=lag_s)
            if item is not None:
                found.append(item)
            last = sk
            low, high = (sk + "\0", high) if is_forward else (low, sk[:-1] + chr(ord(sk[-1]) - 1) + "\uffff")
        return {"Items": found, "LastEvaluatedKey": {"pk": {"S": pk}, "sk": {"S": last}}}

    async def _put_item(self, params: Mapping[str, Any]) -> dict[str, Any]:
        self._check(params, _key(params["Item"]))
        self._write(*_key(params["Item"]), params["Item"])
        return {}

    async def _update_item(self, params: Mapping[str, Any]) -> dict[str, Any]:
        self._check(params, _key(params["Key"]))
        return {"Attributes": self._update(params)}

    async def _delete_item(self, params: Mapping[str, Any]) -> dict[str, Any]:
        self._check(params, _key(params["Key"]))
        self._write(*_key(params["Key"]), None)
        return {}

    async def _transact_write_items(self, params: Mapping[str, Any]) -> dict[str, Any]:
        actions = [next(iter(action.items())) for action in params["TransactItems"]]
        assert len(actions) <= 100
        keys = [_key(action.get("Item") or action["Key"]) for _, action in actions]
        assert len(set(keys)) == len(keys)
        reasons: list[dict[str, Any]] = []
        for (_, action), key in zip(actions, keys, strict=True):
            try:
                self._check(action, key)
                reasons.append({"Code": "None"})
            except Refused as refused:
                reasons.append({"Code": "ConditionalCheckFailed", **({"Item": refused.item} if refused.item else {})})
        if any(reason["Code"] != "None" for reason in reasons):
            raise Refused("TransactionCanceledException", "", {"CancellationReasons": reasons})
        for kind, action in actions:
            if kind == "Put":
                self._write(*_key(action["Item"]), action["Item"])
            elif kind == "Update":
                self._update(action)
            else:
                self._write(*_key(action["Key"]), None)
        return {}

    def _update(self, params: Mapping[str, Any]) -> Item:
        pk, sk = _key(params["Key"])
        before = self.item(pk, sk) or {"pk": {"S": pk}, "sk": {"S": sk}}
        after = updated(params["UpdateExpression"], before, params.get("ExpressionAttributeValues", {}))
        self._write(pk, sk, after)
        return after

    def _check(self, params: Mapping[str, Any], key: tuple[str, str]) -> None:
        condition = params.get("ConditionExpression")
        old = self.item(*key)
        if condition and not holds(condition, old, params.get("ExpressionAttributeValues", {})):
            shown = params.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" and old is not None
            raise Refused("ConditionalCheckFailedException", "", {"Item": old} if shown else {})

    def _next_sk(self, pk: str, low: str, high: str, is_forward: bool) -> str | None:
        sks = self._sks.get(pk, [])
        if is_forward:
            index = bisect_left(sks, low)
            return sks[index] if index < len(sks) and sks[index] <= high else None
        index = bisect_left(sks, high + "\uffff") - 1
        return sks[index] if index >= 0 and sks[index] >= low else None

    def _lag(self, params: Mapping[str, Any]) -> float:
        return 0.0 if params.get("ConsistentRead") else self._chance.random() * LAG_S


def _key(attributes: Mapping[str, dict[str, Any]]) -> tuple[str, str]:
    return attributes["pk"]["S"], attributes["sk"]["S"]
