"""What the core may import, and where clocks, chance and vendors may be met."""

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement

from tests.architecture.source import PACKAGE, ROOT, python_files, tree

CORE = ("domain", "ports", "usecases")

# Functions that read a clock or chance; they belong behind the ports, in adapters/local.
BANNED = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns"},
    "uuid": {"uuid1", "uuid4", "uuid6", "uuid7"},
    "os": {"urandom", "getrandom"},
}
BANNED_MODULES = {"random", "secrets"}


def imported(file: Path) -> list[tuple[str, int]]:
    """The modules that a file imports from outside its own folder, each with its line."""
    found: list[tuple[str, int]] = []
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            found += [(name.name, node.lineno) for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append((node.module, node.lineno))
    return found


def test_the_core_imports_the_standard_library_and_itself_only():
    strangers = [
        f"{file.relative_to(ROOT)}:{line}: {module}"
        for room in CORE
        for file in sorted((PACKAGE / room).rglob("*.py"))
        for module, line in imported(file)
        if module.split(".")[0] not in sys.stdlib_module_names | {"cruddur"}
    ]
    assert not strangers


def test_the_vendor_rule_names_every_package_that_the_product_runs_on():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    named = {Requirement(line).name for line in project["project"]["dependencies"]}
    contract = next(each for each in project["tool"]["importlinter"]["contracts"] if each["id"] == "vendors")
    forbidden = set(contract["forbidden_modules"])
    import_names = {
        module: {name.lower().replace("_", "-") for name in owners}
        for module, owners in packages_distributions().items()
    }
    covered = {name for module in forbidden for name in import_names.get(module, set())}
    assert named <= covered


def clock_or_chance(file: Path) -> list[str]:
    """Every place where a file takes the time or chance from the machine."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Attribute) and node.attr in BANNED.get(_last_name(node.value), set()):
            found.append((node.lineno, f"{_last_name(node.value)}.{node.attr}"))
        elif isinstance(node, ast.ImportFrom) and not node.level:
            taken = {name.name for name in node.names} & BANNED.get(node.module or "", set())
            found += [(node.lineno, f"{node.module}.{name}") for name in sorted(taken)]
    found += [(line, module) for module, line in imported(file) if module.split(".")[0] in BANNED_MODULES]
    return [f"{file.relative_to(ROOT) if file.is_relative_to(ROOT) else file}:{line}: {what}" for line, what in found]


def _last_name(node: ast.expr) -> str:
    """`datetime` of both `datetime` and `datetime.datetime`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def test_only_the_local_adapters_read_a_clock_or_chance():
    local = PACKAGE / "adapters" / "local"
    assert not [found for file in python_files() if not file.is_relative_to(local) for found in clock_or_chance(file)]


def test_the_search_for_clocks_sees_every_spelling(tmp_path: Path):
    planted = tmp_path / "planted.py"
    spellings = [
        "import secrets",
        "from random import choice",
        "from time import monotonic",
        "import uuid; uuid.uuid4()",
        "from uuid import uuid4",
        "import datetime; datetime.datetime.now(datetime.UTC)",
        "from datetime import datetime; datetime.now()",
        "from datetime import date; date.today()",
        "import os; os.urandom(32)",
        "import time\nwait = time.time",
    ]
    missed: list[str] = []
    for spelling in spellings:
        planted.write_text(spelling)
        tree.cache_clear()
        if not clock_or_chance(planted):
            missed.append(spelling)
    tree.cache_clear()
    assert not missed
