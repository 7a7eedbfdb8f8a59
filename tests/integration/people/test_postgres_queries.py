"""Every query file: its header, that the real schema accepts it, and that it goes by an index."""

import re
from pathlib import Path

import psycopg
import pytest

from cruddur.adapters.postgres import connect, migrations
from cruddur.adapters.postgres.engine import PostgresEngine
from cruddur.adapters.postgres.queries import FOLDER, Connection, query
from tests import postgres

QUERIES = sorted(
    path.relative_to(FOLDER).with_suffix("").as_posix()
    for path in FOLDER.rglob("*.sql")
    if path.parent.name != "migrations"
)
# Statements about the server or the schema itself; every other query must name the indexes it goes by.
WITHOUT_TABLES = {"migration/create", "migration/lock", "migration/unlock", "migration/exists"} | {
    name for name in QUERIES if name.startswith("database/")
}
WHOLE_TABLES = {"search/clear", "search/get_index_id"}
"""Queries that go through whole tables, on purpose."""


def _header(name: str) -> dict[str, str]:
    """Return what a file's header says: "purpose", "params", "returns", "index"."""
    lines = (FOLDER / f"{name}.sql").read_text().splitlines()
    said, label = {"purpose": ""}, "purpose"
    for line in lines[: _first_code(lines)]:
        if found := re.match(r"-- (params|returns|index|clock):(.*)", line):
            label, line = found[1], found[2]  # noqa: PLW2901 - the rest of the line
        said[label] = f"{said.get(label, '')} {line.removeprefix('--').strip()}".strip()
    return said


def _first_code(lines: list[str]) -> int:
    return next(place for place, line in enumerate(lines) if not line.startswith("--"))


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_says_what_it_is_for_and_names_its_params(name: str) -> None:
    said = _header(name)
    assert {"purpose", "params", "returns", "index"} <= set(said)
    assert all(said.values())
    for param in query(name).names:
        assert re.search(rf"\b{param}\b", said["params"]), f"{param} is not explained"


async def _prepare(connection: Connection, name: str) -> None:
    await connection.execute(b"PREPARE tried AS " + query(name).text)
    await connection.execute(b"DEALLOCATE tried")


@pytest.mark.parametrize("name", [name for name in QUERIES if name != "migration/create"])
async def test_the_real_schema_accepts_it(engine: PostgresEngine, name: str) -> None:
    await engine.pool.run(lambda connection: _prepare(connection, name))


async def test_the_schema_is_refused_a_query_it_does_not_know(dsn: str) -> None:
    async with await connect.connect(dsn) as connection:
        with pytest.raises(Exception, match="does not exist"):
            await connection.execute(b"PREPARE tried AS SELECT users.nobody FROM users")


def _nodes(plan: dict[str, object]) -> list[dict[str, object]]:
    below = [node for child in plan.get("Plans", []) for node in _nodes(child)]  # pyright: ignore[reportGeneralTypeIssues] - JSON
    return [plan, *below]


@pytest.fixture(scope="module")
def crowded_dsn() -> str:
    """The address of a database with many rows and their statistics."""
    with psycopg.connect(postgres.address("postgres"), autocommit=True) as connection:
        connection.execute(b"CREATE DATABASE crowded TEMPLATE template0")
    dsn = postgres.address("crowded")
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(query("migration/create").text)
        for migration in migrations.known():
            connection.execute(migration.text.encode())
        connection.execute(_MANY_ROWS)
        connection.execute(b"ANALYZE")
    return dsn


@pytest.mark.parametrize("name", sorted(set(QUERIES) - WITHOUT_TABLES - WHOLE_TABLES))
async def test_it_goes_by_the_index_that_it_names(crowded_dsn: str, name: str) -> None:
    """With many rows, every kind of scan allowed, and a plan for unknown values, as a prepared statement gets."""
    values = ", ".join(["NULL"] * len(query(name).names))
    async with await connect.connect(crowded_dsn) as connection:
        await connection.execute(b"SET plan_cache_mode = force_generic_plan")
        await connection.execute(b"PREPARE tried AS " + query(name).text)
        explain = f"EXPLAIN (FORMAT JSON) EXECUTE tried{f'({values})' if values else ''}"
        ((plan,),) = await (await connection.execute(explain.encode())).fetchall()
    nodes = _nodes(plan[0]["Plan"])
    assert not [node for node in nodes if node["Node Type"] == "Seq Scan"], nodes
    used = {str(node["Index Name"]) for node in nodes if "Index Name" in node}
    named = _header(name)["index"]
    assert all(index in named for index in used), (used, named)
    assert used or query(name).text.startswith(b"INSERT"), "it reads no index at all"


_MANY_ROWS = b"""
INSERT INTO users SELECT gen_random_uuid(), 'h' || n, 'Name ' || n, n || '@example.com', CASE WHEN n % 2 = 0 THEN 'sub-' || n END, now()
FROM generate_series(1, 5000) AS n;
INSERT INTO handles SELECT handle, uuid, NULL FROM users;
INSERT INTO user_terms SELECT n % 3, handle || n, uuid FROM users, generate_series(0, 3) AS n;
INSERT INTO sessions SELECT n::text || handle, uuid, now(), now() + n * interval '1 day', '', NULL
FROM users, generate_series(0, 3) AS n;
INSERT INTO search_groups SELECT uuid, 1 FROM users;
INSERT INTO search_members SELECT gen_random_uuid(), uuid, 1 FROM users, generate_series(0, 3) AS n;
INSERT INTO search_messages
SELECT uuid, n, 0, uuid, uuid, 'x', now(), ARRAY['@' || uuid, handle, '_h', handle || n, '_' || n]
FROM users, generate_series(1, 10) AS n;
INSERT INTO schema_migrations SELECT n, 'x', 'x' FROM generate_series(1000, 5000) AS n;
"""


def test_the_folder_holds_nothing_but_queries() -> None:
    assert len(QUERIES) > 20
    assert {path.suffix for path in Path(FOLDER).rglob("*") if path.is_file()} == {".sql"}
