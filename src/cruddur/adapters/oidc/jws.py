"""Opening a signed token: everything about it that is the same for access and ID tokens.

A token is bytes from anybody. It is measured before it is parsed, its header may hold nothing that would choose
a key or an algorithm for us, and its claims are not looked at before its signature is good.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple, cast

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from joserfc.util import urlsafe_b64decode

from cruddur.adapters.oidc.key_cache import MAX_KID_CHARS
from cruddur.domain import instant
from cruddur.domain.instant import Instant
from cruddur.ports.tokens import TokenRefused

TOKEN_MAX_BYTES = 8192
"""Longer than any token a user pool makes (groups and all), shorter than a proxy's limit for a header."""
SKEW_S = 60
"""How far the provider's clock may be ahead of ours. No grace for `exp`."""

_ALGORITHM = "RS256"
_HEADER_MAX_BYTES = 1024
_TYPES = (None, "jwt", "at+jwt")
_FORBIDDEN = frozenset(("crit", "jku", "jwk", "x5u", "x5c", "b64", "enc", "zip"))
_LAST_SECOND = 253_402_300_799
"""The end of the year 9999: the last one that an Instant can hold."""

_registry = jws.JWSRegistry(algorithms=[_ALGORITHM], strict_check_header=False)
_registry.max_header_length = _HEADER_MAX_BYTES


class Opened(NamedTuple):
    """A token whose signature is good. Nothing more is known about it."""

    kid: str
    key: RSAKey
    claims: Mapping[str, Any]


def kid_of(token: bytes) -> str:
    """Return the key that a token names, if its shape and header are what we accept.

    Raises:
        TokenRefused: they are not, or it names none.
    """
    kid = optional_kid_of(token)
    if kid is None:
        raise TokenRefused
    return kid


def optional_kid_of(token: bytes) -> str | None:
    """Return the key that a token names, None where it names none: a provider with one key need not (Core 10.1).

    Raises:
        TokenRefused: its shape or header is not what we accept.
    """
    if len(token) > TOKEN_MAX_BYTES or token.count(b".") != 2:
        raise TokenRefused
    segment = token[: token.index(b".")]
    if len(segment) > _HEADER_MAX_BYTES:
        raise TokenRefused
    header = _json_object(segment)
    kind = header.get("typ")
    if header.get("alg") != _ALGORITHM or not _FORBIDDEN.isdisjoint(header):
        raise TokenRefused
    if (kind.lower() if isinstance(kind, str) else kind) not in _TYPES:
        raise TokenRefused
    if "kid" not in header:
        return None
    kid = header["kid"]
    if not isinstance(kid, str) or not 0 < len(kid) <= MAX_KID_CHARS:
        raise TokenRefused
    return kid


def opened(token: bytes, kid: str, key: RSAKey) -> Opened:
    """Return the claims of a token that `key` has signed.

    Raises:
        TokenRefused: it has not, or they are no JSON object.
    """
    try:
        signed = jws.deserialize_compact(token, key, registry=_registry)
    except (JoseError, ValueError, TypeError, RecursionError):
        raise TokenRefused from None
    return Opened(kid, key, _parsed(signed.payload or b""))


def checked_times(claims: Mapping[str, Any], now: Instant) -> Instant:
    """Return when a token expires, if it has begun and has not.

    Raises:
        TokenRefused: a time is no whole number of seconds within the calendar, or it is not the time.
    """
    now_s = instant.to_datetime(now).timestamp()
    expires_s = _seconds(claims, "exp")
    if expires_s is None or expires_s <= now_s:
        raise TokenRefused
    for claim in ("nbf", "iat"):
        begins_s = _seconds(claims, claim)
        if begins_s is not None and begins_s > now_s + SKEW_S:
            raise TokenRefused
    return instant.from_datetime(datetime.fromtimestamp(expires_s, UTC))


def text_claim(claims: Mapping[str, Any], name: str, *, max_chars: int = 255) -> str:
    """Return a claim that must be text: something visible in it, no control characters, not too long.

    Raises:
        TokenRefused: it is not.
    """
    value = claims.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= max_chars or not value.isprintable() or value.isspace():
        raise TokenRefused
    return value


def optional_text(claims: Mapping[str, Any], name: str, *, max_chars: int = 255) -> str | None:
    """Return a claim if it is such a text, else None: it is a wish and proves nothing."""
    try:
        return text_claim(claims, name, max_chars=max_chars)
    except TokenRefused:
        return None


def _seconds(claims: Mapping[str, Any], name: str) -> int | None:
    if name not in claims:
        return None
    value = claims[name]
    if type(value) is not int or not 0 <= value <= _LAST_SECOND:  # bool is an int, and no time
        raise TokenRefused
    return value


def _json_object(segment: bytes) -> dict[str, Any]:
    try:
        return _parsed(urlsafe_b64decode(segment))
    except ValueError:
        raise TokenRefused from None


def _parsed(text: bytes) -> dict[str, Any]:
    try:
        value: Any = json.loads(text.decode("utf-8"), object_pairs_hook=_without_repeats, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise TokenRefused from None
    if not isinstance(value, dict):
        raise TokenRefused
    return cast("dict[str, Any]", value)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that stands twice: which one counts is where two parsers differ."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(_: str) -> float:
    raise ValueError("not JSON: NaN, Infinity")
