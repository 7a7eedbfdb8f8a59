"""Redis (or Valkey) from PATH, for one machine. Nothing is kept on disk: it carries hints only.

It listens on 127.0.0.1 alone. Its password is made at each start and handed over in a file of mode
0600 that is gone once Redis has read it, so a process list does not show it.
"""

import contextlib
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Generator
from pathlib import Path

from cruddur.adapters.local.engines import process

NAME = "redis"


def start(data_dir: Path, *, port: int | None = None, password: str | None = None) -> process.Engine:
    """Start Redis and return it once it answers.

    Args:
        port: to use exactly this one; None takes a free one.
        password: to let the same clients in again (a restart); None makes one.
    Raises:
        EngineFailed: not installed, or it did not come up.
    """
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        raise process.EngineFailed(
            "neither redis-server nor valkey-server is on PATH (Debian: apt-get install redis-server)"
        )
    password = password or secrets.token_urlsafe(32)
    (data_dir / "engines").mkdir(parents=True, exist_ok=True)
    with _configuration(data_dir / "engines", password) as configuration:
        return process.start(
            process.Recipe(
                name=NAME,
                command=lambda port: [program, str(configuration), "--port", str(port)],
                ready=lambda port: _answers(port, password),
                url=lambda port: f"redis://:{password}@127.0.0.1:{port}/0",
            ),
            data_dir,
            port=port,
        )


@contextlib.contextmanager
def _configuration(folder: Path, password: str) -> Generator[Path]:
    """Make the file that Redis reads at its start; remove it afterwards."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=f"{NAME}.", suffix=".conf")  # mode 0600
    path = Path(name).absolute()
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f'bind 127.0.0.1\nrequirepass {password}\nsave ""\nappendonly no\n')
        yield path
    finally:
        path.unlink()


def _answers(port: int, password: str) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        connection.sendall(f"AUTH {password}\r\n".encode("ascii"))
        return connection.recv(3) == b"+OK"
