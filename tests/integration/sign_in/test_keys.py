"""The cache of the provider's keys: rotation, withdrawal, a provider that is down, and floods of unknown kids."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from cruddur.adapters.oidc.access_tokens import AccessTokenVerifier
from cruddur.adapters.oidc.key_cache import COOL_DOWN_S, MAX_AGE_S, KeyCache, usable_keys
from cruddur.domain.errors import Unavailable
from cruddur.ports.tokens import TokenRefused
from tests.clock import SteppedClock
from tests.integration.sign_in.test_forged_tokens import CLIENT, KEY, claims

KEYS = [RSAKey.generate_key(2048, private=True, auto_kid=False) for _ in range(2)]


def jwk(key: RSAKey, kid: str) -> Mapping[str, Any]:
    return {**key.as_dict(private=False), "kid": kid, "use": "sig", "alg": "RS256"}


def token(key: RSAKey, kid: str, **changed: Any) -> bytes:
    return jwt.encode({"alg": "RS256", "kid": kid}, claims(**changed), key, algorithms=["RS256"]).encode()


class FakeProvider:
    """A provider whose key set the test changes. `fetches` counts how often it was asked."""

    def __init__(self, *keys: Mapping[str, Any]) -> None:
        self.keys: Sequence[Mapping[str, Any]] = keys
        self.is_down = False
        self.fetches = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def fetch(self) -> Sequence[Mapping[str, Any]]:
        self.fetches += 1
        await self.gate.wait()
        if self.is_down:
            raise Unavailable
        return self.keys


@pytest.fixture
def provider() -> FakeProvider:
    return FakeProvider(jwk(KEYS[0], "first"))


@pytest.fixture
def keys(provider: FakeProvider, clock: SteppedClock) -> KeyCache:
    return KeyCache(provider.fetch, clock)


@pytest.fixture
def tokens(keys: KeyCache, clock: SteppedClock) -> AccessTokenVerifier:
    return AccessTokenVerifier(issuer=KEY.issuer, clients=(CLIENT,), keys=keys, clock=clock)


async def settled() -> None:
    """Let fetches that run beside the callers end."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_rotated_key_is_accepted_after_one_fetch(
    tokens: AccessTokenVerifier, provider: FakeProvider, clock: SteppedClock
) -> None:
    await tokens.verify(token(KEYS[0], "first"))
    clock.step(COOL_DOWN_S)
    provider.keys = (jwk(KEYS[0], "first"), jwk(KEYS[1], "second"))
    await tokens.verify(token(KEYS[1], "second"))
    await tokens.verify(token(KEYS[0], "first", sub="another"))
    assert provider.fetches == 2


async def test_a_withdrawn_key_dies_with_all_it_signed(
    tokens: AccessTokenVerifier, provider: FakeProvider, clock: SteppedClock
) -> None:
    good = token(KEYS[0], "first")
    await tokens.verify(good)
    provider.keys = (jwk(KEYS[1], "second"),)
    clock.step(MAX_AGE_S + 1)
    assert tokens.known(good) is not None  # the look that finds the keys old, and has them fetched
    await settled()
    assert tokens.known(good) is None
    clock.step(COOL_DOWN_S)
    with pytest.raises(TokenRefused):
        await tokens.verify(good)


async def test_another_key_under_the_same_kid_withdraws_the_first(
    tokens: AccessTokenVerifier, provider: FakeProvider, clock: SteppedClock
) -> None:
    good = token(KEYS[0], "first")
    await tokens.verify(good)
    provider.keys = (jwk(KEYS[1], "first"),)
    clock.step(MAX_AGE_S + 1)
    tokens.known(good)
    await settled()
    assert tokens.known(good) is None
    with pytest.raises(TokenRefused):
        await tokens.verify(good)


async def test_a_refresh_that_changes_nothing_forgets_nothing(
    tokens: AccessTokenVerifier, provider: FakeProvider, clock: SteppedClock
) -> None:
    good = token(KEYS[0], "first")
    await tokens.verify(good)
    clock.step(MAX_AGE_S + 1)
    tokens.known(good)
    await settled()
    assert provider.fetches == 2
    assert tokens.known(good) is not None


async def test_known_keys_work_while_the_provider_is_down(
    tokens: AccessTokenVerifier, provider: FakeProvider, clock: SteppedClock
) -> None:
    await tokens.verify(token(KEYS[0], "first"))
    provider.is_down = True
    for _ in range(3):
        clock.step(MAX_AGE_S + 1)
        fresh = token(KEYS[0], "first", sub=f"at {clock.monotonic_s()}", exp=4_000_000_000)
        await tokens.verify(fresh)
        await settled()
        assert tokens.known(fresh) is not None


async def test_an_unknown_kid_is_unavailable_not_refused_while_the_provider_is_down(
    tokens: AccessTokenVerifier, provider: FakeProvider, clock: SteppedClock
) -> None:
    await tokens.verify(token(KEYS[0], "first"))
    clock.step(COOL_DOWN_S)
    provider.is_down = True
    with pytest.raises(Unavailable):
        await tokens.verify(token(KEYS[1], "second"))
    with pytest.raises(Unavailable) as waiting:  # in the cool-down: not asked again
        await tokens.verify(token(KEYS[1], "second"))
    assert provider.fetches == 2
    assert 0 < waiting.value.retry_after_s <= COOL_DOWN_S
    provider.is_down, provider.keys = False, (jwk(KEYS[1], "second"),)
    clock.step(COOL_DOWN_S)
    await tokens.verify(token(KEYS[1], "second"))


async def test_a_kid_that_is_new_within_the_cool_down_waits_rather_than_being_refused(
    tokens: AccessTokenVerifier, provider: FakeProvider, clock: SteppedClock
) -> None:
    await tokens.verify(token(KEYS[0], "first"))
    provider.keys = (jwk(KEYS[1], "second"),)
    with pytest.raises(Unavailable):
        await tokens.verify(token(KEYS[1], "second"))
    clock.step(COOL_DOWN_S)
    await tokens.verify(token(KEYS[1], "second"))


async def test_ten_thousand_unknown_kids_cost_one_fetch_per_cool_down(
    tokens: AccessTokenVerifier, provider: FakeProvider, clock: SteppedClock
) -> None:
    forged = [token(KEYS[1], "unknown")[:-4] + b"AAAA"] * 100
    outcomes = await asyncio.gather(
        *(tokens._keys.find(f"kid {number}") for number in range(10_000)), return_exceptions=True
    )
    assert provider.fetches == 1
    assert outcomes == [None] * 10_000
    outcomes = await asyncio.gather(*(tokens.verify(each) for each in forged), return_exceptions=True)
    assert all(isinstance(outcome, TokenRefused | Unavailable) for outcome in outcomes)
    assert provider.fetches == 1
    clock.step(COOL_DOWN_S)
    await asyncio.gather(*(tokens.verify(each) for each in forged), return_exceptions=True)
    assert provider.fetches == 2


async def test_a_kid_that_was_looked_for_is_refused_at_once_until_the_next_fetch(
    keys: KeyCache, provider: FakeProvider
) -> None:
    assert await keys.find("unknown") is None
    assert await keys.find("unknown") is None
    assert provider.fetches == 1


async def test_many_at_once_wait_for_one_fetch(tokens: AccessTokenVerifier, provider: FakeProvider) -> None:
    provider.gate.clear()
    waiting = [asyncio.ensure_future(tokens.verify(token(KEYS[0], "first", sub=str(n)))) for n in range(50)]
    await settled()
    assert provider.fetches == 1
    waiting[0].cancel()  # whoever asked first may leave
    provider.gate.set()
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert [claims.sub for claims in outcomes[1:] if not isinstance(claims, BaseException)] == [
        str(n) for n in range(1, 50)
    ]


async def test_good_tokens_do_not_wait_for_the_fetch_that_a_bad_one_causes(
    tokens: AccessTokenVerifier, provider: FakeProvider, clock: SteppedClock
) -> None:
    await tokens.verify(token(KEYS[0], "first"))
    clock.step(COOL_DOWN_S)
    provider.gate.clear()
    stuck = asyncio.ensure_future(tokens.verify(token(KEYS[1], "second")))
    await settled()
    assert (await tokens.verify(token(KEYS[0], "first", sub="fresh"))).sub == "fresh"
    assert not stuck.done()
    provider.gate.set()
    with pytest.raises(TokenRefused):
        await stuck


async def test_the_cache_of_verified_tokens_is_bounded(keys: KeyCache, clock: SteppedClock) -> None:
    tokens = AccessTokenVerifier(issuer=KEY.issuer, clients=(CLIENT,), keys=keys, clock=clock, max_known=3)
    made = [token(KEYS[0], "first", sub=str(number)) for number in range(5)]
    for each in made:
        await tokens.verify(each)
    assert [tokens.known(each) is not None for each in made] == [False, False, True, True, True]


async def test_nothing_remembered_holds_a_token(tokens: AccessTokenVerifier) -> None:
    good = token(KEYS[0], "first")
    await tokens.verify(good)
    assert good not in repr(tokens._known).encode()


ODD_KEYS: Mapping[str, Mapping[str, Any]] = {
    "symmetric": OctKey.generate_key(256, auto_kid=False).as_dict() | {"kid": "odd"},
    "elliptic": ECKey.generate_key("P-256", auto_kid=False).as_dict(private=False) | {"kid": "odd"},
    "for encryption": {**jwk(KEYS[0], "odd"), "use": "enc"},
    "for another algorithm": {**jwk(KEYS[0], "odd"), "alg": "RS512"},
    "weak": jwk(RSAKey.generate_key(1024, private=True, auto_kid=False), "odd"),
    "without kid": {name: value for name, value in jwk(KEYS[0], "odd").items() if name != "kid"},
    "kid a number": {**jwk(KEYS[0], "odd"), "kid": 1},
    "kid endless": {**jwk(KEYS[0], "odd"), "kid": "k" * 300},
    "modulus missing": {"kty": "RSA", "kid": "odd", "e": "AQAB"},
    "modulus no base64": {"kty": "RSA", "kid": "odd", "n": "!!!", "e": "AQAB"},
    "modulus a number": {"kty": "RSA", "kid": "odd", "n": 7, "e": "AQAB"},
    "exponent zero": {**jwk(KEYS[0], "odd"), "e": "AA"},
    "exponent one": {**jwk(KEYS[0], "odd"), "e": "AQ"},
    "empty": {},
}


@pytest.mark.parametrize("odd", ODD_KEYS.values(), ids=ODD_KEYS)
def test_an_odd_key_is_left_out_and_the_others_stay(odd: Mapping[str, Any]) -> None:
    assert list(usable_keys([odd, jwk(KEYS[1], "good")])) == ["good"]


def test_a_kid_that_stands_twice_says_nothing() -> None:
    assert list(usable_keys([jwk(KEYS[0], "twice"), jwk(KEYS[1], "twice"), jwk(KEYS[1], "once")])) == ["once"]


def test_private_parts_in_a_key_set_are_not_kept() -> None:
    leaked = {**KEYS[0].as_dict(private=True), "kid": "leaked"}
    assert not usable_keys([leaked])["leaked"].is_private
