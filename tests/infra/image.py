"""The image definition as a container runs it, without one: its words, its user, a root that cannot be written."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.infra.templates import INFRA
from tests.program import environment

ROOT = INFRA.parent

_SANDBOX = """
set -e
mount --bind "$1" "$1"
mount -o remount,bind,ro /
data=$1; user=$2; shift 2
cd "$data"
exec unshare --user --map-user="${user%:*}" --map-group="${user#*:}" "$@"
"""
"""Only the data folder can be written; then the image's user, who has no rights over anything."""


class Image(NamedTuple):
    """What the last stage of a Dockerfile says.

    Attributes:
        instructions: of all stages, in order: (word, the rest).
    """

    instructions: list[tuple[str, str]]
    environment: dict[str, str]
    user: str
    entrypoint: list[str]
    command: list[str]
    health: list[str]
    volumes: list[str]
    workdir: str


def read() -> Image:
    """Read the Dockerfile."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    instructions = [(line.split(" ", 1)[0], line.split(" ", 1)[1].strip()) for line in lines if line.strip()]
    last = max(index for index, (word, _) in enumerate(instructions) if word == "FROM")
    of_last: dict[str, list[str]] = {}
    for word, rest in instructions[last:]:
        of_last.setdefault(word, []).append(rest)
    return Image(
        instructions=instructions,
        environment=dict(re.findall(r"(\w+)=(\S+)", " ".join(of_last["ENV"]))),
        user=of_last["USER"][-1],
        entrypoint=json.loads(of_last["ENTRYPOINT"][-1]),
        command=json.loads(of_last["CMD"][-1]),
        health=json.loads(of_last["HEALTHCHECK"][-1].partition("CMD ")[2]),
        volumes=of_last["VOLUME"],
        workdir=of_last["WORKDIR"][-1],
    )


IMAGE = read()


def started(data_dir: Path, *arguments: str, more: Mapping[str, str], **options: Any) -> "subprocess.Popen[str]":
    """Start a command as a container of the image would: its environment and `more`, its user, its read-only root."""
    [volume] = IMAGE.volumes
    assert IMAGE.workdir == volume
    here = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
    of_image = {name: value.replace(volume, str(data_dir), 1) for name, value in IMAGE.environment.items()}
    sandbox = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", _SANDBOX, "sh", str(data_dir), IMAGE.user]
    kept = {name: value for name, value in environment().items() if name in ("LANG", "LC_ALL")}
    return subprocess.Popen(
        [*sandbox, *arguments],
        env={**kept, **of_image, **here, **more},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def ran(data_dir: Path, *arguments: str, more: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run such a command to its end."""
    process = started(data_dir, *arguments, more=more)
    stdout, stderr = process.communicate(timeout=60)
    return subprocess.CompletedProcess(arguments, process.returncode, stdout, stderr)
