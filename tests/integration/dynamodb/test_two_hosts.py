"""Two servers on one DynamoDB behind a network that loses things; kill -9 of each part; every message exactly once."""

import asyncio
import random
import shutil
from collections import Counter
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from bench.people import add_people
from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.adapters.local.clock import SystemClock
from cruddur.adapters.local.engines import dynoxide, process
from cruddur.adapters.local.random import SystemRandom
from tests.integration.dynamodb.fault_proxy import FaultProxy
from tests.program import Program, environment

WRITERS = 32
SENDS = 8
"""Messages of each writer."""

PEOPLE = ("ada", "bo")
TIRED_OF = (httpx.TransportError, httpx.TimeoutException)


@dataclass
class Deployment:
    """The parts: an engine, the way to it, and two servers that share people's keys but no memory."""

    folder: Path
    engine: process.Engine
    proxy: FaultProxy
    servers: list[Program] = field(default_factory=list[Program])
    tokens: list[str] = field(default_factory=list[str])

    @property
    def environment(self) -> dict[str, str]:
        """What a server is told."""
        unlimited = {"CRUDDUR_RATE_SENDS": "0", "CRUDDUR_RATE_NEW_GROUPS": "0", "CRUDDUR_RATE_LOOKUPS": "0"}
        return environment(AWS_ENDPOINT_URL_DYNAMODB=self.proxy.url, **unlimited)

    async def begin(self) -> None:
        """Make the table, the people, and start both servers."""
        opened = DynamoEngine.open(
            url=self.engine.url, region="us-east-1", clock=SystemClock(), random=SystemRandom(), deadline_s=30
        )
        await opened.load_schema()
        await opened.close()
        first, second = self.folder / "one", self.folder / "two"
        await asyncio.to_thread(add_people, first, PEOPLE)
        for folder in (first, second):
            if folder is second:
                await asyncio.to_thread(shutil.copytree, first, second)
            server = await asyncio.to_thread(Program.ready, folder, "--empty", env=self.environment)
            self.servers.append(server)
            if folder is first:
                self.tokens = await asyncio.to_thread(server.tokens, *PEOPLE)

    async def kill_server(self, index: int) -> None:
        """kill -9 of a server, projector and all, and a new one in its place."""
        await asyncio.to_thread(self.servers[index].kill)
        self.servers[index] = await asyncio.to_thread(self.servers[index].restarted, env=self.environment)

    async def kill_engine(self) -> None:
        """kill -9 of the DynamoDB, and a new one on its files."""
        port = self.engine.port
        await asyncio.to_thread(self.engine.kill)
        self.engine = await asyncio.to_thread(dynoxide.start, self.folder / "engine", port=port)

    def end(self) -> None:
        """Stop everything."""
        for server in self.servers:
            server.kill()
        self.engine.kill()


@pytest.fixture
async def deployment(tmp_path: Path) -> AsyncGenerator[Deployment, None]:
    engine = await asyncio.to_thread(dynoxide.start, tmp_path / "engine")
    async with FaultProxy.before(engine.url) as proxy:
        deployment = Deployment(tmp_path, engine, proxy)
        try:
            await deployment.begin()
            yield deployment
        finally:
            await asyncio.to_thread(deployment.end)


@dataclass
class Writer:
    """A client that keeps a message until it is answered, and asks whichever server it likes."""

    index: int
    deployment: Deployment
    http: httpx.AsyncClient
    answered: dict[str, int] = field(default_factory=dict[str, int])
    after_seq: int = 0

    async def write(self, group: str, chance: random.Random) -> None:
        """Send everything, one after the other."""
        for number in range(SENDS):
            message_uuid = f"0199a000-0000-7000-{0x8000 + self.index:04x}-{number:012x}"
            draft = {
                "message": f"{self.index}/{number}",
                "message_group_uuid": group,
                "message_uuid": message_uuid,
                "after_seq": self.after_seq,
            }
            answer = await self._until_answered(draft, chance)
            self.answered[message_uuid] = self.after_seq = answer["seq"]

    async def _until_answered(self, draft: dict[str, Any], chance: random.Random) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.deployment.tokens[self.index % 2]}"}
        while True:
            url = chance.choice(self.deployment.servers).url
            try:
                answer = await self.http.post(f"{url}/api/messages", json=draft, headers=headers)
            except TIRED_OF:
                await asyncio.sleep(chance.random() * 0.1)
                continue
            if answer.status_code == 200:
                return answer.json()
            assert answer.status_code == 503, answer.text
            assert "retry-after" in answer.headers
            await asyncio.sleep(chance.random() * 0.2)


async def _get(http: httpx.AsyncClient, url: str, token: str, path: str) -> Any:
    """Ask until it is answered."""
    while True:
        try:
            answer = await http.get(f"{url}{path}", headers={"Authorization": f"Bearer {token}"})
        except TIRED_OF:
            continue
        if answer.status_code != 503:
            assert answer.status_code == 200, answer.text
            return answer.json()
        await asyncio.sleep(0.05)


async def _log(http: httpx.AsyncClient, url: str, token: str, group: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    while page := await _get(http, url, token, f"/api/messages/{group}?limit=100&after={len(entries)}"):
        entries += page
    return entries


async def test_whatever_part_is_killed_every_message_is_stored_once_and_in_one_order(deployment: Deployment) -> None:
    chance = random.Random(5)
    proxy = deployment.proxy
    async with httpx.AsyncClient(timeout=20, limits=httpx.Limits(max_connections=100)) as http:
        headers = {"Authorization": f"Bearer {deployment.tokens[0]}"}
        begun = await http.post(
            f"{deployment.servers[0].url}/api/messages", json={"message": "First.", "handle": "bo"}, headers=headers
        )
        group = begun.json()["message_group_uuid"]
        writers = [Writer(index, deployment, http) for index in range(WRITERS)]
        proxy.lose_answers, proxy.late, proxy.throttle = 0.02, 0.02, 0.02
        writing = [asyncio.create_task(writer.write(group, chance)) for writer in writers]

        async def answered(share: float) -> None:
            while sum(len(writer.answered) for writer in writers) < share * WRITERS * SENDS:
                await asyncio.sleep(0.02)
                for task in writing:
                    if task.done():
                        task.result()

        await answered(0.2)
        await deployment.kill_server(0)
        await answered(0.4)
        await deployment.kill_engine()
        await answered(0.6)
        await deployment.kill_server(1)
        await asyncio.gather(*writing)
        proxy.calm()
        while proxy._late_ones:
            await asyncio.sleep(0.05)

        readers = [
            await _log(http, server.url, token, group) for server in deployment.servers for token in deployment.tokens
        ]
        entries = readers[0]
        assert [entry["seq"] for entry in entries] == list(range(1, WRITERS * SENDS + 2))
        assert Counter(entry["uuid"] for entry in entries).most_common(1)[0][1] == 1
        for writer in writers:
            for message_uuid, seq in writer.answered.items():
                assert entries[seq - 1]["uuid"] == message_uuid
        for other in readers[1:]:
            assert [(entry["seq"], entry["uuid"]) for entry in other] == [
                (entry["seq"], entry["uuid"]) for entry in entries
            ]
        await _until_inboxes_are_right(http, deployment, group, entries)


async def _until_inboxes_are_right(
    http: httpx.AsyncClient, deployment: Deployment, group: str, entries: list[dict[str, Any]]
) -> None:
    """The projectors, started anew, carry what their forerunners left."""
    newest = entries[-1]
    async with asyncio.timeout(60):
        for server in deployment.servers:
            for token in deployment.tokens:
                while True:
                    [row] = await _get(http, server.url, token, "/api/message_groups")
                    if (row["uuid"], row["last_seq"], row["message"]) == (group, newest["seq"], newest["message"]):
                        break
                    await asyncio.sleep(0.1)


async def test_the_table_is_the_one_that_the_servers_share(deployment: Deployment) -> None:
    async with httpx.AsyncClient(timeout=20) as http:
        one, two = deployment.servers
        ada, bo = deployment.tokens
        answer = await http.post(
            f"{one.url}/api/messages",
            json={"message": "Over there.", "handle": "bo"},
            headers={"Authorization": f"Bearer {ada}"},
        )
        group = answer.json()["message_group_uuid"]
        [entry] = await _log(http, two.url, bo, group)
        assert entry["message"] == "Over there."
        reply = await http.post(
            f"{two.url}/api/messages",
            json={"message": "And back.", "message_group_uuid": group},
            headers={"Authorization": f"Bearer {bo}"},
        )
        assert reply.json()["seq"] == 2
        assert [each["seq"] for each in await _log(http, one.url, ada, group)] == [1, 2]
