"""A server of the verifier's own: a process on a folder and a port, started, paused, killed and started again."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

START_WITHIN_S = 60.0

NO_LIMITS: Mapping[str, str] = {
    "CRUDDUR_RATE_SENDS": "0",
    "CRUDDUR_RATE_LOOKUPS": "0",
    "CRUDDUR_RATE_NEW_GROUPS": "0",
}
"""Rate limits that a trial lifts; 0 is no limit. The report says so."""


class CannotStart(Exception):
    """The server did not become ready. The text is what it said last."""


class Host:
    """A process that listens on one port for as long as it is wanted.

    Args:
        program: the command that starts a server, without port and folder.
        environment: on top of this process's own; a call of `start` may add to it.
    """

    def __init__(self, program: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        self._program = program
        self._folder = folder
        self._environment = environment
        self._process: asyncio.subprocess.Process | None = None
        self.port = free_port()
        self.said = folder / "server.log"

    @property
    def pid(self) -> int:
        """The process's id."""
        assert self._process is not None
        return self._process.pid

    async def start(self, **environment: str) -> None:
        """Start it and wait until it is ready.

        Raises:
            CannotStart: it ended, or said nothing for START_WITHIN_S.
        """
        self._folder.mkdir(exist_ok=True, mode=0o700)
        with self.said.open("ab") as said:
            self._process = await asyncio.create_subprocess_exec(
                *self._program,
                "--port",
                str(self.port),
                "--data-dir",
                str(self._folder),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=said,
                env={**os.environ, **NO_LIMITS, **self._environment, **environment},
            )
        try:
            async with asyncio.timeout(START_WITHIN_S):
                await self._ready(self._process)
        except TimeoutError as late:
            await self.kill()
            raise CannotStart(self._last_words()) from late

    async def _ready(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            if line.startswith(b"ready "):
                return
        raise CannotStart(self._last_words())

    def _last_words(self) -> str:
        return "\n".join(self.said.read_text(errors="replace").splitlines()[-5:]) or "it said nothing"

    async def kill(self) -> None:
        """End it at once, as a power cut does."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        await self.ended()

    async def ended(self) -> None:
        """Wait until it has ended by itself."""
        if self._process is not None:
            await self._process.wait()
            self._process = None

    def pause(self) -> None:
        """Let it stand still."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        os.kill(self.pid, signal.SIGCONT)


def server_command(module: str, *arguments: str) -> list[str]:
    """Return the command that starts a server, past the shell script."""
    return [sys.executable, "-P", "-m", module, *arguments]


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
