"""The file itself: group commit, failures that stay where they belong, one server at a time, migrations."""

import asyncio
import sqlite3
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cruddur.adapters.sqlite import migrations
from cruddur.adapters.sqlite.database import FILE_NAME, Database
from cruddur.adapters.sqlite.engine import SqliteEngine
from cruddur.adapters.sqlite.file_lock import DatabaseInUse
from cruddur.adapters.sqlite.migrations import Migration, SchemaMismatch
from cruddur.domain.entry import Entry
from cruddur.domain.errors import Unavailable
from cruddur.domain.ids import Seq
from tests.clock import SteppedClock
from tests.contract.scene import Scene

PUT = "INSERT INTO checkpoints (consumer, position) VALUES (?, ?)"
ALL = "SELECT consumer, position FROM checkpoints ORDER BY consumer"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / FILE_NAME


@pytest.fixture(params=["file", "memory"])
async def database(request: pytest.FixtureRequest, path: Path) -> AsyncIterator[Database]:
    opened = Database.open(path if request.param == "file" else None)
    yield opened
    await opened.close()


def put(connection: sqlite3.Connection, name: str) -> str:
    connection.execute(PUT, (name, ""))
    return name


async def write(database: Database, *names: str) -> list[str | BaseException]:
    """Hand in a job per name at once; one that is called "bad" writes, then fails."""

    def job(name: str, connection: sqlite3.Connection) -> str:
        put(connection, name)
        if name.startswith("bad"):
            raise ValueError(name)
        return name

    return await asyncio.gather(
        *(database.write(lambda connection, name=name: job(name, connection)) for name in names),
        return_exceptions=True,
    )


# --- writing


async def test_a_job_that_fails_leaves_nothing_and_its_neighbours_alone(database: Database) -> None:
    answers = await write(database, "a", "bad", "b", "bad too", "c")
    assert [answer for answer in answers if isinstance(answer, str)] == ["a", "b", "c"]
    assert [str(answer) for answer in answers if isinstance(answer, ValueError)] == ["bad", "bad too"]
    assert [name for name, _ in database.read(ALL)] == ["a", "b", "c"]


async def test_a_job_that_breaks_a_rule_of_the_schema_is_told_so_alone(database: Database) -> None:
    answers = await write(database, "a", "a", "b")
    assert answers[0] == "a"
    assert isinstance(answers[1], sqlite3.IntegrityError)
    assert answers[2] == "b"


async def test_a_batch_is_answered_in_the_order_in_which_it_was_handed_in(database: Database) -> None:
    answered: list[str] = []
    names = [f"{n:03}" for n in range(200)]
    await asyncio.gather(
        *(database.write(lambda connection, name=name: put(connection, name), then=answered.append) for name in names)
    )
    assert answered == names


async def test_what_follows_a_commit_happens_also_when_nobody_waits_any_more(database: Database) -> None:
    told: list[str] = []
    task = asyncio.create_task(database.write(lambda connection: put(connection, "a"), then=told.append))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    await database.write(lambda connection: put(connection, "b"))
    assert told == ["a"]
    assert [name for name, _ in database.read(ALL)] == ["a", "b"]


async def test_a_fault_in_what_follows_a_commit_keeps_no_answer_back(path: Path) -> None:
    database = Database.open(path)
    faults: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: faults.append(context["exception"]))

    def faulty(_name: str) -> None:
        raise ValueError("after")

    jobs = [database.write(lambda connection, n=n: put(connection, n), then=faulty) for n in "abc"]
    assert await asyncio.gather(*jobs) == ["a", "b", "c"]
    assert len(faults) == 3
    await database.close()


async def test_a_read_sees_what_was_answered(database: Database) -> None:
    for n in range(50):
        await database.write(lambda connection, n=n: put(connection, f"{n:02}"))
        assert len(database.read(ALL)) == n + 1
        assert len(await database.read_in_thread(lambda connection: connection.execute(ALL).fetchall())) == n + 1


async def test_a_reader_cannot_write(path: Path) -> None:
    database = Database.open(path)
    with pytest.raises(Unavailable):
        database.read(PUT, ("a", ""))
    await database.close()


async def test_closing_finishes_what_was_handed_in_and_refuses_what_comes_after(path: Path) -> None:
    database = Database.open(path)
    jobs = [asyncio.create_task(database.write(lambda c, n=n: put(c, f"{n:03}"))) for n in range(100)]
    await asyncio.sleep(0)
    await database.close()
    await database.close()
    assert await asyncio.gather(*jobs) == [f"{n:03}" for n in range(100)]
    with pytest.raises(Unavailable):
        await database.write(lambda connection: put(connection, "late"))
    again = Database.open(path)
    assert len(again.read(ALL)) == 100
    await again.close()


# --- a file that fails


async def test_a_full_disk_refuses_the_whole_batch_answers_nothing_and_is_forgotten(path: Path) -> None:
    engine = SqliteEngine.open(path)
    scene = Scene([engine], SteppedClock())
    pair = await scene.pair()
    await scene.fill(pair.group_uuid, pair.ann, 20)
    pages = engine.db.read("PRAGMA page_count")[0][0]
    await engine.db.write(lambda connection: connection.execute(f"PRAGMA max_page_count = {pages + 4}").fetchall())

    drafts = [scene.draft(pair.group_uuid, pair.bob, f"{n} " + "x" * 1000) for n in range(300)]
    answers = await asyncio.gather(*(scene.append(draft, after=21) for draft in drafts), return_exceptions=True)
    refused = [draft for draft, answer in zip(drafts, answers, strict=True) if isinstance(answer, Unavailable)]
    assert refused
    assert not [
        answer for answer in answers if isinstance(answer, BaseException) and not isinstance(answer, Unavailable)
    ]
    stored = await scene.log_of(pair.group_uuid)
    assert len(stored) == 21 + len(drafts) - len(refused)
    assert not {draft.message_uuid for draft in refused} & {entry.message_uuid for entry in stored}

    await engine.db.write(lambda connection: connection.execute("PRAGMA max_page_count = 100000").fetchall())
    retries = await asyncio.gather(*(scene.append(draft, after=21) for draft in drafts))
    assert sum(retry.is_new for retry in retries) == len(refused)
    stored = await scene.log_of(pair.group_uuid)
    assert [entry.seq for entry in stored] == list(range(1, 322))
    assert {entry.message_uuid for entry in stored[21:]} == {draft.message_uuid for draft in drafts}
    await engine.close()


async def test_a_commit_that_fails_fails_all_its_jobs_and_what_was_remembered_of_them(path: Path) -> None:
    """A deferred foreign key is checked at the commit: the statement after which no job can fail alone."""
    engine = SqliteEngine.open(path)
    scene = Scene([engine], SteppedClock())
    pair = await scene.pair()

    def poison(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA defer_foreign_keys = ON")
        connection.execute("INSERT INTO edits VALUES (NULL, 999999, 1, NULL, '')")

    drafts = [scene.draft(pair.group_uuid, pair.ann, str(n)) for n in range(10)]
    answers = await asyncio.gather(
        *(scene.append(draft, after=1) for draft in drafts[:5]),
        engine.db.write(poison),
        *(scene.append(draft, after=1) for draft in drafts[5:]),
        return_exceptions=True,
    )
    assert isinstance(answers[5], Unavailable)
    failed = sum(isinstance(answer, Unavailable) for answer in answers) - 1
    assert failed > 0
    stored = await scene.log_of(pair.group_uuid)
    assert [entry.seq for entry in stored] == list(range(1, 12 - failed))
    retries = await asyncio.gather(*(scene.append(draft, after=1) for draft in drafts))
    assert sum(retry.is_new for retry in retries) == failed
    assert [entry.seq for entry in await scene.log_of(pair.group_uuid)] == list(range(1, 12))
    await engine.close()


async def test_another_process_that_writes_for_too_long_is_told_as_unavailable(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cruddur.adapters.sqlite.database.BUSY_TIMEOUT_S", 0.05)
    database = Database.open(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        await database.write(lambda connection: put(connection, "a"))
    other.execute("ROLLBACK")
    other.close()
    assert await database.write(lambda connection: put(connection, "a")) == "a"
    await database.close()


# --- one server at a time


async def test_a_second_server_on_the_same_folder_is_told_who_has_it(path: Path) -> None:
    database = Database.open(path)
    script = (
        "import sys; from pathlib import Path; from cruddur.adapters.sqlite.database import Database\n"
        "Database.open(Path(sys.argv[1]))"
    )
    second = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False)
    assert second.returncode != 0
    assert "is used by another server" in second.stderr
    with pytest.raises(DatabaseInUse, match=r"process \d+"):
        Database.open(path)
    await database.close()
    again = Database.open(path)
    await again.close()


async def test_a_command_beside_the_server_reads_and_writes_but_not_the_log(path: Path) -> None:
    clock = SteppedClock()
    server = SqliteEngine.open(path)
    pair = await Scene([server], clock).pair()
    beside = SqliteEngine.open(path, exclusive=False)
    assert (await beside.log.get_head(pair.group_uuid)).seq == 1
    assert await beside.db.write(lambda connection: put(connection, "beside")) == "beside"
    assert [name for name, _ in server.db.read(ALL)] == ["beside"]
    with pytest.raises(DatabaseInUse):
        await Scene([beside], clock).say(pair.group_uuid, pair.ann)
    said = await Scene([server], clock).say(pair.group_uuid, pair.ann)
    assert said.seq == 2
    assert await beside.log.get_entry(pair.group_uuid, Seq(2)) == said
    await server.close()
    assert (await Scene([beside], clock).say(pair.group_uuid, pair.bob)).seq == 3
    await beside.close()


async def test_a_command_beside_the_server_is_never_behind_on_who_is_in_a_group(path: Path) -> None:
    server, beside = SqliteEngine.open(path), SqliteEngine.open(path, exclusive=False)
    scene = Scene([server], SteppedClock())
    team = await scene.team()
    assert team.cho in (await beside.groups.get_group(team.group_uuid)).members
    await scene.leave(team.group_uuid, team.ann, team.cho)
    assert team.cho not in (await beside.groups.get_group(team.group_uuid)).members
    await beside.close()
    await server.close()


async def test_a_command_that_only_reads_does_not_wait_for_a_server_that_writes_all_the_time(path: Path) -> None:
    server = Database.open(path)
    server._writing.execute("BEGIN IMMEDIATE")
    beside = Database.open(path, exclusive=False)
    assert beside.read(ALL) == []
    await beside.close()
    server._writing.execute("ROLLBACK")
    await server.close()


async def test_only_the_owner_of_the_file_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "here"
    database = Database.open(folder / FILE_NAME)
    await database.write(lambda connection: put(connection, "a"))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    assert modes
    assert set(modes.values()) == {0o600}, modes
    await database.close()


async def test_an_emptied_message_is_gone_from_the_file(path: Path) -> None:
    secret = " ".join(f"secret{n:03}" for n in range(90))
    engine = SqliteEngine.open(path)
    scene = Scene([engine], SteppedClock())
    pair = await scene.pair()
    said = await scene.say(pair.group_uuid, pair.ann, secret)
    edit = await engine.log.revise(said._replace(message=secret + "!", rev=1, edited_at=said.created_at), earlier=said)
    assert [row[0] for row in engine.db.read("SELECT earlier_message FROM edits")] == [secret]
    gone: Entry = edit._replace(message=None, digest=None, rev=2, deleted_at=said.created_at)
    await engine.log.revise(gone, earlier=edit)
    assert {row[0] for row in engine.db.read("SELECT earlier_message FROM edits")} == {None}
    await engine.close()  # folds the write-ahead log into the file
    assert b"secret" not in path.read_bytes()


# --- migrations


async def test_a_file_is_opened_again_without_migrating_twice(path: Path) -> None:
    for _ in range(3):
        database = Database.open(path)
        applied = database.read("SELECT number FROM schema_migrations ORDER BY number")
        assert [number for (number,) in applied] == [migration.number for migration in migrations.known()]
        await database.close()


async def test_a_file_of_a_newer_version_is_not_opened(path: Path) -> None:
    database = Database.open(path)
    await database.write(lambda c: c.execute("INSERT INTO schema_migrations VALUES (9999, 'tomorrow', 'x')").fetchall())
    await database.close()
    with pytest.raises(SchemaMismatch, match="9999 tomorrow"):
        Database.open(path)


async def test_a_migration_that_was_changed_afterwards_is_noticed(path: Path) -> None:
    database = Database.open(path)
    await database.write(lambda c: c.execute("UPDATE schema_migrations SET checksum = 'x' WHERE number = 1").fetchall())
    await database.close()
    with pytest.raises(SchemaMismatch, match="0001"):
        Database.open(path)


async def test_a_migration_that_fails_half_way_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await Database.open(path).close()
    before = migrations.known()
    broken = Migration(9999, "broken", "x", "CREATE TABLE half (a);\nCREATE TABLE half (a);\n")
    monkeypatch.setattr(migrations, "known", lambda: (*before, broken))
    with pytest.raises(sqlite3.OperationalError):
        Database.open(path)
    mended = broken._replace(text="CREATE TABLE half (a);\n")
    monkeypatch.setattr(migrations, "known", lambda: (*before, mended))
    await Database.open(path).close()
    database = Database.open(path)
    assert database.read("SELECT count(*) FROM half") == [(0,)]
    await database.close()


async def test_several_processes_may_open_a_new_file_at_once(path: Path) -> None:
    script = (
        "import asyncio, sys; from pathlib import Path; from cruddur.adapters.sqlite.database import Database\n"
        "asyncio.run(Database.open(Path(sys.argv[1]), exclusive=False).close())"
    )
    processes = [subprocess.Popen([sys.executable, "-c", script, str(path)]) for _ in range(4)]
    assert [process.wait() for process in processes] == [0] * 4
