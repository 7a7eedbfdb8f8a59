"""The real program, as a process: started on a free port and a folder, spoken to over HTTP, stopped or killed."""

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

START_WITHIN_S = 60.0
"""How long a start may take on a busy machine before a test gives up."""


def command(*arguments: str) -> list[str]:
    """Return the command line of `./cruddur …`, past the shell script."""
    return [sys.executable, "-P", "-m", "cruddur", *arguments]


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment without the product's own settings, and with `more`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CRUDDUR_", "OIDC_", "AWS_"))}
    return {**kept, **more}


def run(*arguments: str, env: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end and return what it printed."""
    return subprocess.run(
        command(*arguments),
        env=dict(env or environment()),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=START_WITHIN_S,
        check=False,
    )


_started: list["Program"] = []


@contextmanager
def none_left_running() -> Generator[None]:
    """End what was started within the block and is still running after it: a test failed halfway."""
    before = set(_started)
    yield
    for program in set(_started) - before:
        _started.remove(program)
        if program.process.poll() is None:
            program.kill()


class Program:
    """A running `cruddur up` (or `serve`), and everything it says.

    Attributes:
        stdout, stderr: lines so far.
        url: what stood behind `ready`.
    """

    def __init__(
        self, data_dir: Path, *arguments: str, command_name: str = "up", env: Mapping[str, str] | None = None
    ) -> None:
        self.data_dir = data_dir
        self.stdout: list[str] = []
        self.stderr: list[str] = []
        self._heard: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self.process = subprocess.Popen(
            command(command_name, "--data-dir", str(data_dir), *arguments),
            env=dict(env or environment()),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self._listeners = (
            self._listen(self.process.stdout, self.stdout, tell=True),
            self._listen(self.process.stderr, self.stderr, tell=False),
        )
        self.url = ""
        _started.append(self)

    @classmethod
    def ready(cls, data_dir: Path, *arguments: str, env: Mapping[str, str] | None = None) -> "Program":
        """Start `up` on a free port, unless `arguments` say otherwise, and wait until it is ready."""
        if "--port" not in arguments:
            arguments = ("--port", "0", *arguments)
        program = cls(data_dir, *arguments, env=env)
        program.wait_until_ready()
        return program

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.url.rsplit(":", 1)[1])

    def wait_until_ready(self) -> None:
        """Return once `ready` was printed; fail with what it said when that does not come."""
        until = time.monotonic() + START_WITHIN_S
        while (left := until - time.monotonic()) > 0:
            try:
                line = self._heard.get(timeout=left)
            except queue.Empty:
                break
            if line is None:
                break
            if found := re.fullmatch(r"ready (http://\S+)", line):
                self.url = found[1]
                return
        self.kill()
        raise AssertionError("it did not become ready:\n" + "\n".join(self.stdout + self.stderr))

    def wait_for_line(self, pattern: str) -> "re.Match[str]":
        """Return the newest match of `pattern` in a line of stderr, waiting for it to appear."""
        until = time.monotonic() + START_WITHIN_S
        while time.monotonic() < until:
            for line in reversed(self.stderr):
                if found := re.search(pattern, line):
                    return found
            time.sleep(0.02)
        raise AssertionError(f"no line matches {pattern!r}:\n" + "\n".join(self.stderr))

    def signal(self, number: signal.Signals) -> int:
        """Send a signal, wait for the end, and return the exit code (negative: ended by a signal)."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(START_WITHIN_S)
        for listener in self._listeners:
            listener.join()
        return code

    def stop(self) -> int:
        """Ask it to stop, as a supervisor does."""
        return self.signal(signal.SIGTERM)

    def kill(self) -> int:
        """End it at once, as a power cut does."""
        return self.signal(signal.SIGKILL)

    def restarted(self, *arguments: str, env: Mapping[str, str] | None = None) -> "Program":
        """Start it again on the same folder and port."""
        return Program.ready(self.data_dir, "--port", str(self.port), *arguments, env=env)

    def tokens(self, *handles: str) -> list[str]:
        """Return bearer tokens for people, from `cruddur token`."""
        done = run("token", *handles, "--data-dir", str(self.data_dir))
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    def _listen(self, stream: IO[str], lines: list[str], *, tell: bool) -> threading.Thread:
        """Collect the lines of a pipe, which would block its writer when it is full."""

        def collect() -> None:
            for line in stream:
                lines.append(line.rstrip("\n"))
                if tell:
                    self._heard.put(lines[-1])
            if tell:
                self._heard.put(None)

        listener = threading.Thread(target=collect, daemon=True)
        listener.start()
        return listener


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def lines_of(text: str) -> Sequence[str]:
    """Return the lines that hold something."""
    return [line for line in text.splitlines() if line.strip()]
