"""Every planted fault is noticed: by the verifier, by the kernel's record, or by the tests of what was broken."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.proof import oracle
from tests.proof.mutant_host import MUTANT
from tests.proof.mutants import MUTANTS, NOTICED_BY_SIMULATION
from tests.proof.rounds import Cradle, short_round
from tests.proof.traced import send_under_strace

# What a short round of the verifier must find: the kinds of violation, any of them.
FOUND_BY_A_ROUND = {
    "key_ignored": {"doubled"},
    "check_then_insert": {"doubled"},
    "other_words_taken_for_a_repeat": {"wrongly accepted"},
    "position_by_clock": {"time falls"},
    "number_given_out_before_the_row": {"gap", "lost"},
    "offset_paging": {"page: miss", "page: repeat"},
    "off_by_one_at_the_edge": {"page: miss"},
    "first_page_cached": {"stale page"},
    "cursor_ignored": {"inbox order"},
    "members_not_asked": {"leak"},
    "unread_counted_up": {"unread"},
    "push_lost": {"undelivered"},
}

FOUND_BY_STRACE = ("answer_before_commit", "synchronous_off")

FOUND_BY_TESTS = {
    "last_record_wins": ("tests/property/test_projection.py",),
}

WAITS_FOR_EVER_S = 60.0

ROUND: dict[str, dict[str, Any]] = {
    "position_by_clock": {"kinds": ("kill -9, clock wrong",), "faults": 5},
    "push_lost": {"kinds": ("delay",), "faults": 12},
}


def test_every_mutant_has_somebody_who_must_notice_it():
    found = {*FOUND_BY_A_ROUND, *FOUND_BY_STRACE, *FOUND_BY_TESTS, *NOTICED_BY_SIMULATION}
    assert found == set(MUTANTS)
    assert len(MUTANTS) >= 12


async def test_a_short_round_blames_nobody_who_is_right(cradle: Cradle, folder: Path):
    report = await short_round(cradle, folder)
    assert report.found == {}
    assert report.operations["sends answered"] >= 300


@pytest.mark.parametrize("mutant", FOUND_BY_A_ROUND)
async def test_the_verifier_notices(cradle: Cradle, folder: Path, mutant: str):
    report = await short_round(cradle, folder, mutant, **ROUND.get(mutant, {}))
    assert FOUND_BY_A_ROUND[mutant] & report.found.keys(), report


@pytest.mark.parametrize("mutant", FOUND_BY_STRACE)
async def test_the_kernel_notices(cradle: Cradle, folder: Path, mutant: str):
    seen = await send_under_strace(cradle, folder, mutant, count=60)
    assert seen.too_early


async def test_a_thousand_answers_leave_after_the_sync(cradle: Cradle, folder: Path):
    seen = await send_under_strace(cradle, folder, count=1000)
    assert len(seen.answered) == 1000
    assert not seen.too_early


@pytest.mark.parametrize("mutant", FOUND_BY_TESTS)
async def test_the_tests_notice(mutant: str):
    assert await run_tests(mutant, FOUND_BY_TESTS[mutant]) != 0


async def run_tests(mutant: str, selection: tuple[str, ...]) -> int | None:
    """Run tests with a fault planted; the exit code, None when one waits for what never comes."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", "-q", "-x", "-p", "tests.proof.plugin", *selection),
        cwd=Path(__file__).parents[2],
        env={**os.environ, MUTANT: mutant},
        stdout=subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(WAITS_FOR_EVER_S):
            return await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
        return None


@pytest.mark.parametrize("selection", [*dict.fromkeys(FOUND_BY_TESTS.values())], ids=lambda each: each[0])
async def test_the_same_tests_pass_where_nothing_is_planted(selection: tuple[str, ...]):
    assert await run_tests("", selection) == 0


def test_the_oracle_knows_the_right_order_from_the_wrong_one():
    uuid = "0199a000-0000-7000-8000-000000000001"
    write, sync = f'pwrite64(9</d/cruddur.db-wal>, "{uuid}", 4096, 0) = 4096', "fdatasync(9</d/cruddur.db-wal>) = 0"
    answer = f'write(12<TCP:[1]>, "HTTP/1.1 200 OK {uuid}", 99) = 99'
    assert oracle.judged([write, sync, answer], [uuid]).too_early == set()
    assert oracle.judged([write, answer, sync], [uuid]).too_early == {uuid}
    assert oracle.judged([sync, answer], [uuid]).too_early == {uuid}
