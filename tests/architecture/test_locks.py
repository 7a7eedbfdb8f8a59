"""Locked requirements: complete, agreed among themselves, and the same wherever they were made."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.architecture.source import ROOT, tracked_files

REQUIREMENTS = ROOT / "requirements"
PYTHON_LOCKS = sorted(REQUIREMENTS.glob("*.txt"))
NPM_LOCKS = [file for file in tracked_files() if file.name in ("package-lock.json", "npm-shrinkwrap.json")]
ADDRESS = re.compile(r"\b(?:https?|git\+\w+|git|ssh|ftp|file|link|workspace):[^\s\"]*")


def pins(file: Path) -> dict[str, list[Version]]:
    """The versions of each package in a lock; more than one where the Python version decides."""
    found: dict[str, list[Version]] = {}
    for line in file.read_text().splitlines():
        if match := re.match(r"([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", line):
            found.setdefault(match[1], []).append(Version(match[2]))
    return found


def wanted(file: Path) -> list[Requirement]:
    """What an .in file asks for, the files it includes not counted."""
    lines = (line.split(" #")[0].strip() for line in file.read_text().splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


@pytest.mark.parametrize("lock", PYTHON_LOCKS, ids=lambda file: file.name)
def test_a_python_lock_names_no_address(lock: Path):
    assert not ADDRESS.findall(lock.read_text())
    assert not re.findall(r"^\s*-(?!-hash=)\S+", lock.read_text(), re.MULTILINE), "an option for one machine"


@pytest.mark.parametrize("lock", PYTHON_LOCKS, ids=lambda file: file.name)
def test_every_locked_package_carries_hashes(lock: Path):
    entries = re.split(r"^(?=[a-z0-9])", lock.read_text(), flags=re.MULTILINE)[1:]
    assert entries
    assert not [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry]


@pytest.mark.parametrize("lock", PYTHON_LOCKS, ids=lambda file: file.name)
def test_a_lock_answers_its_list(lock: Path):
    locked = pins(lock)
    unanswered = [
        str(requirement)
        for requirement in wanted(lock.with_suffix(".in"))
        if not locked.get(requirement.name.lower())
        or not all(version in requirement.specifier for version in locked[requirement.name.lower()])
    ]
    assert not unanswered, "run requirements/lock"


def test_developing_adds_to_running_and_changes_nothing():
    running, developing = pins(REQUIREMENTS / "run.txt"), pins(REQUIREMENTS / "dev.txt")
    assert {name: versions for name, versions in developing.items() if name in running} == running


def test_the_package_needs_what_the_lock_is_made_from():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = [Requirement(line) for line in project["dependencies"]]
    assert sorted(map(str, declared)) == sorted(map(str, wanted(REQUIREMENTS / "run.in")))


def test_npm_locks_name_no_address_of_a_package():
    """`funding` is an address too, but one for people: npm writes it, and fetches nothing from it."""
    assert NPM_LOCKS
    for lock in NPM_LOCKS:
        text = lock.read_text()
        packages: dict[str, dict[str, object]] = json.loads(text)["packages"]
        assert not [name for name, package in packages.items() if "resolved" in package or "link" in package]
        assert not [
            name for name, package in packages.items() if name and not (package.keys() & {"integrity", "inBundle"})
        ]
        funding = sum(len(ADDRESS.findall(json.dumps(package.get("funding", "")))) for package in packages.values())
        assert len(ADDRESS.findall(text)) == funding


def test_npm_locks_hold_every_platform():
    """`npm ci` refuses a lock that lacks an optional package of any platform, so one machine's is not enough."""
    for lock in NPM_LOCKS:
        packages: dict[str, dict[str, dict[str, str]]] = json.loads(lock.read_text())["packages"]
        held = {name.rpartition("node_modules/")[2] for name in packages}
        optional = {name for package in packages.values() for name in package.get("optionalDependencies", {})}
        assert optional <= held
