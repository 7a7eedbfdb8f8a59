"""The server under measurement: a process of its own, and what the kernel says about it."""

import os
import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
RAISED_LIMITS: Mapping[str, str] = {
    "CRUDDUR_RATE_SENDS": "0",
    "CRUDDUR_RATE_LOOKUPS": "0",
    "CRUDDUR_RATE_NEW_GROUPS": "0",
}
"""Rate limits that a measurement lifts; 0 is no limit. The report says so."""


class NotStarted(Exception):
    """The server ended before it was ready."""


class Used(NamedTuple):
    """What a process has used since it began; None where the system does not tell (no /proc)."""

    cpu_s: float | None
    written_bytes: int | None


@dataclass(frozen=True, slots=True)
class Server:
    """A running `cruddur serve`."""

    pid: int
    port: int

    def used(self) -> Used:
        """Return user and system time of all its threads, and the bytes it sent towards the disk."""
        proc = Path("/proc") / str(self.pid)
        try:
            times = (proc / "stat").read_text().rpartition(")")[2].split()
            written = [row for row in (proc / "io").read_text().splitlines() if row.startswith("write_bytes:")]
        except OSError:
            return Used(None, None)
        return Used((int(times[11]) + int(times[12])) / TICKS_PER_S, int(written[0].split()[1]))

    def running_ns(self) -> int | None:
        """Return how long its threads have run, those that ended left out: finer than `used`, for very little work."""
        try:
            times = [each.read_text() for each in Path(f"/proc/{self.pid}/task").glob("*/schedstat")]
        except OSError:
            return None
        return sum(int(text.split()[0]) for text in times) if times else None

    def resident_mb(self) -> float | None:
        """Return the memory it holds, in MB of 1,000,000 bytes."""
        try:
            rows = (Path("/proc") / str(self.pid) / "status").read_text().splitlines()
        except OSError:
            return None
        return next(int(row.split()[1]) * 1024 / 1e6 for row in rows if row.startswith("VmRSS:"))


def cruddur(*arguments: str) -> list[str]:
    """Return the command line of `./cruddur …`, past the shell script."""
    return [sys.executable, "-P", "-m", "cruddur", *arguments]


@contextmanager
def running(
    data_dir: Path, *, command: Sequence[str] = ("up", "--empty"), environment: Mapping[str, str] | None = None
) -> Generator[Server]:
    """Run a server on a folder and a free port until the block ends.

    Args:
        environment: on top of this process's own.
    Raises:
        NotStarted: it ended before it was ready; the text is what it said.
    """
    with subprocess.Popen(
        cruddur(*command, "--port", "0", "--data-dir", str(data_dir)),
        env={**os.environ, **RAISED_LIMITS, **(environment or {}), "CRUDDUR_LOG_LEVEL": "warning"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            for row in process.stdout:
                if row.startswith("ready "):
                    yield Server(process.pid, int(row.rsplit(":", 1)[1]))
                    return
            raise NotStarted(f"the server did not start: {process.stderr.read().strip()}")
        finally:
            process.terminate()
            process.communicate()


def tokens(data_dir: Path, handles: Sequence[str], environment: Mapping[str, str] | None = None) -> list[str]:
    """Return a bearer token for each handle, as a person at a terminal would get them."""
    done = subprocess.run(
        cruddur("token", *handles, "--data-dir", str(data_dir)),
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()
