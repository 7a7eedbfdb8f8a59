"""Does the time of an answer tell whether somebody has an account? `python -m tests.security.timing [SAMPLES]`.

At sign-in, sign-up and recovery, as many answers to known names as to unknown ones are timed in a shuffled order, in
this process and on a file: nearer than any attacker, with no network to hide in and passwords hashed so cheaply that
nothing drowns in it. Printed for each page: the chance that a random answer to a known name took longer than one to
an unknown name (AUC). 0.5 is a coin; more than 0.55 either way is refused. A figure, not a test of the suite: the suite
asserts that the bytes and the steps are the same.
"""

import asyncio
import gc
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

from cruddur.adapters.sqlite.database import FILE_NAME, Database
from tests.clock import SteppedClock
from tests.integration.sign_in.scene import PASSWORD, Browser, compose

SAMPLES = 600
TRIES = 3
"""Of each name: the fifth wrong password would lock it."""
MOST_AUC = 0.55
WARM_UP = 40

Ask = Callable[[Browser, str, str], Awaitable[float]]


async def timed_sign_in(browser: Browser, query: str, name: str) -> float:
    """Try a wrong password."""
    await browser.get(f"/oidc/login?{query}")
    return await _timed(browser, name=name, password="not the one, surely")


async def timed_sign_up(browser: Browser, query: str, name: str) -> float:
    """Ask for an account with the address."""
    await browser.get(f"/oidc/signup?{query}")
    fields = {"display_name": "New", "handle": "somebody.new", "email": f"{name}@example.org", "password": PASSWORD}
    return await _timed(browser, **fields)


async def timed_recovery(browser: Browser, query: str, name: str) -> float:
    """Say that the password is forgotten."""
    await browser.get(f"/oidc/forgotPassword?{query}")
    return await _timed(browser, name=name)


PAGES: dict[str, Ask] = {"sign-in": timed_sign_in, "sign-up": timed_sign_up, "recovery": timed_recovery}


async def _timed(browser: Browser, **fields: str) -> float:
    began = time.perf_counter()
    answer = await browser.submit(fields=fields)
    took = time.perf_counter() - began
    assert answer.status_code in (200, 303, 422), answer.status_code
    return took


async def compared(samples: int, *, seed: int = 1) -> dict[str, float]:
    """Return the AUC of each page."""
    with tempfile.TemporaryDirectory(prefix="cruddur-timing-") as folder:
        database = Database.open(Path(folder) / FILE_NAME)
        try:
            scene = compose(database, SteppedClock())
            count = -(-(samples + WARM_UP) // TRIES)
            for number in range(count):
                await scene.add(f"known{number:05}", password=PASSWORD)
            browser = scene.browser()
            await browser.begin()
            assert browser.page is not None
            query = urlsplit(str(browser.page.url)).query
            found: dict[str, float] = {}
            for page, ask in PAGES.items():
                found[page] = await _auc_of(ask, browser, query, samples, count, random.Random(seed))
            return found
        finally:
            await database.close()


async def _auc_of(ask: Ask, browser: Browser, query: str, samples: int, count: int, chance: random.Random) -> float:
    names = [(kind, f"{kind}{number:05}") for kind in ("known", "other") for number in range(count)] * TRIES
    chance.shuffle(names)
    times: dict[str, list[float]] = {"known": [], "other": []}
    gc.collect()
    gc.disable()
    try:
        for place, (kind, name) in enumerate(names):
            took = await ask(browser, query, name)
            if place >= WARM_UP:
                times[kind].append(took)
    finally:
        gc.enable()
    return auc(times["known"][:samples], times["other"][:samples])


def auc(ones: list[float], others: list[float]) -> float:
    """Return the chance that one of `ones` is greater than one of `others`; ties count half (Mann-Whitney)."""
    ranked = sorted([(value, True) for value in ones] + [(value, False) for value in others])
    rank_sum, place = 0.0, 0
    while place < len(ranked):
        end = place
        while end < len(ranked) and ranked[end][0] == ranked[place][0]:
            end += 1
        mean_rank = (place + 1 + end) / 2
        rank_sum += mean_rank * sum(is_one for _, is_one in ranked[place:end])
        place = end
    return (rank_sum - len(ones) * (len(ones) + 1) / 2) / (len(ones) * len(others))


def main(arguments: list[str]) -> int:
    """Print a line for each page; 1 when one of them tells."""
    samples = int(arguments[0]) if arguments else SAMPLES
    found = asyncio.run(compared(samples))
    for page, value in found.items():
        verdict = "tells nothing" if abs(value - 0.5) <= MOST_AUC - 0.5 else "TELLS"
        print(f"{page:9} AUC {value:.3f} of {samples} known and {samples} unknown names: {verdict}")
    return int(any(abs(value - 0.5) > MOST_AUC - 0.5 for value in found.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
