"""The search index in PostgreSQL: a GIN index over our own grams, the group's among them."""

from collections.abc import Mapping, Sequence
from typing import Any

from cruddur.adapters.postgres.pool import Pool
from cruddur.adapters.postgres.queries import Connection, execute, rows
from cruddur.domain.entry import Entry, Kind
from cruddur.domain.group import Group
from cruddur.domain.ids import GroupUuid, UserUuid, is_uuid
from cruddur.domain.instant import Instant, from_datetime
from cruddur.domain.page import Page
from cruddur.domain.search import Hit, Query, SearchCursor, grams

_NEWEST = SearchCursor(Instant("infinity"), GroupUuid("ffffffff-ffff-ffff-ffff-ffffffffffff"), 2**62)  # pyright: ignore[reportArgumentType] - beyond every place
_SPARE = 4
"""Rows asked for besides those wanted: grams find a few that do not answer."""


class PostgresSearch:
    """See `ports.search.Search`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def index(self, records: Sequence[Entry], groups: Mapping[GroupUuid, Group]) -> None:
        """See `Search`."""
        texts: dict[tuple[GroupUuid, int], Entry] = {}
        for record in records:
            place = (record.message_group_uuid, record.seq)
            if record.kind == Kind.TEXT and (place not in texts or texts[place].rev < record.rev):
                texts[place] = record
        params = _params([texts[place] for place in sorted(texts)])
        known = [groups[each] for each in sorted({record.message_group_uuid for record in records})]

        async def all_or_none(connection: Connection) -> None:
            for group in known:
                await _note_group(connection, group)
            if texts:
                await execute(connection, "search/put", **params)

        await self._pool.transaction(all_or_none)

    async def search(
        self, reader_uuid: UserUuid, query: Query, *, cursor: SearchCursor | None, limit: int
    ) -> Page[Hit, SearchCursor]:
        """See `Search`."""
        found: list[Hit] = []
        place, wanted = cursor or _NEWEST, limit + 1
        while query.words and is_uuid(reader_uuid) and len(found) < wanted:
            asked = wanted - len(found) + _SPARE
            hits = await self._find(reader_uuid, query, place, asked)
            found += [hit for hit in hits if query.found_in(hit.message) is not None]
            if len(hits) < asked:
                break
            place = _place(hits[-1])
        return Page(found[:limit], _place(found[limit - 1]) if len(found) > limit else None)

    async def get_index_id(self) -> str:
        """See `Search`."""
        return str((await self._pool.rows("search/get_index_id"))[0][0])

    async def clear(self) -> None:
        """See `Search`."""
        await self._pool.execute("search/clear")

    async def _find(self, reader_uuid: UserUuid, query: Query, place: SearchCursor, limit: int) -> list[Hit]:
        found = await self._pool.rows(
            "search/find",
            user_uuid=reader_uuid,
            grams=query.grams,
            before_at=place.created_at,
            before_group=place.message_group_uuid,
            before_seq=place.seq,
            limit_count=limit,
        )
        return [Hit(*row[:-1], created_at=from_datetime(row[-1])) for row in found]


def _place(hit: Hit) -> SearchCursor:
    return SearchCursor(hit.created_at, hit.message_group_uuid, hit.seq)


async def _note_group(connection: Connection, group: Group) -> None:
    is_news = await rows(
        connection, "search/put_group", message_group_uuid=group.uuid, membership_seq=group.membership_seq
    )
    if is_news:
        await execute(connection, "search/remove_members", message_group_uuid=group.uuid)
        await execute(
            connection,
            "search/add_members",
            message_group_uuid=group.uuid,
            user_uuids=list(group.members),
            reads_from_seqs=[member.reads_from_seq for member in group.members.values()],
        )


def _params(texts: Sequence[Entry]) -> dict[str, list[Any]]:
    return {
        "message_group_uuids": [each.message_group_uuid for each in texts],
        "seqs": [each.seq for each in texts],
        "revs": [each.rev for each in texts],
        "message_uuids": [each.message_uuid for each in texts],
        "user_uuids": [each.user_uuid for each in texts],
        "messages": [each.message for each in texts],
        "created_ats": [each.created_at for each in texts],
        "grams": [_grams(each) for each in texts],
    }


def _grams(entry: Entry) -> str:
    """Return a message's grams and its group's; none once it is emptied."""
    if entry.message is None:
        return ""
    return " ".join((f"@{entry.message_group_uuid}", *grams(entry.message)))
