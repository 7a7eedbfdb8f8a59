"""The table from outside, for an operator's commands."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, cast

from cruddur.adapters.dynamodb import items, keys, table
from cruddur.adapters.dynamodb.client import Refused
from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.adapters.dynamodb.legacy import Conversation, plan
from cruddur.adapters.dynamodb.writes import FREE
from cruddur.domain.entry import Entry, Head, next_entry
from cruddur.domain.errors import Unavailable
from cruddur.domain.group import Group, GroupKind, Member, Role
from cruddur.domain.ids import Seq
from cruddur.domain.inbox import changes_for
from cruddur.ports.message_table import Consumed, Imported, Progress, TableState, Unfit
from cruddur.ports.operations import OperationFailed


class DynamoTable:
    """See `ports.message_table.MessageTable`."""

    def __init__(self, engine: DynamoEngine, *, address: str, dropped: Callable[[str], object]) -> None:
        """Args:
        dropped: called with the name of a table that is gone, to tidy up after it.
        """
        self._engine, self._client, self._dropped = engine, engine.client, dropped
        self.name, self.address = engine.table, address
        self.log, self.groups, self.inbox = engine.log, engine.groups, engine.inbox

    @property
    def consumed(self) -> Consumed:
        """See the port."""
        total = self._engine.meter.total
        return Consumed(dict(total.calls), total.read_units, total.write_units)

    async def create(self) -> bool:
        """See the port."""
        return await self._engine.load_schema()

    async def list_tables(self) -> list[TableState]:
        """See the port."""
        states: list[TableState] = []
        for name in await table.list_tables(self._client):
            found = await table.describe(self._client, name)
            if found is not None:
                states.append(
                    TableState(name, found["TableStatus"], found.get("ItemCount", 0), found.get("TableSizeBytes", 0))
                )
        return states

    async def drop(self, name: str) -> bool:
        """See the port."""
        is_gone = await table.drop(self._client, name)
        if is_gone:
            self._dropped(name)
        return is_gone

    async def scan(self, *, limit: int | None) -> AsyncIterator[Mapping[str, Any]]:
        """See the port."""
        async for item in self._items(self.name, limit):
            yield {name: _plain(value) for name, value in item.items()}

    async def import_from(self, source: str, *, dry_run: bool, progress: Progress) -> Imported:
        """See the port."""
        found = [
            {name: value["S"] for name, value in item.items() if "S" in value}
            async for item in self._items(source, None)
        ]
        planned = plan(found)
        unfit, messages, known = list(planned.unfit), 0, 0
        for number, conversation in enumerate(planned.conversations):
            progress(number, len(planned.conversations))
            if dry_run:
                messages += len(conversation.drafts)
                continue
            try:
                new = await self._carry(conversation)
            except _NotEmpty:
                unfit.append(Unfit(keys.log_pk(conversation.uuid), "", "its log here holds other messages already"))
                continue
            messages += new
            known += len(conversation.drafts) - new
        progress(len(planned.conversations), len(planned.conversations))
        return Imported(planned.groups, messages, known, unfit)

    async def _carry(self, conversation: Conversation) -> int:
        """Write a conversation's entries at their fixed numbers and bring both inboxes up; return how many were new.

        Raises:
            _NotEmpty: something else is at one of the numbers.
        """
        entries = _entries(conversation)
        new = int(await self._engine.log.import_first(entries[0], _group(conversation, entries[0])))
        if not new:
            await self._check(entries[0])
        for entry in entries[1:]:
            if await self._put(entry):
                new += 1
            else:
                await self._check(entry)
        for person in conversation.people:
            await self._engine.inbox.apply(changes_for([person], entries))
            await self._engine.inbox.mark_read(person, conversation.uuid, entries[-1].seq)
        return new

    async def _put(self, entry: Entry) -> bool:
        put = {"TableName": self.name, "Item": items.entry_item(entry), "ConditionExpression": FREE}
        for _ in range(5):  # harmless to repeat: the number is fixed
            try:
                await self._client.call("PutItem", **put)
            except Refused as refused:
                if not refused.is_condition:
                    raise
                return False
            except Unavailable:
                continue
            return True
        raise Unavailable

    async def _check(self, entry: Entry) -> None:
        stored = await self._engine.log.get_entry(entry.message_group_uuid, entry.seq)
        if (stored.user_uuid, stored.message_uuid) != (entry.user_uuid, entry.message_uuid):
            raise _NotEmpty

    async def _items(self, name: str, limit: int | None) -> AsyncIterator[items.Item]:
        scan: dict[str, Any] = {"TableName": name}
        left = limit
        while left is None or left > 0:
            if left is not None:
                scan["Limit"] = left
            try:
                answer = await self._client.call("Scan", **scan)
            except Refused as refused:
                if refused.code == "ResourceNotFoundException":
                    raise OperationFailed(f"there is no table {name}") from None
                raise
            found = cast("list[items.Item]", answer.get("Items", []))
            for item in found:
                yield item
            left = None if left is None else left - len(found)
            if not answer.get("LastEvaluatedKey"):
                return
            scan["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


class _NotEmpty(Exception):
    """Another message has the number that an imported one belongs to."""


def _entries(conversation: Conversation) -> list[Entry]:
    entries: list[Entry] = []
    head = Head(Seq(0), conversation.drafts[0].sent_at, Seq(0))
    for draft in conversation.drafts:
        entry = next_entry(draft, head)
        head = Head(entry.seq, entry.created_at, Seq(0))
        entries.append(entry)
    return entries


def _group(conversation: Conversation, first: Entry) -> Group:
    place = Member(Role.MEMBER, Seq(0))
    return Group(
        uuid=conversation.uuid,
        kind=GroupKind.DIRECT,
        title=None,
        members=dict.fromkeys(conversation.people, place),
        membership_seq=Seq(0),
        created_at=first.created_at,
        created_by=first.user_uuid,
    )


def _plain(attribute: Mapping[str, Any]) -> Any:
    """An attribute as a plain value: text, number, list, dict."""
    [(kind, value)] = attribute.items()
    if kind == "N":
        return int(value) if str(value).lstrip("-").isdigit() else float(value)
    if kind == "L":
        return [_plain(each) for each in value]
    if kind == "M":
        return {name: _plain(each) for name, each in value.items()}
    return None if kind == "NULL" else value
