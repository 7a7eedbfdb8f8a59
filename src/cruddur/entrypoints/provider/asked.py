"""A request as the provider's actions take it, and what they give back: values, free of any framework."""

import hashlib
import hmac
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

import msgspec

from cruddur.domain.errors import Refusal, Unavailable

FORM_MAX_BYTES = 16 * 1024
_FIELDS_MAX = 32
_FORM_TYPE = "application/x-www-form-urlencoded"


class RequestMalformed(Refusal):
    """Not a query or form that this provider's pages and clients send: repeated names, too many, not a form."""

    code = "request_malformed"


class FormForeign(Refusal):
    """A form that this browser was not given by this site."""

    code = "form_foreign"


class Asked(NamedTuple):
    """A request.

    Attributes:
        headers: by lower-case name.
        address: of the client, "" when unknown; what is limited by it.
    """

    query: Mapping[str, str]
    form: Mapping[str, str]
    cookies: Mapping[str, str]
    headers: Mapping[str, str]
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A response; the door around it adds the security headers."""

    status: int
    body: bytes = b""
    media_type: str = "text/html"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def moved(url: str) -> Reply:
    """Return a redirect that is followed with GET, and not remembered."""
    return Reply(status=303, headers={"location": url})


def json_reply(status: int, document: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Reply:
    """Return a JSON document."""
    body = msgspec.json.encode(document)
    return Reply(status=status, body=body, media_type="application/json", headers=headers or {})


def retry_after(unavailable: Unavailable) -> dict[str, str]:
    """Return the header that says when to come back: whole seconds, 1 at least."""
    return {"retry-after": str(max(1, math.ceil(unavailable.retry_after_s)))}


def parsed(text: str) -> dict[str, str]:
    """Return the fields of a query or form.

    Raises:
        RequestMalformed: a name stands twice (OAuth forbids it, and parsers differ), or there are too many.
    """
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_FIELDS_MAX)
    except ValueError:
        raise RequestMalformed from None
    found = dict(pairs)
    if len(found) != len(pairs):
        raise RequestMalformed
    return found


def parsed_form(body: bytes, content_type: str) -> dict[str, str]:
    """Return the fields of a form's body.

    Raises:
        RequestMalformed: not a form, too large, or see `parsed`.
    """
    if content_type.partition(";")[0].strip().lower() != _FORM_TYPE or len(body) > FORM_MAX_BYTES:
        raise RequestMalformed
    return parsed(body.decode("utf-8", "replace"))


def with_query(url: str, query: Mapping[str, str]) -> str:
    """Return an address with a query added to it."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}" if query else url


def form_token(secret: str) -> str:
    """Return what a form carries so that a cookie's `secret` shows who was given it."""
    return hashlib.sha256(b"form\0" + secret.encode()).hexdigest()


def check_form(asked: Asked, *, cookie: str, origin: str) -> None:
    """See that this browser was given the form by this site: by its cookie, and by what it says of the sender.

    Raises:
        FormForeign: it was not, or the cookie is gone.
    """
    secret = asked.cookies.get(cookie, "")
    given = asked.form.get("form_token", "")
    if not secret or not hmac.compare_digest(form_token(secret).encode(), given.encode()):
        raise FormForeign
    if asked.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise FormForeign
    if asked.headers.get("origin", origin) != origin:
        raise FormForeign
