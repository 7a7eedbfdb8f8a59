"""`./cruddur doctor`: content with what is well, and each planted mistake is found, named, and nothing else is."""

import asyncio
import copy
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiobotocore.session import AioSession

from cruddur import bootstrap, bootstrap_doctor, settings
from cruddur.adapters.dynamodb import table
from cruddur.adapters.dynamodb.engine import DynamoEngine
from cruddur.adapters.local.clock import SystemClock
from cruddur.domain.instant import Instant, shifted
from cruddur.ports.examination import Finding
from tests import postgres, providers, redis_server
from tests.contract.dynamodb_place import DynamoPlace
from tests.program import environment, free_port, run

Environment = dict[str, str]


@asynccontextmanager
async def healthy(folder: Path) -> AsyncGenerator[Environment]:
    """The variables of a whole deployment that is well: every engine of the right column, and a provider."""
    async with DynamoPlace.opened(folder) as place, postgres.fresh_database() as dsn:
        _quiet_log()
        yield {
            "CRUDDUR_DATA_DIR": str(folder / "data"),
            "CRUDDUR_HOST": "0.0.0.0",
            "CRUDDUR_PUBLIC_URL": "https://messages.example.com",
            "CRUDDUR_FORWARDED_ALLOW_IPS": "10.20.0.0/16",
            "CRUDDUR_PROJECTOR": "elsewhere",
            "AWS_ENDPOINT_URL_DYNAMODB": place.url,
            "CRUDDUR_TABLE": place.table,
            "CONNECTION_URL": dsn,
            "CRUDDUR_REDIS_URL": redis_server.server().url,
            "OIDC_ISSUER": providers.generic(json.dumps({"sub": "ann"})),
        }


def _quiet_log() -> None:
    with psycopg.connect(postgres.address("postgres"), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET log_error_verbosity = terse")
        connection.execute("ALTER SYSTEM SET log_min_error_statement = panic")
        connection.execute("ALTER SYSTEM SET synchronous_commit = on")
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture
async def env(tmp_path: Path) -> AsyncGenerator[Environment, None]:
    async with healthy(tmp_path) as variables:
        yield variables


async def wrong(env: Mapping[str, str], **given: Any) -> dict[str, Finding]:
    """What a deployment's doctor finds wrong, by what was looked at. The test's PostgreSQL does not sync: not this one."""
    findings = await bootstrap_doctor.examine(settings.load(env), **given)
    assert len({finding.check for finding in findings}) == len(findings)
    assert all(finding.do for finding in findings if finding.level in ("warning", "problem"))
    return {each.check: each for each in findings if each.level in ("warning", "problem") and each.check != UNSYNCED}


UNSYNCED = "postgres.durability"
"""The PostgreSQL of tests runs with fsync off."""


async def altered_table(env: Environment, **changed: Any) -> str:
    """Make a table that differs from ours, and return its name."""
    name = f"{env['CRUDDUR_TABLE']}-altered"
    engine = bootstrap.dynamodb_engine(
        settings.load(env), SystemClock(), bootstrap_doctor.system_random(), deadline_s=30
    )
    definition = {**copy.deepcopy(table.DEFINITION), **changed}
    await engine.client.call(
        "CreateTable", TableName=name, **{key: value for key, value in definition.items() if value}
    )
    expiry = {"Enabled": True, "AttributeName": table.TTL_ATTRIBUTE}
    await engine.client.call("UpdateTimeToLive", TableName=name, TimeToLiveSpecification=expiry)
    await engine.close()
    return name


async def test_a_deployment_that_is_well_gives_no_cause_for_complaint(env: Environment) -> None:
    assert await wrong(env) == {}


async def test_a_database_that_may_lose_what_it_answered_is_found(env: Environment) -> None:
    findings = {each.check: each for each in await bootstrap_doctor.examine(settings.load(env))}
    assert findings[UNSYNCED].level == "problem"


async def test_mistake_1_a_table_that_is_not_there(env: Environment) -> None:
    found = await wrong(env | {"CRUDDUR_TABLE": "nowhere"})
    assert set(found) == {"dynamodb.table"}
    assert "schema-load" in found["dynamodb.table"].do


async def test_mistake_2_a_stream_that_is_off(env: Environment) -> None:
    name = await altered_table(env, StreamSpecification=None)
    found = await wrong(env | {"CRUDDUR_TABLE": name})
    assert set(found) == {"dynamodb.stream"}
    assert "is off" in found["dynamodb.stream"].says
    assert f"update-table --table-name {name}" in found["dynamodb.stream"].do


async def test_a_stream_that_carries_half(env: Environment) -> None:
    view = {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    found = await wrong(env | {"CRUDDUR_TABLE": await altered_table(env, StreamSpecification=view)})
    assert set(found) == {"dynamodb.stream"}
    assert "KEYS_ONLY" in found["dynamodb.stream"].says


async def test_mistake_3_an_index_that_is_missing(env: Environment) -> None:
    attributes = [each for each in table.DEFINITION["AttributeDefinitions"] if each["AttributeName"] != "active_minute"]
    name = await altered_table(env, GlobalSecondaryIndexes=None, AttributeDefinitions=attributes)
    assert set(await wrong(env | {"CRUDDUR_TABLE": name})) == {"dynamodb.index"}


async def test_mistake_4_a_table_with_other_keys(env: Environment) -> None:
    attributes = copy.deepcopy(table.DEFINITION["AttributeDefinitions"])
    attributes[1]["AttributeType"] = "N"
    name = await altered_table(env, AttributeDefinitions=attributes)
    found = await wrong(env | {"CRUDDUR_TABLE": name})
    assert set(found) == {"dynamodb.keys"}
    assert "CRUDDUR_TABLE" in found["dynamodb.keys"].do


@pytest.mark.parametrize("how", ["expiry", "backups", "neither"])
async def test_mistake_5_a_table_that_cannot_be_restored_or_never_sweeps(env: Environment, how: str) -> None:
    """Asked of an emulator that knows both, as AWS does."""
    where = {"region_name": "us-east-1", "endpoint_url": providers.ministack()}
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    session: Any = AioSession()
    name = f"doctor-{how}"
    async with session.create_client("dynamodb", **where, **keys) as dynamodb:
        await dynamodb.create_table(TableName=name, **table.DEFINITION)
        if how != "expiry":
            expiry = {"Enabled": True, "AttributeName": table.TTL_ATTRIBUTE}
            await dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=expiry)
        if how != "backups":
            recovery = {"PointInTimeRecoveryEnabled": True}
            await dynamodb.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=recovery)
    elsewhere = {"AWS_ENDPOINT_URL_DYNAMODB": providers.ministack(), "CRUDDUR_TABLE": name}
    assert set(await wrong(env | elsewhere)) == (set() if how == "neither" else {f"dynamodb.{how}"})


async def test_mistake_6_a_database_without_its_migrations(env: Environment) -> None:
    dsn = postgres.new_address()
    await postgres.create(dsn)
    found = await wrong(env | {"CONNECTION_URL": dsn})
    await postgres.drop(dsn)
    assert set(found) == {"postgres.migrations"}
    assert "db migrate" in found["postgres.migrations"].do


async def test_mistake_7_an_engine_that_is_not_where_it_should_be(env: Environment) -> None:
    nobody = free_port()
    for variable, value, check in (
        ("AWS_ENDPOINT_URL_DYNAMODB", f"http://127.0.0.1:{nobody}", "dynamodb.endpoint"),
        ("CONNECTION_URL", f"postgresql://cruddur:secret@127.0.0.1:{nobody}/cruddur", "postgres.address"),
        ("CRUDDUR_REDIS_URL", f"redis://:secret@127.0.0.1:{nobody}/0", "redis.address"),
        ("OIDC_ISSUER", f"http://127.0.0.1:{nobody}", "oidc.discovery"),
    ):
        found = await wrong(env | {variable: value})
        assert set(found) == {check}
        assert "secret" not in str(found)


async def test_mistake_8_a_user_without_rights_and_a_server_without_room(env: Environment) -> None:
    with psycopg.connect(env["CONNECTION_URL"], autocommit=True) as owner:
        owner.execute("CREATE ROLE reader LOGIN PASSWORD 'reader'")
        owner.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
        name = owner.info.dbname
    try:
        found = await wrong(
            env | {"CONNECTION_URL": f"postgresql://reader:reader@127.0.0.1:{postgres.server().port}/{name}"}
        )
        assert set(found) == {"postgres.rights"}
        assert "users" in found["postgres.rights"].says
    finally:
        with psycopg.connect(env["CONNECTION_URL"], autocommit=True) as owner:
            owner.execute("DROP OWNED BY reader")
            owner.execute("DROP ROLE reader")


async def test_a_server_with_fewer_connections_than_one_pool(env: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cruddur.adapters.postgres.examination.MAX_CONNECTIONS", 10_000)
    assert set(await wrong(env)) == {"postgres.pool"}


async def test_mistake_9_a_provider_that_calls_itself_something_else(env: Environment) -> None:
    moved = {"OIDC_ISSUER": "https://sign-in.example.com", "OIDC_DISCOVERY_URL": env["OIDC_ISSUER"]}
    found = await wrong(env | moved)
    assert set(found) == {"oidc.issuer"}
    assert env["OIDC_ISSUER"] in found["oidc.issuer"].says


class _Ahead:
    """A clock that is wrong."""

    def __init__(self, seconds: float) -> None:
        self._clock, self._seconds = SystemClock(), seconds

    def now(self) -> Instant:
        return shifted(self._clock.now(), seconds=self._seconds)

    def monotonic_s(self) -> float:
        return self._clock.monotonic_s()


@pytest.mark.parametrize("seconds", [-300, 90])
async def test_mistake_10_a_clock_that_is_wrong(env: Environment, seconds: float) -> None:
    found = await wrong(env, clock=_Ahead(seconds))
    assert set(found) == {"postgres.clock", "redis.clock"}
    assert ("ahead" if seconds > 0 else "behind") in found["postgres.clock"].says


@pytest.mark.parametrize(
    ("variables", "check"),
    [
        ({"CRUDDUR_PUBLIC_URL": "http://messages.example.com"}, "web.address"),
        ({"CRUDDUR_PUBLIC_URL": "https://example.com/messages"}, "web.address"),
        ({"CRUDDUR_PUBLIC_URL": ""}, "web.address"),
        ({"CRUDDUR_FORWARDED_ALLOW_IPS": "*"}, "web.proxy"),
        ({"CRUDDUR_FORWARDED_ALLOW_IPS": ""}, "web.proxy"),
        ({"CRUDDUR_RATE_SIGN_IN": "0"}, "web.limits"),
        ({"CONNECTION_URL": ""}, "settings.engines"),
        ({"OIDC_ISSUER": ""}, "settings.engines"),
    ],
)
def test_mistake_11_settings_that_do_not_go_together(variables: Environment, check: str) -> None:
    base = {
        "CRUDDUR_HOST": "10.0.0.1",
        "CRUDDUR_PUBLIC_URL": "https://messages.example.com",
        "CRUDDUR_FORWARDED_ALLOW_IPS": "10.20.0.0/16",
        "AWS_ENDPOINT_URL_DYNAMODB": "http://dynamodb",
        "CONNECTION_URL": "postgresql://u@db/p",
        "OIDC_ISSUER": "https://sign-in.example.com",
    }

    def complaints(env: Environment) -> set[str]:
        found = bootstrap_doctor.of_settings(settings.load(env))
        return {each.check for each in found if each.level in ("warning", "problem")}

    assert complaints(base) == set()
    assert complaints(base | variables) == {check}


def folder_of_one_machine(tmp_path: Path) -> Path:
    """A data folder as `up` makes it."""
    folder = tmp_path / "data"

    async def make() -> None:
        from cruddur.adapters.local.signing_key import open_signing_key

        async with bootstrap.open_engines(settings.load({"CRUDDUR_DATA_DIR": str(folder)})):
            open_signing_key(folder)

    asyncio.run(make())
    return folder


def of_folder(folder: Path, **given: Any) -> dict[str, Finding]:
    """What is wrong with one machine's folder."""
    return asyncio.run(wrong({"CRUDDUR_DATA_DIR": str(folder)}, **given))


def test_one_machine_that_is_well_gives_no_cause_for_complaint(tmp_path: Path) -> None:
    assert of_folder(folder_of_one_machine(tmp_path)) == {}


def test_mistake_12_a_folder_that_others_can_read(tmp_path: Path) -> None:
    folder = folder_of_one_machine(tmp_path)
    folder.chmod(0o755)
    (folder / "cruddur.db").chmod(0o644)
    found = of_folder(folder)
    assert set(found) == {"folder.rights"}
    assert "cruddur.db" in found["folder.rights"].says


def test_mistake_13_a_key_that_others_can_read(tmp_path: Path) -> None:
    folder = folder_of_one_machine(tmp_path)
    (folder / "provider.json").chmod(0o640)
    assert set(of_folder(folder)) == {"provider.key"}


@pytest.mark.parametrize(("left", "level"), [(50_000_000, "problem"), (1_000_000_000, "warning")])
def test_mistake_14_a_disk_that_is_full(tmp_path: Path, left: int, level: str) -> None:
    found = of_folder(folder_of_one_machine(tmp_path), free_bytes=lambda folder: left)
    assert {check: each.level for check, each in found.items()} == {"folder.room": level}


@pytest.mark.parametrize("content", [b"This is no database, and it is long enough to be looked at." * 20, b""])
def test_mistake_15_a_file_that_is_no_database_of_ours(tmp_path: Path, content: bytes) -> None:
    folder = tmp_path / "data"
    folder.mkdir(0o700)
    (folder / "cruddur.db").write_bytes(content)
    (folder / "cruddur.db").chmod(0o600)
    assert set(of_folder(folder)) == {"sqlite.database"}


def test_the_command_says_what_to_do_and_its_exit_code_that_there_is_something(tmp_path: Path) -> None:
    folder = folder_of_one_machine(tmp_path)
    well = run("doctor", "--data-dir", str(folder))
    assert (well.returncode, well.stderr) == (0, "")
    assert "0 problems, 0 warnings" in well.stdout

    (folder / "provider.json").chmod(0o640)
    ill = run("doctor", "--data-dir", str(folder))
    assert ill.returncode == 1
    assert "chmod 600" in ill.stdout
    document = json.loads(run("doctor", "--data-dir", str(folder), "--json").stdout)
    assert document["counts"]["problem"] == 1
    assert [each["check"] for each in document["findings"] if each["level"] == "problem"] == ["provider.key"]

    misuse = run("doctor", env=environment(CRUDDUR_PORT="many"))
    assert (misuse.returncode, "CRUDDUR_PORT" in misuse.stderr) == (2, True)


def test_without_credentials_for_aws_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    engine = DynamoEngine.open(
        url=None, region="us-east-1", clock=SystemClock(), random=bootstrap_doctor.system_random(), deadline_s=5
    )

    async def examined() -> list[Finding]:
        from cruddur.adapters.dynamodb.examination import examine

        try:
            return await examine(engine.client, "nowhere")
        finally:
            await engine.close()

    [found] = asyncio.run(examined())
    assert (found.check, found.level) == ("dynamodb.rights", "problem")
