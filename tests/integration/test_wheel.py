"""The wheel: what somebody gets who installs the package instead of cloning the source."""

import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import cruddur

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    for name in ("src", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        whole = ROOT / name
        if whole.is_dir():
            shutil.copytree(whole, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(whole, tmp_path)
    return tmp_path


def build(source: Path) -> set[str]:
    """Build the wheel, without a network, and return the names in it."""
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel"], cwd=source, check=True)
    (wheel,) = (source / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_the_pages_and_the_queries(source: Path):
    (source / "web" / "dist" / "assets").mkdir(parents=True)
    (source / "web" / "dist" / "index.html").write_text("<title>built</title>")
    (source / "web" / "dist" / "assets" / "page.js").write_text("")

    names = build(source)

    assert {"cruddur/web/index.html", "cruddur/web/assets/page.js", "cruddur/py.typed"} <= names
    queries = {f"cruddur/{file.relative_to(source / 'src' / 'cruddur')}" for file in source.rglob("adapters/**/*.sql")}
    assert queries
    assert queries <= names


def test_a_wheel_without_built_pages_can_still_be_made(source: Path):
    assert not [name for name in build(source) if name.startswith("cruddur/web/")]


def test_the_package_knows_its_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert cruddur.__version__ == project["version"]
