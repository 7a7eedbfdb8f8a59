"""Whether the server in this container answers, as an exit code: what a container's health check runs.

    python -m cruddur.entrypoints.healthcheck

Asks `/api/health/live` on the port that the server listens on. It runs every few seconds, so it imports next to nothing.
"""

import http.client
import sys

from cruddur import settings

PATH = "/api/health/live"
_WITHIN_S = 4.0


def is_live(port: int) -> bool:
    """Say whether the server of this machine answers 200 in time."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_WITHIN_S)
    try:
        connection.request("GET", PATH)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_live(settings.load().port) else 1)
