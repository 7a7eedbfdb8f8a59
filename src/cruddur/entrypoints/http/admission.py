"""Who is let in: credentials, and whether a browser's own page asks."""

from collections.abc import Mapping

from cruddur.entrypoints.http.caller import Authenticate, Caller, Credentials, Unauthenticated
from cruddur.entrypoints.http.problems import CrossSite
from cruddur.entrypoints.http.rates import Limits

_NONE = Credentials(None, None)


async def admitted(
    authenticate: Authenticate, limits: Limits, headers: Mapping[bytes, bytes], client_address: str
) -> Caller:
    """Return who is calling.

    Raises:
        Unauthenticated: no credentials, or not good ones.
        TooManyRequests: too many credentials from this address were refused, and these are not known.
        Unavailable: it cannot be known now.
    """
    credentials = Credentials(headers.get(b"authorization"), headers.get(b"cookie"))
    caller = authenticate.known(credentials)
    if caller is not None:
        return caller
    if credentials == _NONE:
        raise Unauthenticated
    limits.credentials.check(client_address)
    try:
        return await authenticate(credentials)
    except Unauthenticated:
        limits.credentials.charge(client_address)
        raise


def check_same_origin(headers: Mapping[bytes, bytes], *, scheme: str, origin: bytes | None) -> None:
    """See that a page of this very site asks: for changes that a browser's cookie alone would allow.

    Browsers say so themselves in `Sec-Fetch-Site`, except on plain http beyond this machine, where
    `Origin` has to do. Something that sends neither is no browser of today, and has no need of a cookie.

    Args:
        headers: lower-case names.
        scheme: of the request.
        origin: as browsers name this site; None: made of the scheme and the Host header.
    Raises:
        CrossSite: another site, or nobody knows who.
    """
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        if site != b"same-origin":
            raise CrossSite
        return
    own = origin if origin is not None else scheme.encode() + b"://" + headers.get(b"host", b"")
    if headers.get(b"origin") != own:
        raise CrossSite
