"""DynamoDB Streams in memory: shards that close and hand over to their children, iterators that expire, a horizon."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cruddur.adapters.dynamodb.client import Answer, Refused
from tests.simulation.model_store import ModelStore

Record = Mapping[str, Any]


@dataclass
class Shard:
    """A part of the stream.

    Attributes:
        records: (sequence number, record), oldest first.
        is_open: whether more may come.
    """

    name: str
    parent: str | None
    records: list[tuple[int, Record]] = field(default_factory=list[tuple[int, Record]])
    is_open: bool = True


class ModelStream:
    """A table of checkpoints and a stream of records, behind `call`."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store
        self._shards: dict[str, Shard] = {}
        self._next = 1
        self.epoch = 0
        self.calls = 0

    def open_shard(self, name: str, *, parent: str | None = None) -> None:
        """Begin a shard; its parent, if any, takes no more records."""
        self._shards[name] = Shard(name, parent)
        if parent in self._shards:
            self._shards[str(parent)].is_open = False

    def put(self, shard: str, item: Mapping[str, Any], *, name: str = "INSERT") -> None:
        """Append a record of an item to a shard."""
        change: dict[str, Any] = {"Keys": {"pk": item["pk"], "sk": item["sk"]}, "NewImage": dict(item)}
        change["SequenceNumber"] = str(self._next)
        self._shards[shard].records.append((self._next, {"eventName": name, "dynamodb": change}))
        self._next += 1

    def expire_iterators(self) -> None:
        """Fifteen minutes have passed."""
        self.epoch += 1

    def trim(self, shard: str, *, keep: int) -> None:
        """A day has passed over all but the newest records."""
        self._shards[shard].records = self._shards[shard].records[-keep:]

    def forget(self, shard: str) -> None:
        """A day has passed over a whole shard."""
        del self._shards[shard]

    async def call(self, operation: str, **params: Any) -> Answer:
        """See `client.Client.call`."""
        self.calls += 1
        if operation == "DescribeTable":
            return {"Table": {"TableStatus": "ACTIVE", "LatestStreamArn": "arn:stream"}}
        if operation == "DescribeStream":
            return self._described(params.get("ExclusiveStartShardId"))
        if operation == "GetShardIterator":
            return {"ShardIterator": self._iterator(params)}
        if operation == "GetRecords":
            return self._records(params["ShardIterator"], params["Limit"])
        params.pop("ReturnConsumedCapacity", None)
        return await self._store.apply(operation, params)

    def _described(self, after: str | None) -> Answer:
        """One shard a page."""
        names = list(self._shards)
        at = names.index(after) + 1 if after else 0
        shards = [
            {"ShardId": each.name, **({"ParentShardId": each.parent} if each.parent else {})}
            for each in [self._shards[name] for name in names[at : at + 1]]
        ]
        more = {"LastEvaluatedShardId": names[at]} if at + 1 < len(names) else {}
        return {"StreamDescription": {"Shards": shards, **more}}

    def _iterator(self, params: Mapping[str, Any]) -> str:
        shard = self._shards[params["ShardId"]]
        after = int(params.get("SequenceNumber", 0))
        if after and shard.records and after < shard.records[0][0] - 1:
            raise Refused("TrimmedDataAccessException", "", {})
        return f"{self.epoch}/{shard.name}/{after}"

    def _records(self, iterator: str, limit: int) -> Answer:
        epoch, name, after = iterator.split("/")
        if int(epoch) != self.epoch:
            raise Refused("ExpiredIteratorException", "", {})
        shard = self._shards[name]
        found = [(number, record) for number, record in shard.records if number > int(after)][:limit]
        last = found[-1][0] if found else int(after)
        rest = any(number > last for number, _ in shard.records)
        following = {"NextShardIterator": f"{epoch}/{name}/{last}"} if shard.is_open or rest else {}
        return {"Records": [record for _, record in found], **following}
