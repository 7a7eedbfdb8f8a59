"""From what is refused to a problem document (RFC 9457): the one table of statuses."""

from http import HTTPStatus

import msgspec

from cruddur.domain.errors import (
    Conflict,
    CursorInvalid,
    Invalid,
    Misplaced,
    NotFound,
    Refusal,
    TooManyRequests,
    Unavailable,
)
from cruddur.domain.group import OwnerOnly
from cruddur.domain.ids import MAX_SEQ
from cruddur.entrypoints.http.answers import PROBLEM_JSON, Answer, Headers, encode
from cruddur.entrypoints.http.caller import Unauthenticated
from cruddur.entrypoints.http.rates import retry_after

MAY_BE = {
    "after_invalid": f"`after` is a seq: a whole number, 0 to {MAX_SEQ}.",
    "after_seq_invalid": f"`after_seq` is a whole number, 0 to {MAX_SEQ}.",
    "at_invalid": "`at` is a date and time with an offset (RFC 3339), in the years 1 to 9999.",
    "before_after_at_exclusive": "At most one of `before`, `after` and `at`.",
    "before_invalid": f"`before` is a seq: a whole number, 1 to {MAX_SEQ}.",
    "body_invalid": "The body is a JSON object.",
    "display_name_invalid": "`display_name` is a text.",
    "group_key_incomplete": "`message_group_uuid` and `message_uuid` go together: both, or neither.",
    "group_key_invalid": "`message_group_uuid` is a uuid of version 7 or 4, in lower case with hyphens.",
    "handle_invalid": "`handle` is a text.",
    "handles_blank": "`handles` is required.",
    "handles_invalid": "`handles` is a list of texts.",
    "history_invalid": "`history` is `all` or `none`.",
    "message_group_uuid_invalid": "`message_group_uuid` is a text.",
    "message_invalid": "`message` is a text.",
    "message_uuid_invalid": "`message_uuid` is a uuid in lower case with hyphens, 36 characters.",
    "q_invalid": "`q` is a text of at most 100 characters.",
    "receiver_ambiguous": "`message_group_uuid` or `handle`, not both.",
    "reply_to_seq_invalid": "`reply_to_seq` is the seq of an entry of this group, not above `after_seq`.",
    "rev_blank": "`rev` is required.",
    "rev_invalid": f"`rev` is a whole number, 0 to {MAX_SEQ}.",
    "role_blank": "`role` is required.",
    "role_invalid": "`role` is `owner` or `member`.",
    "seq_blank": "`seq` is required.",
    "seq_invalid": f"`seq` is a whole number, 0 to {MAX_SEQ}.",
    "shows_presence_invalid": "`shows_presence` is true or false.",
    "shows_reading_invalid": "`shows_reading` is true or false.",
    "unknown_field": "The body holds a field that does not exist.",
    "unknown_parameter": "The query holds a parameter, and this takes none.",
}
"""What a field or parameter may be, for each code of `RequestInvalid`."""


class RequestInvalid(Invalid):
    """A field or parameter is not what it may be.

    Attributes:
        code: which, and what is wrong with it; one of MAY_BE. Never what was sent.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code  # pyright: ignore[reportAttributeAccessIssue] - one class for many fields: the code is the instance's
        self.title = MAY_BE[code]


class BodyNotJson(Refusal):
    """The body is not one JSON document in UTF-8."""

    code = "body_not_json"


class CrossSite(Refusal):
    """A change on the strength of a cookie, asked for by another site or by nobody knows whom."""

    code = "cross_site"


class PathNotFound(NotFound):
    """There is nothing at this path."""

    code = "not_found"


class MethodNotAllowed(Refusal):
    """The path is there, the method is not.

    Attributes:
        allow: the methods that are.
    """

    code = "method_not_allowed"

    def __init__(self, allow: str) -> None:
        super().__init__(allow)
        self.allow = allow


class BodyTimeout(Refusal):
    """The body did not arrive in time."""

    code = "body_timeout"


class BodyTooLarge(Refusal):
    """The body is larger than what any request here may need."""

    code = "body_too_large"


class ContentTypeNotSupported(Refusal):
    """The body is not said to be application/json, in UTF-8 and uncompressed."""

    code = "content_type_not_supported"


class HostInvalid(Refusal):
    """The Host header holds what no name of a host can."""

    code = "host_invalid"


STATUS: dict[type[Refusal], int] = {
    BodyNotJson: 400,
    CursorInvalid: 400,
    HostInvalid: 400,
    Unauthenticated: 401,
    CrossSite: 403,
    OwnerOnly: 403,
    NotFound: 404,
    MethodNotAllowed: 405,
    BodyTimeout: 408,
    Conflict: 409,
    BodyTooLarge: 413,
    ContentTypeNotSupported: 415,
    Invalid: 422,
    TooManyRequests: 429,
    Unavailable: 503,
    Refusal: 400,
}
"""A class's status is that of its nearest ancestor here."""


class Problem(msgspec.Struct, omit_defaults=True):
    """What went wrong, for a program (`errors`) and for a person (`title`)."""

    type: str
    title: str
    status: int
    errors: list[str]
    message_group_uuid: str | None = None
    last_seq: int | None = None
    request_id: str | None = None


def status_of(refusal: type[Refusal]) -> int:
    """Return the HTTP status of a class of refusals."""
    return next(STATUS[ancestor] for ancestor in refusal.__mro__ if ancestor in STATUS)


def title_of(refusal: type[Refusal]) -> str:
    """Return what a class of refusals means: the first line of its docstring."""
    return (refusal.__doc__ or refusal.code).partition("\n")[0].strip()


def problem_of(refusal: Refusal) -> Problem:
    """Return the document that tells of a refusal."""
    kind = type(refusal)
    problem = Problem(
        type=f"urn:cruddur:problem:{refusal.code}",
        title=title_of(kind),
        status=status_of(kind),
        errors=[refusal.code],
    )
    if isinstance(refusal, RequestInvalid):
        problem.title = refusal.title
    elif isinstance(refusal, Misplaced):
        problem.message_group_uuid = refusal.message_group_uuid
        problem.last_seq = refusal.last_seq
    return problem


def refused(refusal: Refusal) -> Answer:
    """Return the response that tells of a refusal, with the headers that its status asks for."""
    problem = problem_of(refusal)
    headers: Headers = PROBLEM_JSON
    match refusal:
        case Unavailable():
            headers = [*headers, (b"retry-after", retry_after(refusal.retry_after_s))]
        case Unauthenticated(token_refused=True):
            headers = [*headers, (b"www-authenticate", b'Bearer error="invalid_token"')]
        case Unauthenticated():
            headers = [*headers, (b"www-authenticate", b"Bearer")]
        case MethodNotAllowed():
            headers = [*headers, (b"allow", refusal.allow.encode())]
        case BodyTooLarge() | BodyTimeout():
            headers = [*headers, (b"connection", b"close")]
        case _:
            pass
    return Answer(problem.status, headers, encode(problem))


def status_problem(status: int) -> Answer:
    """Return the problem of a bare status that a mounted handler has raised without a code."""
    phrase = HTTPStatus(status).phrase
    code = phrase.lower().replace(" ", "_").replace("-", "_").replace("'", "")
    problem = Problem(type=f"urn:cruddur:problem:{code}", title=phrase, status=status, errors=[code])
    closing: Headers = [(b"connection", b"close")] if status in (408, 413) else []
    return Answer(status, [*PROBLEM_JSON, *closing], encode(problem))


def unexpected(request_id: str) -> Answer:
    """Return 500. Nothing is said of the cause but where to look for it: the request's id in the logs."""
    problem = Problem(
        type="urn:cruddur:problem:unexpected",
        title="Something went wrong here. It has been written down.",
        status=500,
        errors=["unexpected"],
        request_id=request_id,
    )
    return Answer(500, PROBLEM_JSON, encode(problem))
