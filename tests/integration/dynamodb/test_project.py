"""`cruddur project` as a process: killed and started again, it leaves no inbox behind."""

import asyncio
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.adapters.local.clock import SystemClock
from cruddur.adapters.local.engines import dynoxide, process
from cruddur.adapters.local.random import SystemRandom
from cruddur.domain.ids import GroupUuid, UserUuid
from tests.clock import SteppedClock
from tests.contract.scene import Scene
from tests.program import Program, command, environment, run


@pytest.fixture
def engine_process(tmp_path: Path) -> Iterator[process.Engine]:
    started = dynoxide.start(tmp_path)
    yield started
    started.kill()


def _projector(folder: Path, url: str) -> "subprocess.Popen[str]":
    """A projector that has begun to follow the stream."""
    started = subprocess.Popen(
        command("project", "--data-dir", str(folder)),
        env=environment(AWS_ENDPOINT_URL_DYNAMODB=url),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert started.stdout is not None
    assert started.stdout.readline() == "ready\n"
    return started


async def _until_seen(engine: DynamoEngine, user: UserUuid, group: GroupUuid, seq: int) -> None:
    async with asyncio.timeout(60):
        while True:
            row = await engine.inbox.find_row(user, group)
            if row is not None and row.last_seq == seq:
                return
            await asyncio.sleep(0.05)


async def test_a_projector_that_is_killed_goes_on_where_it_stood(
    engine_process: process.Engine, tmp_path: Path
) -> None:
    engine = DynamoEngine.open(
        url=engine_process.url, region="us-east-1", clock=SystemClock(), random=SystemRandom(), deadline_s=30
    )
    await engine.load_schema()
    scene = Scene([engine], SteppedClock())
    pair = await scene.pair()
    for end in (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM):
        await scene.say(pair.group_uuid, pair.ann)
        projector = await asyncio.to_thread(_projector, tmp_path, engine_process.url)
        said = await scene.say(pair.group_uuid, pair.ann)
        await _until_seen(engine, pair.bob, pair.group_uuid, said.seq)
        await scene.say(pair.group_uuid, pair.ann)
        projector.send_signal(end)
        code = await asyncio.to_thread(projector.wait, 30)
        assert code == (0 if end is signal.SIGTERM else -signal.SIGKILL)
    head = await engine.log.get_head(pair.group_uuid)
    await _until_seen(engine, pair.bob, pair.group_uuid, head.seq)  # it stopped after all that was there
    await engine.close()


def test_on_data_that_is_in_sqlite_only_it_says_so(tmp_path: Path) -> None:
    done = run("project", "--data-dir", str(tmp_path))
    assert (done.returncode, "SQLite" in done.stderr) == (2, True)


def test_without_the_table_it_says_what_to_do(engine_process: process.Engine, tmp_path: Path) -> None:
    done = run("project", "--data-dir", str(tmp_path))  # finds the engine that runs on the folder
    assert (done.returncode, "ddb schema-load" in done.stderr) == (1, True)


def test_a_server_leaves_the_stream_to_a_projector_elsewhere(engine_process: process.Engine, tmp_path: Path) -> None:
    engine = DynamoEngine.open(
        url=engine_process.url, region="us-east-1", clock=SystemClock(), random=SystemRandom(), deadline_s=30
    )
    with asyncio.Runner() as runner:
        runner.run(engine.load_schema())
        env = environment(AWS_ENDPOINT_URL_DYNAMODB=engine_process.url, CRUDDUR_PROJECTOR="elsewhere")
        server = Program.ready(tmp_path, env=env)
        (token,) = server.tokens("bayko")
        with httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {token}"}) as bayko:
            for text in ("first", "second"):
                sent = bayko.post("/api/messages", json={"handle": "londo", "message": text})
                assert sent.status_code == 200
        assert server.stop() == 0  # a server that follows the stream carries all of it before it ends
        group = GroupUuid(sent.json()["message_group_uuid"])
        head = runner.run(engine.log.get_head(group))
        people = list(runner.run(engine.groups.get_group(group)).members)
        behind = [runner.run(engine.inbox.find_row(person, group)) for person in people]
        assert {row.last_seq for row in behind if row} == {1}  # the first message brought its rows along
        projector = _projector(tmp_path, engine_process.url)
        for person in people:
            runner.run(_until_seen(engine, person, group, head.seq))
        projector.kill()
        projector.wait()
        runner.run(engine.close())
