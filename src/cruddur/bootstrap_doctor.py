"""The fourth part of `bootstrap`: whether what the settings name is as it should be (`cruddur doctor`).

Every engine is asked by its own examination, all of them side by side, so that one that is away hides nothing of the
others. Nothing is written anywhere, and no engine is started.
"""

import asyncio
from collections.abc import Callable, Coroutine
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cruddur.bootstrap import dynamodb_engine
from cruddur.bootstrap_operators import as_it_runs, system_clock, system_random
from cruddur.ports.clock import Clock
from cruddur.ports.examination import Finding
from cruddur.settings import Settings

DEADLINE_S = 10.0
"""For each call of DynamoDB: a doctor is patient."""


async def examine(
    settings: Settings, *, clock: Clock | None = None, free_bytes: Callable[[Path], int] | None = None
) -> list[Finding]:
    """Return what is found, in the order of what depends on what.

    Args:
        clock, free_bytes: this machine's, unless others are given.
    """
    settings, clock = as_it_runs(settings), clock or system_clock()
    asked: list[Coroutine[Any, Any, list[Finding]]] = [_folder(settings, free_bytes)]
    if settings.dynamodb_url is not None:
        asked.append(_dynamodb(settings, clock))
    if settings.connection_url is not None:
        asked.append(_postgres(settings.connection_url, clock))
    if settings.redis_url is not None:
        asked.append(_redis(settings.redis_url, clock))
    if settings.oidc_issuer is not None:
        asked.append(_oidc(settings.oidc_issuer, settings.oidc_discovery_url))
    found = await asyncio.gather(*asked)
    return [*of_settings(settings), *(finding for findings in found for finding in findings)]


async def _folder(settings: Settings, free_bytes: Callable[[Path], int] | None) -> list[Finding]:
    from cruddur.adapters.local import examination as folder
    from cruddur.adapters.sqlite import examination as sqlite

    return [
        *folder.examine(settings.data_dir, free=free_bytes or folder.free_bytes),
        *sqlite.examine(settings.data_dir),
        *(_built_in_provider(settings.data_dir) if settings.oidc_issuer is None else []),
    ]


def _built_in_provider(folder: Path) -> list[Finding]:
    from cruddur.adapters.local.signing_key import SigningKeyUnreadable, read_signing_key

    check = "provider.key"
    try:
        read_signing_key(folder)
    except FileNotFoundError:
        return [Finding(check, "fine", "The built-in provider has no key yet; the first start makes it.")]
    except SigningKeyUnreadable as unreadable:
        return [Finding(check, "problem", str(unreadable), "Then start the server again, which refuses it until then.")]
    return [Finding(check, "fine", "The built-in provider has its key.")]


async def _dynamodb(settings: Settings, clock: Clock) -> list[Finding]:
    from cruddur.adapters.dynamodb.examination import examine

    engine = dynamodb_engine(settings, clock, system_random(), deadline_s=DEADLINE_S)
    is_here = _is_loopback(urlsplit(settings.dynamodb_url or "").hostname or "")
    try:
        return await examine(engine.client, settings.dynamodb_table, is_on_this_machine=is_here)
    finally:
        await engine.close()


async def _postgres(dsn: str, clock: Clock) -> list[Finding]:
    from cruddur.adapters.postgres.examination import examine

    return await examine(dsn, clock)


async def _redis(url: str, clock: Clock) -> list[Finding]:
    from cruddur.adapters.valkey.examination import examine

    return await examine(url, clock)


async def _oidc(issuer: str, discovery_url: str | None) -> list[Finding]:
    from cruddur.adapters.oidc.examination import examine
    from cruddur.adapters.oidc.transport import HttpTransport

    transport = HttpTransport(timeout_s=DEADLINE_S)
    try:
        return await examine(transport, issuer, discovery_url)
    finally:
        await transport.close()


def of_settings(settings: Settings) -> list[Finding]:
    """Return what the settings alone tell: addresses, cookies, proxies, limits, and what does not go together."""
    return [_address(settings), _proxy(settings), _limits(settings), _engines(settings), _projector(settings)]


def _address(settings: Settings) -> Finding:
    check, url = "web.address", settings.public_url
    if url is None:
        if _is_loopback(settings.host):
            return Finding(check, "fine", "It serves this machine alone.")
        do = "Set CRUDDUR_PUBLIC_URL to the address that people type: sign-in leads them back there."
        return Finding(check, "problem", f"It listens on {settings.host} and does not know its own name.", do)
    parts = urlsplit(url)
    if parts.path:
        return Finding(check, "problem", "The public address has a path.", "Leave it out: the pages stand at the root.")
    if parts.scheme == "https":
        return Finding(check, "fine", f"People come to {url}; session cookies are Secure and bound to it.")
    if _is_loopback(parts.hostname or ""):
        return Finding(check, "fine", f"People come to {url}, from this machine.")
    do = "Put TLS before it and say https:// in CRUDDUR_PUBLIC_URL."
    return Finding(check, "problem", "Sessions cross the network in the clear, in cookies that are not Secure.", do)


def _proxy(settings: Settings) -> Finding:
    check, believed = "web.proxy", settings.forwarded_allow_ips
    if "*" in believed:
        do = "Set CRUDDUR_FORWARDED_ALLOW_IPS to the proxies' addresses or networks."
        return Finding(check, "problem", "Whoever connects is believed to be whoever they say.", do)
    if (settings.public_url or "").startswith("https:") and not believed:
        do = "Set CRUDDUR_FORWARDED_ALLOW_IPS to the address of what ends TLS, or everybody shares one limit."
        return Finding(check, "warning", "What ends TLS before it is not believed about who is behind it.", do)
    return Finding(check, "fine", "Nobody is believed about who they are who should not be.")


def _limits(settings: Settings) -> Finding:
    limits = {
        "CRUDDUR_RATE_LOOKUPS": settings.rate_lookups,
        "CRUDDUR_RATE_NEW_GROUPS": settings.rate_new_groups,
        "CRUDDUR_RATE_CREDENTIALS": settings.rate_credentials,
        "CRUDDUR_RATE_SIGN_IN": settings.rate_sign_in,
    }
    lifted = [name for name, rate in limits.items() if rate == 0]
    if lifted:
        do = "Leave them out, unless this is a test."
        return Finding("web.limits", "warning", f"{', '.join(lifted)}: no limit. Guessing is free.", do)
    return Finding("web.limits", "fine", "Guessing and enumerating are limited.")


def _engines(settings: Settings) -> Finding:
    check = "settings.engines"
    if settings.dynamodb_url is not None and settings.connection_url is None:
        do = "Set CONNECTION_URL, unless there is one server for ever."
        return Finding(check, "warning", "Messages are shared between servers, people are not.", do)
    if settings.connection_url is not None and settings.dynamodb_url is None:
        do = "Set AWS_ENDPOINT_URL_DYNAMODB, unless there is one server for ever."
        return Finding(check, "warning", "People are shared between servers, messages are not.", do)
    if settings.oidc_issuer is None and settings.dynamodb_url is not None and _is_for_others(settings):
        do = "Set OIDC_ISSUER to a provider that every server can ask."
        return Finding(check, "warning", "Accounts are in this server's own folder; others do not know them.", do)
    return Finding(check, "fine", "What is shared between servers goes together.")


def _projector(settings: Settings) -> Finding:
    check = "settings.projector"
    if settings.projector == "elsewhere" and settings.dynamodb_url is None:
        do = "Leave CRUDDUR_PROJECTOR out: what is in SQLite nobody else can follow."
        return Finding(check, "warning", "The projector is said to be elsewhere; this server runs it all the same.", do)
    if settings.projector == "elsewhere":
        return Finding(check, "fine", "A Lambda, or `cruddur project`, carries messages into inboxes.")
    return Finding(check, "fine", "This server carries messages into inboxes.")


def _is_for_others(settings: Settings) -> bool:
    return not _is_loopback(urlsplit(settings.public_url).hostname or "" if settings.public_url else settings.host)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
