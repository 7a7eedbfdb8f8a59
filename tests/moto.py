"""Amazon's management interfaces for tests: moto's server, one per test process, started when first asked for."""

import atexit
import functools
import shutil
import sys
import tempfile
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from cruddur.adapters.local.engines import process


@functools.cache
def url() -> str:
    """Start this process's moto, which ends with it, and return where it is.

    Raises:
        EngineFailed: it cannot be started.
    """
    folder = Path(tempfile.mkdtemp(prefix="cruddur-moto-"))
    engine = process.start(
        process.Recipe(
            name="moto",
            command=lambda port: [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
            ready=process.answers_tcp,
            url=lambda port: f"http://127.0.0.1:{port}",
        ),
        folder,
    )
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(engine.kill)
    return engine.url


def environment() -> Mapping[str, str]:
    """Return the variables that point Amazon's clients at it."""
    return {
        "AWS_ENDPOINT_URL": url(),
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def reset() -> None:
    """Forget everything it was told."""
    with urllib.request.urlopen(urllib.request.Request(f"{url()}/moto-api/reset", method="POST")) as answer:
        assert answer.status == 200
