"""Reads of one log's partition: the few queries that log, append and groups share."""

from collections.abc import AsyncIterator
from typing import Any, cast

from cruddur.adapters.dynamodb import items, keys
from cruddur.adapters.dynamodb.client import Client
from cruddur.domain.entry import Entry
from cruddur.domain.group import Group
from cruddur.domain.ids import MAX_SEQ, GroupUuid, Seq


class LogReader:
    """Entries and META of one table."""

    def __init__(self, client: Client, table: str) -> None:
        self._client, self._table = client, table

    async def newest(self, group_uuid: GroupUuid) -> Entry | None:
        """Return the last entry, read strongly; None of an empty log."""
        found = await self.entries(group_uuid, low=Seq(1), high=MAX_SEQ, limit=1, is_newest_first=True, is_strong=True)
        return found[0] if found else None

    async def entries(
        self,
        group_uuid: GroupUuid,
        *,
        low: Seq,
        high: Seq,
        limit: int,
        is_newest_first: bool = False,
        is_strong: bool = False,
    ) -> list[Entry]:
        """Return up to `limit` entries with low <= seq <= high, in reading order.

        A query is no snapshot: what is appended while it runs may show behind a hole.
        """
        found: list[Entry] = []
        if low > high:
            return found
        async for item in self._items(group_uuid, low, high, limit, is_newest_first, is_strong):
            found.append(items.parse_entry(item))
            if len(found) == limit:
                break
        return found

    async def forward(
        self, group_uuid: GroupUuid, after: Seq, *, up_to: Seq = MAX_SEQ, limit: int = MAX_SEQ
    ) -> list[Entry]:
        """Return the entries after `after` without a hole, read strongly, oldest first."""
        found = await self.entries(group_uuid, low=Seq(after + 1), high=up_to, limit=limit, is_strong=True)
        return self.contiguous(found, Seq(after + 1))

    def contiguous(self, entries: list[Entry], first: Seq) -> list[Entry]:
        """Return the prefix of entries that begins at `first` and has no hole."""
        for index, entry in enumerate(entries):
            if entry.seq != first + index:
                return entries[:index]
        return entries

    async def entry(self, group_uuid: GroupUuid, seq: Seq) -> Entry | None:
        """Return one entry, read strongly; None where there is none."""
        answer = await self._client.call(
            "GetItem", TableName=self._table, Key=keys.entry_key(group_uuid, seq), ConsistentRead=True
        )
        return items.parse_entry(answer["Item"]) if answer.get("Item") else None

    async def group(self, group_uuid: GroupUuid) -> Group | None:
        """Return META, read strongly; None where there is none."""
        answer = await self._client.call(
            "GetItem", TableName=self._table, Key=keys.group_key(group_uuid), ConsistentRead=True
        )
        return items.parse_group(answer["Item"]) if answer.get("Item") else None

    async def _items(
        self, group_uuid: GroupUuid, low: Seq, high: Seq, limit: int, is_newest_first: bool, is_strong: bool
    ) -> AsyncIterator[items.Item]:
        """Yield items page by page; a page is at most 1 MB."""
        query: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND sk BETWEEN :low AND :high",
            "ExpressionAttributeValues": {
                ":pk": items.text(keys.log_pk(group_uuid)),
                ":low": items.text(keys.entry_sk(low)),
                ":high": items.text(keys.entry_sk(high)),
            },
            "ScanIndexForward": not is_newest_first,
            "ConsistentRead": is_strong,
        }
        if limit < MAX_SEQ:
            query["Limit"] = limit
        while True:
            answer = await self._client.call("Query", **query)
            for item in cast("list[items.Item]", answer.get("Items", [])):
                yield item
            if not answer.get("LastEvaluatedKey"):
                return
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
