"""Start an engine on a free loopback port, watch it come up, stop it; never leave it behind.

What is running is written to `DATA/engines.json`: `{name: {"url", "pid", "port"}}`. An engine
holds an exclusive lock on its folder for as long as it lives (the lock is inherited by its
process), so two can never open the same files, and a restart right after a kill -9 waits until the
dead one has let go. Everything here blocks: call it from a command, or through a thread.
"""

import contextlib
import fcntl
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict, cast

_LEASH = Path(__file__).with_name("leash.py")
_PORT_TRIES = 5
_LOCK_WAIT_S = 15.0
_STOP_WAIT_S = 10.0
_POLL_S = 0.01


class EngineFailed(Exception):
    """An engine did not come up. The text says which and where its log is."""


class Running(TypedDict):
    """One engine in `engines.json`."""

    url: str
    pid: int
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How to run one kind of engine.

    Attributes:
        name: its key in engines.json, its folder and its log's name.
        command: argument list for a port.
        ready: whether it answers on the port; may raise OSError while it does not.
        url: how clients address it.
        wrap: what comes before the leash, e.g. `unshare --user …` (it must exec, not fork).
        death_signal: sent by the kernel when we die; for an engine with children that must be
            told to stop, not SIGKILL.
        stop_signal: sent by `Engine.stop`.
        environment: on top of ours.
    """

    name: str
    command: Callable[[int], Sequence[str]]
    ready: Callable[[int], bool]
    url: Callable[[int], str]
    wrap: Sequence[str] = ()
    death_signal: signal.Signals = signal.SIGKILL
    stop_signal: signal.Signals = signal.SIGTERM
    environment: tuple[tuple[str, str], ...] = ()
    ready_within_s: float = 30.0


class Engine:
    """A running engine of ours."""

    def __init__(self, recipe: Recipe, data_dir: Path, child: "subprocess.Popen[bytes]", port: int) -> None:
        self.name, self.port, self.url = recipe.name, port, recipe.url(port)
        self._stop_signal, self._data_dir, self._child = recipe.stop_signal, data_dir, child

    @property
    def pid(self) -> int:
        """Its process."""
        return self._child.pid

    def is_running(self) -> bool:
        """Say whether its process lives."""
        return self._child.poll() is None

    def kill(self) -> None:
        """End it without warning, as a crash would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it politely, and after ten seconds not politely. Harmless when repeated."""
        self._end(self._stop_signal)

    def _end(self, how: signal.Signals) -> None:
        if self.is_running():
            self._child.send_signal(how)
            try:
                self._child.wait(_STOP_WAIT_S)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
        _note(self._data_dir, self.name, None, only_pid=self.pid)


def start(recipe: Recipe, data_dir: Path, *, port: int | None = None) -> Engine:
    """Start the engine and return it once it answers.

    Args:
        port: to use exactly this one (a restart); None takes a free one.
    Raises:
        EngineFailed: it ended, or did not answer in time, or another process has its folder.
    """
    folder = data_dir / "engines"
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder / f"{recipe.name}.lock") as lock:
        for attempt in range(_PORT_TRIES):
            chosen = port or free_port()
            child = _launch(recipe, folder, chosen, lock)
            if _came_up(recipe, child, chosen):
                engine = Engine(recipe, data_dir, child, chosen)
                _note(data_dir, recipe.name, Running(url=engine.url, pid=child.pid, port=chosen))
                return engine
            if child.poll() is None or attempt == _PORT_TRIES - 1 or port:
                break  # it runs but does not answer: another port will not help
        _reap(child)  # pyright: ignore[reportPossiblyUnboundVariable] - the loop runs at least once
    raise EngineFailed(f"{recipe.name} did not come up; see {folder / (recipe.name + '.log')}")


def running(data_dir: Path) -> dict[str, Running]:
    """Return what engines.json says, without those whose process is gone."""
    try:
        noted: dict[str, Running] = json.loads((data_dir / "engines.json").read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {name: each for name, each in noted.items() if lives(each["pid"])}


def free_port() -> int:
    """Return a loopback port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers_tcp(port: int) -> bool:
    """Say whether something listens: enough for engines that listen only when they are ready."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _launch(recipe: Recipe, folder: Path, port: int, lock: int) -> "subprocess.Popen[bytes]":
    leash = [sys.executable, "-I", "-S", str(_LEASH), str(os.getpid()), str(int(recipe.death_signal))]
    with (folder / f"{recipe.name}.log").open("ab") as log:
        return spawn(
            [*recipe.wrap, *leash, *recipe.command(port)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**os.environ, **dict(recipe.environment)},
            pass_fds=(lock,),
            start_new_session=True,  # a Ctrl-C at the terminal is for us; we then stop the engine
        )


def _came_up(recipe: Recipe, child: "subprocess.Popen[bytes]", port: int) -> bool:
    deadline = time.monotonic() + recipe.ready_within_s
    while time.monotonic() < deadline and child.poll() is None:
        with contextlib.suppress(OSError):
            if recipe.ready(port):
                return child.poll() is None  # not another's answer on a port we lost
        time.sleep(_POLL_S)
    return False


def _reap(child: "subprocess.Popen[bytes]") -> None:
    if child.poll() is None:
        child.kill()
    child.wait()


@contextlib.contextmanager
def _locked(path: Path) -> Generator[int, None, None]:
    """Hold the folder's lock while the engine is started; its process inherits and keeps it."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        deadline = time.monotonic() + _LOCK_WAIT_S
        while True:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            if time.monotonic() > deadline:
                raise EngineFailed(f"{path.stem} already runs on this folder ({path.parent})")
            time.sleep(_POLL_S)
        yield lock
    finally:
        os.close(lock)


_noting = threading.Lock()


def _note(data_dir: Path, name: str, engine: Running | None, *, only_pid: int | None = None) -> None:
    """Write or remove one engine in engines.json, whole or not at all."""
    with _noting, (data_dir / "engines" / "engines.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        noted = running(data_dir)
        if engine is not None:
            noted[name] = engine
        elif name in noted and noted[name]["pid"] in (only_pid, None):
            del noted[name]
        fresh = data_dir / "engines.json.new"
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)  # an address may hold the engine's password
        fresh.write_text(json.dumps(noted, indent=2) + "\n", "utf-8")
        fresh.replace(data_dir / "engines.json")


def lives(pid: int) -> bool:
    """Say whether a process is there and not a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    with contextlib.suppress(OSError):  # a zombie that nobody has waited for yet holds nothing any more
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    return True


# --- one thread that starts every child and lives as long as we do

_orders: "queue.SimpleQueue[tuple[Sequence[str], dict[str, Any], Future[subprocess.Popen[bytes]]]]"
_orders = queue.SimpleQueue()
_spawner: threading.Thread | None = None
_spawner_made = threading.Lock()


def spawn(command: Sequence[str], **options: Any) -> "subprocess.Popen[bytes]":
    """Return `subprocess.Popen(command, **options)`, called in a thread that never ends.

    The kernel sends the parent-death signal when the thread that forked is gone; a worker thread
    of an event loop would take the engine with it when it is reaped.
    """
    global _spawner
    with _spawner_made:
        if _spawner is None:
            _spawner = threading.Thread(target=_spawn_for_ever, name="engine-spawner", daemon=True)
            _spawner.start()
    answer: Future[subprocess.Popen[bytes]] = Future()
    _orders.put((command, options, answer))
    return answer.result()


def _spawn_for_ever() -> None:
    while True:
        command, options, answer = _orders.get()
        try:
            child = cast("subprocess.Popen[bytes]", subprocess.Popen(command, **options))
            answer.set_result(child)
        except BaseException as failure:  # noqa: BLE001 - the caller raises it
            answer.set_exception(failure)
