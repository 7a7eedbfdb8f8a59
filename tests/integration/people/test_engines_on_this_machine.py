"""PostgreSQL and Redis as `up --cloud` starts them: private, durable, gone with their parent, back at once."""

import signal
import stat
import subprocess
import sys
from functools import partial
from pathlib import Path

import psycopg
import pytest
import redis

from cruddur.adapters.local.engines import postgres, process
from cruddur.adapters.local.engines import redis as redis_engine
from cruddur.adapters.local.engines.restartable import Restartable

# What a parent does that is killed in the middle of things: the engines run, a write is committed, then silence.
_PARENT = """
import signal, sys, time
from pathlib import Path
import psycopg
from cruddur.adapters.local.engines import postgres, redis
data = Path(sys.argv[1])
address = postgres.start(data).url.replace("/cruddur?", "/postgres?")
redis.start(data)
with psycopg.connect(address) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS kept (line int)")
    connection.execute("INSERT INTO kept VALUES (1)")
print("up", flush=True)
time.sleep(600)
"""


def _to_server(engine: process.Engine) -> str:
    return engine.url.replace("/cruddur?", "/postgres?")


def test_killed_with_its_parent_and_back_with_every_commit(tmp_path: Path) -> None:
    for _ in range(2):  # the second parent starts right after the first was killed, on the same folder
        parent = subprocess.Popen([sys.executable, "-c", _PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert parent.stdout is not None
        assert parent.stdout.readline() == "up\n"
        assert set(process.running(tmp_path)) == {"postgres", "redis"}
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        parent.stdout.close()

    engine = postgres.start(tmp_path)
    try:
        assert set(process.running(tmp_path)) == {"postgres"}  # the first parent's Redis is gone
        with psycopg.connect(_to_server(engine)) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (2,)
    finally:
        engine.stop()
    assert process.running(tmp_path) == {}


def test_a_crashed_server_comes_back_on_the_same_port(tmp_path: Path) -> None:
    first = postgres.start(tmp_path)
    first.kill()
    # As after a reboot: the dead server's pid file names a process that lives, but is another's.
    (postgres.cluster_path(tmp_path) / "postmaster.pid").write_text("1\n")
    second = postgres.start(tmp_path, port=first.port)
    try:
        assert second.url == first.url
        with psycopg.connect(_to_server(second)) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
    finally:
        second.stop()


def test_an_engine_that_is_restarted_lets_the_same_clients_in_again(tmp_path: Path) -> None:
    engine = Restartable(partial(redis_engine.start, password="kept"), tmp_path)
    try:
        before = process.running(tmp_path)["redis"]
        engine.restart()
        after = process.running(tmp_path)["redis"]
        assert after["pid"] != before["pid"]
        assert after["url"] == before["url"] == engine.url
        assert redis.Redis.from_url(engine.url).ping()
    finally:
        engine.stop()
    assert process.running(tmp_path) == {}


def test_nobody_comes_in_without_the_password_and_it_is_written_nowhere_else(tmp_path: Path) -> None:
    people, bus = postgres.start(tmp_path), redis_engine.start(tmp_path)
    try:
        passfile = postgres.cluster_path(tmp_path) / "cruddur.pgpass"
        password = passfile.read_text().strip().rpartition(":")[2]
        noted = tmp_path / "engines.json"
        assert [stat.S_IMODE(path.stat().st_mode) for path in (passfile, noted)] == [0o600, 0o600]
        assert len(password) > 40
        assert password not in noted.read_text()
        without = f"postgresql://cruddur@127.0.0.1:{people.port}/postgres?passfile=/nowhere"
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(without)
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=bus.port).ping()
        assert redis.Redis.from_url(bus.url).ping() is True
        secrets = (password, bus.url.split(":")[2].split("@")[0])
        for pid in (people.pid, bus.pid):
            assert not any(secret in Path(f"/proc/{pid}/cmdline").read_text() for secret in secrets)
        assert not list((tmp_path / "engines").glob("*.conf"))
    finally:
        people.stop()
        bus.stop()


def test_a_refused_row_leaves_no_trace_in_the_server_log(tmp_path: Path) -> None:
    engine = postgres.start(tmp_path)
    try:
        with psycopg.connect(_to_server(engine)) as connection:
            connection.execute("CREATE TABLE addresses (address text PRIMARY KEY)")
            connection.execute("INSERT INTO addresses VALUES (%s)", ["secret@example.com"])
            with pytest.raises(psycopg.errors.UniqueViolation):
                connection.execute("INSERT INTO addresses VALUES (%s)", ["secret@example.com"])
    finally:
        engine.stop()
    log = (tmp_path / "engines" / "postgres.log").read_text()
    assert "duplicate key" in log
    assert "secret@example.com" not in log
    assert "INSERT" not in log
