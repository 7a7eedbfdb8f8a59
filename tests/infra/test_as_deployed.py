"""A server under the keys of its role, and the identity stack, on the guarded AWS of this machine."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect

from tests.infra import ministack
from tests.infra.deployment import keys_of
from tests.program import Program, environment

PREFIX = "served"
PATIENCE_S = 60.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The real program on the deployed table, with the rights of ServerRole; the deployed Lambda carries."""

    async def prepared() -> tuple[str, dict[str, str]]:
        stacks = await ministack.deployed(PREFIX)
        return stacks.table, await keys_of("ServerRole", stacks)

    table, keys = asyncio.run(prepared())
    program = Program.ready(
        tmp_path_factory.mktemp("server"),
        env=environment(
            AWS_ENDPOINT_URL_DYNAMODB=ministack.url(),
            CRUDDUR_TABLE=table,
            CRUDDUR_PROJECTOR="elsewhere",
            AWS_ACCESS_KEY_ID=keys["aws_access_key_id"],
            AWS_SECRET_ACCESS_KEY=keys["aws_secret_access_key"],
        ),
    )
    yield program
    assert program.stop() == 0


def until(found: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE_S
    while not found():
        assert time.monotonic() < give_up
        time.sleep(0.02)


def heard(socket: ClientConnection, kind: str) -> Any:
    """The next frame of a kind; others, heartbeats among them, are passed over."""
    give_up = time.monotonic() + PATIENCE_S
    while (left := give_up - time.monotonic()) > 0:
        frame = json.loads(socket.recv(timeout=left))
        if frame["type"] == kind:
            return frame
    raise AssertionError(f"no {kind} frame came")


def test_everything_that_people_do_is_within_the_servers_rights(server: Program) -> None:
    bayko_token, londo_token = server.tokens("bayko", "londo")
    with (
        httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {bayko_token}"}, timeout=30) as bayko,
        httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {londo_token}"}, timeout=30) as londo,
    ):

        def done(answer: httpx.Response) -> Any:
            assert answer.status_code in (200, 201, 204), answer.text
            return answer.json() if answer.content else None

        done(bayko.get("/api/health/ready"))
        people = {who: done(bayko.get(f"/api/users/@{who}/short"))["uuid"] for who in ("londo", "andrewbrown")}
        sent = done(bayko.post("/api/messages", json={"handle": "londo", "message": "by the role's keys"}))
        group = sent["message_group_uuid"]
        again = done(bayko.post("/api/messages", json={"message_group_uuid": group, "message": "and once more"}))
        until(lambda: londo.get("/api/message_groups").json()[0]["message"] == "and once more")  # by the Lambda
        assert done(londo.get("/api/messages/counter"))["count"] >= 1
        assert [each["message"] for each in done(londo.get(f"/api/messages/{group}", params={"limit": 2}))] == [
            "by the role's keys",
            "and once more",
        ]
        done(londo.get(f"/api/messages/{group}", params={"at": "2026-01-01T00:00:00Z"}))
        done(londo.get(f"/api/message_groups/{group}"))
        assert done(londo.put(f"/api/message_groups/{group}/read", json={"seq": again["seq"]}))["unread_count"] == 0
        team = done(bayko.post("/api/message_groups", json={"title": "Press", "handles": ["londo"]}))
        uuid = team["uuid"]
        done(bayko.patch(f"/api/message_groups/{uuid}", json={"title": "Printers"}))
        done(bayko.post(f"/api/message_groups/{uuid}/members", json={"handles": ["andrewbrown"]}))
        done(bayko.delete(f"/api/message_groups/{uuid}/members/{people['andrewbrown']}"))
        done(londo.delete(f"/api/message_groups/{uuid}/members/{people['londo']}"))
    assert not [line for line in server.stderr if "AccessDenied" in line]


def test_an_open_page_hears_that_its_row_has_moved_though_a_lambda_moved_it(server: Program) -> None:
    bayko, londo = server.tokens("bayko", "londo")
    bearer = {"Authorization": f"Bearer {londo}"}
    with connect(server.url.replace("http", "ws") + "/api/live", additional_headers=bearer) as socket:
        said = {"handle": "londo", "message": "to an open page"}
        sent = httpx.post(
            f"{server.url}/api/messages", json=said, headers={"Authorization": f"Bearer {bayko}"}, timeout=30
        )
        row = heard(socket, "inbox")["message_group"]
        assert (row["uuid"], row["message"]) == (sent.json()["message_group_uuid"], "to an open page")
        counted = httpx.get(f"{server.url}/api/messages/counter", headers=bearer, timeout=30).json()
        assert counted["count"] >= row["unread_count"] >= 1


async def test_the_identity_stack_makes_the_client_that_the_servers_are() -> None:
    url = "https://messages.example.com"
    made = await ministack.deploy(
        "identity", f"{PREFIX}-identity", Prefix=PREFIX, PublicUrl=url, DomainPrefix="cruddur-tried"
    )
    async with ministack.client("cognito-idp") as cognito:
        found = await cognito.describe_user_pool_client(UserPoolId=made["UserPoolId"], ClientId=made["ClientId"])
        client = found["UserPoolClient"]
        pool = (await cognito.describe_user_pool(UserPoolId=made["UserPoolId"]))["UserPool"]
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["CallbackURLs"] == [f"{url}/auth/callback"]
    assert client["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]
    assert client["EnableTokenRevocation"] is True
    assert pool["UsernameAttributes"] == ["email"]
    async with ministack.client("secretsmanager") as secrets:
        secret = (await secrets.get_secret_value(SecretId=made["ClientSecret"]))["SecretString"]
    assert secret == client["ClientSecret"]
    assert made["Issuer"].endswith(made["UserPoolId"])
