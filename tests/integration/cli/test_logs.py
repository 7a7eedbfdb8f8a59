"""What a server writes to its log: one JSON document a line, and never what people said."""

import json
import subprocess
import sys

from tests.program import environment

SCRIPT = """
import logging, structlog
from cruddur.entrypoints.cli import logs
logs.configure("info")
log = structlog.get_logger("test")
log.debug("not_this")
log.info("message_sent", took_ms=3)
logging.getLogger("library").info("nor this")
logging.getLogger("library").error("a library says %s", "so")
try:
    text = "a secret between two people"
    raise KeyError("head")
except KeyError:
    log.exception("send_failed")
"""


def test_a_pipe_gets_one_json_document_a_line_and_no_local_variables() -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", SCRIPT], env=environment(), capture_output=True, text=True, check=True
    )
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(event["event"], event["level"]) for event in events] == [
        ("message_sent", "info"),
        ("a library says so", "error"),
        ("send_failed", "error"),
    ]
    assert events[0]["timestamp"].endswith("Z")
    assert events[2]["exception"][0]["exc_type"] == "KeyError"
    assert "secret" not in done.stderr
    assert done.stdout == ""
