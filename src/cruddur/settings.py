"""Every environment variable the product reads, once: name, meaning, default, check.

`docs/operations.md` holds the same table, and a test compares the two. A bad value is refused at
the start with the variable's name; values are never shown, since some are secrets.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

Value = TypeVar("Value")


class SettingInvalid(Exception):
    """A setting cannot be used. The text names it and says what it may be."""

    def __init__(self, variable: str, wanted: str) -> None:
        super().__init__(f"{variable} {wanted}")
        self.variable = variable


def _text(text: str) -> str:
    return text


def _texts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _path(text: str) -> Path:
    return Path(text)


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be an http or https address")
    return text.rstrip("/")


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise ValueError("must be a port, 0 to 65535")
    return int(text)


def _rate(text: str) -> float:
    if not re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
        raise ValueError("must be a number, 0 or more")
    return float(text)


def _level(text: str) -> str:
    if text not in ("debug", "info", "warning", "error"):
        raise ValueError("must be debug, info, warning or error")
    return text


def _place(text: str) -> str:
    if text not in ("here", "elsewhere"):
        raise ValueError("must be here or elsewhere")
    return text


def _setting(variable: str, parse: Callable[[str], Value], default: str | None, about: str) -> Any:
    """Declare one variable; None as default means "not set"."""
    return field(metadata={"variable": variable, "parse": parse, "default": default, "about": about})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The configuration of one process. Made by `load`, passed on, never read again from outside."""

    data_dir: Path = _setting(  # noqa: RUF009 - declares a field, as dataclasses.field does
        "CRUDDUR_DATA_DIR", _path, ".data", "Folder of the database, keys and files."
    )
    host: str = _setting("CRUDDUR_HOST", _text, "127.0.0.1", "Address to listen on.")
    port: int = _setting("CRUDDUR_PORT", _port, "8080", "Port to listen on; 0 takes a free one.")
    public_url: str | None = _setting(
        "CRUDDUR_PUBLIC_URL", _url, None, "Address that browsers use; by default that of host and port."
    )
    forwarded_allow_ips: tuple[str, ...] = _setting(
        "CRUDDUR_FORWARDED_ALLOW_IPS", _texts, "", "Proxies whose X-Forwarded-* headers are believed."
    )
    log_level: str = _setting(
        "CRUDDUR_LOG_LEVEL", _level, "warning", "Least level that is logged; info is a line per request."
    )
    metrics_port: int | None = _setting(
        "CRUDDUR_METRICS_PORT", _port, None, "Loopback port for Prometheus; not served when unset."
    )
    rate_sends: float = _setting(
        "CRUDDUR_RATE_SENDS", _rate, "500", "Sends per second and person; 0 is no limit. Fails open."
    )
    rate_lookups: float = _setting(
        "CRUDDUR_RATE_LOOKUPS", _rate, "10", "Look-ups of people per second and person. Fails open."
    )
    rate_new_groups: float = _setting(
        "CRUDDUR_RATE_NEW_GROUPS", _rate, "60", "New conversations per hour and person. Fails open."
    )
    rate_credentials: float = _setting(
        "CRUDDUR_RATE_CREDENTIALS",
        _rate,
        "50",
        "Refused sessions and tokens per second and address. Fails closed.",
    )
    rate_sign_in: float = _setting(
        "CRUDDUR_RATE_SIGN_IN", _rate, "1", "Sign-in attempts per second and address. Fails closed."
    )
    dynamodb_url: str | None = _setting(
        "AWS_ENDPOINT_URL_DYNAMODB", _url, None, "DynamoDB API; with it messages live in DynamoDB."
    )
    dynamodb_table: str = _setting("CRUDDUR_TABLE", _text, "cruddur-messages", "Name of the table.")
    projector: str = _setting(
        "CRUDDUR_PROJECTOR", _place, "here", "`elsewhere`: a Lambda or `cruddur project` follows DynamoDB's stream."
    )
    region: str = _setting("AWS_DEFAULT_REGION", _text, "us-east-1", "AWS region.")
    connection_url: str | None = _setting(
        "CONNECTION_URL", _text, None, "PostgreSQL; with it people and sessions live there."
    )
    redis_url: str | None = _setting("CRUDDUR_REDIS_URL", _text, None, "Valkey or Redis; with it hosts share a bus.")
    oidc_issuer: str | None = _setting("OIDC_ISSUER", _url, None, "Issuer of tokens; the built-in provider when unset.")
    oidc_discovery_url: str | None = _setting(
        "OIDC_DISCOVERY_URL", _url, None, "Where the issuer is described, when not at the issuer."
    )
    oidc_client_id: str = _setting("OIDC_CLIENT_ID", _text, "cruddur-web", "Client at the provider.")
    oidc_client_secret: str | None = _setting("OIDC_CLIENT_SECRET", _text, None, "Its secret, where it has one.")
    oidc_allowed_clients: tuple[str, ...] = _setting(
        "OIDC_ALLOWED_CLIENTS", _texts, "", "Further clients whose access tokens are accepted."
    )
    cognito_user_pool_id: str | None = _setting(
        "AWS_COGNITO_USER_POOL_ID", _text, None, "User pool of the operator commands."
    )
    db_sg_id: str | None = _setting("DB_SG_ID", _text, None, "Security group of the database.")
    db_sg_rule_id: str | None = _setting("DB_SG_RULE_ID", _text, None, "Its rule that `rds update-sg-rule` moves.")
    db_instance_id: str | None = _setting(
        "CRUDDUR_DB_INSTANCE", _text, None, "RDS instance that `rds` starts and stops."
    )


def load(environment: Mapping[str, str] | None = None, **given: object) -> Settings:
    """Return the settings: what was `given` (command line), else the environment, else defaults.

    Args:
        given: fields by name; None counts as not given.
    Raises:
        SettingInvalid: a variable holds what it may not.
    """
    source = os.environ if environment is None else environment
    values: dict[str, object] = {}
    for each in fields(Settings):
        chosen = given.get(each.name)
        values[each.name] = chosen if chosen is not None else _read(each.metadata, source)
    return Settings(**values)  # pyright: ignore[reportArgumentType] - each value is what its parser returns


def _read(metadata: Mapping[str, Any], source: Mapping[str, str]) -> object:
    text = source.get(metadata["variable"]) or metadata["default"]
    if text is None:
        return None
    try:
        return metadata["parse"](text)
    except ValueError as wrong:
        raise SettingInvalid(metadata["variable"], str(wrong)) from wrong


def table() -> list[tuple[str, str, str]]:
    """Return (variable, default, meaning) of every setting, for the docs and `--help`."""
    return [
        (each.metadata["variable"], each.metadata["default"] or "", each.metadata["about"]) for each in fields(Settings)
    ]
