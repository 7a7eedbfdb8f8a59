"""`./cruddur check`: format, lint, types, import rules, and the same for the web. Under a minute, in parallel.

Prints one line per part with its seconds; then, for each part that failed, what it said. Exit 1 if any failed.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Part:
    """One check: what it is called on the screen, and what to run where."""

    name: str
    command: Sequence[str]
    folder: Path = ROOT


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a part ended; `said` is its output, both streams in order."""

    part: Part
    passed: bool
    took_s: float
    said: str


def parts() -> list[Part]:
    """Every check of this checkout, the slowest first so that the short ones fill the gaps."""
    found = [
        Part("types", [str(BIN / "basedpyright")]),
        Part("imports", [str(BIN / "lint-imports"), "--no-logo", "--cache-dir", ".cache/import-linter"]),
        Part("lint", [str(BIN / "ruff"), "check", "--no-fix"]),
        Part("format", [str(BIN / "ruff"), "format", "--check"]),
        Part("stacks", [str(BIN / "cfn-lint"), *map(str, sorted((ROOT / "infra").glob("*.yaml")))]),
        Part("image", [str(BIN / "hadolint"), str(ROOT / "Dockerfile")]),
    ]
    if (ROOT / "web" / "package.json").is_file():
        found.insert(0, Part("web", ["npm", "run", "--silent", "check"], ROOT / "web"))
    return found


def run(part: Part) -> Outcome:
    """Run one check to its end; a missing program is a failed check, not a crash."""
    started = time.perf_counter()
    try:
        done = subprocess.run(
            part.command,
            cwd=part.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        passed, said = done.returncode == 0, done.stdout
    except OSError as error:
        passed, said = False, f"{part.command[0]} could not be run: {error}"
    return Outcome(part, passed, time.perf_counter() - started, said)


def check() -> bool:
    """Run every part and report it. True if all passed."""
    failures: list[Outcome] = []
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        for outcome in pool.map(run, parts()):
            print(f"{outcome.part.name:<8} {outcome.took_s:6.1f} s  {'ok' if outcome.passed else 'FAILED'}", flush=True)
            if not outcome.passed:
                failures.append(outcome)
    for failure in failures:
        print(f"\n--- {failure.part.name}\n{failure.said.rstrip()}", flush=True)
    return not failures


if __name__ == "__main__":
    sys.exit(0 if check() else 1)
