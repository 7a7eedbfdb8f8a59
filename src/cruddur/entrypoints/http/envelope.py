"""The headers that every response carries, whatever made it."""

from collections.abc import Iterable
from dataclasses import dataclass

from cruddur.entrypoints.http.answers import Headers

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    )
)

_SECURITY: Headers = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
]
_TRANSPORT_SECURITY: Headers = [(b"strict-transport-security", b"max-age=31536000")]
_NO_STORE: Headers = [(b"cache-control", b"no-store")]


@dataclass(frozen=True, slots=True)
class Envelope:
    """The list made once; a response copies it into its own.

    Attributes:
        api: all of them, for what says nothing of caching: it is not to be stored.
    """

    api: Headers

    def besides(self, given: Iterable[tuple[bytes, bytes]]) -> Headers:
        """Return those of the envelope's headers that the given ones do not set."""
        names = {name.lower() for name, _ in given}
        return [header for header in self.api if header[0] not in names]


def envelope(*, is_https: bool) -> Envelope:
    """Return the headers of a site.

    Args:
        is_https: browsers reach it by https only; then they are told to stay there.
    """
    return Envelope([*_NO_STORE, *_SECURITY, *(_TRANSPORT_SECURITY if is_https else [])])
