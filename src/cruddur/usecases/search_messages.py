"""Find messages by their words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cruddur.domain.group import Group
from cruddur.domain.ids import GroupUuid, UserUuid
from cruddur.domain.page import checked_limit
from cruddur.domain.search import Hit, Query, SearchCursor, Snippet, snippet
from cruddur.domain.user import User
from cruddur.ports.groups import Groups
from cruddur.ports.search import Search
from cruddur.ports.users import Users


class Shown(NamedTuple):
    """A hit as its reader may see it."""

    hit: Hit
    snippet: Snippet
    group: Group


class FoundMessages(NamedTuple):
    """Hits, where the older ones begin, and the people they name."""

    shown: Sequence[Shown]
    older: SearchCursor | None
    people: Mapping[UserUuid, User]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchMessages:
    """In the reader's own groups; nobody can ask in another's."""

    search: Search
    groups: Groups
    users: Users

    async def __call__(
        self, *, reader_uuid: UserUuid, text: str, cursor: SearchCursor | None = None, limit: int = 20
    ) -> FoundMessages:
        """Return a page of messages that hold every word of `text`, newest first.

        The index may not have heard yet that the reader has left a group: what it finds there is left out.

        Raises:
            LimitInvalid: limit is not 1..100.
        """
        query = Query.parse(text)
        shown: list[Shown] = []
        older, checked = cursor, checked_limit(limit)
        if not query.words:
            return FoundMessages([], None, {})
        while len(shown) < checked:
            hits, older = await self.search.search(reader_uuid, query, cursor=older, limit=checked - len(shown))
            groups = await self.groups.find_groups({hit.message_group_uuid for hit in hits})
            shown += _shown(hits, groups, reader_uuid, query)
            if older is None:
                break
        return FoundMessages(shown, older, await self.users.find_by_uuids(_people(shown, reader_uuid)))


def _shown(hits: Sequence[Hit], groups: Mapping[GroupUuid, Group], reader_uuid: UserUuid, query: Query) -> list[Shown]:
    found: list[Shown] = []
    for hit in hits:
        group = groups.get(hit.message_group_uuid)
        reader = None if group is None else group.members.get(reader_uuid)
        if group is not None and reader is not None and hit.seq >= reader.reads_from_seq:
            found.append(Shown(hit, snippet(hit.message, query.found_in(hit.message) or ()), group))
    return found


def _people(shown: Sequence[Shown], reader_uuid: UserUuid) -> set[UserUuid]:
    named = {each.hit.user_uuid for each in shown}
    peers = (each.group.peer_of(reader_uuid) for each in shown)
    return named | {peer for peer in peers if peer is not None}
