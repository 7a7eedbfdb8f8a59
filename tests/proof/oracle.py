"""What the kernel saw of a server: whether a message ever left it before the disk had it.

The server runs under strace. A message's uuid goes through three system calls: `pwrite64` into the
write-ahead log, `fsync` or `fdatasync` of that file, and a write to a socket. The third must come last.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

COMMAND = (
    "strace", "-f", "-y", "-s", "8192", "-e", "trace=pwrite64,fsync,fdatasync,write,writev,sendto,sendmsg",
    "-e", "signal=none", "-o",
)  # fmt: skip

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_INTO_LOG = re.compile(r"pwrite64\(\d+<[^>]*-wal>")
_SYNC = re.compile(r"f(?:data)?sync\(\d+<[^>]*-wal>")
_TO_SOCKET = re.compile(r"(?:write|writev|sendto|sendmsg)\(\d+<(?:TCP|socket)")


class Seen(NamedTuple):
    """What was found.

    Attributes:
        answered: uuids that left over a socket.
        too_early: those of them that were not on the disk yet.
    """

    answered: set[str]
    too_early: set[str]


def judged(calls: Iterable[str], uuids: Sequence[str]) -> Seen:
    """Judge system calls, in the order in which they ended, by the uuids of the messages that were sent."""
    wanted = set(uuids)
    written: set[str] = set()
    durable: set[str] = set()
    seen = Seen(set(), set())
    for call in calls:
        if _INTO_LOG.match(call):
            written.update(_UUID.findall(call))
        elif _SYNC.match(call) and call.endswith("= 0"):
            durable |= written
        elif _TO_SOCKET.match(call):
            leaving = wanted.intersection(_UUID.findall(call))
            seen.answered.update(leaving)
            seen.too_early.update(leaving - durable)
    return seen


def calls_of(trace: Path) -> list[str]:
    """Return the calls of a trace.

    Of one that another thread interrupted, a sync counts where it ended, and everything else where it began:
    what is given to the kernel may have gone from then on.
    """
    begun: dict[str, str] = {}
    calls: list[str] = []
    for line in trace.read_text("utf-8", "replace").splitlines():
        process, _, call = line.partition(" ")
        call = call.strip()
        if call.endswith("<unfinished ...>"):
            begun[process] = call.removesuffix("<unfinished ...>")
            if not _SYNC.match(call):
                calls.append(call)
        elif call.startswith("<..."):
            first = begun.pop(process, "")
            if _SYNC.match(first):
                calls.append(first + call)
        else:
            calls.append(call)
    return calls
