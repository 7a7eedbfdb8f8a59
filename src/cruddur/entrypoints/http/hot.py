"""The three operations that nearly all traffic is, found without a framework.

They are the operations of `routes`, done by the same `performed`: what is left out is Litestar's way
to them, 46 µs of a send's 104. The same requests through Litestar get the same bytes; a test
compares the two.
"""

from cruddur.domain.ids import is_uuid
from cruddur.entrypoints.http import routes
from cruddur.entrypoints.http.operations import Operation

_MESSAGES = "/api/messages"
_OF_GROUP = "/api/messages/"


def find(method: str, path: str) -> tuple[Operation, str] | None:
    """Return the hot operation of a request and the variable part of its path; None: ask the framework."""
    if method == "GET":
        if path.startswith(_OF_GROUP):
            place = path[len(_OF_GROUP) :]
            return (routes.LIST_MESSAGES, place) if is_uuid(place) else None
        return (routes.LIST_MESSAGE_GROUPS, "") if path == routes.LIST_MESSAGE_GROUPS.path else None
    if method == "POST" and path == _MESSAGES:
        return routes.POST_MESSAGE, ""
    return None
