"""Whether this process runs, and whether it can do its work."""

from cruddur.domain.errors import Unavailable
from cruddur.entrypoints.http import wire
from cruddur.entrypoints.http.answers import Answer, ok
from cruddur.entrypoints.http.operations import Api


async def get_live(api: Api) -> Answer:
    """Return 200 as long as the process answers at all. Asks nothing of the stores."""
    del api
    return ok(wire.Health())


async def get_ready(api: Api) -> Answer:
    """Return 200 when the stores answer, so that requests may be sent here."""
    if not await api.is_ready():
        raise Unavailable
    return ok(wire.Health())
