"""The first entry of a log: META, entry 1 and the inbox rows in one transaction (pattern D)."""

import asyncio
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cruddur.adapters.dynamodb import items
from cruddur.adapters.dynamodb.append import Appender
from cruddur.adapters.dynamodb.client import Client, Refused
from cruddur.adapters.dynamodb.membership import MAX_JOINERS, put_row
from cruddur.adapters.dynamodb.writes import FREE
from cruddur.domain.entry import Entry
from cruddur.domain.errors import OutcomeUnknown, Unavailable
from cruddur.domain.group import Group
from cruddur.domain.ids import MessageUuid, UserUuid


class Beginner:
    """Creates groups; where one is there already, says so and leaves it alone."""

    def __init__(self, client: Client, table: str, appender: Appender, *, deadline_s: float) -> None:
        self._client, self._table, self._appender, self._deadline_s = client, table, appender, deadline_s

    async def begin(self, group: Group, entry: Entry) -> bool:
        """Store a group with its first entry, and a row for each member.

        Returns:
            False when there is a group (or an entry 1) already; nothing was written then. After a
            lost answer it may be our own: the caller looks.
        Raises:
            Unavailable, OutcomeUnknown: no answer within the deadline.
        """
        tail = self._appender.tails.of(group.uuid)
        is_unknown = False
        try:
            async with asyncio.timeout(self._deadline_s), tail.turn:
                attempt = 0
                while True:
                    was_unknown, is_unknown = is_unknown, True  # so it is if the deadline passes now
                    try:
                        is_ours = await self._write(group, entry)
                    except Unavailable as failure:
                        is_unknown = was_unknown or isinstance(failure, OutcomeUnknown)
                        await self._appender.pause(attempt, is_unknown=is_unknown)
                        attempt += 1
                        continue
                    if is_ours:
                        self._appender.remember_beginning(tail, entry, group)
                    return is_ours
        except TimeoutError:
            raise (OutcomeUnknown() if is_unknown else Unavailable()) from None

    async def _write(self, group: Group, entry: Entry) -> bool:
        actions: list[Mapping[str, Any]] = [
            {"Put": {"TableName": self._table, "Item": items.group_item(group), "ConditionExpression": FREE}},
            {"Put": {"TableName": self._table, "Item": items.entry_item(entry), "ConditionExpression": FREE}},
        ]
        actions += [put_row(self._table, entry, member, group) for member in group.members]
        try:
            await self._client.call("TransactWriteItems", TransactItems=actions)
        except Refused as refused:
            if not refused.is_condition:
                raise
            return False
        return True


def first_members(group: Group) -> Group:
    """Return the group with as many members as the first transaction takes, its creator among them."""
    first = dict.fromkeys([group.created_by, *group.members])
    chosen = [member for member in first if member in group.members][:MAX_JOINERS]
    return replace(group, members={member: group.members[member] for member in group.members if member in set(chosen)})


def later_members(group: Group, first: Group) -> Iterable[Sequence[UserUuid]]:
    """Yield the members who did not fit, in batches that each fit a transaction, one role each."""
    rest = [member for member in group.members if member not in first.members]
    for role in {group.members[member].role: None for member in rest}:
        of_role = [member for member in rest if group.members[member].role is role]
        for begin in range(0, len(of_role), MAX_JOINERS):
            yield of_role[begin : begin + MAX_JOINERS]


def batch_uuid(message_uuid: MessageUuid, number: int) -> MessageUuid:
    """Return the uuid of a later batch: the same whenever the same creation is tried again."""
    return MessageUuid(str(uuid.uuid5(uuid.UUID(message_uuid), f"joined {number}")))
