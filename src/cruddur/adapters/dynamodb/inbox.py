"""Inbox rows in DynamoDB: one item per member and group, moved in place by conditional updates."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, cast

from cruddur.adapters.dynamodb import items, keys
from cruddur.adapters.dynamodb.client import Client, Refused
from cruddur.adapters.dynamodb.groups import batch_get
from cruddur.domain.errors import Unavailable
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.domain.inbox import InboxChange, InboxCursor, InboxEntry, Unread
from cruddur.domain.page import Page

_AT_ONCE = 16
"""Updates of one batch under way together."""

_MOST_ROUNDS = 10
"""Refusals in a row by one change; two are rare."""


class DynamoInbox:
    """See `ports.inbox.Inbox`."""

    def __init__(self, client: Client, table: str) -> None:
        self._client, self._table = client, table

    # --- reading

    async def list_inbox(
        self, user_uuid: UserUuid, *, cursor: InboxCursor | None, limit: int
    ) -> Page[InboxEntry, InboxCursor]:
        """See the port. The index has no order within a minute: the page's last minute is read whole.

        Index reads are eventually consistent, as every index of DynamoDB is.
        """
        rows: list[InboxEntry] = []
        start: Mapping[str, Any] | None = None
        while True:
            answer = await self._client.call("Query", **self._newest_first(user_uuid, cursor, limit + 1, start))
            found = [items.parse_row(item) for item in cast("list[items.Item]", answer.get("Items", []))]
            rows += [row for row in found if cursor is None or _place(row) < cursor]
            start = answer.get("LastEvaluatedKey")
            if start is None or (found and _is_settled(rows, limit, found[-1])):
                break
        rows.sort(key=_place, reverse=True)
        page = rows[:limit]
        return Page(page, _place(page[-1]) if len(rows) > limit else None)

    async def find_row(self, user_uuid: UserUuid, group_uuid: GroupUuid) -> InboxEntry | None:
        """See the port. One strong GetItem: one read unit."""
        answer = await self._client.call(
            "GetItem", TableName=self._table, Key=keys.inbox_key(user_uuid, group_uuid), ConsistentRead=True
        )
        return items.parse_row(answer["Item"]) if answer.get("Item") else None

    async def list_read_marks(self, group_uuid: GroupUuid, members: Sequence[UserUuid]) -> dict[UserUuid, Seq]:
        """See the port. Half a read unit a member, batches of a hundred."""
        wanted = [keys.inbox_key(member, group_uuid) for member in dict.fromkeys(members)]
        found = await batch_get(self._client, self._table, wanted, is_strong=False, ProjectionExpression="pk, read_seq")
        return {keys.parse_inbox_pk(item["pk"]["S"]): Seq(int(item["read_seq"]["N"])) for item in found}

    async def get_unread(self, user_uuid: UserUuid) -> Unread:
        """See the port. A strong Query over the whole inbox: about seven rows a read unit."""
        count = groups = 0
        query: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": items.text(keys.inbox_pk(user_uuid))},
            "ProjectionExpression": "last_seq, read_seq",
            "ConsistentRead": True,
        }
        while True:
            answer = await self._client.call("Query", **query)
            for item in cast("list[items.Item]", answer.get("Items", [])):
                unread = int(item["last_seq"]["N"]) - int(item["read_seq"]["N"])
                if unread > 0:
                    count += unread
                    groups += 1
            if not answer.get("LastEvaluatedKey"):
                return Unread(count, groups)
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    # --- moving

    async def mark_read(self, user_uuid: UserUuid, group_uuid: GroupUuid, seq: Seq) -> InboxEntry | None:
        """See the port. Two write units, one when the mark is there already."""
        row, _ = await self._update(
            user_uuid, group_uuid, "read_seq = :seq", "read_seq < :seq", {":seq": items.number(seq)}
        )
        return row

    async def apply(self, changes: Sequence[InboxChange]) -> list[InboxEntry]:
        """See the port. Two write units a row within a minute, three across, one for a repeat."""
        places = asyncio.Semaphore(_AT_ONCE)

        async def apply_one(change: InboxChange) -> InboxEntry | None:
            async with places:
                return await self._apply(change)

        moved = await asyncio.gather(*(apply_one(change) for change in changes))
        return [row for row in moved if row is not None]

    async def _apply(self, change: InboxChange) -> InboxEntry | None:
        """Apply what is news of a change; a refusal brings the row that tells which halves are.

        Returns:
            The row afterwards; None when nothing was news, or there is no row.
        Raises:
            Unavailable: beside the usual reasons, when the row will not keep still.
        """
        halves = _halves(change, None)
        for _ in range(_MOST_ROUNDS):
            row, is_changed = await self._update(
                change.user_uuid,
                change.message_group_uuid,
                ", ".join(half[0] for half in halves),
                " AND ".join(half[1] for half in halves),
                {name: value for half in halves for name, value in half[2].items() if value is not None},
                removals=[name for half in halves for name, value in half[2].items() if value is None],
            )
            if is_changed or row is None:
                return row
            halves = _halves(change, row)
            if not halves:
                return None
        raise Unavailable  # others move this row faster than we can look at it

    async def _update(
        self,
        user_uuid: UserUuid,
        group_uuid: GroupUuid,
        assignments: str,
        condition: str,
        values: Mapping[str, items.Attribute],
        *,
        removals: Sequence[str] = (),
    ) -> tuple[InboxEntry | None, bool]:
        """Update a row that is there, and return (the row as it is now, whether this changed it)."""
        expression = f"SET {assignments}" + (f" REMOVE {', '.join(removals)}" if removals else "")
        try:
            answer = await self._client.call(
                "UpdateItem",
                TableName=self._table,
                Key=keys.inbox_key(user_uuid, group_uuid),
                UpdateExpression=expression,
                ConditionExpression=f"attribute_exists(pk) AND {condition}",
                ExpressionAttributeValues=values,
                ReturnValues="ALL_NEW",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except Refused as refused:
            if not refused.is_condition:
                raise
            return (items.parse_row(refused.item) if refused.item else None), False
        return items.parse_row(answer["Attributes"]), True

    def _newest_first(
        self, user_uuid: UserUuid, cursor: InboxCursor | None, limit: int, start: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        values = {":pk": items.text(keys.inbox_pk(user_uuid))}
        condition = "pk = :pk"
        if cursor is not None:
            values[":minute"] = items.text(keys.active_minute(cursor.last_message_at))
            condition += " AND active_minute <= :minute"
        query: dict[str, Any] = {
            "TableName": self._table,
            "IndexName": keys.INBOX_INDEX,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": values,
            "ScanIndexForward": False,
            "Limit": limit,
        }
        if start is not None:
            query["ExclusiveStartKey"] = start
        return query


Half = tuple[str, str, dict[str, items.Attribute | None]]
"""Assignments, the condition under which they are news, and values by name (None removes the attribute)."""


def _halves(change: InboxChange, row: InboxEntry | None) -> list[Half]:
    """Return the parts of a change that are news to a row; of an unknown row, all it carries."""
    halves: list[Half] = []
    if row is None or (change.last_seq, change.last_rev) > (row.last_seq, row.last_rev):
        halves.append(_position(change))
    if change.own_seq > (row.read_seq if row else 0):
        halves.append(("read_seq = :own", "read_seq < :own", {":own": items.number(change.own_seq)}))
    if change.membership_seq > (row.membership_seq if row else 0):
        halves.append(_facts(change))
    return halves


def _position(change: InboxChange) -> Half:
    values: dict[str, items.Attribute | None] = {
        ":seq": items.number(change.last_seq),
        ":rev": items.number(change.last_rev),
        ":at": items.text(change.last_message_at),
        ":minute": items.text(keys.active_minute(change.last_message_at)),
        ":kind": items.text(change.last_kind),
        ":user": items.text(change.last_user_uuid),
    }
    assignments = (
        "last_seq = :seq, last_rev = :rev, last_message_at = :at, active_minute = :minute, "
        "last_kind = :kind, last_user_uuid = :user"
    )
    if change.message is None:
        values["message"] = None
    else:
        assignments += ", message = :message"
        values[":message"] = items.text(change.message)
    return assignments, "(last_seq < :seq OR (last_seq = :seq AND last_rev < :rev))", values


def _facts(change: InboxChange) -> Half:
    values: dict[str, items.Attribute | None] = {
        ":facts": items.number(change.membership_seq),
        ":count": items.number(change.member_count),
    }
    assignments = "membership_seq = :facts, member_count = :count"
    if change.title is None:
        values["title"] = None
    else:
        assignments += ", title = :title"
        values[":title"] = items.text(change.title)
    return assignments, "membership_seq < :facts", values


def _place(row: InboxEntry) -> InboxCursor:
    return InboxCursor(row.last_message_at, row.message_group_uuid)


def _is_settled(rows: list[InboxEntry], limit: int, last_read: InboxEntry) -> bool:
    """Whether no row that is still unread can belong on the page: its last minute was read whole."""
    if len(rows) <= limit:
        return False
    last_on_page = sorted(rows, key=_place, reverse=True)[limit - 1]
    return keys.active_minute(last_read.last_message_at) < keys.active_minute(last_on_page.last_message_at)
