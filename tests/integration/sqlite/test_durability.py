"""No message is answered before it is on the disk, as the kernel sees it: the system calls of a process that appends."""

import re
import subprocess
import sys
from os import environ, pathsep
from pathlib import Path

from cruddur.adapters.sqlite.database import FILE_NAME

SENDERS, COUNT = 8, 20
PAGE_BYTES = 4096
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
"""A message's uuid: version 7, as no other name in the file is."""


def trace(path: Path, log: Path) -> list[str]:
    """Run the appender under strace and return its calls that write, sync or answer, each as one line where it ended.

    Of a call that another thread interrupted, what it was given stands where it began: that half comes first.
    """
    subprocess.run(
        [
            "strace", "-f", "-y", "-s", str(PAGE_BYTES), "-e", "trace=write,pwrite64,fsync,fdatasync",
            "-e", "signal=none", "-o", str(log),
            sys.executable, "-m", "tests.integration.sqlite.appender", str(path), str(SENDERS), str(COUNT),
        ],
        env={**environ, "PYTHONPATH": pathsep.join(filter(None, sys.path))},
        stdout=subprocess.PIPE,
        check=True,
    )  # fmt: skip
    begun: dict[str, str] = {}
    calls: list[str] = []
    for line in log.read_text("utf-8", "replace").splitlines():
        process, _, call = line.partition(" ")
        call = call.strip()
        if call.endswith("<unfinished ...>"):
            begun[process] = call.removesuffix("<unfinished ...>")
        elif call.startswith("<..."):
            calls.append(begun.pop(process) + call)
        else:
            calls.append(call)
    return calls


def test_every_answer_follows_the_sync_of_the_page_that_holds_its_message(tmp_path: Path) -> None:
    written: set[str] = set()
    durable: set[str] = set()
    answered: list[str] = []
    for call in trace(tmp_path / FILE_NAME, tmp_path / "calls"):
        if re.match(r"pwrite64\(\d+<[^>]*-wal>", call):
            written.update(UUID.findall(call))
        elif re.match(r"f(?:data)?sync\(\d+<[^>]*-wal>", call) and call.endswith("= 0"):
            durable |= written
        elif call.startswith("write(1<") and (found := UUID.search(call)):
            assert found[0] in durable
            answered.append(found[0])
    assert len(answered) == SENDERS * COUNT
    assert set(answered) <= durable
