"""Carry changes of the logs into the members' inboxes (access pattern E)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cruddur.domain.entry import Entry
from cruddur.domain.errors import GroupNotFound
from cruddur.domain.event import RowChanged
from cruddur.domain.ids import GroupUuid
from cruddur.domain.inbox import InboxChange, InboxEntry, changes_for
from cruddur.ports.bus import Bus
from cruddur.ports.groups import Groups
from cruddur.ports.inbox import Inbox


class Projected(NamedTuple):
    """Rows that moved, and groups whose records could not be carried, with the reason."""

    rows: Sequence[InboxEntry]
    failed: Mapping[GroupUuid, Exception]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectInbox:
    """Harmless to repeat, in any order. One poisonous group does not hold up the others."""

    groups: Groups
    inbox: Inbox
    bus: Bus

    async def __call__(self, records: Sequence[Entry]) -> Projected:
        """Apply records of any groups: one change per member and group, however many records.

        Raises:
            Unavailable: an engine does not answer; nothing is lost by trying all of it again.
        """
        by_group: dict[GroupUuid, list[Entry]] = {}
        for record in records:
            by_group.setdefault(record.message_group_uuid, []).append(record)
        changes: list[InboxChange] = []
        failed: dict[GroupUuid, Exception] = {}
        for group_uuid, entries in by_group.items():
            seen = max(entry.membership_seq for entry in entries)
            try:
                group = await self.groups.get_group(group_uuid, not_before=seen)
            except GroupNotFound as missing:
                failed[group_uuid] = missing
            else:
                changes.extend(changes_for(group.members, entries))
        rows = await self.inbox.apply(changes)
        for row in rows:
            self.bus.publish(RowChanged(row))
        return Projected(rows, failed)
