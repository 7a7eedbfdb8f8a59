"""What may happen to an entry after it was written: edits, emptying, reactions. One item each.

Before an edit the earlier text is put as an item of its own. The put is the same whoever does it, so one whose edit was
then refused is the true text of a version all the same. Emptying comes first and then takes the versions away; an
edit that lost against it takes its own put away. Versions of what is emptied are never read.
"""

import asyncio
from typing import Any, cast

from cruddur.adapters.dynamodb import items, keys
from cruddur.adapters.dynamodb.client import Client, Refused
from cruddur.domain.entry import Entry, Kind, Version, version
from cruddur.domain.errors import MessageNotFound, RevisionConflict, TooManyReactions
from cruddur.domain.ids import GroupUuid, Seq
from cruddur.domain.reaction import MAX_REACTIONS, Given

_AT_ONCE = 25


class Revisions:
    """Changes of the entries of one table."""

    def __init__(self, client: Client, table: str) -> None:
        self._client, self._table = client, table

    async def revise(self, entry: Entry, earlier: Entry) -> Entry:
        """See `MessageLog.revise`. An edit: two write units; emptying: one, and one for each earlier text."""
        said = version(earlier) if entry.message is not None and _written(earlier) == _written(entry) else None
        if said is not None:
            item = items.version_item(entry.message_group_uuid, entry.seq, said)
            await self._client.call("PutItem", TableName=self._table, Item=item)
        try:
            answer = await self._client.call("UpdateItem", **self._revision(entry, earlier.rev))
            stored = items.parse_entry(cast("items.Item", answer["Attributes"]))
        except Refused as refused:
            if not refused.is_condition:
                raise
            found = items.parse_entry(refused.item) if refused.item else None
            is_theirs = found is not None and _written(found) == _written(entry)
            if said is not None and (found is None or found.message is None):
                await self._forget(entry, (said.rev,))
            if not is_theirs or found is None:
                raise MessageNotFound from None
            if found._replace(reactions=None) != entry._replace(reactions=None):
                raise RevisionConflict from None
            stored = found
        if stored.message is None:
            await self._forget(stored, range(stored.rev - 1))
        return stored

    async def list_versions(self, entry: Entry) -> list[Version]:
        """See `MessageLog.list_versions`."""
        if entry.kind != Kind.TEXT:
            raise MessageNotFound
        current = version(entry)
        if current is None:
            return []
        earlier = await self._earlier(entry) if entry.rev else []
        return [*(each for each in earlier if each.rev < current.rev), current]

    async def react(self, group_uuid: GroupUuid, seq: Seq, given: Given, *, is_given: bool) -> Entry:
        """See `MessageLog.react`. One write unit, repeats included."""
        try:
            answer = await self._client.call("UpdateItem", **self._reaction(group_uuid, seq, given, is_given))
            return items.parse_entry(cast("items.Item", answer["Attributes"]))
        except Refused as refused:
            if not refused.is_condition:
                raise
            stored = items.parse_entry(refused.item) if refused.item else None
            if stored is None or version(stored) is None:
                raise MessageNotFound from None
            has_it = stored.reactions is not None and given in stored.reactions.given
            if has_it != is_given:
                raise TooManyReactions from None
            return stored

    # --- parts of the above

    async def _earlier(self, entry: Entry) -> list[Version]:
        query: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :prefix)",
            "ExpressionAttributeValues": {
                ":pk": items.text(keys.log_pk(entry.message_group_uuid)),
                ":prefix": items.text(keys.version_sk_prefix(entry.seq)),
            },
            "ConsistentRead": True,
        }
        versions: list[Version] = []
        while True:
            answer = await self._client.call("Query", **query)
            versions += map(items.parse_version, cast("list[items.Item]", answer.get("Items", [])))
            if not answer.get("LastEvaluatedKey"):
                return versions
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    async def _forget(self, entry: Entry, revs: "range | tuple[int, ...]") -> None:
        """Take earlier texts away, whether they are there or not."""
        found = [keys.version_key(entry.message_group_uuid, entry.seq, rev) for rev in revs]
        for begin in range(0, len(found), _AT_ONCE):
            await asyncio.gather(
                *(
                    self._client.call("DeleteItem", TableName=self._table, Key=key)
                    for key in found[begin : begin + _AT_ONCE]
                )
            )

    def _revision(self, entry: Entry, seen_rev: int) -> dict[str, Any]:
        values: dict[str, items.Attribute] = {
            ":me": items.text(entry.user_uuid),
            ":uuid": items.text(entry.message_uuid),
            ":seen": items.number(seen_rev),
            ":rev": items.number(entry.rev),
        }
        assignments, removals = ["rev = :rev"], list[str]()
        for name in ("message", "digest", "edited_at", "deleted_at"):
            value: str | None = getattr(entry, name)
            if value is None:
                removals.append(name)
            else:
                assignments.append(f"{name} = :{name}")
                values[f":{name}"] = items.text(value)
        if entry.message is None:
            removals += ["reactions", "reactions_rev"]
        expression = f"SET {', '.join(assignments)}" + (f" REMOVE {', '.join(removals)}" if removals else "")
        return {
            "TableName": self._table,
            "Key": keys.entry_key(entry.message_group_uuid, entry.seq),
            "UpdateExpression": expression,
            "ConditionExpression": "user_uuid = :me AND message_uuid = :uuid AND rev = :seen",
            "ExpressionAttributeValues": values,
            "ReturnValues": "ALL_NEW",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }

    def _reaction(self, group_uuid: GroupUuid, seq: Seq, given: Given, is_given: bool) -> dict[str, Any]:
        reaction = items.reaction_text(given)
        values: dict[str, items.Attribute] = {
            ":set": {"SS": [reaction]},
            ":reaction": items.text(reaction),
            ":one": items.number(1),
            ":text": items.text(Kind.TEXT),
        }
        condition = "kind = :text AND attribute_exists(message) AND "
        if is_given:
            values[":most"] = items.number(MAX_REACTIONS)
            condition += "(attribute_not_exists(reactions) OR (NOT contains(reactions, :reaction)"
            condition += " AND size(reactions) < :most))"
            expression = "ADD reactions :set, reactions_rev :one"
        else:
            condition += "contains(reactions, :reaction)"
            expression = "DELETE reactions :set ADD reactions_rev :one"  # sql: none, of an expression
        return {
            "TableName": self._table,
            "Key": keys.entry_key(group_uuid, seq),
            "UpdateExpression": expression,
            "ConditionExpression": condition,
            "ExpressionAttributeValues": values,
            "ReturnValues": "ALL_NEW",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }


def _written(entry: Entry) -> tuple[str, str]:
    return entry.user_uuid, entry.message_uuid
