"""The functions' zips: small, the same bytes for the same source, and whole: they start where nothing else is."""

import asyncio
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from cruddur.adapters.postgres import connect
from cruddur.adapters.postgres.queries import rows
from tests import postgres
from tests.infra.templates import properties
from tools import lambda_zip

AWS_SDKS = ("boto3", "botocore", "aiobotocore", "s3transfer")


@pytest.mark.parametrize("name", lambda_zip.FUNCTIONS)
def test_a_zip_starts_where_nothing_else_is(name: str, tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(lambda_zip.build(name, installed=True))).extractall(tmp_path)
    handler = lambda_zip.FUNCTIONS[name].handler
    script = f"import sys; sys.path.insert(0, '.'); import {handler} as it; print(it.handler.__module__)"
    started = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert started.stdout.strip() == handler, started.stderr


def test_the_post_confirmation_zip_makes_a_person_in_a_real_database(tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(lambda_zip.build("post-confirmation", installed=True))).extractall(tmp_path)
    event = {
        "userPoolId": "us-east-1_tried",
        "triggerSource": "PostConfirmation_ConfirmSignUp",
        "request": {"userAttributes": {"sub": "sub-zip", "preferred_username": "maria"}},
    }
    script = (
        "import json, sys; sys.path.insert(0, '.')\n"
        f"from {lambda_zip.FUNCTIONS['post-confirmation'].handler} import handler\n"
        "handler(json.load(sys.stdin), None)"
    )

    async def tried() -> str:
        async with postgres.fresh_database() as dsn:
            ran = await asyncio.to_thread(
                subprocess.run,
                [sys.executable, "-I", "-S", "-B", "-c", script],
                cwd=tmp_path,
                env={"PATH": os.environ["PATH"], "CONNECTION_URL": dsn},
                input=json.dumps(event),
                capture_output=True,
                text=True,
                check=True,
            )
            async with await connect.connect(dsn) as connection:
                found = await rows(connection, "users/find_by_sub", cognito_user_id="sub-zip")
            assert len(found) == 1, ran.stdout
            return str(found[0])

    assert "maria" in asyncio.run(tried())


def test_the_projectors_zip_holds_the_product_alone_and_is_small() -> None:
    archive = lambda_zip.build("projector", compiled=False)
    names = zipfile.ZipFile(io.BytesIO(archive)).namelist()
    assert {name.partition("/")[0] for name in names} == {"cruddur"}
    assert not [name for name in names if name.startswith("cruddur/web/")]
    assert len(archive) < 1_000_000


def test_no_zip_carries_an_aws_sdk() -> None:
    for name in lambda_zip.FUNCTIONS:
        names = zipfile.ZipFile(io.BytesIO(lambda_zip.build(name, installed=True))).namelist()
        assert not [each for each in names if each.partition("/")[0] in AWS_SDKS]


def test_the_same_source_is_the_same_bytes_and_another_one_is_not(tmp_path: Path) -> None:
    files = list(lambda_zip.own_files())
    (first, content), *rest = files
    digests = [
        hashlib.sha256(lambda_zip.zipped(each, compiled=True)).hexdigest()
        for each in (files, list(reversed(files)), [(first, content + b"\n"), *rest])
    ]
    assert digests[0] == digests[1] != digests[2]


def test_bytecode_in_a_zip_is_used_without_being_written(tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(lambda_zip.build("projector", compiled=True))).extractall(tmp_path)
    said = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-v", "-c", "import sys; sys.path.insert(0, '.'); import cruddur.settings"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ["PATH"]},
    )
    assert f"settings.{sys.implementation.cache_tag}.pyc matches" in said.stderr.replace(os.sep, "/")


def test_the_packages_of_a_zip_are_those_of_the_lock() -> None:
    packages = lambda_zip.FUNCTIONS["post-confirmation"].packages
    pinned = lambda_zip.locked(packages)
    assert [line.partition("==")[0] for line in pinned.splitlines() if "==" in line] == list(packages)
    assert pinned.count("--hash=sha256:") > len(packages)


def test_the_runtime_is_the_one_that_zips_are_built_for() -> None:
    for function in (properties("app", "Projector"), properties("identity", "PostConfirmation")):
        assert function["Runtime"] == f"python{lambda_zip.RUNTIME[0]}.{lambda_zip.RUNTIME[1]}"
        assert function["Architectures"] == ["arm64"]


def test_a_cold_start_is_measured_in_cpu() -> None:
    cold = lambda_zip.cold_start("projector", lambda_zip.build("projector", compiled=True), times=1)
    assert cold.module_count > 50
