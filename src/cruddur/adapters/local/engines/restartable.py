"""An engine that is killed now and then and started again, for those who want to see what its clients do."""

from pathlib import Path
from typing import Protocol

from cruddur.adapters.local.engines import process


class Start(Protocol):
    """See `dynoxide.start` and its likes."""

    def __call__(self, data_dir: Path, *, port: int | None = None) -> process.Engine:
        """Start it and return it once it answers."""
        ...


class Restartable:
    """An engine of ours on one folder and one port, whichever process it is just now."""

    def __init__(self, start: Start, data_dir: Path) -> None:
        self._start, self._data_dir, self._engine = start, data_dir, start(data_dir)
        self.name, self.url = self._engine.name, self._engine.url

    def restart(self) -> None:
        """kill -9, and start it again on the same files and port.

        Raises:
            EngineFailed: it did not come up again.
        """
        self._engine.kill()
        self._engine = self._start(self._data_dir, port=self._engine.port)

    def stop(self) -> None:
        """End it politely."""
        self._engine.stop()
