"""A provider with one key need not name it in its ID tokens (OpenID Connect Core 10.1). Access tokens must."""

from collections.abc import Mapping
from typing import Any

import pytest
from joserfc import jwt

from cruddur.adapters.oidc.key_cache import COOL_DOWN_S
from cruddur.adapters.oidc.provider import OidcProvider
from cruddur.domain.errors import Unavailable
from cruddur.ports.tokens import TokenRefused
from tests.clock import SteppedClock
from tests.integration.sign_in.test_foreign_provider import NONCE, Elsewhere, elsewhere, provider, sign_in, transport
from tests.integration.sign_in.test_keys import KEYS, jwk

__all__ = ["elsewhere", "provider", "transport"]  # fixtures


@pytest.fixture
def one_key(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> Elsewhere:
    """The provider signs without a kid, with the first of `keys`, all of which it publishes."""
    honest = elsewhere.honest
    elsewhere.document["keys"] = [KEYS[0]]

    def answer(path: str) -> Mapping[str, Any]:
        keys = elsewhere.document["keys"]
        if path == "/keys":
            return {"keys": [jwk(key, f"key-{number}") for number, key in enumerate(keys)]}
        said = dict(honest(path))
        said.pop("keys", None)
        if "id_token" in said:
            claims = jwt.decode(said["id_token"], KEYS[0], algorithms=["RS256"]).claims
            said["id_token"] = jwt.encode({"alg": "RS256"}, claims, keys[0], algorithms=["RS256"])
        return said

    monkeypatch.setattr(elsewhere, "honest", answer)
    return elsewhere


async def test_the_only_key_is_the_one(provider: OidcProvider, one_key: Elsewhere) -> None:
    assert (await provider.identify(await sign_in(provider), nonce=NONCE)).sub == "sub-1"


async def test_of_two_keys_none_is_guessed(provider: OidcProvider, one_key: Elsewhere) -> None:
    one_key.document["keys"] = [KEYS[0], KEYS[1]]
    with pytest.raises(TokenRefused):
        await provider.identify(await sign_in(provider), nonce=NONCE)


async def test_another_only_key_is_accepted_once_it_may_be_asked_for(
    provider: OidcProvider, one_key: Elsewhere, clock: SteppedClock
) -> None:
    await provider.identify(await sign_in(provider), nonce=NONCE)
    one_key.document["keys"] = [KEYS[1]]
    with pytest.raises(TokenRefused):
        await provider.identify(await sign_in(provider), nonce=NONCE)
    clock.step(COOL_DOWN_S)
    assert (await provider.identify(await sign_in(provider), nonce=NONCE)).sub == "sub-1"


async def test_without_any_key_it_is_unavailable(provider: OidcProvider, one_key: Elsewhere) -> None:
    tokens = await sign_in(provider)
    one_key.document["keys"] = []
    with pytest.raises(Unavailable):
        await provider.identify(tokens, nonce=NONCE)
