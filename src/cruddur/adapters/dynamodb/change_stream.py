"""The table's stream, read by one long-running consumer: shards, their hand-over, its checkpoints.

A shard is read only after its parent has ended, so each entry's versions come in order. Where a
reader stands is one item per shard (`CHK#<consumer>`); a reader without one begins at the oldest
record that the stream still holds.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast
from weakref import WeakSet

from cruddur.adapters.dynamodb import items, keys, table
from cruddur.adapters.dynamodb.client import Client, Refused
from cruddur.domain.entry import Entry
from cruddur.domain.errors import Unavailable
from cruddur.ports.change_stream import Changes

POLL_S = 0.25
"""Between looks at idle shards. DynamoDB allows five looks a second and shard; Lambda takes four."""

_ENDED = "ended"
_MOST_RECORDS = 1000
_LOST_PLACES = ("ExpiredIteratorException", "TrimmedDataAccessException")


class Signal:
    """Wakes the readers of this process as soon as it has stored something."""

    def __init__(self) -> None:
        self._listeners: WeakSet[asyncio.Event] = WeakSet()

    def listener(self) -> asyncio.Event:
        """Return an event of one reader's own; the reader clears it."""
        event = asyncio.Event()
        self._listeners.add(event)
        return event

    def fire(self) -> None:
        """Something was stored."""
        for event in self._listeners:
            event.set()


@dataclass(slots=True)
class _Shard:
    """A shard that is being read.

    Attributes:
        iterator: where the next look begins; None before the first and after the iterator expired.
        place: sequence number of the last record handed out; None for none.
    """

    shard_id: str
    place: str | None
    iterator: str | None = None


class DynamoChangeStream:
    """See `ports.change_stream.ChangeStream`.

    Attributes:
        undecodable_count: records that hold no entry although their key says so; passed over.
    """

    def __init__(
        self, client: Client, table_name: str, consumer: str, stored: Signal, *, poll_s: float = POLL_S
    ) -> None:
        self._client, self._table, self._consumer, self._stored = client, table_name, consumer, stored.listener()
        self._poll_s = poll_s
        self._stream_arn: str | None = None
        self._shards: list[_Shard] = []
        self._places: dict[str, str] = {}
        self._saved: dict[str, str] = {}
        self.undecodable_count = 0

    async def read(self, *, limit: int) -> Changes:
        """See the port."""
        while True:
            if not self._shards:
                await self._find_shards()
            for shard in list(self._shards):
                records = await self._look(shard, min(limit, _MOST_RECORDS))
                self._shards.append(self._shards.pop(0))  # the next read begins with another
                entries = self._entries(records)
                if entries:
                    return Changes(entries, json.dumps(self._places))
            if self._shards:
                await self._pause()

    async def save(self, position: str) -> None:
        """See the port. One write unit per shard that moved."""
        places: dict[str, str] = json.loads(position)
        for shard_id, place in places.items():
            if self._saved.get(shard_id) != place:
                await self._client.call(
                    "UpdateItem",
                    TableName=self._table,
                    Key=keys.checkpoint_key(self._consumer, shard_id),
                    UpdateExpression="SET place = :place",
                    ExpressionAttributeValues={":place": items.text(place)},
                )
                self._saved[shard_id] = place

    # --- shards

    async def _find_shards(self) -> None:
        """Take up every shard whose parent has ended, and forget checkpoints of shards that are gone."""
        self._stream_arn = await self._find_stream()
        if not self._saved:
            self._saved = await self._load_places()
            self._places.update(self._saved)
        listed = await self._list_shards(self._stream_arn)
        names = {each["ShardId"] for each in listed}
        reading = {shard.shard_id for shard in self._shards}
        for each in listed:
            shard_id, parent = str(each["ShardId"]), each.get("ParentShardId")
            place = self._places.get(shard_id)
            is_ready = parent not in names or self._places.get(str(parent)) == _ENDED
            if is_ready and place != _ENDED and shard_id not in reading:
                self._shards.append(_Shard(shard_id, place))
        for gone in [shard_id for shard_id in self._places if shard_id not in names]:
            del self._places[gone]
        if not self._shards:
            await self._pause()  # between the end of one shard and the sight of the next

    async def _pause(self) -> None:
        """Wait until this process stores something, or for a while."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._poll_s):
                await self._stored.wait()
        self._stored.clear()

    async def _find_stream(self) -> str:
        found = await table.describe(self._client, self._table)
        if found is None or "LatestStreamArn" not in found:
            raise Unavailable
        return str(found["LatestStreamArn"])

    async def _list_shards(self, stream_arn: str) -> list[Mapping[str, Any]]:
        shards: list[Mapping[str, Any]] = []
        start: dict[str, str] = {}
        while True:
            answer = await self._client.call("DescribeStream", StreamArn=stream_arn, **start)
            description = answer["StreamDescription"]
            shards += description.get("Shards", [])
            if not description.get("LastEvaluatedShardId"):
                return shards
            start = {"ExclusiveStartShardId": description["LastEvaluatedShardId"]}

    async def _load_places(self) -> dict[str, str]:
        query: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": items.text(keys.checkpoint_pk(self._consumer))},
            "ConsistentRead": True,
        }
        places: dict[str, str] = {}
        while True:
            answer = await self._client.call("Query", **query)
            for item in cast("list[items.Item]", answer.get("Items", [])):
                places[item["sk"]["S"]] = item["place"]["S"]
            if not answer.get("LastEvaluatedKey"):
                return places
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    # --- records

    async def _look(self, shard: _Shard, limit: int) -> Sequence[Mapping[str, Any]]:
        """Return the next records of a shard, none where there are none yet; takes note of its end."""
        try:
            if shard.iterator is None:
                shard.iterator = await self._iterator(shard)
            answer = await self._client.call("GetRecords", ShardIterator=shard.iterator, Limit=limit)
        except Refused as refused:
            if refused.code == "ResourceNotFoundException":
                self._shards.clear()  # the table was made anew
                return []
            if refused.code not in _LOST_PLACES:
                raise
            shard.iterator = None
            if refused.code == "TrimmedDataAccessException":
                shard.place = None  # stood too long: the oldest that is left
            return []
        records: list[Mapping[str, Any]] = answer.get("Records", [])
        shard.iterator = answer.get("NextShardIterator")
        if records:
            shard.place = self._places[shard.shard_id] = str(records[-1]["dynamodb"]["SequenceNumber"])
        if shard.iterator is None:
            self._places[shard.shard_id] = _ENDED
            self._shards.remove(shard)
            await self._find_shards()
        return records

    async def _iterator(self, shard: _Shard) -> str:
        start: dict[str, str] = {"ShardIteratorType": "TRIM_HORIZON"}
        if shard.place is not None:
            start = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": shard.place}
        answer = await self._client.call(
            "GetShardIterator", StreamArn=self._stream_arn, ShardId=shard.shard_id, **start
        )
        return answer["ShardIterator"]

    def _entries(self, records: Sequence[Mapping[str, Any]]) -> list[Entry]:
        entries: list[Entry] = []
        for record in records:
            try:
                entry = entry_of(record)
            except items.ItemInvalid:
                self.undecodable_count += 1
                continue
            if entry is not None:
                entries.append(entry)
        return entries


def entry_of(record: Mapping[str, Any]) -> Entry | None:
    """Return the entry that a stream record (of the API or of a Lambda event) tells of, None for others.

    None, too, where only reactions have changed: no inbox shows them.

    Raises:
        ItemInvalid: it should hold an entry and does not.
    """
    change: Any = record.get("dynamodb") or {}
    key: Any = change.get("Keys") or {}
    try:
        is_entry = keys.is_log_pk(key["pk"]["S"]) and keys.is_entry_sk(key["sk"]["S"])
    except (KeyError, TypeError, AttributeError) as wrong:
        raise items.ItemInvalid("record without keys") from wrong
    if not is_entry or record.get("eventName") == "REMOVE":
        return None
    image: Any = change.get("NewImage")
    if not isinstance(image, dict):
        raise items.ItemInvalid("record without an image")
    before: Any = change.get("OldImage")
    if isinstance(before, dict) and cast("items.Item", before).get("rev") == cast("items.Item", image).get("rev"):
        return None
    return items.parse_entry(cast("items.Item", image))
