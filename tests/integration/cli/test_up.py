"""`cruddur up` and `serve`: how they start, what they say, how they stop, and what they refuse."""

import json
import os
import signal
import socket
import sqlite3
import time
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import connect

from tests.program import START_WITHIN_S, Program, environment, free_port, run


def database(data_dir: Path) -> sqlite3.Connection:
    return sqlite3.connect(data_dir / "cruddur.db")


def test_ready_is_the_last_line_on_stdout_and_the_server_answers_then(tmp_path: Path) -> None:
    program = Program.ready(tmp_path / "data")
    assert httpx.get(f"{program.url}/api/health/ready").status_code == 200
    assert program.stop() == 0
    assert program.stdout[-1] == f"ready {program.url}"
    assert [line for line in program.stdout if line.startswith("ready")] == [program.stdout[-1]]


def test_a_newcomer_is_told_where_to_go_who_to_be_and_how_to_stop(tmp_path: Path) -> None:
    program = Program.ready(tmp_path / "data")
    program.stop()
    hints = "\n".join(program.stdout)
    for word in (program.url, "andrewbrown", "bayko", "londo", "password", "Ctrl-C"):
        assert word in hints
    assert program.stderr == ["Stopped. Everything that was sent is kept."]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_at_once_even_with_a_connection_open(tmp_path: Path, number: signal.Signals) -> None:
    program = Program.ready(tmp_path / "data")
    with httpx.Client(base_url=program.url) as client:
        client.get("/api/health/live")
        asked_at = time.monotonic()
        assert program.signal(number) == 0
        assert time.monotonic() - asked_at < START_WITHIN_S / 2
    assert program.stderr == ["Stopped. Everything that was sent is kept."]


def test_an_open_live_socket_is_told_that_the_server_goes_and_does_not_hold_it_up(tmp_path: Path) -> None:
    program = Program.ready(tmp_path / "data")
    headers = {"Authorization": f"Bearer {program.tokens('bayko')[0]}"}
    with connect(f"ws://127.0.0.1:{program.port}/api/live", additional_headers=headers) as live:
        assert json.loads(live.recv(timeout=START_WITHIN_S))["type"] == "hello"
        asked_at = time.monotonic()
        assert program.stop() == 0
        assert time.monotonic() - asked_at < START_WITHIN_S / 2
        with pytest.raises(ConnectionClosedError):
            list(live)
        assert live.close_code == 4410


def test_it_starts_again_on_the_same_port_and_folder_right_after_a_kill(tmp_path: Path) -> None:
    program = Program.ready(tmp_path / "data")
    token = program.tokens("andrewbrown")[0]
    with httpx.Client(base_url=program.url, headers={"Authorization": f"Bearer {token}"}) as client:
        before = client.get("/api/message_groups").json()
        assert program.kill() == -signal.SIGKILL
    again = program.restarted()
    assert again.url == program.url
    after = httpx.get(f"{again.url}/api/message_groups", headers={"Authorization": f"Bearer {token}"})
    again.stop()
    assert after.json() == before


def test_a_second_start_adds_nothing(tmp_path: Path) -> None:
    counts: list[int] = []
    for _ in range(2):
        Program.ready(tmp_path / "data").stop()
        counts.append(database(tmp_path / "data").execute("SELECT count(*) FROM entries").fetchone()[0])
    assert counts[0] == counts[1] > 100


def test_a_seeding_that_was_killed_is_completed_by_the_next_start(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    Program.ready(data_dir, "--empty").stop()
    (data_dir / "seeding").touch()
    Program.ready(data_dir).stop()
    assert database(data_dir).execute("SELECT count(*) FROM entries").fetchone()[0] > 100
    assert not (data_dir / "seeding").exists()


def test_empty_means_that_nobody_is_there_and_it_stays_so(tmp_path: Path) -> None:
    for arguments in (("--empty",), ()):
        program = Program.ready(tmp_path / "data", *arguments)
        program.stop()
        assert "make an account" in "\n".join(program.stdout)
    assert database(tmp_path / "data").execute("SELECT count(*) FROM users").fetchone()[0] == 0


def test_nothing_in_the_data_folder_is_open_to_others(tmp_path: Path) -> None:
    program = Program.ready(tmp_path / "data")
    modes = {path.name: path.stat().st_mode & 0o777 for path in [tmp_path / "data", *(tmp_path / "data").rglob("*")]}
    program.stop()
    assert len(modes) >= 4
    assert {name: oct(mode) for name, mode in modes.items() if mode & 0o077} == {}


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("up", "--port", str(port), "--data-dir", str(tmp_path / "data"))
    assert_failed(done.returncode, done.stdout, done.stderr, f"port {port}")


def test_a_folder_in_use_is_one_sentence_that_names_the_process(tmp_path: Path) -> None:
    program = Program.ready(tmp_path / "data")
    done = run("up", "--port", "0", "--data-dir", str(tmp_path / "data"))
    assert_failed(done.returncode, done.stdout, done.stderr, f"process {program.process.pid}")
    program.stop()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = run("up", "--port", "0", "--data-dir", str(tmp_path / "file" / "data"))
    assert_failed(done.returncode, done.stdout, done.stderr, "cannot be used: Not a directory")


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "cruddur.db").write_text("a shopping list, longer than a header " * 10)
    done = run("up", "--port", "0", "--data-dir", str(tmp_path))
    assert_failed(done.returncode, done.stdout, done.stderr, "not a database")


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    Program.ready(tmp_path, "--empty").stop()
    with database(tmp_path) as connection:
        connection.execute("INSERT INTO schema_migrations (number, name, checksum) VALUES (9999, 'tomorrow', 'x')")
    done = run("up", "--port", "0", "--data-dir", str(tmp_path))
    assert_failed(done.returncode, done.stdout, done.stderr, "newer version")


PUBLIC = environment(CRUDDUR_PUBLIC_URL="https://messages.example")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "127.0.0.1"])
def test_demo_people_are_never_offered_beyond_this_machine(tmp_path: Path, host: str) -> None:
    done = run("up", "--host", host, "--port", "0", "--data-dir", str(tmp_path / "data"), env=PUBLIC)
    assert_failed(done.returncode, done.stdout, done.stderr, "demo people")
    assert not (tmp_path / "data" / "cruddur.db").exists()


def test_a_folder_with_demo_people_is_not_served_beyond_this_machine_either(tmp_path: Path) -> None:
    run("seed", "--data-dir", str(tmp_path / "data"))
    for host in ("0.0.0.0", "127.0.0.1"):
        done = run("serve", "--host", host, "--port", "0", "--data-dir", str(tmp_path / "data"), env=PUBLIC)
        assert_failed(done.returncode, done.stdout, done.stderr, "demo people")


@pytest.mark.parametrize("arguments", [("serve",), ("up", "--empty")])
def test_beyond_this_machine_it_must_be_told_by_which_address_browsers_come(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = run(*arguments, "--host", "0.0.0.0", "--port", "0", "--data-dir", str(tmp_path / "data"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("cruddur: CRUDDUR_PUBLIC_URL must say")
    assert not (tmp_path / "data").exists()


def test_serve_says_ready_and_nothing_else(tmp_path: Path) -> None:
    program = Program(tmp_path / "data", "--port", str(free_port()), command_name="serve")
    program.wait_until_ready()
    assert program.stop() == 0
    assert program.stdout == [f"ready {program.url}"]


def test_the_log_is_json_when_nobody_watches_and_holds_no_body_and_no_token(tmp_path: Path) -> None:
    program = Program.ready(tmp_path / "data", env=environment(CRUDDUR_LOG_LEVEL="debug"))
    token = program.tokens("bayko")[0]
    sent = httpx.post(
        f"{program.url}/api/messages",
        headers={"Authorization": f"Bearer {token}"},
        json={"handle": "londo", "message": "Between the two of us."},
    )
    assert sent.status_code == 200
    program.stop()
    events = [json.loads(line) for line in program.stderr if line.startswith("{")]
    assert any(event["event"] == "http_request" and event["status"] == 200 for event in events)
    said = "\n".join(program.stderr)
    assert "Between the two of us" not in said
    assert token not in said
    assert "@" not in said


def test_the_default_folder_is_named_by_the_environment(tmp_path: Path) -> None:
    env = environment(CRUDDUR_DATA_DIR=str(tmp_path / "elsewhere"), CRUDDUR_PORT=str(free_port()))
    done = run("seed", env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Wrote 1")
    assert (tmp_path / "elsewhere" / "cruddur.db").exists()
    assert run("seed", env=env).stdout == "Nothing to do: it is all there.\n"


def assert_failed(code: int, stdout: str, stderr: str, wanted: str) -> None:
    """One sentence on stderr, nothing on stdout, exit code 1."""
    assert (code, stdout) == (1, "")
    assert stderr.startswith("cruddur: ")
    assert wanted in stderr
    assert stderr.count("\n") == 1
    assert "Traceback" not in stderr
    assert os.linesep in stderr
