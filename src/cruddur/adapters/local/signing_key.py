"""The key of the built-in provider: made once per installation, in the data folder, readable by its owner only.

`DATA/provider.json` holds the pool's name and its RSA keys as JWKs; the first one signs, all are published, so
a key is replaced by putting a new one in front and removing the old one once its tokens have expired.
"""

import contextlib
import json
import os
import secrets
import string
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

FILE_NAME = "provider.json"
KEY_BITS = 2048

_POOL_LETTERS = string.ascii_letters + string.digits


class SigningKeyUnreadable(Exception):
    """The file is there and cannot be used; the text says why and names the file, never its content."""


class SigningKey:
    """See `ports.tokens.Signer`."""

    def __init__(self, pool_id: str, keys: Sequence[RSAKey]) -> None:
        self._pool_id = pool_id
        self._keys = tuple(keys)
        self._header = {"alg": "RS256", "kid": _kid(self._keys[0])}

    @property
    def pool_id(self) -> str:
        """See `Signer`."""
        return self._pool_id

    @property
    def issuer(self) -> str:
        """See `Signer`. A name, not an address: `.internal` is reserved, and nothing answers there."""
        return f"https://cruddur.internal/{self._pool_id}"

    def sign(self, claims: Mapping[str, object]) -> str:
        """See `Signer`."""
        return jwt.encode(self._header, dict(claims), self._keys[0], algorithms=["RS256"], default_type=None)

    def public_keys(self) -> Sequence[Mapping[str, object]]:
        """See `Signer`."""
        return [{**key.as_dict(private=False), "kid": _kid(key), "use": "sig", "alg": "RS256"} for key in self._keys]


def open_signing_key(data_dir: Path) -> SigningKey:
    """Return the key in the data folder, made now if there is none (about 0.1 s).

    Safe when several processes do it at once: one of the new keys stays, and all use it.

    Raises:
        SigningKeyUnreadable: see there.
    """
    path = data_dir / FILE_NAME
    with contextlib.suppress(FileNotFoundError):
        return _read(path)
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    pool_id = "local_" + "".join(secrets.choice(_POOL_LETTERS) for _ in range(9))
    key = RSAKey.generate_key(KEY_BITS, private=True, auto_kid=False)
    _write_once(path, json.dumps({"pool_id": pool_id, "keys": [key.as_dict(private=True)]}))
    return _read(path)


def read_signing_key(data_dir: Path) -> SigningKey:
    """Return the key in the data folder.

    Raises:
        FileNotFoundError: nobody has run the built-in provider here.
        SigningKeyUnreadable: see there.
    """
    return _read(data_dir / FILE_NAME)


def _read(path: Path) -> SigningKey:
    if path.stat().st_mode & 0o077:
        raise SigningKeyUnreadable(f"{path} is open to others. It signs everybody in: chmod 600 it.")
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
        keys = [RSAKey.import_key(each) for each in found["keys"]]
        if not keys[0].is_private:
            raise ValueError("a public key signs nothing")
        return SigningKey(found["pool_id"], keys)
    except (JoseError, ValueError, KeyError, TypeError, IndexError) as error:
        raise SigningKeyUnreadable(f"{path} does not hold a provider's keys ({type(error).__name__}).") from None


def _write_once(path: Path, text: str) -> None:
    """Write a file that is there whole or not at all, unless it is there already."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".provider-")  # 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()


def _kid(key: RSAKey) -> str:
    """The key's own fingerprint (RFC 7638): the same wherever and whenever it is asked for."""
    return key.thumbprint()
