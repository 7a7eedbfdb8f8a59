"""The messaging core of one machine in worlds that go wrong: nothing lost, doubled, reordered, leaked or miscounted."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.proof.mutants import NOTICED_BY_SIMULATION
from tests.simulation.one_machine.scenario import play

SEEDS = 120
"""Worlds of a test run; `python -m tests.simulation.one_machine` plays a thousand."""

FAILED_ONCE: list[int] = [0, 1]
"""Seeds that have failed at some time; they are played for ever."""

MUTANT_SEEDS = 30


@pytest.mark.parametrize("begin", range(0, SEEDS, 40))
def test_whatever_happens_everything_is_right_in_the_end(begin: int):
    outcomes = [play(seed) for seed in range(begin, begin + 40)]
    assert [outcome for outcome in outcomes if outcome.wrong] == []
    assert sum(outcome.faults for outcome in outcomes) >= 800
    assert sum(outcome.entries for outcome in outcomes) >= 800


@pytest.mark.parametrize("seed", FAILED_ONCE)
def test_a_seed_that_failed_once_does_not_fail_again(seed: int):
    assert play(seed).wrong == []


def test_a_seed_replays_to_the_same_hash_in_another_process_too():
    program = "from tests.simulation.one_machine.scenario import play; print(play(7).fingerprint)"
    root = Path(__file__).parents[3]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment, cwd=root
    )
    assert done.stdout.strip() == play(7).fingerprint
    assert play(8).fingerprint != play(7).fingerprint


@pytest.mark.parametrize("mutant", NOTICED_BY_SIMULATION)
async def test_a_planted_fault_is_noticed(mutant: str):
    root = Path(__file__).parents[3]
    command = [sys.executable, "-m", "tests.simulation.one_machine", "--seeds", str(MUTANT_SEEDS), "--mutant", mutant]
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=root,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert process.returncode == 1, said.decode()
