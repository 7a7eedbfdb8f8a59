"""Tokens that nobody may be let in with: none is accepted, none breaks anything. And those that are good."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc.jwk import RSAKey

from cruddur.domain import instant
from cruddur.entrypoints.http.caller import Credentials, Unauthenticated
from tests.clock import SteppedClock
from tests.integration.sign_in.scene import CLIENT, KEY, SignInScene

Claims = dict[str, Any]
FOREIGN = RSAKey.generate_key(2048, private=True, auto_kid=False)
NOW_S = int(instant.to_datetime(SteppedClock().now()).timestamp())
KID = str(KEY.public_keys()[0]["kid"])
HUGE = 10**400


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def as_json(value: Any) -> bytes:
    return json.dumps(value).encode()


def claims(**changed: Any) -> Claims:
    """The claims of a good access token, with changes; a value of `...` leaves one out."""
    good: Claims = {
        "sub": "11111111-2222-4333-8444-555555555555",
        "iss": KEY.issuer,
        "client_id": CLIENT,
        "token_use": "access",
        "scope": "openid",
        "exp": NOW_S + 3600,
        "iat": NOW_S,
        "jti": "one",
        "username": "ada",
    }
    return {name: value for name, value in {**good, **changed}.items() if value is not ...}


def private_of(key: RSAKey) -> RSAPrivateKey:
    private = key.raw_value
    assert isinstance(private, RSAPrivateKey)
    return private


def rs256(header: bytes, payload: bytes, key: RSAKey | None = None) -> str:
    """Sign whatever bytes there are: what libraries refuse to make, an attacker makes by hand."""
    private = private_of(key or KEY._keys[0])
    signed = f"{b64(header)}.{b64(payload)}"
    return f"{signed}.{b64(private.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def token(header: Mapping[str, Any] | None = None, *, key: RSAKey | None = None, **changed: Any) -> str:
    """A token with our key, or another, and any header."""
    full = {"alg": "RS256", "kid": KID, **(header or {})}
    return rs256(
        as_json({name: value for name, value in full.items() if value is not ...}), as_json(claims(**changed)), key
    )


def public_pem() -> bytes:
    return private_of(KEY._keys[0]).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def hs256(secret: bytes, kid: str = KID) -> str:
    """The classic: the public key as the secret of a symmetric algorithm."""
    signed = f"{b64(as_json({'alg': 'HS256', 'kid': kid}))}.{b64(as_json(claims()))}"
    return f"{signed}.{b64(hmac.digest(secret, signed.encode(), hashlib.sha256))}"


def unsigned(algorithm: str) -> str:
    return f"{b64(as_json({'alg': algorithm, 'kid': KID}))}.{b64(as_json(claims()))}."


def re_signed(algorithm: str, hash_: hashes.HashAlgorithm, *, is_pss: bool = False) -> str:
    """Our own key, under an algorithm that is not pinned."""
    private = private_of(KEY._keys[0])
    signed = f"{b64(as_json({'alg': algorithm, 'kid': KID}))}.{b64(as_json(claims()))}"
    pad = padding.PSS(padding.MGF1(hash_), padding.PSS.DIGEST_LENGTH) if is_pss else padding.PKCS1v15()
    return f"{signed}.{b64(private.sign(signed.encode(), pad, hash_))}"


def spoiled(part: int, change: Callable[[str], str]) -> str:
    """A good token with one of its three parts changed."""
    parts = token().split(".")
    parts[part] = change(parts[part])
    return ".".join(parts)


def foreign_jwk() -> Mapping[str, Any]:
    return FOREIGN.as_dict(private=False)


FORGED: dict[str, Callable[[], str]] = {
    # the algorithm
    "alg none": lambda: unsigned("none"),
    "alg None": lambda: unsigned("None"),
    "alg nOnE with a signature": lambda: rs256(as_json({"alg": "nOnE", "kid": KID}), as_json(claims())),
    "alg missing": lambda: token({"alg": ...}),
    "alg null": lambda: token({"alg": None}),
    "alg a number": lambda: token({"alg": 256}),
    "alg a list": lambda: token({"alg": ["RS256"]}),
    "alg rs256 in lower case": lambda: token({"alg": "rs256"}),
    "HS256 with the public key, PEM": lambda: hs256(public_pem()),
    "HS256 with the public key, PEM stripped": lambda: hs256(public_pem().strip()),
    "HS256 with the public key, modulus": lambda: hs256(str(KEY.public_keys()[0]["n"]).encode()),
    "HS256 with an empty secret": lambda: hs256(b""),
    "RS512 with our key": lambda: re_signed("RS512", hashes.SHA512()),
    "RS384 with our key": lambda: re_signed("RS384", hashes.SHA384()),
    "PS256 with our key": lambda: re_signed("PS256", hashes.SHA256(), is_pss=True),
    "PS256 said to be RS256": lambda: re_signed("RS256", hashes.SHA256(), is_pss=True),
    "SHA-512 said to be RS256": lambda: re_signed("RS256", hashes.SHA512()),
    # the key
    "a foreign key": lambda: token(key=FOREIGN),
    "an unknown kid": lambda: token({"kid": "unknown"}, key=FOREIGN),
    "our key under an unknown kid": lambda: token({"kid": "unknown"}),
    "kid missing": lambda: token({"kid": ...}),
    "kid empty": lambda: token({"kid": ""}),
    "kid a number": lambda: token({"kid": 1}),
    "kid an object": lambda: token({"kid": {"$ne": ""}}),
    "kid a path": lambda: token({"kid": "../../../../dev/null"}, key=FOREIGN),
    "kid SQL": lambda: token({"kid": "' OR 1=1 --"}, key=FOREIGN),
    "kid with NUL": lambda: token({"kid": KID + "\0"}),
    "kid of 10 KB": lambda: token({"kid": "k" * 10_000}),
    "jwk in the header": lambda: token({"jwk": foreign_jwk()}, key=FOREIGN),
    "jwk in the header, our key": lambda: token({"jwk": KEY.public_keys()[0]}),
    "jku in the header": lambda: token({"jku": "https://evil.example/jwks.json"}, key=FOREIGN),
    "jku in the header, our key": lambda: token({"jku": "https://evil.example/jwks.json"}),
    "x5u in the header": lambda: token({"x5u": "https://evil.example/cert"}),
    "x5c in the header": lambda: token({"x5c": ["MIIB"]}),
    "crit in the header": lambda: token({"crit": ["exp"]}),
    "crit of an unknown extension": lambda: token({"crit": ["urn:x"], "urn:x": True}),
    "crit empty": lambda: token({"crit": []}),
    "b64 false": lambda: token({"b64": False, "crit": ["b64"]}),
    "zip": lambda: token({"zip": "DEF"}),
    "typ of something else": lambda: token({"typ": "dpop+jwt"}),
    "typ a list": lambda: token({"typ": ["JWT"]}),
    # the issuer and the audience
    "another issuer": lambda: token(iss="https://evil.example"),
    "issuer with a slash": lambda: token(iss=KEY.issuer + "/"),
    "issuer in upper case": lambda: token(iss=KEY.issuer.upper()),
    "issuer missing": lambda: token(iss=...),
    "issuer a list": lambda: token(iss=[KEY.issuer]),
    "issuer null": lambda: token(iss=None),
    "an ID token": lambda: token(token_use="id", aud=CLIENT, client_id=...),
    "an ID token with a client_id": lambda: token(token_use="id", aud=CLIENT),
    "token_use missing": lambda: token(token_use=...),
    "token_use refresh": lambda: token(token_use="refresh"),
    "token_use a list": lambda: token(token_use=["access"]),
    "another client": lambda: token(client_id="another"),
    "client_id missing": lambda: token(client_id=...),
    "client_id empty": lambda: token(client_id=""),
    "client_id a list": lambda: token(client_id=[CLIENT]),
    "client_id with a space": lambda: token(client_id=f"{CLIENT} "),
    # the times
    "expired a second ago": lambda: token(exp=NOW_S - 1),
    "expiring now": lambda: token(exp=NOW_S),
    "exp missing": lambda: token(exp=...),
    "exp null": lambda: token(exp=None),
    "exp as text": lambda: token(exp=str(NOW_S + 3600)),
    "exp a fraction": lambda: token(exp=NOW_S + 3600.5),
    "exp true": lambda: token(exp=True),
    "exp negative": lambda: token(exp=-1),
    "exp 10^400": lambda: token(exp=HUGE),
    "exp of 5,000 digits": lambda: rs256(
        as_json({"alg": "RS256", "kid": KID}), as_json(claims(exp=0)).replace(b'"exp": 0', b'"exp": ' + b"9" * 5000)
    ),
    "exp 1e400": lambda: rs256(
        as_json({"alg": "RS256", "kid": KID}), as_json(claims(exp=0)).replace(b'"exp": 0', b'"exp": 1e400')
    ),
    "exp NaN": lambda: token(exp=float("nan")),
    "exp Infinity": lambda: token(exp=float("inf")),
    "exp beyond the calendar": lambda: token(exp=253_402_300_800),
    "exp a list": lambda: token(exp=[NOW_S + 3600]),
    "nbf in the future": lambda: token(nbf=NOW_S + 120),
    "nbf as text": lambda: token(nbf="0"),
    "iat in the future": lambda: token(iat=NOW_S + 120),
    "iat 10^400": lambda: token(iat=HUGE),
    # the person
    "sub missing": lambda: token(sub=...),
    "sub empty": lambda: token(sub=""),
    "sub a space": lambda: token(sub=" "),
    "sub null": lambda: token(sub=None),
    "sub a number": lambda: token(sub=7),
    "sub an object": lambda: token(sub={"id": 7}),
    "sub with NUL": lambda: token(sub="a\0b"),
    "sub a lone surrogate": lambda: token(sub="\ud800"),
    "sub of 300 characters": lambda: token(sub="s" * 300),
    # the shape
    "empty": lambda: "",
    "one dot": lambda: "a.b",
    "two dots": lambda: "..",
    "four parts": lambda: token() + ".e",
    "five parts, a JWE": lambda: "a.b.c.d.e",
    "a thousand dots": lambda: "." * 1000,
    "100 KB": lambda: token(padding="x" * 100_000),
    "100 KB of dots and letters": lambda: "a" * 50_000 + "." + "b" * 50_000 + ".c",
    "9 KB of decent claims": lambda: token(padding="x" * 7000),
    "header not base64": lambda: spoiled(0, lambda part: "!" + part[1:]),
    "header with padding": lambda: spoiled(0, lambda part: part + "="),
    "header not JSON": lambda: rs256(b"{", as_json(claims())),
    "header an array": lambda: rs256(b"[]", as_json(claims())),
    "header a text": lambda: rs256(b'"RS256"', as_json(claims())),
    "header null": lambda: rs256(b"null", as_json(claims())),
    "header not UTF-8": lambda: rs256(b'{"alg":"RS256","kid":"\xff"}', as_json(claims())),
    "header with alg twice": lambda: rs256(f'{{"alg":"none","alg":"RS256","kid":"{KID}"}}'.encode(), as_json(claims())),
    "header deep": lambda: rs256(b'{"alg":"RS256","x":' + b"[" * 300 + b"]" * 300 + b',"kid":"', as_json(claims())),
    "claims not JSON": lambda: rs256(as_json({"alg": "RS256", "kid": KID}), b"{"),
    "claims an array": lambda: rs256(as_json({"alg": "RS256", "kid": KID}), b"[]"),
    "claims empty": lambda: rs256(as_json({"alg": "RS256", "kid": KID}), b""),
    "claims not UTF-8": lambda: rs256(as_json({"alg": "RS256", "kid": KID}), b"\xff\xfe"),
    "claims deep": lambda: rs256(as_json({"alg": "RS256", "kid": KID}), b"[" * 2500 + b"]" * 2500),
    "claims with sub twice": lambda: rs256(
        as_json({"alg": "RS256", "kid": KID}), as_json(claims())[:-1] + b', "sub": "another"}'
    ),
    "signature missing": lambda: spoiled(2, lambda _: ""),
    "signature cut": lambda: spoiled(2, lambda part: part[:-4]),
    "signature of zeros": lambda: spoiled(2, lambda part: b64(bytes(256))),
    "signature longer": lambda: spoiled(2, lambda part: part + "AAAA"),
    "signature of another token": lambda: spoiled(2, lambda _: token(sub="another").split(".")[2]),
    "claims of another token": lambda: spoiled(1, lambda _: token(sub="another").split(".")[1]),
    "signature malleated in its last bits": lambda: spoiled(2, lambda part: part[:-1] + chr(ord(part[-1]) + 1)),
    "line break inside": lambda: token()[:40] + "\n" + token()[40:],
    "NUL inside": lambda: token()[:40] + "\0" + token()[40:],
    "URL encoded": lambda: token().replace(".", "%2e"),
}


def test_there_are_forgeries_enough() -> None:
    assert len(FORGED) >= 45


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
async def test_a_forged_token_is_nobodys(scene: SignInScene, forge: Callable[[], str]) -> None:
    credentials = Credentials(b"Bearer " + forge().encode("utf-8", "surrogatepass"), None)
    assert scene.authenticate.known(credentials) is None
    with pytest.raises(Unauthenticated) as refused:
        await scene.authenticate(credentials)
    assert refused.value.token_refused
    assert scene.authenticate.known(credentials) is None
    assert await scene.users.search("ada", limit=5) == []


GOOD: dict[str, Callable[[], str]] = {
    "as made": token,
    "typ JWT": lambda: token({"typ": "JWT"}),
    "typ at+jwt": lambda: token({"typ": "at+jwt"}),
    "a thumbprint in the header": lambda: token({"x5t": "AAAA"}),
    "nbf a little ahead": lambda: token(nbf=NOW_S + 59),
    "iat a little ahead": lambda: token(iat=NOW_S + 59),
    "without iat and jti": lambda: token(iat=..., jti=...),
    "unknown claims": lambda: token(groups=["a", "b"], deep={"er": [1, {"x": None}]}),
    "a sub that is no uuid": lambda: token(sub="auth0|5f7c8ec7c33c6c004bbafe82"),
    "in its last second": lambda: token(exp=NOW_S + 1),
}


@pytest.mark.parametrize("make", GOOD.values(), ids=GOOD)
async def test_a_good_token_is_accepted_and_then_known(scene: SignInScene, make: Callable[[], str]) -> None:
    credentials = Credentials(f"Bearer {make()}".encode(), None)
    caller = await scene.authenticate(credentials)
    assert caller.via == "bearer"
    assert scene.authenticate.known(credentials) == caller
    assert caller.user_uuid in await scene.users.find_by_uuids([caller.user_uuid])


async def test_a_known_token_dies_at_its_hour(scene: SignInScene, clock: SteppedClock) -> None:
    good = token()
    await scene.authenticate(Credentials(f"Bearer {good}".encode(), None))
    clock.step(3599.999999)
    assert scene.known(good) is not None
    clock.step(0.000001)
    assert scene.known(good) is None
    with pytest.raises(Unauthenticated):
        await scene.authenticate(Credentials(f"Bearer {good}".encode(), None))


@pytest.mark.parametrize(
    "authorization",
    [
        b"",
        b"Bearer",
        b"Bearer ",
        b"Basic YTpi",
        b"Token x",
        b"Bearer a b",
        b"Bearer a, Bearer b",
        b"\xff\xfe",
        b"Bearer \xff",
    ],
)
async def test_another_scheme_is_refused_and_no_cookie_helps(scene: SignInScene, authorization: bytes) -> None:
    await scene.add()
    browser = scene.browser()
    await browser.sign_in()
    cookie = f"session={browser.session}".encode()
    assert await scene.authenticate(Credentials(None, cookie))
    credentials = Credentials(authorization, cookie)
    assert scene.authenticate.known(credentials) is None
    with pytest.raises(Unauthenticated):
        await scene.authenticate(credentials)


async def test_a_bearer_wins_over_a_cookie(scene: SignInScene) -> None:
    await scene.add("bo")
    browser = scene.browser()
    await browser.sign_in("bo")
    caller = await scene.authenticate(Credentials(f"bearer {token()}".encode(), f"session={browser.session}".encode()))
    assert caller.via == "bearer"


@pytest.mark.parametrize(
    "cookie",
    [b"", b"session", b"session=", b"session=\xff", b"session=" + b"x" * 5000, b"; ;;=;", b"sessions=x", b"Session=x"],
)
async def test_an_odd_cookie_is_nobodys(scene: SignInScene, cookie: bytes) -> None:
    assert scene.authenticate.known(Credentials(None, cookie)) is None
    with pytest.raises(Unauthenticated):
        await scene.authenticate(Credentials(None, cookie))
