"""SQL lives in `adapters/<engine>/sql/<noun>/<verb>.sql`, key text in `adapters/dynamodb/keys.py`; nowhere else."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, ROOT, Text, python_files, texts

# A statement as it begins, in capitals as SQL is written here, or in small letters with the words that only SQL has.
SQL = re.compile(
    r"""^\s*(?:--.*\n\s*)*(?:
        SELECT\b | INSERT\b | UPDATE\b | DELETE\b | REPLACE\b | WITH\b | VALUES\b | MERGE\b | TRUNCATE\b
        | CREATE\b | DROP\b | ALTER\b | GRANT\b | REVOKE\b
        | BEGIN\b | COMMIT\b | ROLLBACK\b | SAVEPOINT\b | RELEASE\b
        | PRAGMA\b | VACUUM\b | ANALYZE\b | EXPLAIN\b | ATTACH\b | REINDEX\b | LISTEN\b | NOTIFY\b
        | (?i: select\b.+\bfrom\s+\w+ | insert\s+(?:or\s+\w+\s+)?into\b | update\s+\w+\s+set\b | delete\s+from\b
             | (?:create|drop|alter)\s+(?:unique\s+|virtual\s+)?(?:table|index|view|trigger|schema)\b | pragma\s+\w+ )
    )""",
    re.VERBOSE | re.DOTALL,
)
KEY = re.compile(r"\b(?:MSG|GRP)#")

# Where SQL must stand in Python, a comment on the line or beside it says why: `# sql: a table's name is no parameter`.
REASON = re.compile(r"#\s*sql:\s*\w+(?:\W+\w+){2,}")

# What a query may not ask the engine for: time and chance are injected there too. Where the engine's own clock is
# meant, as in how long it has been connected, the header says so: `-- clock: the server's own, for people`.
CLOCK_OR_CHANCE = re.compile(
    r"""\b(?: CURRENT_TIMESTAMP | CURRENT_TIME | CURRENT_DATE | LOCALTIMESTAMP | NOW\s*\( | CLOCK_TIMESTAMP\s*\(
        | UNIXEPOCH\s*\(\s*\) | (?:DATETIME|DATE|TIME|JULIANDAY|STRFTIME|UNIXEPOCH)\s*\([^)]*'now'
        | RANDOM\s*\( | RANDOMBLOB\s*\( | GEN_RANDOM_UUID\s*\( | UUIDV[47]\s*\( )""",
    re.VERBOSE | re.IGNORECASE,
)

SQL_FILES = sorted(PACKAGE.glob("adapters/*/sql/**/*.sql"))
QUERIES = [file for file in SQL_FILES if "migrations" not in file.parts]
MIGRATIONS = [file for file in SQL_FILES if "migrations" in file.parts]


def named(file: Path) -> str:
    return str(file.relative_to(PACKAGE / "adapters"))


def has_reason(text: Text) -> bool:
    lines = text.file.read_text("utf-8").splitlines()
    return any(REASON.search(line) for line in lines[max(text.line - 3, 0) : text.line + 1])


def header(file: Path) -> dict[str, str]:
    """The comment that opens a query: its purpose, and what it says under `params`, `returns`, `index` (and `clock`)."""
    parts = {"purpose": ""}
    current = "purpose"
    for line in file.read_text("utf-8").splitlines():
        if not line.startswith("--"):
            break
        words = line.removeprefix("--").strip()
        if field := re.match(r"(params|returns|index|clock):\s*(.*)", words):
            current, words = field.groups()
        parts[current] = f"{parts.get(current, '')} {words}".strip()
    return parts


def body(file: Path) -> str:
    """The statement without its comments and the texts within quotes."""
    return re.sub(r"--[^\n]*|'(?:[^']|'')*'", " ", file.read_text("utf-8"))


def test_sql_is_written_in_sql_files():
    found = [text for file in python_files() for text in texts(file) if SQL.search(text.text) and not has_reason(text)]
    assert not found, "\n".join(str(text) for text in found)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1",
        "\n    INSERT INTO entries VALUES (1)",
        "select seq from entries",
        "insert or ignore into users values (?)",
        "Delete From users",
        "-- why\nUPDATE users SET handle = 1",
        "create unique index names on users (name)",
        "pragma journal_mode",
        "BEGIN IMMEDIATE",
    ],
)
def test_the_search_for_sql_sees(text: str):
    assert SQL.search(text)


@pytest.mark.parametrize(
    "text",
    ["Select a person to write to.", "update the inbox", "Begin with `./cruddur up`.", "insert here", "drop", "with"],
)
def test_the_search_for_sql_leaves_prose_alone(text: str):
    assert not SQL.search(text)


def test_keys_are_written_in_one_module():
    keys = PACKAGE / "adapters" / "dynamodb" / "keys.py"
    found = [text for file in python_files() if file != keys for text in texts(file) if KEY.search(text.text)]
    found += [Text(file, 1, match.group()) for file in SQL_FILES if (match := KEY.search(file.read_text("utf-8")))]
    assert not found, "\n".join(str(text) for text in found)


def test_every_sql_file_lies_in_its_place():
    lost = [
        file.relative_to(ROOT)
        for file in PACKAGE.rglob("*.sql")
        if not re.fullmatch(
            r"adapters/\w+/sql/(?:[a-z_]+/[a-z_0-9]+|migrations/\d{4}_[a-z_0-9]+)\.sql",
            file.relative_to(PACKAGE).as_posix(),
        )
    ]
    assert not lost


@pytest.mark.parametrize("file", QUERIES, ids=named)
def test_a_query_says_what_it_is_for(file: Path):
    said = header(file)
    assert said["purpose"], "the first line says what the query is for"
    assert set(said) - {"clock"} == {"purpose", "params", "returns", "index"}
    assert all(said.values())


@pytest.mark.parametrize("file", QUERIES, ids=named)
def test_a_query_names_its_parameters(file: Path):
    used = set(re.findall(r"(?<![:\w]):([a-z_]\w*)|%\(([a-z_]\w*)\)s", body(file)))
    names = {name for pair in used for name in pair if name}
    said = set(re.findall(r"\w+", header(file).get("params", "")))
    assert names <= said, f"not in the header: {sorted(names - said)}"


@pytest.mark.parametrize("file", SQL_FILES, ids=named)
def test_sql_takes_no_time_or_chance_from_the_engine(file: Path):
    text = re.sub(r"--[^\n]*", " ", file.read_text("utf-8"))
    assert not CLOCK_OR_CHANCE.search(text) or header(file).get("clock")


def test_migrations_are_numbered_without_gaps():
    by_engine: dict[Path, list[int]] = {}
    for file in MIGRATIONS:
        by_engine.setdefault(file.parent, []).append(int(file.name[:4]))
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in by_engine.values()), by_engine
