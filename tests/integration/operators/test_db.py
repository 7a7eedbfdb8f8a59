"""`cruddur db`: from nothing to people and back, each command twice, on a real PostgreSQL."""

import asyncio
import stat
from pathlib import Path

import psycopg
import pytest

from cruddur.adapters.local.clock import SystemClock
from cruddur.adapters.local.engines import process
from cruddur.adapters.postgres import connect
from cruddur.adapters.sqlite.database import FILE_NAME, Database
from cruddur.adapters.sqlite.sessions import SqliteSessions
from cruddur.adapters.sqlite.users import SqliteUsers
from cruddur.domain.instant import shifted
from cruddur.domain.session import Session
from tests import postgres
from tests.clock import SteppedClock
from tests.integration.operators.conftest import Cruddur, document
from tests.integration.people.conftest import a_person

MIGRATIONS = ["0001_people", "0002_privacy", "0003_search"]


def test_every_command_from_nothing_to_people_and_back(cruddur: Cruddur, database: str) -> None:
    name = connect.database_of(database)
    assert document(cruddur("db", "create", "--json"))["created"] is True
    assert document(cruddur("db", "create", "--json"))["created"] is False
    assert document(cruddur("db", "migrate", "--dry-run", "--json")) == {
        "database": name,
        "migrations": MIGRATIONS,
        "applied": False,
    }
    assert cruddur("db", "seed").exit_code == 1  # a dry run made no tables
    assert document(cruddur("db", "schema-load", "--json"))["migrations"] == MIGRATIONS
    assert document(cruddur("db", "schema-load", "--json"))["migrations"] == []
    assert "up to date" in cruddur("db", "migrate").stdout
    assert document(cruddur("db", "seed", "--json")) == {"people": ["andrewbrown", "bayko", "londo"], "added": 3}
    assert document(cruddur("db", "seed", "--json"))["added"] == 0
    assert cruddur("db", "drop", typed=f"{name}\n").stdout.strip() == f"Dropped {name}."
    assert document(cruddur("db", "drop", "--yes", "--json")) == {"database": name, "dropped": False}


@pytest.mark.parametrize("command", ["drop", "setup"])
def test_what_destroys_asks_for_the_name(cruddur: Cruddur, database: str, command: str) -> None:
    cruddur("db", "setup", "--yes")
    cruddur("db", "add-user", "maria")
    for typed in ("", "y\n", "postgres\n"):
        refused = cruddur("db", command, typed=typed)
        assert refused.exit_code == 2
        assert refused.stdout == ""
        assert connect.database_of(database) in refused.stderr
    assert _count(database) == 4


def test_setup_begins_anew_whoever_is_connected(cruddur: Cruddur, database: str) -> None:
    first = document(cruddur("db", "setup", "--yes", "--json"))
    assert (first["dropped"], first["people"]) == (False, 3)
    cruddur("db", "add-user", "maria")
    with psycopg.connect(database):
        again = document(cruddur("db", "setup", "--yes", "--json"))
    assert (again["dropped"], again["people"]) == (True, 3)
    assert _count(database) == 3


def test_people_are_added_by_hand(cruddur: Cruddur) -> None:
    cruddur("db", "setup", "--yes")
    (maria,) = document(
        cruddur("db", "add-user", "@Maria", "--name", "Maria  K.", "--email", "M@Example.org", "--json")
    )
    assert (maria["handle"], maria["display_name"]) == ("maria", "Maria K.")
    assert cruddur("db", "add-user", "one", "two").stdout.count("@") == 2
    for arguments, why in (
        (["maria"], "somebody has this handle"),
        (["x", "--email", "m@example.ORG"], "somebody has this address"),
        (["--", "-no-"], "a handle is"),
        (["a", "b", "--name", "One name"], "belong to one person"),
    ):
        refused = cruddur("db", "add-user", *arguments)
        assert refused.exit_code in (1, 2)
        assert why in refused.stderr
        assert "example" not in refused.stderr.lower()


def test_sessions_shows_who_is_connected(cruddur: Cruddur, database: str) -> None:
    cruddur("db", "create")
    with psycopg.connect(database, application_name="somebody else"):
        listed = document(cruddur("db", "sessions", "--json"))
        assert [each["application"] for each in listed] == ["somebody else", "cruddur"]
        assert [each["is_this_one"] for each in listed] == [False, True]
        assert "somebody else" in cruddur("db", "sessions").stdout


def test_connect_opens_psql_and_shows_no_password(
    cruddur: Cruddur, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cruddur("db", "create")
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "psql").write_text(f'#!/bin/sh\necho "$@" > {folder}/arguments; echo "$PGPASSWORD" > {folder}/password\n')
    (folder / "psql").chmod(0o755)
    monkeypatch.setattr("cruddur.adapters.local.engines.postgres.psql", lambda: folder / "psql")
    monkeypatch.setenv("CONNECTION_URL", "postgresql://me:hidden@127.0.0.1:5432/people")
    assert cruddur("db", "connect").exit_code == 0
    assert "hidden" not in (folder / "arguments").read_text()
    assert "dbname=people" in (folder / "arguments").read_text()
    assert (folder / "password").read_text() == "hidden\n"


def test_a_database_elsewhere_needs_prod(cruddur: Cruddur, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in (
        "postgresql://u:secret@db.example.com/people",
        "host=10.0.0.7 dbname=people",
        "postgresql://127.0.0.1,db.example.com/people",
    ):
        monkeypatch.setenv("CONNECTION_URL", address)
        refused = cruddur("db", "drop", "--yes")
        assert refused.exit_code == 1
        assert "--prod" in refused.stderr
        assert "secret" not in refused.stderr + refused.stdout
    monkeypatch.delenv("CONNECTION_URL")
    assert "CONNECTION_URL" in cruddur("db", "drop", "--yes", "--prod").stderr


def test_without_an_address_the_engine_of_the_data_folder_is_used_or_started(
    cruddur: Cruddur, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CONNECTION_URL")
    assert document(cruddur("db", "setup", "--yes", "--json"))["people"] == 3
    assert process.running(tmp_path) == {}  # stopped again
    from cruddur.adapters.local.engines import postgres as starter

    engine = starter.start(tmp_path)
    try:
        assert document(cruddur("db", "seed", "--json"))["added"] == 0
        assert process.running(tmp_path)["postgres"]["pid"] == engine.pid  # used, and left running
    finally:
        engine.stop()


def test_what_is_wrong_is_said_in_one_sentence(cruddur: Cruddur, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "run `cruddur db create`" in cruddur("db", "seed").stderr
    cruddur("db", "create")
    assert "run `cruddur db schema-load`" in cruddur("db", "seed").stderr
    monkeypatch.setenv("CONNECTION_URL", "postgresql://u:secret@127.0.0.1:1/people")
    away = cruddur("db", "sessions")
    assert "does not answer" in away.stderr
    assert "secret" not in away.stderr + away.stdout
    monkeypatch.setenv("CONNECTION_URL", "mysql://u:secret@127.0.0.1:1/people")
    assert "is not a PostgreSQL address" in cruddur("db", "sessions").stderr


def test_the_servers_own_databases_are_not_dropped(cruddur: Cruddur, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONNECTION_URL", postgres.address("template1"))
    assert "belongs to the server" in cruddur("db", "drop", "--yes").stderr


def test_people_move_from_sqlite_to_postgresql_and_a_second_time_changes_nothing(
    cruddur: Cruddur, database: str, tmp_path: Path
) -> None:
    sessions = asyncio.run(_sqlite_people(tmp_path / FILE_NAME))
    file = tmp_path / "people.jsonl"
    counts = document(cruddur("db", "export", str(file), "--json"))
    assert counts == {"file": str(file), "people": 600, "reserved": 1, "sessions": sessions}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert cruddur("db", "export", str(file)).exit_code == 1  # never over another file

    cruddur("db", "create")
    cruddur("db", "schema-load")
    dry = document(cruddur("db", "import", str(file), "--dry-run", "--json"))
    assert (dry["added"], dry["sessions"], _count(database)) == (600, sessions, 0)
    first = document(cruddur("db", "import", str(file), "--json"))
    assert first == dry | {"dry_run": False}
    again = document(cruddur("db", "import", str(file), "--json"))
    assert (again["added"], again["unchanged"], again["reserved"], _count(database)) == (0, 600, 0, 600)
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            "SELECT handle, email, cognito_user_id, created_at::text FROM users WHERE handle = 'person7'"
        ).fetchall()
        assert rows == [("person7", "person7@example.com", "sub-7", "2026-03-01 12:00:00+00")]
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (sessions,)
    # The handle that was given up there is kept here too.
    assert "30 days" in cruddur("db", "add-user", "given-up").stderr


def test_an_import_changes_nobody_who_is_there(cruddur: Cruddur, tmp_path: Path) -> None:
    asyncio.run(_sqlite_people(tmp_path / FILE_NAME))
    file = tmp_path / "people.jsonl"
    cruddur("db", "export", str(file))
    cruddur("db", "setup", "--yes")
    cruddur("db", "import", str(file))
    text = file.read_text()
    file.write_text(
        text.replace('"Person 5"', '"Another name"').replace(
            "0000-4000-8000-000000000009", "0000-4000-8000-999999999999"
        )
    )
    report = document(cruddur("db", "import", str(file), "--json"))
    assert report["differing"] == ["person5"]
    assert report["refused"] == [["person9", "handle_taken"]]
    assert report["unchanged"] == 598


@pytest.mark.parametrize("spoilt", ["", "{}\n", "[]\n", '{"user": {"uuid": "x"}}\n', '{"user": null}\n', "\ud800"])
def test_a_spoilt_export_is_refused_by_line(cruddur: Cruddur, tmp_path: Path, spoilt: str) -> None:
    cruddur("db", "setup", "--yes")
    file = tmp_path / "people.jsonl"
    first = '{"format": "cruddur-people", "version": 1}\n' if spoilt.startswith('{"user') else ""
    file.write_bytes((first + spoilt).encode("utf-8", "surrogatepass") or b"\n")
    refused = cruddur("db", "import", str(file))
    assert refused.exit_code == 1
    assert "cannot be read" in refused.stderr or ", line " in refused.stderr


def _count(database: str) -> int:
    with psycopg.connect(database) as connection:
        row = connection.execute("SELECT count(*) FROM users").fetchone()
    assert row is not None
    return int(row[0])


async def _sqlite_people(path: Path) -> int:
    """Write 600 people, one of whom gave a handle up, and sessions; return how many of those live."""
    clock, database = SteppedClock(SystemClock().now()), Database.open(path)
    users, sessions = SqliteUsers(database, clock), SqliteSessions(database)
    for number in range(1, 601):
        await users.add(a_person(number))
    await users.update(a_person(1, "given-up"))
    await users.update(a_person(1))
    far = shifted(clock.now(), seconds=20 * 365 * 86400)
    for number in range(10):
        expires_at = far if number < 7 else clock.now()
        await sessions.add(Session(f"{number:064x}", a_person(2).uuid, clock.now(), expires_at, "Firefox"))
    await database.close()
    return 7
