"""Words that no log may hold, said everywhere a caller can say something, to the program with its most talkative log."""

import json

import httpx

from tests.program import Program

CANARY = "canary-b3f1e5"


def test_nothing_that_a_caller_says_reaches_the_programs_output(program: Program, tokens: dict[str, str]) -> None:
    token = tokens["andrewbrown"]
    with httpx.Client(base_url=program.url, follow_redirects=True) as client:
        bearer = {"authorization": f"Bearer {token}"}
        for headers in (bearer, {"authorization": f"Bearer {CANARY}"}, {"cookie": f"session={CANARY}"}, {}):
            said = headers | {"user-agent": CANARY, "referer": f"http://x/{CANARY}", "x-request-id": f"{CANARY}\u00e9"}
            said["x-request-id"] = f"{CANARY} x"
            for body in ({"message": CANARY, "handle": "bayko"}, {"message": CANARY, "handle": CANARY}, {CANARY: 1}):
                client.post("/api/messages", json=body, headers=said)
            client.post("/api/messages", content=f'{{"message": "{CANARY}'.encode(), headers=said)
            for path in ("users?q=", "users/@", "messages/", "message_groups?cursor=", ""):
                client.get(f"/api/{path}{CANARY}", headers=said)
            client.get(f"/auth/callback?code={CANARY}&state={CANARY}", headers=said)
        for path in ("login", "signup", "forgotPassword", "confirmUser"):
            form = {
                "name": CANARY,
                "username": CANARY,
                "email": f"{CANARY}@x.example",
                "password": CANARY,
                "code": CANARY,
            }
            client.post(f"/oidc/{path}", data=form, headers={"origin": program.url})
        client.post(
            "/oidc/oauth2/token", data={"grant_type": "authorization_code", "code": CANARY, "client_id": CANARY}
        )
    events = "\n".join(program.stderr)
    assert events.count("http_request") > 30, "the log is on"
    said_out = events + "\n".join(program.stdout)
    assert CANARY not in said_out
    for secret in (token, token.rsplit(".", 1)[1], "andrewbrown@", json.dumps("bayko")):
        assert secret not in said_out
