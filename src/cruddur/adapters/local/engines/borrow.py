"""Use the engine that runs on a data folder, or run it for as long as it is needed."""

import contextlib
from collections.abc import Callable, Generator
from pathlib import Path

from cruddur.adapters.local.engines import process


@contextlib.contextmanager
def borrowed(name: str, start: Callable[[Path], process.Engine], data_dir: Path) -> Generator[str]:
    """Yield the address of the engine `name` of a folder. One that was started for this is stopped again.

    Raises:
        EngineFailed: it does not run, and does not start.
    """
    noted = process.running(data_dir).get(name)
    if noted is not None:
        yield noted["url"]
        return
    engine = start(data_dir)
    try:
        yield engine.url
    finally:
        engine.stop()
