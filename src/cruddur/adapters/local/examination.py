"""Whether the data folder is ours, closed to others, and has room."""

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

from cruddur.ports.examination import Finding

LEAST_BYTES = 200_000_000
FEW_BYTES = 2_000_000_000
SECRETS = ("cruddur.db", "cruddur.db-wal", "provider.json", "engines.json")
"""What in the folder only its owner may read."""


def free_bytes(folder: Path) -> int:
    """Return how much may still be written where a folder is."""
    return shutil.disk_usage(folder).free


def examine(folder: Path, *, free: Callable[[Path], int] = free_bytes) -> list[Finding]:
    """Look at a data folder that may not be there yet. Writes nothing.

    Args:
        free: how many bytes may still be written at a place.
    """
    if not folder.exists():
        says = f"There is no {folder} yet; the first start makes it."
        return [Finding("folder.place", "fine", says), _room(folder.absolute().parent, free)]
    if not folder.is_dir():
        return [Finding("folder.place", "problem", f"{folder} is no folder.", "Name another with CRUDDUR_DATA_DIR.")]
    return [_writing(folder), _closed(folder), _room(folder, free)]


def _writing(folder: Path) -> Finding:
    if os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return Finding("folder.place", "fine", f"{folder} can be written.")
    do = f"chown it to the user that runs the server (uid {os.getuid()}), or name another with CRUDDUR_DATA_DIR."
    return Finding("folder.place", "problem", f"{folder} cannot be written.", do)


def _closed(folder: Path) -> Finding:
    """Say whether others can read what is in the folder: through an open folder only files that are open, too."""
    is_open = folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    readable = [
        name
        for name in SECRETS
        if is_open and (folder / name).exists() and (folder / name).stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    if readable:
        says = f"Others on this machine can read {', '.join(readable)}: every conversation, and the keys of everybody."
        return Finding("folder.rights", "problem", says, f"chmod 700 {folder}")
    return Finding("folder.rights", "fine", "Nobody else on this machine can read what is in it.")


def _room(folder: Path, free: Callable[[Path], int]) -> Finding:
    while not folder.exists():
        folder = folder.parent
    left = free(folder)
    says = f"{left / 1e9:.1f} GB are free."
    if left < LEAST_BYTES:
        return Finding("folder.room", "problem", says, "A full disk refuses every message: make room.")
    if left < FEW_BYTES:
        return Finding("folder.room", "warning", says, "Make room before it is full.")
    return Finding("folder.room", "fine", says)
