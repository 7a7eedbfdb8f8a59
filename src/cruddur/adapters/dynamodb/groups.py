"""Who is in which group: META, read strongly, kept for two seconds."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from cruddur.adapters.dynamodb import items, keys
from cruddur.adapters.dynamodb.client import Client
from cruddur.adapters.dynamodb.reading import LogReader
from cruddur.domain.errors import GroupNotFound
from cruddur.domain.group import Group
from cruddur.domain.ids import GroupUuid, Seq

MAX_AGE_S = 2.0

_MOST_KEPT = 10_000
_BATCH = 100


class DynamoGroups:
    """See `ports.groups.Groups`."""

    def __init__(self, client: Client, table: str, monotonic_s: Callable[[], float]) -> None:
        self._client, self._table, self._monotonic_s = client, table, monotonic_s
        self._reader = LogReader(client, table)
        self._kept: OrderedDict[GroupUuid, tuple[float, Group]] = OrderedDict()

    async def get_group(self, group_uuid: GroupUuid, *, not_before: Seq = Seq(0)) -> Group:
        """See the port. One read unit (up to 4 KB: some sixty members) when not kept."""
        kept = self._find_kept(group_uuid)
        if kept is not None and kept.membership_seq >= not_before:
            return kept
        return await self.read(group_uuid)

    async def find_groups(self, group_uuids: Iterable[GroupUuid]) -> Mapping[GroupUuid, Group]:
        """See the port. Batches of a hundred."""
        found: dict[GroupUuid, Group] = {}
        missing: list[GroupUuid] = []
        for group_uuid in dict.fromkeys(group_uuids):
            kept = self._find_kept(group_uuid)
            if kept is not None:
                found[group_uuid] = kept
            else:
                missing.append(group_uuid)
        asked_at = self._monotonic_s()
        wanted = [keys.group_key(group_uuid) for group_uuid in missing]
        for item in await batch_get(self._client, self._table, wanted, is_strong=True):
            group = self.remember(items.parse_group(item), as_of_s=asked_at)
            found[group.uuid] = group
        return found

    async def read(self, group_uuid: GroupUuid) -> Group:
        """Return META as it is, whatever is kept.

        Raises:
            GroupNotFound: no such group.
        """
        asked_at = self._monotonic_s()
        group = await self._reader.group(group_uuid)
        if group is None:
            self._kept.pop(group_uuid, None)
            raise GroupNotFound
        return self.remember(group, as_of_s=asked_at)

    def remember(self, group: Group, *, as_of_s: float | None = None) -> Group:
        """Keep a group that was read or written just now, unless a newer one is kept; return the newer."""
        as_of_s = self._monotonic_s() if as_of_s is None else as_of_s
        kept = self._kept.get(group.uuid)
        if kept is not None and kept[1].membership_seq > group.membership_seq:
            return kept[1]
        self._kept[group.uuid] = (as_of_s, group)
        self._kept.move_to_end(group.uuid)
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return group

    def _find_kept(self, group_uuid: GroupUuid) -> Group | None:
        kept = self._kept.get(group_uuid)
        if kept is None or self._monotonic_s() - kept[0] > MAX_AGE_S:
            return None
        return kept[1]


async def batch_get(
    client: Client, table: str, wanted: list[keys.Key], *, is_strong: bool, **projection: Any
) -> list[items.Item]:
    """Return the items that exist at the keys, in no order; asks again for what the service left out."""
    found: list[items.Item] = []
    rest = list(wanted)
    while rest:
        now, rest = rest[:_BATCH], rest[_BATCH:]
        request = {table: {"Keys": now, "ConsistentRead": is_strong, **projection}}
        answer = await client.call("BatchGetItem", RequestItems=request)
        found.extend(cast("list[items.Item]", answer.get("Responses", {}).get(table, [])))
        rest.extend(answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", []))
    return found
