"""By what address the world sees this machine."""

import asyncio
import urllib.request

from cruddur.ports.operations import OperationFailed

ASK = "https://checkip.amazonaws.com"
_TIMEOUT_S = 5.0
_LONGEST_BYTES = 100


async def public_address(ask: str = ASK) -> str:
    """Return what a service that answers with the caller's address says, as text that is still to be checked.

    Raises:
        OperationFailed: it does not answer.
    """
    if not ask.startswith(("https://", "http://")):
        raise OperationFailed("the service to ask for this machine's address must be an http or https address")
    try:
        return await asyncio.to_thread(_fetch, ask)
    except (OSError, ValueError):
        raise OperationFailed(f"{ask} does not say what this machine's address is; give --address") from None


def _fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=_TIMEOUT_S) as answer:  # noqa: S310 - http or https, see above
        return answer.read(_LONGEST_BYTES).decode("ascii").strip()
