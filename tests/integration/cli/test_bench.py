"""`./cruddur bench` for a moment: every figure is there and every request was answered. How fast is not asserted."""

import json

from tests.program import run

ROWS = [
    "send",
    "send, each into a conversation",
    "send, all into one conversation",
    "inbox, 20 rows",
    "history, newest 50",
    "history, 50 below 200",
    "health: the floor",
]
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
    done = run("bench", "--seconds", "0.2", "--depth", "200", "--json")
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
    assert min(report["started_mb"], report["after_mb"]) > 10


def test_the_table_has_a_line_for_each_measurement() -> None:
    done = run("bench", "--seconds", "0.1", "--depth", "200", "--no-sockets")
    assert done.returncode == 0, done.stderr
    assert "sockets open" not in done.stdout
    for name in ROWS:
        assert name in done.stdout
    assert "rate limits lifted" in done.stdout
