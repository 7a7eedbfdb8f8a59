"""Who is in which group, in the SQLite file."""

import itertools
from collections.abc import Iterable, Mapping

from cruddur.adapters.sqlite.database import Database
from cruddur.adapters.sqlite.rows import find_group
from cruddur.domain.errors import GroupNotFound
from cruddur.domain.group import Group
from cruddur.domain.ids import GroupUuid, Seq

MAX_REMEMBERED = 10_000
"""Groups in memory, about 10 MB of 1:1s. Beyond, the half that was read longest ago is forgotten."""


class SqliteGroups:
    """See `ports.groups.Groups`. Exact, not 2 s old: the log says here what each commit changed.

    A process that is not the folder's server remembers nothing, since it hears of no commits.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._groups: dict[GroupUuid, Group] = {}

    async def get_group(self, group_uuid: GroupUuid, *, not_before: Seq = Seq(0)) -> Group:
        """See `Groups`."""
        group = self._groups.get(group_uuid)
        if group is None or group.membership_seq < not_before:
            group = self._find(group_uuid)
            if group is None:
                raise GroupNotFound
        return group

    async def find_groups(self, group_uuids: Iterable[GroupUuid]) -> Mapping[GroupUuid, Group]:
        """See `Groups`."""
        found: dict[GroupUuid, Group] = {}
        for group_uuid in group_uuids:
            group = self._groups.get(group_uuid) or self._find(group_uuid)
            if group is not None:
                found[group_uuid] = group
        return found

    def remember(self, group: Group) -> None:
        """Take in what a commit made of a group. On the loop, before anybody hears of the commit."""
        known = self._groups.get(group.uuid)
        if known is None or known.membership_seq <= group.membership_seq:
            self._put(group)

    def _find(self, group_uuid: GroupUuid) -> Group | None:
        stored = self._database.read_with(lambda connection: find_group(connection, group_uuid))
        if stored is None:
            return None
        if self._database.is_server:
            self._put(stored.group)
        return stored.group

    def _put(self, group: Group) -> None:
        if len(self._groups) >= MAX_REMEMBERED:
            self._groups = dict(itertools.islice(self._groups.items(), MAX_REMEMBERED // 2, None))
        self._groups[group.uuid] = group
