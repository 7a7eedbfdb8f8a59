"""What a route gives back: a status, headers and bytes, ready to be sent in one go."""

from typing import Any, NamedTuple

import msgspec

Headers = list[tuple[bytes, bytes]]

encode = msgspec.json.Encoder().encode
"""The one JSON encoder of the wire: no white space, UTF-8."""

JSON: Headers = [(b"content-type", b"application/json")]
PROBLEM_JSON: Headers = [(b"content-type", b"application/problem+json")]


class Answer(NamedTuple):
    """A whole response.

    Attributes:
        headers: lower-case names; without those that every response gets (`envelope`). May be
            shared between answers: make another list rather than change it.
    """

    status: int
    headers: Headers
    body: bytes


def ok(content: Any) -> Answer:
    """Return 200 with the content (a wire struct, or a list of them) as JSON."""
    return Answer(200, JSON, encode(content))


def nothing() -> Answer:
    """Return 204: done, and nothing to say of it."""
    return Answer(204, [], b"")
