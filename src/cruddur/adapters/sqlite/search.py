"""The search index in SQLite: FTS5 over our own grams, each group a range of its rowids."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from cruddur.adapters.sqlite.database import Database
from cruddur.adapters.sqlite.queries import query as sql
from cruddur.domain.entry import Entry, Kind
from cruddur.domain.group import Group
from cruddur.domain.ids import GroupUuid, Seq, UserUuid
from cruddur.domain.page import Page
from cruddur.domain.search import Hit, Query, SearchCursor, grams

FILE_NAME = "search.db"
RARE_MAX = 5000
"""What holds no more messages than this, whosesoever, is looked up once for all; what holds more, group by group."""

MERGE_EVERY = 50_000
"""Records after which the index is put together; a question that goes group by group is three times as fast then."""

_SEQ_BITS = 40


class _Range(NamedTuple):
    """A group of the reader's, from the first message that is there for them."""

    search_group_id: int
    message_group_uuid: GroupUuid
    last_message_at: str
    reads_from_seq: Seq

    @property
    def first(self) -> int:
        return self.search_group_id << _SEQ_BITS


class SqliteSearch:
    """See `ports.search.Search`. A common word is looked for in the reader's groups alone, a rare one at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._loose_count = 0

    async def index(self, records: Sequence[Entry], groups: Mapping[GroupUuid, Group]) -> None:
        """See `Search`."""
        await self._database.write(lambda connection: _index(connection, records, groups))
        self._loose_count += len(records)
        if self._loose_count >= MERGE_EVERY:
            self._loose_count = 0
            await self._database.write(_merge)

    async def search(
        self, reader_uuid: UserUuid, query: Query, *, cursor: SearchCursor | None, limit: int
    ) -> Page[Hit, SearchCursor]:
        """See `Search`."""
        if not query.words:
            return Page([], None)
        return await self._database.read_in_thread(
            lambda connection: _search(connection, reader_uuid, query, cursor, limit)
        )

    async def get_index_id(self) -> str:
        """See `Search`."""
        return str(self._database.read(sql("search/get_index_id"))[0][0])

    async def clear(self) -> None:
        """See `Search`."""
        await self._database.write(_clear)


def _merge(connection: sqlite3.Connection) -> None:
    connection.execute(sql("search/merge"))


def _clear(connection: sqlite3.Connection) -> None:
    for name in ("remove_all_grams", "remove_all_messages", "remove_all_members", "remove_all_groups", "renew"):
        connection.execute(sql(f"search/{name}"))


# --- writing


def _index(connection: sqlite3.Connection, records: Sequence[Entry], groups: Mapping[GroupUuid, Group]) -> None:
    newest: dict[GroupUuid, str] = {}
    for record in records:
        group_uuid = record.message_group_uuid
        newest[group_uuid] = max(newest.get(group_uuid, ""), record.created_at)
    ids = {
        group_uuid: _note_group(connection, groups[group_uuid], created_at) for group_uuid, created_at in newest.items()
    }
    texts = [
        ((ids[record.message_group_uuid] << _SEQ_BITS) + record.seq, record)
        for record in records
        if record.kind == Kind.TEXT
    ]
    texts.sort(key=lambda each: (each[0], each[1].rev))  # FTS5 writes what comes in order in one go
    for search_id, record in texts:
        _put(connection, search_id, record)


def _note_group(connection: sqlite3.Connection, group: Group, last_message_at: str) -> int:
    facts = {"membership_seq": group.membership_seq, "last_message_at": last_message_at}
    found = connection.execute(sql("search/find_group"), {"message_group_uuid": group.uuid}).fetchone()
    if found is None:
        added = connection.execute(sql("search/add_group"), {"message_group_uuid": group.uuid, **facts}).fetchall()
        search_group_id, is_news = added[0][0], True
    else:
        search_group_id, known_seq = found
        is_news = group.membership_seq > known_seq
        connection.execute(sql("search/change_group"), {"search_group_id": search_group_id, **facts})
    if is_news:
        connection.execute(sql("search/remove_members"), {"search_group_id": search_group_id})
        connection.executemany(
            sql("search/add_member"),
            [
                {"user_uuid": user_uuid, "search_group_id": search_group_id, "reads_from_seq": member.reads_from_seq}
                for user_uuid, member in group.members.items()
            ],
        )
    return search_group_id


def _put(connection: sqlite3.Connection, search_id: int, record: Entry) -> None:
    found = connection.execute(sql("search/find_message"), (search_id,)).fetchone()
    if found is not None:
        rev, message = found
        if rev >= record.rev:
            return
        if message is not None:
            connection.execute(sql("search/remove_grams"), (search_id, " ".join(grams(message))))
    row = (search_id, record.rev, record.message_uuid, record.user_uuid, record.message, record.created_at)
    connection.execute(sql("search/put_message"), row)
    if record.message is not None:
        connection.execute(sql("search/add_grams"), (search_id, " ".join(grams(record.message))))


# --- reading


def _search(
    connection: sqlite3.Connection, reader_uuid: UserUuid, query: Query, cursor: SearchCursor | None, limit: int
) -> Page[Hit, SearchCursor]:
    groups = [_Range(*row) for row in connection.execute(sql("search/list_groups"), {"user_uuid": reader_uuid})]
    ids = connection.execute(sql("search/find_ids"), (_question(query.grams), RARE_MAX + 1)).fetchall()
    if len(ids) > RARE_MAX:
        found = _by_group(connection, groups, query, cursor, limit + 1)
    else:
        found = _among(connection, groups, [search_id for (search_id,) in ids], query, cursor, limit + 1)
    hits = found[:limit]
    return Page(hits, SearchCursor(*_place(hits[-1])) if len(found) > limit else None)


def _question(wanted: Sequence[str]) -> str:
    return " AND ".join(f'"{gram}"' for gram in wanted)


def _among(
    connection: sqlite3.Connection,
    groups: Sequence[_Range],
    ids: Sequence[int],
    query: Query,
    cursor: SearchCursor | None,
    limit: int,
) -> list[Hit]:
    """Return the newest of these messages that are the reader's, stand below the cursor, and answer."""
    theirs = {group.search_group_id: group for group in groups}
    wanted = [
        search_id
        for search_id in ids
        if (group := theirs.get(search_id >> _SEQ_BITS)) and search_id >= group.first + group.reads_from_seq
    ]
    hits: list[Hit] = []
    for search_id, *facts in connection.execute(sql("search/list_messages"), (json.dumps(wanted),)):
        group = theirs[search_id >> _SEQ_BITS]
        hits.append(Hit(group.message_group_uuid, Seq(search_id - group.first), *facts))
    hits.sort(key=_place, reverse=True)
    below = (hit for hit in hits if cursor is None or _place(hit) < cursor)
    return list(islice((hit for hit in below if query.found_in(hit.message) is not None), limit))


def _by_group(
    connection: sqlite3.Connection, groups: Sequence[_Range], query: Query, cursor: SearchCursor | None, limit: int
) -> list[Hit]:
    """Ask group by group, the liveliest first, until no other can hold anything newer than what was found."""
    wanted = query.grams
    question = _question(sorted({wanted[0], wanted[len(wanted) // 2], wanted[-1]}))  # each costs a search per group
    found: list[Hit] = []
    for group in groups:
        last = found[limit - 1] if len(found) >= limit else None
        if last is not None and last.created_at > group.last_message_at:
            break
        found += _in_group(connection, group, question, query, _end(connection, group, cursor), last, limit)
        found.sort(key=_place, reverse=True)
        del found[limit:]
    return found


def _place(hit: Hit) -> tuple[Any, ...]:
    return (hit.created_at, hit.message_group_uuid, hit.seq)


def _in_group(
    connection: sqlite3.Connection, group: _Range, question: str, query: Query, end: int, last: Hit | None, limit: int
) -> list[Hit]:
    """Return the newest messages below `end` that answer, none older than `last`. Rows are made as they are asked for."""
    hits: list[Hit] = []
    rows = connection.execute(sql("search/find_in_group"), (question, group.first + group.reads_from_seq, end - 1))
    for search_id, rev, message_uuid, user_uuid, message, created_at in rows:
        if last is not None and created_at < last.created_at:
            break
        if query.found_in(message) is not None:
            seq = Seq(search_id - group.first)
            hits.append(Hit(group.message_group_uuid, seq, rev, message_uuid, user_uuid, message, created_at))
            if len(hits) == limit:
                break
    rows.close()
    return hits


def _end(connection: sqlite3.Connection, group: _Range, cursor: SearchCursor | None) -> int:
    """Return the search_id from which on a group's messages stood on earlier pages. Times never decrease in a log."""
    low, high = group.first, group.first + (1 << _SEQ_BITS)
    if cursor is None:
        return high
    while high - low > 1:  # all up to `low` is older than the cursor, all from `high` on is not
        middle = (low + high) // 2
        newest = connection.execute(sql("search/find_newest"), (low + 1, middle)).fetchone()
        if newest is None or (newest[1], group.message_group_uuid, newest[0] - group.first) < cursor:
            low = middle
        else:
            high = newest[0]
    return high
