"""Who may open a socket: the same credentials as everywhere, and a browser's only from our own pages."""

from collections.abc import Mapping
from typing import Any

from cruddur.entrypoints.http.admission import admitted
from cruddur.entrypoints.http.caller import Authenticate, Caller, credentials_of
from cruddur.entrypoints.http.problems import CrossSite
from cruddur.entrypoints.http.rates import Limits


class AdmitSocket:
    """Given to the live door. A browser names the page's origin in every handshake."""

    def __init__(self, authenticate: Authenticate, limits: Limits, *, origin: bytes) -> None:
        """
        Args:
            origin: this site, as browsers name it.
        """
        self._authenticate = authenticate
        self._limits = limits
        self._origin = origin

    async def __call__(self, scope: Mapping[str, Any]) -> Caller:
        """Decide over a handshake.

        Raises:
            Unauthenticated: no credentials, or not good ones.
            CrossSite: a browser's session, but not from one of our pages.
            TooManyRequests, Unavailable: not now.
        """
        headers = dict[bytes, bytes](scope["headers"])
        client = scope.get("client")
        caller = await admitted(self._authenticate, self._limits, headers, client[0] if client else "")
        if caller.via == "cookie" and headers.get(b"origin") != self._origin:
            raise CrossSite
        return caller

    async def again(self, scope: Mapping[str, Any]) -> Caller:
        """Look at an open socket's credentials again; no rate limit counts these.

        Raises:
            Unauthenticated: session or token has ended.
            Unavailable: it cannot be known now.
        """
        credentials = credentials_of(scope["headers"])
        return self._authenticate.known(credentials) or await self._authenticate(credentials)
