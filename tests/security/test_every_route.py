"""Every route of the running program: the headers that protect, also on refusals, and no field that is not asked for."""

import re

import httpx
import pytest

from tests.program import Program
from tools.docs import routes_table

GROUP = "6f9d3d1a-3c55-5a1e-9b0f-7a2e8d4c1b03"

REFUSALS = (
    ("GET", "/api/none", 404),
    ("GET", "/api/messages", 405),
    ("DELETE", "/api/messages/counter", 405),
    ("GET", f"/api/messages/{GROUP}", 401),
    ("POST", "/api/messages", 401),
    ("GET", "/assets/none.js", 404),
    ("GET", "/oidc/none", 404),
    ("GET", "/auth/none", 404),
    ("POST", "/oidc/oauth2/token", 400),
)
PAGES = ("/", "/messages", f"/messages/{GROUP}", "/messages/new/bayko", "/index.html", "/favicon.svg", "/theme.js")
SIGN_IN = ("/auth/login", "/oidc/login", "/oidc/signup", "/oidc/.well-known/openid-configuration")

WANTED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": None,
    "content-security-policy": None,
    "x-request-id": None,
}
ALLOWS_ANYTHING = re.compile(r"unsafe-inline|unsafe-eval|(?:^|[ ;])\*|https?:(?:[ ;]|$)|data:(?=[^;]*script)")


def checked(answer: httpx.Response) -> None:
    where = f"{answer.request.method} {answer.request.url.path} {answer.status_code}"
    for name, value in WANTED.items():
        assert name in answer.headers, f"{where}: {name}"
        assert value in (None, answer.headers[name]), where
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy, where
    scripts = re.search(r"(?:script-src|default-src) ([^;]*)", policy)
    assert scripts, where
    assert not ALLOWS_ANYTHING.search(scripts[1]), where
    assert "server" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers


def test_every_response_of_the_program_carries_a_policy(program: Program, tokens: dict[str, str]) -> None:
    with httpx.Client(base_url=program.url) as client:
        for path in (*PAGES, *SIGN_IN):
            checked(client.get(path))
        for method, path, status in REFUSALS:
            answer = client.request(method, path)
            assert answer.status_code == status, (path, answer.text)
            checked(answer)
        client.headers["authorization"] = f"Bearer {tokens['bayko']}"
        for method, path in documented():
            checked(client.request(method, path))
        checked(client.post("/api/messages", content=b"x" * 200_000, headers={"content-type": "application/json"}))
        checked(client.get("/", headers={"host": "a b"}))


def documented() -> list[tuple[str, str]]:
    """Every route that the docs name, with something in its place."""
    found = re.findall(r"`(GET|PUT|POST|DELETE|PATCH) (/[^`?]*)", routes_table())
    assert len(found) >= 12
    return [
        (method, path.replace("{message_group_uuid}", GROUP).replace("{handle}", "bayko")) for method, path in found
    ]


SMUGGLED = (
    "user_uuid", "sender_uuid", "uuid", "seq", "created_at", "sent_at", "kind", "rev", "deleted_at", "edited_at",
    "digest", "membership_seq", "role", "members", "is_admin", "display_name", "log_id", "__proto__", "constructor",
)  # fmt: skip


@pytest.mark.parametrize("field", SMUGGLED)
def test_a_field_that_nobody_asked_for_is_refused(program: Program, tokens: dict[str, str], field: str) -> None:
    headers = {"Authorization": f"Bearer {tokens['bayko']}"}
    with httpx.Client(base_url=program.url, headers=headers) as client:
        send = {"message": "mine", "handle": "londo"}
        group = client.post("/api/messages", json=send).json()["message_group_uuid"]
        before = client.get(f"/api/messages/{group}").json()
        for body in ({**send, field: 1}, {**send, field: "9d6b0c1e-55d3-4b8e-8f3a-2f1b7c6d5e02"}):
            refused = client.post("/api/messages", json=body)
            assert (refused.status_code, refused.json()["errors"]) == (422, ["unknown_field"])
        refused = client.put(f"/api/message_groups/{group}/read", json={"seq": 1, field: 1})
        # `seq` is the one field that is asked for here, and stands twice.
        assert refused.status_code == (200 if field == "seq" else 422)
        assert client.get(f"/api/messages/{group}").json() == before
