"""`cruddur ddb`: from nothing to a conversation and back, as an operator types it, on a real DynamoDB API."""

import asyncio
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.adapters.local.clock import SystemClock
from cruddur.adapters.local.engines import dynoxide, process
from cruddur.adapters.local.random import SystemRandom
from cruddur.adapters.sqlite.database import FILE_NAME, Database
from cruddur.domain.ids import UserUuid, direct_group_uuid
from cruddur.entrypoints.cli.demo.seed import _NAMES, PEOPLE
from tests.integration.dynamodb.legacy_table import definition, legacy
from tests.integration.operators.conftest import Cruddur, document


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder on which the engine runs, as it does beside `up --cloud`."""
    engine = dynoxide.start(tmp_path)
    yield tmp_path
    engine.kill()


@pytest.fixture
def people(cruddur: Cruddur) -> dict[str, str]:
    """The demo people, in PostgreSQL; their uuids by handle."""
    cruddur("db", "create")
    cruddur("db", "schema-load")
    cruddur("db", "seed")
    return {handle: str(uuid.uuid5(_NAMES, handle)) for handle in PEOPLE}


def test_the_table_is_made_listed_and_dropped(cruddur: Cruddur, folder: Path) -> None:
    assert document(cruddur("ddb", "list-tables", "--json")) == []
    assert "No tables" in cruddur("ddb", "list-tables").stdout
    url = process.running(folder)["dynamodb"]["url"]
    made = {"table": "cruddur-messages", "address": url, "created": True}
    assert document(cruddur("ddb", "schema-load", "--json")) == made
    assert document(cruddur("ddb", "schema-load", "--json")) == {**made, "created": False}
    [state] = document(cruddur("ddb", "list-tables", "--json"))
    assert (state["name"], state["status"]) == ("cruddur-messages", "ACTIVE")
    wrong = cruddur("ddb", "drop", "cruddur-messages", typed="cruddur\n")
    assert (wrong.exit_code, "nothing was done" in wrong.stderr) == (2, True)
    assert cruddur("ddb", "drop", "cruddur-messages", typed="cruddur-messages\n").exit_code == 0
    assert document(cruddur("ddb", "drop", "cruddur-messages", "--yes", "--json"))["dropped"] is False


def test_dropping_wants_a_name(cruddur: Cruddur, folder: Path) -> None:
    assert cruddur("ddb", "drop").exit_code == 2


def test_a_dropped_tables_stream_does_not_come_back_with_the_next(
    cruddur: Cruddur, folder: Path, people: dict[str, str]
) -> None:
    cruddur("ddb", "seed")
    cruddur("ddb", "drop", "cruddur-messages", "--yes")
    cruddur("ddb", "schema-load")
    engine = DynamoEngine.open(
        url=process.running(folder)["dynamodb"]["url"],
        region="us-east-1",
        clock=SystemClock(),
        random=SystemRandom(),
        deadline_s=30,
    )

    async def first_record() -> None:
        async with asyncio.timeout(1):
            await engine.changes("test").read(limit=10)

    with pytest.raises(TimeoutError):
        asyncio.run(first_record())


def test_a_seeded_conversation_is_read_back_with_its_price(
    cruddur: Cruddur, folder: Path, people: dict[str, str]
) -> None:
    seeded = document(cruddur("ddb", "seed", "--me", "andrewbrown", "--other", "londo", "--json"))
    assert 100 <= seeded["messages"] <= 110
    assert document(cruddur("ddb", "seed", "--me", "andrewbrown", "--other", "londo", "--json"))["messages"] == 0
    listed = document(cruddur("ddb", "patterns", "list-conversations", "@AndrewBrown", "--json"))
    [row] = listed["message_groups"]
    assert row["last_seq"] == seeded["messages"]
    assert listed["consumed"] == {"calls": {"Query": 1}, "read_units": 0.5, "write_units": 0.0}
    group = row["message_group_uuid"]
    page = document(cruddur("ddb", "patterns", "get-conversation", group, "--json"))
    assert [each["seq"] for each in page["messages"]] == list(range(row["last_seq"] - 19, row["last_seq"] + 1))
    assert {each["handle"] for each in page["messages"]} == {"andrewbrown", "londo"}
    assert page["consumed"]["calls"] == {"Query": 1}
    older = document(
        cruddur("ddb", "patterns", "get-conversation", group, "--before", str(page["older"]), "--limit", "5", "--json")
    )
    assert [each["seq"] for each in older["messages"]] == list(range(page["older"] - 5, page["older"]))
    shown = cruddur("ddb", "patterns", "get-conversation", group).stdout
    assert "@londo" in shown
    assert "Consumed" in shown
    assert "@londo" in cruddur("ddb", "patterns", "list-conversations", "andrewbrown").stdout


def test_what_cannot_be_meant_is_said_so(cruddur: Cruddur, folder: Path, people: dict[str, str]) -> None:
    cruddur("ddb", "schema-load")
    assert cruddur("ddb", "seed", "--me", "bayko", "--other", "bayko").exit_code == 2
    assert "nobody" in cruddur("ddb", "seed", "--me", "nemo").stderr
    assert cruddur("ddb", "patterns", "list-conversations", "nemo").exit_code == 2
    assert cruddur("ddb", "patterns", "get-conversation", "the-one-with-bayko").exit_code == 2
    assert cruddur("ddb", "patterns", "list-conversations", "bayko", "--after", "x").exit_code == 2


def test_a_scan_shows_every_item(cruddur: Cruddur, folder: Path, people: dict[str, str]) -> None:
    count = document(cruddur("ddb", "seed", "--json"))["messages"]
    items = document(cruddur("ddb", "scan", "--json"))["items"]
    assert len(items) == count + 1 + 2  # entries, META, two rows
    assert len(document(cruddur("ddb", "scan", "--limit", "7", "--json"))["items"]) == 7
    shown = cruddur("ddb", "scan", "--limit", "3")
    assert len([line for line in shown.stdout.splitlines() if "#" in line]) == 3
    assert "3 items" in shown.stderr


def test_a_table_of_the_journals_is_carried_over(cruddur: Cruddur, folder: Path) -> None:
    found = legacy(1, conversations=2, messages=5)
    engine = DynamoEngine.open(
        url=process.running(folder)["dynamodb"]["url"],
        region="us-east-1",
        clock=SystemClock(),
        random=SystemRandom(),
        deadline_s=30,
    )

    async def fill() -> None:
        await engine.client.call("CreateTable", **definition("journals"))
        for item in found.items:
            await engine.client.call("PutItem", TableName="journals", Item=item)
        await engine.close()

    asyncio.run(fill())
    tried = document(cruddur("ddb", "import", "journals", "--dry-run", "--json"))
    assert (tried["messages"], tried["dry_run"], len(tried["unfit"])) == (10, True, found.unfit)
    shown = cruddur("ddb", "import", "journals").stdout
    assert "Carried over 10 messages of 2 conversations." in shown
    assert "its sort key is no time" in shown
    assert document(cruddur("ddb", "import", "journals", "--json"))["known"] == 10
    missing = cruddur("ddb", "import", "nothing")
    assert (missing.exit_code, "there is no table nothing" in missing.stderr) == (1, True)


def test_without_a_running_engine_one_is_started_for_the_command(cruddur: Cruddur, tmp_path: Path) -> None:
    assert document(cruddur("ddb", "schema-load", "--json"))["created"] is True
    assert process.running(tmp_path) == {}
    assert len(document(cruddur("ddb", "list-tables", "--json"))) == 1


def test_another_machines_tables_are_touched_with_prod_only(cruddur: Cruddur, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "https://dynamodb.eu-central-1.amazonaws.com")
    refused = cruddur("ddb", "drop", "cruddur-messages", "--yes")
    assert (refused.exit_code, "--prod" in refused.stderr) == (1, True)


def test_on_data_that_is_in_sqlite_only_it_says_so(cruddur: Cruddur, tmp_path: Path) -> None:
    asyncio.run(Database.open(tmp_path / FILE_NAME).close())
    for command in (("list-tables",), ("schema-load",), ("scan",), ("drop", "cruddur-messages", "--yes")):
        refused = cruddur("ddb", *command)
        assert (refused.exit_code, "SQLite" in refused.stderr) == (2, True)


def test_the_conversation_of_two_people_is_the_one_that_the_product_uses(
    cruddur: Cruddur, folder: Path, people: dict[str, str]
) -> None:
    cruddur("ddb", "seed")
    [row] = document(cruddur("ddb", "patterns", "list-conversations", "bayko", "--json"))["message_groups"]
    assert row["message_group_uuid"] == direct_group_uuid(UserUuid(people["andrewbrown"]), UserUuid(people["bayko"]))
