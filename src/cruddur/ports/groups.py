"""Who is in which group."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from cruddur.domain.group import Group
from cruddur.domain.ids import GroupUuid, Seq


class Groups(Protocol):
    """Membership as the log's entries have left it. Written only by `MessageLog`."""

    async def get_group(self, group_uuid: GroupUuid, *, not_before: Seq = Seq(0)) -> Group:
        """Return the group, at most 2 s old.

        Args:
            not_before: the least `membership_seq` the answer must include; older is read again.
        Raises:
            GroupNotFound: no such group.
        """
        ...

    async def find_groups(self, group_uuids: Iterable[GroupUuid]) -> Mapping[GroupUuid, Group]:
        """Return those of the groups that exist, at most 2 s old."""
        ...
