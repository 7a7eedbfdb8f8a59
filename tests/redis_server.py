"""Redis for tests: one server per test process, started when first asked for."""

import atexit
import functools
import shutil
import tempfile
from pathlib import Path

from cruddur.adapters.local.engines import process, redis


@functools.cache
def server() -> process.Engine:
    """Start this process's Redis, which ends with it.

    Raises:
        EngineFailed: it cannot be started.
    """
    folder = Path(tempfile.mkdtemp(prefix="cruddur-redis-"))
    engine = redis.start(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(engine.kill)
    return engine
