"""Does the time of an answer tell whether somebody has an account? `python -m tests.security.timing [SAMPLES]`.

At sign-in, sign-up and recovery of a running program, as many answers to known names as to unknown ones are timed in a
shuffled order, one after the other over loopback: nearer than any attacker gets. Printed for each page: the chance that
a random answer to a known name took longer than one to an unknown name (AUC; 0.5 is a coin), and both medians. Beyond
0.55 either way ends with exit code 1. A figure, not a test of the suite: the suite asserts that the bytes and the steps
are the same.
"""

import asyncio
import random
import re
import statistics
import sys
import tempfile
import time
from html import unescape
from pathlib import Path
from typing import NamedTuple

import httpx

from cruddur import bootstrap, bootstrap_sign_in, settings
from tests.program import Program, environment

SAMPLES = 300
TRIES = 3
"""Of each name: the fifth wrong password would lock it."""
FARTHEST = 0.05
WARM_UP = 20
PASSWORD = "a lantern, two oars"

FORMS = {
    "sign-in": ("login", lambda name: {"name": name, "password": "not the one, surely"}),
    "sign-up": (
        "signup",
        lambda name: {
            "display_name": "New",
            "handle": "somebody.new",
            "email": f"{name}@example.org",
            "password": PASSWORD,
        },
    ),
    "recovery": ("forgotPassword", lambda name: {"name": name}),
}


class Compared(NamedTuple):
    """What the times of one page tell, and how long an answer took at the median, in ms."""

    auc: float
    known_ms: float
    unknown_ms: float


async def add_known(data_dir: Path, count: int) -> None:
    """Give the folder `count` people who can sign in."""
    async with bootstrap.open_engines(settings.load({"CRUDDUR_DATA_DIR": str(data_dir)})) as engines:
        add = bootstrap_sign_in.add_account(engines)
        for number in range(count):
            name = f"known{number:05}"
            await add(handle=name, display_name=name.title(), email=f"{name}@example.org", password=PASSWORD)


def compared(program: Program, form: str, samples: int, count: int, *, seed: int = 1) -> Compared:
    """Time the answers of one page."""
    path, fields = FORMS[form]
    names = [(kind, f"{kind}{number:05}") for kind in ("known", "other") for number in range(count)] * TRIES
    random.Random(seed).shuffle(names)
    times: dict[str, list[float]] = {"known": [], "other": []}
    with httpx.Client(base_url=program.url, follow_redirects=True, timeout=30) as client:
        query = client.get("/auth/login", params={"return_to": "/messages"}).url.query.decode()
        for place, (kind, name) in enumerate(names):
            page = client.get(f"/oidc/{path}?{query}").text
            data = {"form_token": _in(page, r'name="form_token" value="([^"]+)"'), **fields(name)}
            headers = {"origin": program.url, "sec-fetch-site": "same-origin"}
            action = _in(page, r'<form[^>]* action="([^"]+)"')
            began = time.perf_counter()
            answer = client.post(action, data=data, headers=headers, follow_redirects=False)
            took_ms = (time.perf_counter() - began) * 1000
            assert answer.status_code in (200, 303, 422), answer.text
            if place >= WARM_UP and len(times[kind]) < samples:
                times[kind].append(took_ms)
    known, other = times["known"], times["other"]
    return Compared(auc(known, other), statistics.median(known), statistics.median(other))


def _in(html: str, pattern: str) -> str:
    found = re.search(pattern, html)
    assert found, html[:2000]
    return unescape(found[1])


def auc(ones: list[float], others: list[float]) -> float:
    """Return the chance that one of `ones` is greater than one of `others`; ties count half (Mann-Whitney)."""
    ranked = sorted([(value, True) for value in ones] + [(value, False) for value in others])
    rank_sum, place = 0.0, 0
    while place < len(ranked):
        end = place
        while end < len(ranked) and ranked[end][0] == ranked[place][0]:
            end += 1
        rank_sum += (place + 1 + end) / 2 * sum(is_one for _, is_one in ranked[place:end])
        place = end
    return (rank_sum - len(ones) * (len(ones) + 1) / 2) / (len(ones) * len(others))


def main(arguments: list[str]) -> int:
    """Print a line for each page; 1 when one of them tells."""
    samples = int(arguments[0]) if arguments else SAMPLES
    count = -(-(samples + WARM_UP) // TRIES)
    tells = False
    with tempfile.TemporaryDirectory(prefix="cruddur-timing-") as folder:
        asyncio.run(add_known(Path(folder), count))
        program = Program.ready(Path(folder), env=environment(CRUDDUR_RATE_SIGN_IN="0"))
        try:
            for form in FORMS:
                found = compared(program, form, samples, count)
                is_far = abs(found.auc - 0.5) > FARTHEST
                tells = tells or is_far
                print(
                    f"{form:9} AUC {found.auc:.3f} ({samples} known, {found.known_ms:.2f} ms; "
                    f"{samples} unknown, {found.unknown_ms:.2f} ms){' TELLS' if is_far else ''}"
                )
        finally:
            program.stop()
    return int(tells)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
