"""AWS Signature Version 4 for DynamoDB's JSON requests, from the published specification.

Standard library only: the Lambda starts without botocore (its import alone takes longer than a
whole batch). A test compares every byte with botocore's own signer.
"""

import hashlib
import hmac
from typing import NamedTuple

CONTENT_TYPE = "application/x-amz-json-1.0"
_ALGORITHM = "AWS4-HMAC-SHA256"
_SERVICE = "dynamodb"


class Credentials(NamedTuple):
    """Who signs. `session_token` is None for long-lived keys."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None = None


class Signer:
    """Signs POST requests to `/` of one host; the derived key is kept for the day."""

    def __init__(self, host: str, region: str) -> None:
        self._host, self._region = host, region
        self._day_key: tuple[str, str, bytes] = ("", "", b"")

    def headers(self, credentials: Credentials, target: str, body: bytes, amz_date: str) -> list[tuple[str, str]]:
        """Return the headers of a signed request, in the order they are sent.

        Args:
            target: `DynamoDB_20120810.PutItem`.
            amz_date: `20261231T235959Z`.
        """
        signed = [("content-type", CONTENT_TYPE), ("host", self._host), ("x-amz-date", amz_date)]
        if credentials.session_token:
            signed.append(("x-amz-security-token", credentials.session_token))
        signed.append(("x-amz-target", target))
        names = ";".join(name for name, _ in signed)
        lines = "".join(f"{name}:{value}\n" for name, value in signed)
        request = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
        scope = f"{amz_date[:8]}/{self._region}/{_SERVICE}/aws4_request"
        to_sign = f"{_ALGORITHM}\n{amz_date}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        signature = hmac.digest(self._key(credentials, amz_date[:8]), to_sign.encode(), "sha256").hex()
        credential = f"{credentials.access_key_id}/{scope}"
        signed.append(
            ("authorization", f"{_ALGORITHM} Credential={credential}, SignedHeaders={names}, Signature={signature}")
        )
        return signed

    def _key(self, credentials: Credentials, day: str) -> bytes:
        known_day, known_secret, key = self._day_key
        if known_day != day or known_secret != credentials.secret_access_key:
            key = b"AWS4" + credentials.secret_access_key.encode()
            for part in (day, self._region, _SERVICE, "aws4_request"):
                key = hmac.digest(key, part.encode(), "sha256")
            self._day_key = (day, credentials.secret_access_key, key)
        return key
