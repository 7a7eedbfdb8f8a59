"""Every parser of what strangers send, fuzzed for a moment; `fuzz.py` does it for as long as one likes."""

import os
import re
import subprocess
import sys
from pathlib import Path

SECONDS = 15


def test_whatever_comes_is_parsed_or_refused(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", "tests.security.fuzz", "all", str(SECONDS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    tried = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    assert tried, done.stderr[-2000:]
    assert int(tried[1]) > 10_000
