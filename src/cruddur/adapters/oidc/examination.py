"""Whether the sign-in provider can be reached, is who it says, and has keys."""

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlsplit

from cruddur.adapters.oidc.provider import WELL_KNOWN
from cruddur.adapters.oidc.transport import Transport
from cruddur.domain.errors import Unavailable
from cruddur.ports.examination import Finding

_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


async def examine(transport: Transport, issuer: str, discovery_url: str | None) -> list[Finding]:
    """Read the provider's description and its keys.

    Args:
        discovery_url: as in `OidcProvider`.
    """
    where = discovery_url or issuer
    url = where if where.endswith(WELL_KNOWN) else where.rstrip("/") + WELL_KNOWN
    described = await _document(transport, url)
    if described is None:
        do = f"Is OIDC_ISSUER right, and the way there open? {url} must answer with JSON."
        return [Finding("oidc.discovery", "problem", "The sign-in provider does not describe itself.", do)]
    missing = [name for name in _NEEDED if not isinstance(described.get(name), str)]
    if missing:
        do = "This is no OpenID provider, or not its address."
        return [Finding("oidc.discovery", "problem", f"Its description lacks {', '.join(missing)}.", do)]
    return [
        Finding("oidc.discovery", "fine", "The sign-in provider describes itself."),
        _issuer(described, issuer),
        _encryption(described),
        await _keys(transport, str(described["jwks_uri"])),
    ]


def _issuer(described: Mapping[str, Any], issuer: str) -> Finding:
    says = str(described.get("issuer"))
    if says.rstrip("/") == issuer.rstrip("/"):
        return Finding("oidc.issuer", "fine", "It is the issuer that is expected.")
    return Finding(
        "oidc.issuer",
        "problem",
        f"It calls itself {says}, and tokens of {issuer} are expected: none will be accepted.",
        "Set OIDC_ISSUER to what it calls itself; where its description lies elsewhere, OIDC_DISCOVERY_URL.",
    )


def _encryption(described: Mapping[str, Any]) -> Finding:
    open_ones = [name for name in _NEEDED if not _is_closed(str(described[name]))]
    if open_ones:
        return Finding(
            "oidc.encryption", "problem", f"{', '.join(open_ones)}: without TLS.", "Give the provider HTTPS."
        )
    return Finding("oidc.encryption", "fine", "Its addresses are HTTPS, or on this machine.")


def _is_closed(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in ("127.0.0.1", "localhost", "::1")


async def _keys(transport: Transport, url: str) -> Finding:
    document = await _document(transport, url)
    keys = cast("list[Mapping[str, Any]]", (document or {}).get("keys") or [])
    if any(key.get("kty") == "RSA" for key in keys):
        return Finding("oidc.keys", "fine", "Its keys can be read.")
    return Finding("oidc.keys", "problem", "It shows no RSA key: no token can be checked.", f"Look at {url}.")


async def _document(transport: Transport, url: str) -> Mapping[str, Any] | None:
    try:
        reply = await transport.get(url)
    except Unavailable:
        return None
    return reply.document if reply.status == 200 else None
