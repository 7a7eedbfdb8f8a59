"""Carry changes of the logs into the search index."""

from collections.abc import Sequence
from dataclasses import dataclass

from cruddur.domain.entry import Entry
from cruddur.domain.errors import GroupNotFound
from cruddur.domain.group import Group
from cruddur.domain.ids import GroupUuid, Seq
from cruddur.ports.groups import Groups
from cruddur.ports.search import Search


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexMessages:
    """Harmless to repeat, in any order."""

    groups: Groups
    search: Search

    async def __call__(self, records: Sequence[Entry]) -> int:
        """Index records of any groups; return how many belong to groups that do not exist.

        Raises:
            Unavailable: an engine does not answer; nothing is lost by trying all of it again.
        """
        seen: dict[GroupUuid, Seq] = {}
        for record in records:
            group_uuid = record.message_group_uuid
            seen[group_uuid] = max(seen.get(group_uuid, Seq(0)), record.membership_seq)
        groups: dict[GroupUuid, Group] = {}
        for group_uuid, membership_seq in seen.items():
            try:
                groups[group_uuid] = await self.groups.get_group(group_uuid, not_before=membership_seq)
            except GroupNotFound:
                continue
        known = [record for record in records if record.message_group_uuid in groups]
        await self.search.index(known, groups)
        return len(records) - len(known)
