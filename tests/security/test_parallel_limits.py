"""Limits hold for a person however many connections they open at once, and for nobody else."""

import asyncio
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest

from cruddur.verify.api import Api
from cruddur.verify.connection import Target
from cruddur.verify.history import History
from tests.program import Program, environment

CLIENTS = 16
SENDS_PER_S, LOOKUPS_PER_S = 5, 10


@pytest.fixture
def limited(tmp_path: Path) -> Generator[Program]:
    env = environment(CRUDDUR_RATE_SENDS=str(SENDS_PER_S), CRUDDUR_RATE_LOOKUPS=str(LOOKUPS_PER_S))
    running = Program.ready(tmp_path / "data", env=env)
    try:
        yield running
    finally:
        running.stop()


async def test_sixteen_clients_of_one_person_get_no_more_than_one(limited: Program) -> None:
    loud, quiet = limited.tokens("andrewbrown", "bayko")
    target = Target.of(limited.url)
    loop = asyncio.get_running_loop()
    sends: Counter[int] = Counter()
    lookups: Counter[int] = Counter()

    async def flood(number: int) -> None:
        wire = Api(target, loud, History())
        for _ in range(20):
            sent = await wire.ask("POST", "/api/messages", {"message": f"from {number}", "handle": "bayko"})
            looked = await wire.ask("GET", "/api/users/@bayko/short")
            sends[sent.status] += 1
            lookups[looked.status] += 1
            if 429 in (sent.status, looked.status):
                late = sent if sent.status == 429 else looked
                assert "retry-after" in late.head.lower()
        wire.close()

    begun_s = loop.time()
    await asyncio.gather(*(flood(number) for number in range(CLIENTS)))
    took_s = loop.time() - begun_s
    for counted, per_s, burst in ((sends, SENDS_PER_S, 2 * SENDS_PER_S), (lookups, LOOKUPS_PER_S, 3 * LOOKUPS_PER_S)):
        assert counted.keys() == {200, 429}
        assert burst <= counted[200] <= burst + per_s * took_s + 1
    other = Api(target, quiet, History())
    assert (await other.ask("POST", "/api/messages", {"message": "And I?", "handle": "andrewbrown"})).status == 200
    other.close()
