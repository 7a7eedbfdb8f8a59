"""The drill of docs/operations.md: a copy made beside the running server is served, whole, with everybody's tokens."""

import re
import subprocess
from pathlib import Path

import httpx

from tests.program import Program, run

PAGE = Path(__file__).parents[3] / "docs" / "operations.md"


def documented() -> str:
    """The commands, as they stand in the page."""
    section = PAGE.read_text("utf-8").partition("### Back up and restore one machine")[2]
    found = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
    assert found
    return found[1]


def test_a_copy_made_by_the_documented_commands_is_served_beside_the_original(tmp_path: Path) -> None:
    original = Program.ready(tmp_path / ".data")
    (token,) = original.tokens("bayko")
    bearer = {"Authorization": f"Bearer {token}"}
    try:
        said = {"handle": "londo", "message": "before the copy"}
        sent = httpx.post(f"{original.url}/api/messages", json=said, headers=bearer).json()
        subprocess.run(["sh", "-eu", "-c", documented()], cwd=tmp_path, check=True)
        later = {"message_group_uuid": sent["message_group_uuid"], "message": "after it"}
        assert httpx.post(f"{original.url}/api/messages", json=later, headers=bearer).status_code == 200

        content = run("doctor", "--data-dir", str(tmp_path / "backup"))
        assert content.returncode == 0, content.stdout
        copy = Program(tmp_path / "backup", "--port", "0", command_name="serve")
        try:
            copy.wait_until_ready()
            group = f"/api/messages/{sent['message_group_uuid']}"
            texts = [each["message"] for each in httpx.get(copy.url + group, headers=bearer).json()]
            assert texts[-1] == "before the copy"
        finally:
            assert copy.stop() == 0
    finally:
        assert original.stop() == 0
