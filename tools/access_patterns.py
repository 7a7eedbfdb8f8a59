"""Draw the table's model and write the measured costs into `docs/access-patterns.md`.

    .venv/bin/python -m tools.access_patterns

The picture is made of items that the engine's own code encodes, the costs are counted by a DynamoDB API that runs for
the purpose. A test compares both with what is in docs/.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

from bench.capacity import Row, rows
from cruddur.adapters.dynamodb import items, keys
from cruddur.domain import instant
from cruddur.domain.entry import Draft, Head, next_entry
from cruddur.domain.group import Group, GroupKind, Member, Role
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid
from cruddur.domain.inbox import first_row

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "access-patterns.md"
PICTURE = ROOT / "docs" / "access-patterns.svg"

ANN = UserUuid("a1a1a1a1-0000-4000-8000-000000000001")
BOB = UserUuid("b2b2b2b2-0000-4000-8000-000000000002")
GROUP = GroupUuid("9f9f9f9f-0000-5000-8000-000000000003")
AT = instant.parse("2026-03-01T12:00:10Z")

WIDTH, LEFT, LINE_CHARS = 1060, 16, 116
INK, FAINT, LINE, PAPER = "#23201c", "#6d665c", "#cfc6b8", "#fbf8f2"
TINTS = {"entry": "#e8eef7", "group": "#f6ecd9", "inbox row": "#e6f0e4"}


class Line(NamedTuple):
    """A drawn item: of which kind, its keys, and its other attributes with what they hold."""

    kind: str
    pk: str
    sk: str
    rest: list[tuple[str, str]]


def model() -> list[Line]:
    """Return a small conversation's items, as the engine encodes them."""
    place = Member(Role.MEMBER, Seq(0))
    group = Group(
        uuid=GROUP,
        kind=GroupKind.DIRECT,
        title=None,
        members={ANN: place, BOB: place},
        membership_seq=Seq(0),
        created_at=AT,
        created_by=ANN,
    )
    first = next_entry(Draft(GROUP, ANN, MessageUuid("m-1"), "Is the press free?", AT), Head(Seq(0), AT, Seq(0)))
    second = next_entry(Draft(GROUP, BOB, MessageUuid("m-2"), "At noon.", AT), Head(Seq(1), AT, Seq(0)))
    found = [
        ("entry", items.entry_item(first)),
        ("entry", items.entry_item(second)),
        ("group", items.group_item(group)),
        ("inbox row", items.row_item(first_row(second, ANN, group)._replace(read_seq=Seq(1)))),
        ("inbox row", items.row_item(first_row(second, BOB, group))),
    ]
    return [_line(kind, item) for kind, item in found]


def _line(kind: str, item: items.Item) -> Line:
    rest = [(name, _shown(value)) for name, value in item.items() if name not in ("pk", "sk")]
    return Line(kind, _short(item["pk"]["S"]), _short(item["sk"]["S"]), rest)


def _shown(attribute: items.Attribute) -> str:
    [(kind, value)] = attribute.items()
    return f"{{{', '.join(_short(name) for name in value)}}}" if kind == "M" else _short(str(value))


def _short(text: str) -> str:
    """Uuids by the names of whom they belong to."""
    for uuid, name in ((ANN, "ann"), (BOB, "bob"), (GROUP, "g")):
        text = text.replace(uuid, name)
    return text[:19] + "…" if len(text) > 20 else text


def picture() -> str:
    """Return the model as SVG."""
    lines, y = model(), 74
    parts = [
        _text(LEFT, 26, f"{keys.TABLE}", size=17, weight=600),
        _text(LEFT, 48, f"pk, sk: one partition a log, one an inbox. Index {keys.INBOX_INDEX}: pk, active_minute."),
    ]
    previous = ""
    for line in lines:
        if previous and line.pk != previous:
            y += 12
        parts += _drawn(line, y, is_first=line.pk != previous)
        previous, y = line.pk, y + _height(line) + 4
    legend: list[str] = []
    for index, (kind, tint) in enumerate(TINTS.items()):
        x = LEFT + 150 * index
        legend.append(f'<rect x="{x}" y="{y + 12}" width="16" height="16" rx="3" fill="{tint}" stroke="{LINE}"/>')
        legend.append(_text(x + 24, y + 25, kind, color=FAINT))
    height = y + 44
    body = "\n".join([*parts, *legend])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f"aria-label=\"Items of the table: entries and META in a log's partition, rows in each member's\">\n"
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>\n{body}\n</svg>\n'
    )


def _drawn(line: Line, y: int, *, is_first: bool) -> list[str]:
    """One item: its keys on the left, its other attributes on as many lines as they need."""
    rows = _wrapped([f"{name}={value}" for name, value in line.rest])
    box = f'x="{LEFT}" y="{y}" width="{WIDTH - 2 * LEFT}" height="{_height(line)}" rx="5"'
    parts = [
        f'<rect {box} fill="{TINTS[line.kind]}" stroke="{LINE}"/>',
        _text(LEFT + 12, y + 21, line.pk if is_first else "", weight=600),
        _text(LEFT + 110, y + 21, line.sk, weight=600),
    ]
    return parts + [_text(LEFT + 225, y + 20 + 20 * at, shown, size=11, color=FAINT) for at, shown in enumerate(rows)]


def _height(line: Line) -> int:
    return 12 + 20 * len(_wrapped([f"{name}={value}" for name, value in line.rest]))


def _wrapped(cells: list[str]) -> list[str]:
    """Cells side by side, on lines that fit beside the keys."""
    rows = [""]
    for cell in cells:
        longer = f"{rows[-1]}   {cell}".strip()
        if len(longer) <= LINE_CHARS:
            rows[-1] = longer
        else:
            rows.append(cell)
    return rows


def _text(x: int, y: int, text: str, *, size: int = 13, weight: int = 400, color: str = INK) -> str:
    return (
        f'<text x="{x}" y="{y}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="{size}" '
        f'font-weight="{weight}" fill="{color}" xml:space="preserve">{escape(text)}</text>'
    )


def table(measured: Sequence[Row]) -> str:
    """Return the measured costs as a Markdown table."""
    lines = [
        "| pattern | calls | read units | write units | budget | the class's design |",
        "|---|---|---:|---:|---|---|",
    ]
    for row in measured:
        cells = (
            row.pattern.strip(),
            row.calls,
            f"{row.read_units:g}",
            f"{row.write_units:g}",
            row.budget,
            row.original,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(line.replace("|  |", "| |") for line in lines)


def filled(page: str, measured: Sequence[Row]) -> str:
    """Return the page with the costs between its marks."""
    begin, end = "<!-- costs -->\n", "<!-- /costs -->"
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}{table(measured)}\n{end}{after}"


def main() -> None:
    """Write both."""
    with tempfile.TemporaryDirectory(prefix="cruddur-capacity-") as folder:
        measured = asyncio.run(rows(Path(folder)))
    PAGE.write_text(filled(PAGE.read_text("utf-8"), measured), "utf-8")
    PICTURE.write_text(picture(), "utf-8")


if __name__ == "__main__":
    main()
