"""The container: its definition is linted, and what it starts is started, as its user, on a root that is read-only."""

import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
import yaml

from cruddur import settings
from cruddur.entrypoints import healthcheck
from tests.infra.image import IMAGE, ROOT, ran, started
from tests.infra.templates import properties
from tests.program import START_WITHIN_S, free_port


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def more(port: int) -> dict[str, str]:
    """What a deployment adds to the image's environment."""
    return {"CRUDDUR_PORT": str(port), "CRUDDUR_PUBLIC_URL": f"http://127.0.0.1:{port}"}


@pytest.fixture
def container(tmp_path: Path, more: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """The image's process, ready."""
    process = started(tmp_path, *IMAGE.entrypoint, *IMAGE.command, more=more)
    assert process.stdout is not None
    assert process.stderr is not None
    for line in process.stdout:
        if line.startswith("ready "):
            break
    else:
        raise AssertionError(process.stderr.read())
    yield process
    process.kill()
    process.communicate()


def test_the_definition_is_sound() -> None:
    """`./cruddur check` asks the same linter."""
    linted = subprocess.run(
        [Path(sys.executable).parent / "hadolint", ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (linted.returncode, linted.stdout) == (0, "")


def test_the_linter_notices_a_fault(tmp_path: Path) -> None:
    broken = tmp_path / "Dockerfile"
    broken.write_text((ROOT / "Dockerfile").read_text().replace("USER 10001:10001", "USER root"))
    linted = subprocess.run([Path(sys.executable).parent / "hadolint", broken], capture_output=True, check=False)
    assert linted.returncode != 0


def test_it_serves_as_its_user_on_a_read_only_root_in_one_process(
    container: "subprocess.Popen[str]", port: int, more: dict[str, str], tmp_path: Path
) -> None:
    assert httpx.get(f"http://127.0.0.1:{port}/api/health/ready").status_code == 200
    status = Path(f"/proc/{container.pid}/status").read_text()
    assert re.search(r"^CapEff:\s*0+$", status, re.MULTILINE)
    uid_map = Path(f"/proc/{container.pid}/uid_map").read_text().split()
    assert f"{uid_map[0]}:" in IMAGE.user
    mounts = Path(f"/proc/{container.pid}/mounts").read_text().splitlines()
    [root] = [line.split() for line in mounts if line.split()[1] == "/"][-1:]
    assert "ro" in root[3].split(",")
    assert not Path(f"/proc/{container.pid}/task/{container.pid}/children").read_text().split()

    assert ran(tmp_path, *IMAGE.health, more=more).returncode == 0
    container.send_signal(signal.SIGTERM)
    assert container.wait(START_WITHIN_S) == 0
    assert ran(tmp_path, *IMAGE.health, more=more).returncode == 1


@pytest.mark.parametrize(("status", "is_live"), [(200, True), (503, False), (404, False)])
def test_only_an_answer_of_200_is_health(status: int, is_live: bool) -> None:
    asked: list[str] = []

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            pass

    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        assert healthcheck.is_live(server.server_port) is is_live
        thread.join()
    assert asked == [healthcheck.PATH]


def test_in_the_same_place_code_and_system_cannot_be_written(tmp_path: Path, more: dict[str, str]) -> None:
    for folder, is_writable in ((ROOT / "src" / "cruddur", False), (tmp_path, True)):
        tried = ran(tmp_path, "sh", "-c", f'touch "{folder}/written"', more=more)
        assert (tried.returncode == 0) is is_writable, tried.stderr
        assert (folder / "written").exists() is is_writable


def test_operators_commands_run_in_the_same_image(tmp_path: Path, more: dict[str, str]) -> None:
    shown = ran(tmp_path, *IMAGE.entrypoint, "--version", more=more)
    assert shown.stdout.startswith("cruddur "), shown.stderr


def test_the_task_asks_after_its_health_as_the_image_does() -> None:
    [container] = properties("app", "Task")["ContainerDefinitions"]
    assert container["HealthCheck"]["Command"] == ["CMD", *IMAGE.health]
    assert container["User"] == IMAGE.user
    [mount] = container["MountPoints"]
    assert [mount["ContainerPath"]] == IMAGE.volumes == [IMAGE.environment["CRUDDUR_DATA_DIR"]]
    [mapping] = container["PortMappings"]
    assert str(mapping["ContainerPort"]) == IMAGE.environment["CRUDDUR_PORT"]


def test_the_image_holds_what_the_lock_names_and_nothing_that_is_not_the_products() -> None:
    [install] = [rest for word, rest in IMAGE.instructions if word == "RUN" and " install " in rest and "pip" in rest]
    assert "--require-hashes" in install
    assert "--no-deps" in install
    assert "requirements/run.txt" in install
    copied = {rest for word, rest in IMAGE.instructions if word == "COPY" and not rest.startswith("--from")}
    assert copied == {
        "requirements/run.txt requirements/run.txt",
        "src src",
        "web/package.json web/package-lock.json ./",
        "web ./",
    }
    sent = (ROOT / ".dockerignore").read_text().split()
    assert sent[0] == "*"
    assert {line for line in sent if line.startswith("!")} == {"!requirements/run.txt", "!src", "!web"}


def test_every_variable_of_the_image_is_a_setting_or_the_systems() -> None:
    known = {variable for variable, _, _ in settings.table()}
    assert {name for name in IMAGE.environment if name.startswith("CRUDDUR_")} <= known


def test_compose_runs_the_same_image_for_this_machine_alone() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    known = {variable for variable, _, _ in settings.table()} | {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
    for name, service in compose["services"].items():
        for mapping in service.get("ports", []):
            assert mapping.startswith("127.0.0.1:"), name
        if service["image"] != "cruddur":
            assert ":" in service["image"], f"{name} takes whatever is newest"
            continue
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert set(service["environment"]) <= known
        assert service["volumes"] == [f"data:{IMAGE.volumes[0]}"]
