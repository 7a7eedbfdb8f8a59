"""Records of large groups, kept back for a while: one change per member for all that came meanwhile."""

from collections.abc import Sequence

from cruddur.domain.entry import Entry
from cruddur.domain.ids import GroupUuid
from cruddur.ports.groups import Groups

LARGE_MEMBERS = 50
"""Beyond so many members a group's rows move at most once in HOLD_S; sockets hear of each message all the same."""

HOLD_S = 5.0

_REMEMBERED_GROUPS = 1000


class Gathering:
    """Lets the first record of a large group pass after a rest, and holds what follows until its time comes."""

    def __init__(self, groups: Groups) -> None:
        self._groups = groups
        self._held: dict[GroupUuid, list[Entry]] = {}
        self._free_at: dict[GroupUuid, float] = {}

    @property
    def held(self) -> list[Entry]:
        """What is kept back, of any groups."""
        return [record for records in self._held.values() for record in records]

    @property
    def due_at(self) -> float | None:
        """When what is held is to be carried, on the caller's clock; None when nothing is."""
        return min((self._free_at[group_uuid] for group_uuid in self._held), default=None)

    async def admit(self, records: Sequence[Entry], now: float) -> list[Entry]:
        """Return what is to be carried now: the records of small groups, and all that is held once it is due.

        Raises:
            Unavailable: it is not known how large the groups are; nothing was taken in.
        """
        of_groups = by_group(records)
        groups = await self._groups.find_groups(of_groups)
        ready: list[Entry] = []
        for group_uuid, entries in of_groups.items():
            group = groups.get(group_uuid)
            if group is None or len(group.members) <= LARGE_MEMBERS:
                ready += entries
            elif now < self._free_at.get(group_uuid, now):
                self._held.setdefault(group_uuid, []).extend(entries)
            else:
                ready += [*self._held.pop(group_uuid, ()), *entries]
                self._mark(group_uuid, now)
        due_at = self.due_at
        if due_at is not None and due_at <= now:
            ready += self.release(now)
        return ready

    def release(self, now: float) -> list[Entry]:
        """Return all that is held, due or not: so there are moments when nothing is, and the place can be saved."""
        ready = self.held
        for group_uuid in self._held:
            self._mark(group_uuid, now)
        self._held.clear()
        return ready

    def _mark(self, group_uuid: GroupUuid, now: float) -> None:
        if len(self._free_at) >= _REMEMBERED_GROUPS:
            self._free_at = {other: at for other, at in self._free_at.items() if at > now or other in self._held}
        self._free_at[group_uuid] = now + HOLD_S


def by_group(records: Sequence[Entry]) -> dict[GroupUuid, list[Entry]]:
    """Return the records of each group, in their order."""
    found: dict[GroupUuid, list[Entry]] = {}
    for record in records:
        found.setdefault(record.message_group_uuid, []).append(record)
    return found
