"""`./cruddur up --cloud` as a process: the right column on this machine, killed, restarted, and with PostgreSQL away."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from cruddur.adapters.local.clock import SystemClock
from cruddur.adapters.local.engines import postgres, process
from cruddur.adapters.postgres.engine import PostgresEngine
from cruddur.domain.account import digest_of
from cruddur.domain.instant import shifted
from cruddur.domain.session import Session
from tests.program import Program, environment

ENGINES = {"dynamodb", "postgres", "redis"}
PATIENCE_S = 60.0


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Program]:
    program = Program.ready(tmp_path, "--cloud")
    yield program
    program.kill()


def bearer(program: Program, handle: str) -> httpx.Client:
    (token,) = program.tokens(handle)
    return httpx.Client(base_url=program.url, headers={"Authorization": f"Bearer {token}"}, timeout=20)


def until(condition: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(0.02)


def sign_in(program: Program, *secrets: str) -> None:
    """Give bayko a signed-in browser for each secret, as the relying party would."""

    async def add() -> None:
        dsn, clock = process.running(program.data_dir)["postgres"]["url"], SystemClock()
        engine = await PostgresEngine.open(dsn, clock=clock)
        bayko = await engine.users.find_by_handle("bayko")
        assert bayko is not None
        for secret in secrets:
            now = clock.now()
            await engine.sessions.add(
                Session(digest_of(secret), bayko.uuid, now, shifted(now, seconds=3600), "Firefox")
            )
        await engine.close()

    asyncio.run(add())


def whoami(program: Program, secret: str) -> httpx.Response:
    return httpx.get(f"{program.url}/api/session", headers={"Cookie": f"session={secret}"}, timeout=20)


def test_it_runs_on_three_engines_that_end_with_it_and_come_back(cloud: Program) -> None:
    running = process.running(cloud.data_dir)
    assert set(running) == ENGINES
    sign_in(cloud, "secret")
    with bearer(cloud, "bayko") as bayko:
        sent = bayko.post("/api/messages", json={"handle": "londo", "message": "before the crash"})
        assert sent.status_code == 200
        group = sent.json()["message_group_uuid"]
        until(lambda: bayko.get("/api/message_groups").json()[0]["message"] == "before the crash")
    assert whoami(cloud, "secret").json()["user"]["handle"] == "bayko"

    cloud.kill()
    again = cloud.restarted("--cloud")
    try:
        assert set(process.running(again.data_dir)) == ENGINES
        assert not any(process.lives(each["pid"]) for each in running.values())  # nothing of the first was left
        with bearer(again, "londo") as londo:
            assert londo.get(f"/api/messages/{group}").json()[-1]["message"] == "before the crash"
        assert whoami(again, "secret").json()["user"]["handle"] == "bayko"
        pids = [each["pid"] for each in process.running(again.data_dir).values()]
        assert again.stop() == 0
        assert process.running(again.data_dir) == {}
        assert not any(map(process.lives, pids))
    finally:
        again.kill()


def test_while_postgresql_is_away_it_says_503_and_then_everybody_is_still_signed_in(cloud: Program) -> None:
    secrets = [f"secret-{number}" for number in range(20)]
    sign_in(cloud, *secrets)
    assert {whoami(cloud, secret).status_code for secret in secrets} == {200}
    with bearer(cloud, "andrewbrown") as andrew:
        andrew.get("/api/users?q=bay")
        before = process.running(cloud.data_dir)["postgres"]
        os.kill(before["pid"], signal.SIGKILL)
        until(lambda: andrew.get("/api/users?q=lon").status_code == 503)
        until(lambda: whoami(cloud, "nobody-knows-this-one").status_code == 503)  # 401 would sign people out
        refused = andrew.get("/api/users?q=lon")
        assert refused.json()["errors"] == ["unavailable"]
        assert int(refused.headers["Retry-After"]) >= 1
        until(lambda: httpx.get(f"{cloud.url}/api/health/ready").status_code == 503)
        assert httpx.get(f"{cloud.url}/api/health/live").status_code == 200

        engine = postgres.start(cloud.data_dir, port=before["port"])
        try:
            until(lambda: andrew.get("/api/users?q=lon").status_code == 200)
            assert {whoami(cloud, secret).status_code for secret in secrets} == {200}
            assert whoami(cloud, "nobody-knows-this-one").status_code == 401
            until(lambda: httpx.get(f"{cloud.url}/api/health/ready").status_code == 200)
        finally:
            engine.stop()


@contextlib.contextmanager
def another_host(cloud: Program, folder: Path) -> Generator[Program]:
    """A second server on the engines of the first."""
    running = process.running(cloud.data_dir)
    other = Program(
        folder / "another host",
        "--port",
        "0",
        command_name="serve",
        env=environment(
            AWS_ENDPOINT_URL_DYNAMODB=running["dynamodb"]["url"],
            CONNECTION_URL=running["postgres"]["url"],
            CRUDDUR_REDIS_URL=running["redis"]["url"],
        ),
    )
    try:
        other.wait_until_ready()
        yield other
    finally:
        other.kill()


def listening(program: Program, secret: str) -> ClientConnection:
    """A browser's socket, as a context manager."""
    return connect(
        program.url.replace("http", "ws") + "/api/live",
        origin=Origin(program.url),
        additional_headers={"Cookie": f"session={secret}"},
    )


def next_message(socket: ClientConnection, *, within_s: float = 30) -> dict[str, Any]:
    """The next message that comes, passing over other frames.

    Raises:
        TimeoutError: none came.
    """
    while True:
        frame = json.loads(socket.recv(timeout=within_s))
        if frame["type"] == "message":
            return frame


def test_what_is_said_on_one_host_is_heard_at_once_by_a_browser_on_another(cloud: Program, tmp_path: Path) -> None:
    with another_host(cloud, tmp_path) as other:
        sign_in(cloud, "secret")
        assert whoami(other, "secret").json()["user"]["handle"] == "bayko"  # one session, every host
        with listening(other, "secret") as socket, bearer(cloud, "londo") as londo:
            sent = londo.post("/api/messages", json={"handle": "bayko", "message": "Across the wire."}).json()
            heard = next_message(socket)
            assert heard["message_group_uuid"] == sent["message_group_uuid"]
            assert "Across the wire." in json.dumps(heard)


def test_redis_killed_and_restarted_costs_nobody_an_error_and_hosts_hear_each_other_again(
    cloud: Program, tmp_path: Path
) -> None:
    before = process.running(cloud.data_dir)["redis"]
    with another_host(cloud, tmp_path) as other:
        sign_in(cloud, "far", "near")
        with (
            listening(other, "far") as far,
            listening(cloud, "near") as near,
            bearer(cloud, "londo") as londo,
        ):

            def say(text: str) -> int:
                """Send, and ask for what a browser asks for; every answer is a good one."""
                sent = londo.post("/api/messages", json={"handle": "bayko", "message": text})
                for answer in (sent, londo.get("/api/message_groups"), londo.get("/api/messages/counter")):
                    assert answer.status_code == 200, answer.text
                for host in (cloud, other):
                    assert whoami(host, "far").status_code == 200
                    assert httpx.get(f"{host.url}/api/health/ready").status_code == 200
                return sent.json()["seq"]

            first = say("Before.")
            assert next_message(far)["seq"] == next_message(near)["seq"] == first
            os.kill(before["pid"], signal.SIGKILL)
            until(lambda: not process.lives(before["pid"]))
            for _ in range(3):
                seq = say("While it is away.")
                assert next_message(near)["seq"] == seq  # on the sender's host nothing has changed
            redis = redis_with_password_of(before["url"], tmp_path)
            try:
                heard = False
                give_up = time.monotonic() + PATIENCE_S
                while not heard and time.monotonic() < give_up:
                    seq = say("Is anybody there?")
                    with contextlib.suppress(TimeoutError):
                        heard = next_message(far, within_s=0.1)["seq"] >= first
                assert heard
                last = say("And now?")
                while next_message(far)["seq"] != last:
                    pass
            finally:
                redis.kill()
                redis.wait()


def redis_with_password_of(url: str, folder: Path) -> "subprocess.Popen[bytes]":
    """Start a Redis at the address of one that was killed; it remembers nothing."""
    address = urlsplit(url)
    assert address.port is not None
    arguments = ["--port", str(address.port), "--bind", "127.0.0.1", "--requirepass", str(address.password)]
    child = subprocess.Popen(["redis-server", *arguments, "--save", ""], stdout=subprocess.DEVNULL, cwd=folder)
    port = address.port
    until(lambda: process.answers_tcp(port))
    return child


def test_an_address_in_the_environment_is_used_instead_of_an_engine_of_ours(tmp_path: Path) -> None:
    own = postgres.start(tmp_path / "elsewhere")
    program = Program.ready(tmp_path / "data", "--cloud", env=environment(CONNECTION_URL=own.url))
    try:
        assert set(process.running(program.data_dir)) == ENGINES - {"postgres"}
        assert httpx.get(f"{program.url}/api/health/ready").status_code == 200
    finally:
        program.kill()
        own.stop()
