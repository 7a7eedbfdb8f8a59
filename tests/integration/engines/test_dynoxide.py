"""The development engine is started, found and stopped by us, and never left behind."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from cruddur.adapters.local.engines import dynoxide, process

PARENT = """
import sys, threading
from pathlib import Path
from cruddur.adapters.local.engines import dynoxide
started = []
worker = threading.Thread(target=lambda: started.append(dynoxide.start(Path(sys.argv[1]))))
worker.start()
worker.join()
print(started[0].pid, flush=True)
threading.Event().wait()
"""


def test_an_engine_is_written_down_while_it_runs(tmp_path: Path) -> None:
    engine = dynoxide.start(tmp_path)
    assert process.running(tmp_path) == {"dynamodb": {"url": engine.url, "pid": engine.pid, "port": engine.port}}
    engine.stop()
    assert not engine.is_running()
    assert process.running(tmp_path) == {}


def test_a_killed_parent_leaves_no_engine_behind(tmp_path: Path) -> None:
    # Started from a thread that has ended: the engine must outlive the thread and die with the process.
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    engine_pid = int(parent.stdout.readline())
    assert _lives(engine_pid)
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    deadline = time.monotonic() + 10
    while _lives(engine_pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not _lives(engine_pid)
    dynoxide.start(tmp_path).stop()  # and the folder is free again


def test_two_engines_never_open_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_LOCK_WAIT_S", 0.1)
    engine = dynoxide.start(tmp_path)
    with pytest.raises(process.EngineFailed, match="already runs"):
        dynoxide.start(tmp_path)
    engine.kill()
    dynoxide.start(tmp_path, port=engine.port).stop()


def test_an_engine_that_ends_at_once_is_reported_with_its_log(tmp_path: Path) -> None:
    broken = process.Recipe(
        name="broken", command=lambda _: ["false"], ready=process.answers_tcp, url=lambda port: f"tcp://:{port}"
    )
    with pytest.raises(process.EngineFailed, match=r"broken\.log"):
        process.start(broken, tmp_path)


def test_the_stream_table_gets_the_index_it_lacks(tmp_path: Path) -> None:
    dynoxide.start(tmp_path).stop()
    with closing(sqlite3.connect(dynoxide.database_path(tmp_path))) as database:
        plan = database.execute(
            "EXPLAIN QUERY PLAN SELECT * FROM _stream_records WHERE table_name = 't' "
            "AND CAST(sequence_number AS INTEGER) > 5 ORDER BY CAST(sequence_number AS INTEGER)"
        ).fetchall()
    assert "_stream_records_by_sequence" in str(plan)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def test_the_stream_is_trimmed_and_its_newest_record_stays(tmp_path: Path) -> None:
    dynoxide.start(tmp_path).stop()
    insert = (
        "INSERT INTO _stream_records (table_name, event_name, keys_json, sequence_number, shard_id, created_at) "
        "VALUES ('t', 'INSERT', '{}', ?, 's', 0)"
    )
    with closing(sqlite3.connect(dynoxide.database_path(tmp_path))) as database, database:
        database.executemany(insert, [(str(number),) for number in range(1, 21)])
    assert dynoxide.trim_stream(tmp_path, keep=5) == 15
    assert dynoxide.trim_stream(tmp_path, keep=0) == 4
    with closing(sqlite3.connect(dynoxide.database_path(tmp_path))) as database:
        assert database.execute("SELECT sequence_number FROM _stream_records").fetchall() == [("20",)]
    dynoxide.start(tmp_path).stop()
