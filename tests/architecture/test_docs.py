"""What people read about the product is there, and says what the code says."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, tracked_files
from tools import docs

PAGES = [file for file in tracked_files() if file.suffix == ".md"]


@pytest.mark.parametrize("page", docs.TABLES, ids=lambda page: page.name)
def test_every_command_setting_and_route_is_in_its_page(page: Path):
    """`.venv/bin/python tools/docs.py` writes the tables anew."""
    assert page.read_text("utf-8") == docs.filled(page)


def test_links_between_pages_lead_somewhere():
    lost: list[str] = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)|(?:src|srcset)=\"([^\"]+)\"", page.read_text("utf-8")):
            path = target[0] or target[1]
            if "://" not in path and not (page.parent / path).exists():
                lost.append(f"{page.relative_to(ROOT)}: {path}")
    assert not lost


def test_every_decision_is_in_the_list():
    folder = ROOT / "docs" / "decisions"
    notes = sorted(file.name for file in folder.glob("[0-9]*.md"))
    listed = re.findall(r"\((\d{4}[^)]+\.md)\)", (folder / "README.md").read_text("utf-8"))
    assert listed == notes
    assert [note[:4] for note in notes] == [f"{number:04}" for number in range(1, len(notes) + 1)]


def test_a_page_is_called_what_it_is():
    nameless = [page.relative_to(ROOT) for page in PAGES if not _first_line(page).startswith("# ")]
    assert not nameless


def _first_line(page: Path) -> str:
    return page.read_text("utf-8").split("\n", 1)[0]
