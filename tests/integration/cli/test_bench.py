"""`./cruddur bench` for a moment: every figure is there and every request was answered. How fast is not asserted."""

import json

from tests.program import run

ROWS = [
    "send",
    "send, each into a conversation",
    "send, all into one conversation",
    "inbox, 20 rows",
    "inbox, 20 rows of very many",
    "history, newest 50",
    "history, 50 below 200",
    "health: the floor",
]
SMALL = ("--depth", "200", "--conversations", "50")

FIGURES = {
    "name",
    "concurrency",
    "count",
    "took_s",
    "p50_ms",
    "p99_ms",
    "per_second",
    "cpu_s_per_1000",
    "written_bytes_each",
}


def test_a_short_run_measures_everything_and_says_on_what() -> None:
    done = run("bench", "--seconds", "0.2", *SMALL, "--crowd", "40", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert [row["name"] for row in report["measured"]] == ROWS
    for row in report["measured"]:
        assert set(row) == FIGURES
        assert row["count"] > 0
        assert 0 < row["p50_ms"] <= row["p99_ms"]
        assert row["per_second"] > 0
    assert report["people"] == 50
    assert report["delivered"]["count"] > 0
    assert 0 < report["delivered"]["p50_ms"] <= report["delivered"]["p99_ms"]
    assert "CRUDDUR_RATE_SENDS" in report["rate_limits"]
    assert report["machine"]["cores"] >= 1
    assert report["crowd"]["sockets"] == 40
    assert 0 < report["crowd"]["last_p50_ms"] <= report["crowd"]["last_most_ms"]
    assert report["idle_cpu_ms_per_s"] >= 0
    assert len(report["aims"]) == 16
    for aim in report["aims"]:
        assert set(aim) == {"name", "unit", "limit", "value", "is_met", "is_least"}
        is_met = aim["value"] >= aim["limit"] if aim["is_least"] else aim["value"] <= aim["limit"]
        assert aim["is_met"] is is_met
    assert min(report["started_mb"], report["after_mb"]) > 10


def test_the_table_has_a_line_for_each_measurement() -> None:
    done = run("bench", "--seconds", "0.1", *SMALL, "--no-sockets")
    assert done.returncode == 0, done.stderr
    assert "sockets open" not in done.stdout
    for name in ROWS:
        assert name in done.stdout
    for limit in (">= 12,000 /s", "<= 0.08 s/1,000", "<= 60 MB"):
        assert limit in done.stdout
    assert "rate limits lifted" in done.stdout


def test_the_right_column_is_measured_by_the_cpu_of_its_server() -> None:
    done = run("bench", "--column", "cloud", "--seconds", "0.3", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert [row["name"] for row in report["measured"]] == [ROWS[0], ROWS[1], ROWS[3], "history, newest 50"]
    (aim,) = report["aims"]
    assert aim["limit"] == 0.2
    assert aim["value"] == report["measured"][1]["cpu_s_per_1000"] > 0
