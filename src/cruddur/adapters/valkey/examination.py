"""Whether the Valkey or Redis that hosts share answers, lets us publish, and is not overheard."""

from ipaddress import ip_address
from typing import Any, cast
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, NoPermissionError, RedisError

from cruddur.ports.clock import Clock
from cruddur.ports.examination import Finding, seconds_since_1970, skew

_CHANNEL = "cruddur:doctor"
"""Nobody listens to it."""

_ANSWER_S = 3.0


async def examine(url: str, clock: Clock) -> list[Finding]:
    """Ask for its time and publish nothing to nobody."""
    check = "redis.address"
    try:
        redis = cast("Any", Redis).from_url(  # its types are half unknown
            url, socket_timeout=_ANSWER_S, socket_connect_timeout=_ANSWER_S, retry=Retry(NoBackoff(), 0)
        )
    except ValueError:
        do = "Write it like redis://host:6379/0, or rediss:// with TLS."
        return [Finding(check, "problem", "CRUDDUR_REDIS_URL is no address of Redis.", do)]
    try:
        seconds, micros = await redis.time()
        await redis.publish(_CHANNEL, b"")
    except AuthenticationError:
        return [
            Finding(check, "problem", "Redis does not take the password.", "Put the right one into CRUDDUR_REDIS_URL.")
        ]
    except NoPermissionError:
        do = "Let its user publish and subscribe to cruddur:*, and read and write cruddur:* keys."
        return [Finding("redis.rights", "problem", "Redis does not let us publish.", do)]
    except (RedisError, OSError):
        do = "Does it run, is the way open? Until then people on other hosts see messages late."
        return [Finding(check, "problem", "Redis does not answer.", do)]
    finally:
        await redis.aclose()
    return [
        Finding(check, "fine", "Redis answers and lets us publish."),
        skew("redis.clock", int(seconds) + int(micros) / 1e6 - seconds_since_1970(clock.now()), "Redis"),
        _encryption(url),
    ]


def _encryption(url: str) -> Finding:
    parts = urlsplit(url)
    if parts.scheme in ("rediss", "unix") or _is_loopback(parts.hostname or ""):
        return Finding("redis.encryption", "fine", "The way there is encrypted, or does not leave this machine.")
    return Finding("redis.encryption", "warning", "Messages go there in the clear.", "Use rediss:// and a password.")


def _is_loopback(host: str) -> bool:
    try:
        return host in ("", "localhost") or ip_address(host).is_loopback
    except ValueError:
        return False
