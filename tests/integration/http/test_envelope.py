"""What every response carries, whatever made it; methods and paths that are not there."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from litestar import get, post
from litestar.params import JSONBody
from litestar.response import Redirect

from cruddur.domain.errors import HandleTaken
from cruddur.entrypoints.http import body, exchange
from cruddur.entrypoints.http.openapi import document
from tests.integration.http.world import Answered, World, call

GROUP = "00000000-0000-4000-8000-00000000dead"


@get("/auth/login")
async def login() -> Redirect:
    """Stands in for a route of sign-in."""
    return Redirect("/oidc/authorize")


@get("/auth/broken")
async def broken() -> None:
    """A route of sign-in that fails."""
    raise RuntimeError("a secret in an exception")


@post("/auth/taken")
async def taken() -> None:
    """A route of sign-in that refuses."""
    raise HandleTaken


@post("/oidc/form")
async def form(data: JSONBody[dict[str, str]]) -> str:
    """A form, read by the framework itself."""
    return ",".join(data)


@pytest_asyncio.fixture
async def site(tmp_path: Path) -> AsyncIterator[World]:
    """A world with pages and with routes of sign-in, on https."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>Cruddur</title>")
    (tmp_path / "assets" / "app-1a2b3c.js").write_text("/* */" * 1000)
    world = World.open(bundle=tmp_path, handlers=[login, broken, taken, form], public_url="https://messages.example")
    await world.add("andrewbrown", "bayko")
    yield world
    await world.engine.close()


def paths() -> list[tuple[str, str]]:
    """Every operation of the document, and one path of every other kind."""
    operations = [
        (method.upper(), path.replace("{message_group_uuid}", GROUP).replace("{handle}", "bayko"))
        for path, methods in document()["paths"].items()
        for method in methods
    ]
    others = [
        "/",
        "/messages/new/bayko",
        "/assets/app-1a2b3c.js",
        "/assets/gone.js",
        "/robots.txt",
        "/api",
        "/api/none",
    ]
    others += ["/auth/login", "/auth/broken", "/auth/none", "/oidc/none", "/api/messages/", "/api//messages"]
    return [*operations, *(("GET", path) for path in others), ("POST", "/auth/taken"), ("POST", "/")]


def assert_enveloped(answer: Answered) -> None:
    """Every header of the envelope, once."""
    policy = answer.header("content-security-policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.header("x-content-type-options") == "nosniff"
    assert answer.header("referrer-policy") == "same-origin"
    assert answer.header("cross-origin-opener-policy") == "same-origin"
    assert answer.header("cross-origin-resource-policy") == "same-origin"
    assert "camera=()" in (answer.header("permissions-policy") or "")
    assert answer.header("cache-control")
    assert answer.header("x-request-id")
    assert answer.header("server") is None


@pytest.mark.parametrize(("method", "path"), paths())
async def test_every_response_carries_the_headers_that_protect(site: World, method: str, path: str) -> None:
    for by in (None, "bayko"):
        answer = await site.ask(method, path, by=by, body=b"{}" if method != "GET" else None)
        assert_enveloped(answer)
        assert (answer.header("strict-transport-security") or "").startswith("max-age=")
        if path.startswith("/api"):
            assert answer.header("cache-control") == "no-store"
        if answer.status >= 400:
            assert answer.codes


async def test_browsers_are_told_to_stay_on_https_only_where_there_is_https(world: World) -> None:
    assert (await world.ask("GET", "/api/health/live")).header("strict-transport-security") is None


async def test_a_decent_request_id_is_kept_and_any_other_replaced(world: World) -> None:
    kept = await world.ask("GET", "/api/health/live", headers={"x-request-id": "Trace.1-a_b"})
    assert kept.header("x-request-id") == "Trace.1-a_b"
    for indecent in ("", "a b", "a\tb", "<script>", "x" * 65, "é", "a, b"):
        answer = await world.ask("GET", "/api/health/live", headers={"x-request-id": indecent})
        assert re.fullmatch(r"[\w-]{8}-[0-9a-f]+", answer.header("x-request-id") or "")
    ids = {(await world.ask("GET", "/api/health/live")).header("x-request-id") for _ in range(20)}
    assert len(ids) == 20


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/none", "/api/messages/", "/api//messages", "/api/users/", "/api/%2e"]
)
async def test_what_is_not_in_the_api_is_a_problem_and_never_a_page(site: World, path: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        missing = await site.ask(method, path, by="bayko")
        assert (missing.status, missing.codes) == (404, ["not_found"])


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("DELETE", "/api/messages", "OPTIONS, POST"),
        ("GET", "/api/messages", "OPTIONS, POST"),
        ("PUT", "/api/message_groups", "GET, HEAD, OPTIONS, POST"),
        ("PATCH", f"/api/messages/{GROUP}", "GET, HEAD, OPTIONS"),
        ("POST", f"/api/message_groups/{GROUP}/read", "OPTIONS, PUT"),
        ("TRACE", "/api/session", "GET, HEAD, OPTIONS"),
        ("CONNECT", "/api/session", "GET, HEAD, OPTIONS"),
        ("PROPFIND", "/api/session", "GET, HEAD, OPTIONS"),
        ("PUT", "/auth/taken", "OPTIONS, POST"),
        ("POST", "/messages", "GET, HEAD"),
    ],
)
async def test_a_method_that_is_not_there_is_405_and_names_those_that_are(
    site: World, method: str, path: str, allow: str
) -> None:
    refused = await site.ask(method, path, by="bayko")
    assert (refused.status, refused.codes, refused.header("allow")) == (405, ["method_not_allowed"], allow)


async def test_options_names_the_methods_and_grants_nothing(site: World) -> None:
    answer = await site.ask("OPTIONS", "/api/messages")
    assert (answer.status, answer.header("allow"), answer.body) == (204, "OPTIONS, POST", b"")
    assert answer.header("content-length") is None


async def test_routes_of_sign_in_refuse_and_fail_in_the_same_voice(
    site: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await site.ask("GET", "/auth/login")).header("location") == "/oidc/authorize"
    refused = await site.ask("POST", "/auth/taken")
    assert (refused.status, refused.codes) == (409, ["handle_taken"])
    failed = await site.ask("GET", "/auth/broken")
    assert (failed.status, failed.codes) == (500, ["unexpected"])
    assert b"secret" not in failed.body
    big = await site.ask("POST", "/oidc/form", body=b'{"a":"' + b"x" * 70_000 + b'"}')
    assert (big.status, big.header("connection")) == (413, "close")
    monkeypatch.setattr(body, "TIMEOUT_S", 0.05)
    monkeypatch.setattr(exchange, "LINGER_S", 0.05)
    headers = [("host", "x"), ("content-type", "application/json")]
    slow = await call(site.app, "POST", "/oidc/form", headers, [b'{"a":'], hangs=True)
    assert (slow.status, slow.codes, slow.header("connection")) == (408, ["body_timeout"], "close")
    bad = await site.ask("POST", "/oidc/form", body=b'{"a":')
    assert (bad.status, bad.codes) == (400, ["bad_request"])


async def test_health_says_that_it_lives_and_whether_the_stores_answer() -> None:
    answers = [True, False]

    async def is_ready() -> bool:
        return answers.pop(0)

    world = World.open(is_ready=is_ready)
    assert (await world.ask("GET", "/api/health/live")).json == {"status": "ok"}
    assert (await world.ask("GET", "/api/health/ready")).json == {"status": "ok"}
    refused = await world.ask("GET", "/api/health/ready")
    assert (refused.status, refused.codes, refused.header("retry-after")) == (503, ["unavailable"], "1")
    await world.engine.close()
