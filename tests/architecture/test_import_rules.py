"""Each import rule, broken once: a violation planted in a copy of the source, and lint-imports refusing it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, ROOT

# Where the violation goes, what it says, and the words of the rule that must catch it.
PLANTED = {
    "a value that reads a port": ("domain/planted.py", "import cruddur.ports", "Imports go down"),
    "a port that calls a use case": ("ports/planted.py", "import cruddur.usecases", "Imports go down"),
    "a use case that picks an engine": ("usecases/planted.py", "import cruddur.adapters.sqlite", "Imports go down"),
    "an engine that calls a use case": ("adapters/local/planted.py", "import cruddur.usecases", "Imports go down"),
    "an engine that reads settings": ("adapters/local/planted.py", "import cruddur.settings", "Imports go down"),
    "settings that build the application": ("settings.py", "import cruddur.bootstrap", "Imports go down"),
    "an application that knows its doors": ("bootstrap.py", "import cruddur.entrypoints.http", "Imports go down"),
    "a folder without a place": ("planted/__init__.py", "", "Imports go down"),
    "a door that opens another": ("entrypoints/http/planted.py", "import cruddur.entrypoints.live", "Doors"),
    "a new door that opens another": ("entrypoints/planted.py", "import cruddur.entrypoints.cli", "Doors"),
    "an engine that leans on another": ("adapters/sqlite/planted.py", "import cruddur.adapters.local", "Engines"),
    "a new engine that leans on another": ("adapters/planted.py", "import cruddur.adapters.sqlite", "Engines"),
    "a door that picks an engine": ("entrypoints/http/planted.py", "import cruddur.adapters.sqlite", "Only bootstrap"),
    "a late import of an engine": (
        "entrypoints/cli/planted.py",
        "def run() -> None:\n    import cruddur.adapters.oidc",
        "Only bootstrap",
    ),
    "keys read outside their engine": (
        "bootstrap.py",
        "import cruddur.adapters.dynamodb.keys",
        "DynamoDB keys",
    ),
    "a verifier that asks the engine": ("verify/planted.py", "import cruddur.adapters.sqlite", "The verifier"),
    "a verifier that trusts a rule": ("verify/planted.py", "import cruddur.domain.inbox", "The verifier"),
    "a vendor in a value": ("domain/planted.py", "import msgspec", "no vendor"),
    "a vendor in a port": ("ports/planted.py", "import psycopg.rows", "no vendor"),
    "a vendor in a use case": ("usecases/planted.py", "from redis.asyncio import Redis", "no vendor"),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(PACKAGE, tmp_path / "src" / "cruddur", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(root: Path) -> tuple[int, list[str]]:
    """Run the contracts over a copy; the exit code, and the names of the broken ones."""
    # The copy goes before this checkout, which the environment's path file names.
    program = (
        "import sys; sys.path.insert(0, 'src'); "
        "from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    )
    done = subprocess.run([sys.executable, "-P", "-c", program], cwd=root, capture_output=True, text=True, check=False)
    return done.returncode, re.findall(r"^(.+) BROKEN", done.stdout, re.MULTILINE)


def test_the_source_keeps_every_rule(copy: Path):
    assert lint_imports(copy) == (0, [])


@pytest.mark.parametrize("name", PLANTED)
def test_a_broken_rule_is_caught(copy: Path, name: str):
    where, what, rule = PLANTED[name]
    file = copy / "src" / "cruddur" / where
    file.parent.mkdir(exist_ok=True)
    before = file.read_text() if file.exists() else ""
    file.write_text(f"{before}\n{what}\n")

    code, broken = lint_imports(copy)

    assert code == 1
    assert [each for each in broken if rule in each], broken
