"""`cruddur cognito`, `cruddur rds` and `cruddur db update-cognito-user-ids` against moto's server."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import psycopg
import pytest

from cruddur.adapters.aws.client import client
from cruddur.usecases import run_database_host
from tests.integration.operators.conftest import Cruddur, document

REGION = "us-east-1"


def told(service: str, work: Callable[[Any], Awaitable[Any]]) -> Any:
    """Tell moto something through a client of ours."""

    async def tell() -> Any:
        async with client(service, REGION) as opened:
            return await work(opened)

    return asyncio.run(tell())


@pytest.fixture
def pool(amazon: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of an empty user pool, which the commands are pointed at."""
    created = told("cognito-idp", lambda cognito: cognito.create_user_pool(PoolName="cruddur"))
    monkeypatch.setenv("AWS_COGNITO_USER_POOL_ID", created["UserPool"]["Id"])
    return created["UserPool"]["Id"]


def add_accounts(pool_id: str, *accounts: tuple[str, str | None]) -> dict[str, str]:
    """Make accounts (user name, handle or None); return each sub by user name."""

    async def add(cognito: Any) -> dict[str, str]:
        subs: dict[str, str] = {}
        for username, handle in accounts:
            attributes = [{"Name": "email", "Value": f"{username}@example.com"}]
            if handle is not None:
                attributes.append({"Name": "preferred_username", "Value": handle})
            made = await cognito.admin_create_user(
                UserPoolId=pool_id, Username=username, UserAttributes=attributes, MessageAction="SUPPRESS"
            )
            subs[username] = next(each["Value"] for each in made["User"]["Attributes"] if each["Name"] == "sub")
        return subs

    return told("cognito-idp", add)


def test_list_users_goes_through_all_pages(cruddur: Cruddur, pool: str) -> None:
    subs = add_accounts(pool, *((f"user{number:03}", f"handle{number:03}") for number in range(130)))
    listed = document(cruddur("cognito", "list-users", "--json"))
    assert len(listed["users"]) == 130
    assert listed["subs"] == {f"handle{number:03}": subs[f"user{number:03}"] for number in range(130)}
    assert "130 accounts, 130 with a handle." in cruddur("cognito", "list-users").stdout


def test_an_account_without_a_handle_is_listed_and_breaks_nothing(cruddur: Cruddur, pool: str) -> None:
    subs = add_accounts(pool, ("with", "maria"), ("without", None))
    listed = document(cruddur("cognito", "list-users", "--json"))
    assert {user["sub"] for user in listed["users"]} == set(subs.values())
    assert listed["subs"] == {"maria": subs["with"]}
    assert "2 accounts, 1 with a handle." in cruddur("cognito", "list-users").stdout


def test_subs_are_written_to_the_people_with_the_handles(cruddur: Cruddur, pool: str, database: str) -> None:
    cruddur("db", "setup", "--yes")
    cruddur("db", "add-user", *(f"person{number:03}" for number in range(127)))
    everybody = ["andrewbrown", "Bayko", "londo", *(f"person{number:03}" for number in range(127))]
    subs = add_accounts(pool, *((f"user-{handle}", handle) for handle in everybody), ("x", None), ("y", "stranger"))

    dry = document(cruddur("db", "update-cognito-user-ids", "--dry-run", "--json"))
    assert subs_of(database) == {}
    done = document(cruddur("db", "update-cognito-user-ids", "--json"))
    assert done == dry
    assert subs_of(database) == {handle.lower(): subs[f"user-{handle}"] for handle in everybody}
    outcomes = {each["handle"]: each["outcome"] for each in done}
    assert (outcomes["Bayko"], outcomes[None], outcomes["stranger"]) == ("linked", "no_handle", "no_person")

    again = cruddur("db", "update-cognito-user-ids").stdout
    assert "132 accounts: linked 0, not matched 2." in again
    assert "nobody has this handle" in again


def test_a_pool_made_anew_replaces_what_it_no_longer_knows_and_nothing_else(
    cruddur: Cruddur, pool: str, database: str
) -> None:
    cruddur("db", "setup", "--yes")
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE users SET cognito_user_id = 'of an older pool' WHERE handle = 'bayko'")
    subs = add_accounts(pool, ("b", "bayko"), ("l", "londo"))
    cruddur("db", "update-cognito-user-ids")
    assert subs_of(database) == {"bayko": subs["b"], "londo": subs["l"]}
    # Somebody calls themselves londo at the provider. The account that is londo's stays londo's.
    add_accounts(pool, ("impostor", "londo"))
    done = document(cruddur("db", "update-cognito-user-ids", "--json"))
    assert sorted(each["outcome"] for each in done) == ["taken", "unchanged", "unchanged"]
    assert subs_of(database) == {"bayko": subs["b"], "londo": subs["l"]}


def test_setup_links_the_accounts_of_the_pool(cruddur: Cruddur, pool: str, database: str) -> None:
    subs = add_accounts(pool, ("b", "bayko"))
    assert document(cruddur("db", "setup", "--yes", "--json"))["linked"] == 1
    assert subs_of(database) == {"bayko": subs["b"]}


def test_an_unknown_pool_is_one_sentence(cruddur: Cruddur, pool: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_COGNITO_USER_POOL_ID", "us-east-1_nowhere")
    refused = cruddur("cognito", "list-users")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "ResourceNotFoundException" in refused.stderr
    monkeypatch.delenv("AWS_COGNITO_USER_POOL_ID")
    assert "AWS_COGNITO_USER_POOL_ID" in cruddur("cognito", "list-users").stderr


def test_amazon_away_or_without_credentials_is_one_sentence(
    cruddur: Cruddur, pool: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    assert "cannot be reached" in cruddur("cognito", "list-users").stderr
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    assert "no AWS credentials" in cruddur("cognito", "list-users").stderr


# --- the security group's rule


@pytest.fixture
def rule(amazon: None, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """A security group and its rule, which lets in 198.51.100.1."""

    async def make(ec2: Any) -> tuple[str, str]:
        network = (await ec2.create_vpc(CidrBlock="10.0.0.0/16"))["Vpc"]["VpcId"]
        group = (await ec2.create_security_group(GroupName="db", Description="db", VpcId=network))["GroupId"]
        return group, await _let_in(ec2, group, "198.51.100.1/32")

    group_id, rule_id = told("ec2", make)
    monkeypatch.setenv("DB_SG_ID", group_id)
    monkeypatch.setenv("DB_SG_RULE_ID", rule_id)
    return group_id, rule_id


async def _let_in(ec2: Any, group: str, network: str) -> str:
    answer = await ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "IpRanges": [{"CidrIp": network}]}],
    )
    return answer["SecurityGroupRules"][0]["SecurityGroupRuleId"]


def networks(group_id: str) -> set[str]:
    async def listed(ec2: Any) -> set[str]:
        found = await ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group_id]}])
        return {each["CidrIpv4"] for each in found["SecurityGroupRules"] if not each["IsEgress"]}

    return told("ec2", listed)


def test_the_rule_is_moved_to_one_address(cruddur: Cruddur, rule: tuple[str, str]) -> None:
    moved = document(cruddur("rds", "update-sg-rule", "--address", "203.0.113.7", "--json"))
    assert (moved["network"], moved["before"]) == ("203.0.113.7/32", "198.51.100.1/32")
    assert networks(rule[0]) == {"203.0.113.7/32"}
    assert "Nothing to do" in cruddur("rds", "update-sg-rule", "--address", "203.0.113.7/32").stdout


@pytest.mark.parametrize(
    "address", ["0.0.0.0/0", "0.0.0.0", "::/0", "203.0.113.0/24", "127.0.0.1", "me", "", "1.2.3.4/31"]
)
def test_everybody_and_nobody_is_refused(cruddur: Cruddur, rule: tuple[str, str], address: str) -> None:
    refused = cruddur("rds", "update-sg-rule", f"--address={address}", "--ask", "http://127.0.0.1:1")
    assert refused.exit_code == 1
    assert networks(rule[0]) == {"198.51.100.1/32"}


def test_a_duplicate_of_another_rule_is_refused(cruddur: Cruddur, rule: tuple[str, str]) -> None:
    told("ec2", lambda ec2: _let_in(ec2, rule[0], "203.0.113.7/32"))
    refused = cruddur("rds", "update-sg-rule", "--address", "203.0.113.7")
    assert refused.exit_code == 1
    assert "another rule" in refused.stderr
    assert networks(rule[0]) == {"198.51.100.1/32", "203.0.113.7/32"}


def test_an_unknown_rule_is_one_sentence(
    cruddur: Cruddur, rule: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DB_SG_RULE_ID", "sgr-0123456789abcdef0")
    refused = cruddur("rds", "update-sg-rule", "--address", "203.0.113.7")
    assert "has no inbound rule sgr-0123456789abcdef0" in refused.stderr
    monkeypatch.delenv("DB_SG_RULE_ID")
    assert cruddur("rds", "update-sg-rule", "--address", "203.0.113.7").exit_code == 2


@pytest.fixture
def mirror() -> Iterator[tuple[str, list[bytes]]]:
    """A service that says what it is told to say: its address, and what it answers."""
    says = [b"203.0.113.9\n"]

    class Mirror(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(says[0])

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's own name
            return

    server = HTTPServer(("127.0.0.1", 0), Mirror)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", says
    server.shutdown()
    server.server_close()


def test_this_machines_address_is_asked_for(
    cruddur: Cruddur, rule: tuple[str, str], mirror: tuple[str, list[bytes]]
) -> None:
    url, says = mirror
    assert document(cruddur("rds", "update-sg-rule", "--ask", url, "--json"))["network"] == "203.0.113.9/32"
    for lie in (b"0.0.0.0/0", b"<html>", b"\xff"):
        says[0] = lie
        assert cruddur("rds", "update-sg-rule", "--ask", url).exit_code == 1
    assert networks(rule[0]) == {"203.0.113.9/32"}
    assert "must be an http" in cruddur("rds", "update-sg-rule", "--ask", "file:///etc/hostname").stderr


# --- the instance


@pytest.fixture
def instance(amazon: None, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(run_database_host, "POLL_S", 0.0)
    monkeypatch.setenv("CRUDDUR_DB_INSTANCE", "cruddur-db")
    told(
        "rds",
        lambda rds: rds.create_db_instance(
            DBInstanceIdentifier="cruddur-db", DBInstanceClass="db.t4g.micro", Engine="postgres", AllocatedStorage=20
        ),
    )
    return "cruddur-db"


def test_an_instance_is_stopped_and_started_and_says_what_it_found(cruddur: Cruddur, instance: str) -> None:
    stopped = document(cruddur("rds", "stop-instance", "--yes", "--json"))
    assert (stopped["state"], stopped["changed"], stopped["seen"]) == ("stopped", True, ["available", "stopped"])
    again = cruddur("rds", "stop-instance", typed="cruddur-db\n")
    assert "cruddur-db was stopped already" in again.stdout
    assert "cruddur-db: stopped" in again.stderr
    started = document(cruddur("rds", "start-instance", "--json"))
    assert (started["state"], started["changed"]) == ("available", True)
    assert "was available already" in cruddur("rds", "start-instance", "cruddur-db").stdout


def test_stopping_asks_for_the_name(cruddur: Cruddur, instance: str) -> None:
    assert cruddur("rds", "stop-instance", typed="yes\n").exit_code == 2
    assert "was available already" in cruddur("rds", "start-instance").stdout


def test_an_unknown_instance_is_one_sentence(cruddur: Cruddur, instance: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for command in ("start-instance", "stop-instance"):
        refused = cruddur("rds", command, "nowhere", *(["--yes"] if command == "stop-instance" else []))
        assert refused.exit_code == 1
        assert "there is no instance nowhere in us-east-1" in refused.stderr
    monkeypatch.delenv("CRUDDUR_DB_INSTANCE")
    assert cruddur("rds", "start-instance").exit_code == 2


def subs_of(database: str) -> dict[str, str]:
    """Return who has which sub."""
    with psycopg.connect(database) as connection:
        found = connection.execute("SELECT handle, cognito_user_id FROM users WHERE cognito_user_id IS NOT NULL")
        return dict(found.fetchall())
