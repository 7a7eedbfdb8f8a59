"""The index in which messages are found by their words."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from cruddur.domain.entry import Entry
from cruddur.domain.group import Group
from cruddur.domain.ids import GroupUuid, UserUuid
from cruddur.domain.page import Page
from cruddur.domain.search import Hit, Query, SearchCursor


class Search(Protocol):
    """A copy of what the logs say, fed from the change stream; it may lag by a second or two."""

    async def index(self, records: Sequence[Entry], groups: Mapping[GroupUuid, Group]) -> None:
        """Have these versions of messages found, and none that are emptied. Quiet lines are passed over.

        Harmless to repeat, in any order: of each message the highest `rev` counts. `groups` are those of the
        records, with their members; what an older `membership_seq` says of them is passed over.
        """
        ...

    async def search(
        self, reader_uuid: UserUuid, query: Query, *, cursor: SearchCursor | None, limit: int
    ) -> Page[Hit, SearchCursor]:
        """Return a page of messages that hold every word, in the reader's groups, newest first.

        By (created_at, message_group_uuid, seq) descending. A group is the reader's as the index has heard:
        who reads must still be asked for.

        Args:
            query: nothing is found for one without words.
            cursor: the last hit of the page before; None for the newest page.
            limit: 1..100.
        """
        ...

    async def get_index_id(self) -> str:
        """Return the name of this index and no other: one that is emptied takes a new one."""
        ...

    async def clear(self) -> None:
        """Empty the index and give it a new name."""
        ...
