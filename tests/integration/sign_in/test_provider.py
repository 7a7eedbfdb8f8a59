"""The built-in provider towards its clients: what it describes, grants, exchanges and takes back."""

import json

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from cruddur.domain.authorization import access_hash, challenge_of
from cruddur.entrypoints.http.caller import Credentials, Unauthenticated
from cruddur.usecases.grant_code import CODE_S
from tests.clock import SteppedClock
from tests.integration.sign_in.scene import CLIENT, PASSWORD, PUBLIC_URL, Browser, SignInScene, query_of

VERIFIER = "v" * 43
REDIRECT = f"{PUBLIC_URL}/auth/callback"
ASKED = {
    "response_type": "code",
    "client_id": CLIENT,
    "redirect_uri": REDIRECT,
    "scope": "openid email profile",
    "state": "st",
    "nonce": "no",
    "code_challenge": challenge_of(VERIFIER),
    "code_challenge_method": "S256",
}


async def code_for(browser: Browser, **changed: str) -> str:
    """A fresh code of ada's."""
    page = await browser.get("/oidc/oauth2/authorize", params={**ASKED, **changed})
    await browser.follow(page)
    return query_of(await browser.submit(name="ada", password=PASSWORD))["code"]


async def exchange(browser: Browser, granted: str, **changed: str) -> httpx.Response:
    """Exchange a code; a value of "" leaves a field out."""
    form = {
        "grant_type": "authorization_code",
        "client_id": CLIENT,
        "code": granted,
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
        **changed,
    }
    return await browser.http.post("/oidc/oauth2/token", data={name: value for name, value in form.items() if value})


async def test_the_description_names_everything_and_the_keys_are_public(browser: Browser, scene: SignInScene) -> None:
    pool = f"/oidc/{scene.answer_client.signer.pool_id}/.well-known"
    document = (await browser.get(f"{pool}/openid-configuration")).json()
    assert document["issuer"] == scene.answer_client.signer.issuer
    assert "8080" not in document["issuer"]
    assert document["authorization_endpoint"] == f"{PUBLIC_URL}/oidc/oauth2/authorize"
    assert document["code_challenge_methods_supported"] == ["S256"]
    keys = (await browser.get(document["jwks_uri"])).json()["keys"]
    assert {name for key in keys for name in key} == {"kty", "n", "e", "kid", "use", "alg"}


async def test_the_tokens_are_shaped_like_a_user_pools(browser: Browser, scene: SignInScene) -> None:
    await scene.add()
    answer = await exchange(browser, await code_for(browser))
    assert answer.headers["content-type"] == "application/json"
    document = answer.json()
    assert (document["token_type"], document["expires_in"]) == ("Bearer", 3600)
    keys = KeySet.import_key_set(dict(scene.answer_client.keys()))  # pyright: ignore[reportArgumentType] - plain JSON
    access = jwt.decode(document["access_token"], keys, algorithms=["RS256"]).claims
    identity = jwt.decode(document["id_token"], keys, algorithms=["RS256"]).claims
    assert set(access) == {
        *("sub", "iss", "client_id", "token_use", "scope", "auth_time", "iat", "exp", "jti", "username"),
    }
    assert (access["token_use"], access["client_id"], access["username"]) == ("access", CLIENT, "ada")
    assert access["exp"] - access["iat"] == 3600
    assert (identity["token_use"], identity["aud"], identity["nonce"]) == ("id", CLIENT, "no")
    assert (identity["email"], identity["email_verified"]) == ("ada@example.org", True)
    assert (identity["preferred_username"], identity["cognito:username"], identity["name"]) == ("ada", "ada", "Ada")
    assert identity["at_hash"] == access_hash(document["access_token"])
    assert identity["sub"] == access["sub"]


async def test_userinfo_tells_the_bearer_who_they_are(browser: Browser, scene: SignInScene) -> None:
    await scene.add()
    token = (await exchange(browser, await code_for(browser))).json()["access_token"]
    told = await browser.get("/oidc/oauth2/userInfo", headers={"authorization": f"Bearer {token}"})
    assert (told.json()["email"], told.json()["username"]) == ("ada@example.org", "ada")
    refused = await browser.get("/oidc/oauth2/userInfo", headers={"authorization": f"Bearer {token}x"})
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert (await browser.get("/oidc/oauth2/userInfo")).status_code == 401


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "another"},
        {"client_id": ""},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": REDIRECT + "/"},
        {"redirect_uri": REDIRECT + "?x=1"},
        {"redirect_uri": REDIRECT.replace("127.0.0.1", "localhost")},
        {"redirect_uri": REDIRECT.replace("8080", "8081")},
        {"redirect_uri": REDIRECT.replace("http:", "HTTP:")},
        {"redirect_uri": f"{PUBLIC_URL}/auth/../auth/callback"},
        {"redirect_uri": f"{PUBLIC_URL}@evil.example/auth/callback"},
        {"redirect_uri": ""},
    ],
)
async def test_an_unknown_client_or_address_gets_a_page_and_no_redirect(
    browser: Browser, changed: dict[str, str]
) -> None:
    for path in ("/oidc/oauth2/authorize", "/oidc/login", "/oidc/signup", "/oidc/confirm", "/oidc/forgotPassword"):
        page = await browser.get(path, params={**ASKED, **changed})
        assert page.status_code == 400
        assert "location" not in page.headers
        assert "Not a way in" in page.text
        assert "evil" not in page.text


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"scope": "openid admin"}, "invalid_scope"),
        ({"scope": "email"}, "invalid_scope"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge": "c" * 44}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"nonce": ""}, "invalid_request"),
        ({"nonce": "n" * 600}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
        ({"request": "x.y.z"}, "request_not_supported"),
        ({"request_uri": "https://evil.example"}, "request_not_supported"),
    ],
)
async def test_a_wrong_request_is_told_to_the_client(browser: Browser, changed: dict[str, str], error: str) -> None:
    answer = await browser.get("/oidc/oauth2/authorize", params={**ASKED, **changed})
    assert answer.headers["location"].startswith(f"{REDIRECT}?")
    assert (query_of(answer)["error"], query_of(answer)["state"]) == (error, "st")


async def test_a_parameter_that_stands_twice_is_refused(browser: Browser) -> None:
    query = str(httpx.QueryParams(ASKED))
    assert (await browser.get(f"/oidc/oauth2/authorize?{query}&redirect_uri=https://evil.example")).status_code == 400
    answer = await browser.http.post(
        "/oidc/oauth2/token",
        content="grant_type=authorization_code&code=a&code=b",
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"code_verifier": challenge_of(VERIFIER)}, "invalid_grant"),
        ({"code_verifier": "v" * 42}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_request"),
        ({"redirect_uri": REDIRECT + "/"}, "invalid_grant"),
        ({"redirect_uri": ""}, "invalid_request"),
        ({"client_id": "another"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"code": "unknown"}, "invalid_grant"),
        ({"code": "c" * 5000}, "invalid_request"),
        ({"code": ""}, "invalid_request"),
    ],
)
async def test_a_code_is_exchanged_only_as_it_was_granted(
    browser: Browser, scene: SignInScene, changed: dict[str, str], error: str
) -> None:
    await scene.add()
    code = await code_for(browser)
    answer = await exchange(browser, code, **changed)
    assert answer.json() == {"error": error}
    assert answer.status_code == (401 if error == "invalid_client" else 400)


async def test_a_wrong_verifier_uses_the_code_up(browser: Browser, scene: SignInScene) -> None:
    await scene.add()
    code = await code_for(browser)
    assert (await exchange(browser, code, code_verifier="w" * 43)).status_code == 400
    assert (await exchange(browser, code)).status_code == 400


async def test_a_code_is_good_for_a_minute(browser: Browser, scene: SignInScene, clock: SteppedClock) -> None:
    await scene.add()
    code = await code_for(browser)
    clock.step(CODE_S)
    assert (await exchange(browser, code)).json() == {"error": "invalid_grant"}


async def test_a_code_used_twice_takes_its_tokens_back(browser: Browser, scene: SignInScene) -> None:
    await scene.add()
    code = await code_for(browser)
    token = (await exchange(browser, code)).json()["access_token"]
    info = {"headers": {"authorization": f"Bearer {token}"}}
    assert (await browser.get("/oidc/oauth2/userInfo", **info)).status_code == 200
    assert scene.access_tokens.known(token.encode()) is not None
    assert (await exchange(browser, code)).json() == {"error": "invalid_grant"}
    assert scene.access_tokens.known(token.encode()) is None
    assert (await browser.get("/oidc/oauth2/userInfo", **info)).status_code == 401
    with pytest.raises(Unauthenticated):
        await scene.authenticate(Credentials(f"Bearer {token}".encode(), None))


async def test_the_answer_names_its_issuer(browser: Browser, scene: SignInScene) -> None:
    await scene.add()
    await browser.follow(await browser.get("/oidc/oauth2/authorize", params=ASKED))
    back = query_of(await browser.submit(name="ada", password=PASSWORD))
    assert (back["iss"], back["state"]) == (scene.answer_client.signer.issuer, "st")


@pytest.mark.parametrize(
    "changed",
    [
        {"logout_uri": "https://evil.example/"},
        {"logout_uri": PUBLIC_URL},
        {"logout_uri": f"{PUBLIC_URL}//evil.example"},
        {"client_id": "another"},
        {"logout_uri": ""},
    ],
)
async def test_signing_out_leads_only_where_the_client_may_go(browser: Browser, changed: dict[str, str]) -> None:
    query = {"client_id": CLIENT, "logout_uri": f"{PUBLIC_URL}/"}
    assert (await browser.get("/oidc/logout", params=query)).headers["location"] == f"{PUBLIC_URL}/"
    page = await browser.get("/oidc/logout", params={**query, **changed})
    assert page.status_code == 400
    assert "location" not in page.headers


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"{}", "application/json"),
        (b"a=b", "text/plain"),
        (b"a=" + b"b" * 20_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=b" % n for n in range(100)), "application/x-www-form-urlencoded"),
        (b"\xff\xfe=\x00", "application/x-www-form-urlencoded"),
        (b"", ""),
    ],
)
async def test_an_odd_body_is_refused_as_a_bad_request(browser: Browser, content: bytes, content_type: str) -> None:
    headers = {"content-type": content_type} if content_type else {}
    answer = await browser.http.post("/oidc/oauth2/token", content=content, headers=headers)
    assert answer.status_code in (400, 401)
    assert "error" in json.loads(answer.content)
    page = await browser.http.post("/oidc/login", params=ASKED, content=content, headers=headers)
    assert page.status_code in (400, 403)


async def test_the_pages_files_are_kept_for_ever_and_others_are_not_there(browser: Browser) -> None:
    page = await browser.begin()
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    address = page.text.split('rel="stylesheet" href="')[3].split('"')[0]
    file = await browser.get(address)
    assert file.status_code == 200
    assert file.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in file.headers["cache-control"]
    for name in ("pages.css", "..%2f..%2fpages.py", "nothing"):
        assert (await browser.get(f"/oidc/assets/{name}")).status_code == 404


async def test_no_page_needs_what_the_policy_forbids(browser: Browser) -> None:
    page = await browser.begin(screen="sign-up")
    for text in (
        page.text,
        (await browser.submit(fields=dict.fromkeys(("display_name", "handle", "email", "password"), ""))).text,
    ):
        assert "style=" not in text
        assert "<style" not in text
        assert " on" not in {part[:3] for part in text.split('"')}
        assert text.count("<script") == text.count("<script src=")
