"""Every query of the SQLite engine, on the real schema: it can be prepared, and it searches by an index."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from cruddur.adapters.sqlite.migrations import migrate
from cruddur.adapters.sqlite.queries import FOLDER, script

OF_THE_FILE = {"connection", "transaction", "migrations"}
QUERIES = sorted(file for file in FOLDER.glob("*/*.sql") if file.parent.name not in OF_THE_FILE)
READS_THROUGH = {"migration/exists", "migration/list"}
"""Queries over whole tables, on purpose: a handful of rows."""


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(":memory:", isolation_level=None)
    migrate(opened)
    yield opened
    opened.close()


def name_of(file: Path) -> str:
    return file.relative_to(FOLDER).with_suffix("").as_posix()


def params_of(statement: str) -> dict[str, None]:
    """A null for every parameter, named and numbered."""
    return dict.fromkeys(re.findall(r"[:](\w+)", statement) + re.findall(r"[?](\d+)", statement))


@pytest.mark.parametrize("file", QUERIES, ids=name_of)
def test_a_query_can_be_prepared_on_the_real_schema(file: Path, connection: sqlite3.Connection) -> None:
    found = script(name_of(file))
    assert len(found) == 1, "one query per file"
    explain(connection, found[0])


@pytest.mark.parametrize("file", QUERIES, ids=name_of)
def test_a_query_searches_by_an_index(file: Path, connection: sqlite3.Connection) -> None:
    for step in explain(connection, script(name_of(file))[0]):
        reads_all = step.startswith("SCAN ") and not re.search(r"VIRTUAL TABLE|CONSTANT ROW", step)
        assert not reads_all or name_of(file) in READS_THROUGH, step


@pytest.mark.parametrize(
    "name",
    ["entries/list_newest", "entries/list_up_to", "entries/list_after", "inbox/list_newest", "inbox/list_older"],
)
def test_a_page_is_read_in_the_order_of_its_index(name: str, connection: sqlite3.Connection) -> None:
    assert not [step for step in explain(connection, script(name)[0]) if "TEMP B-TREE" in step]


def test_the_unread_sum_reads_only_an_index_of_what_is_unread(connection: sqlite3.Connection) -> None:
    steps = explain(connection, script("inbox/sum_unread")[0])
    assert steps == ["SEARCH inbox USING COVERING INDEX inbox_user_uuid_unread (user_uuid=?)"]


def explain(connection: sqlite3.Connection, statement: str) -> list[str]:
    numbered = re.findall(r"[?](\d+)", statement)
    params = [None] * max(map(int, numbered)) if numbered else params_of(statement)
    return [row[3] for row in connection.execute("EXPLAIN QUERY PLAN " + statement, params)]
