"""A new folder is seeded whole: a seeding that was killed is taken up again by the next start."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

_MARK = "seeding"


@contextmanager
def under_way(data_dir: Path) -> Generator[None]:
    """Leave a mark in the folder that is gone once the block has ended well."""
    mark = data_dir / _MARK
    mark.touch()
    yield
    mark.unlink()


def was_broken_off(data_dir: Path) -> bool:
    """Say whether a seeding of this folder began and did not end."""
    return (data_dir / _MARK).exists()
