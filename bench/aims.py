"""What is aimed at on two cores, beside what was measured. Nothing here is a test: it depends on the machine."""

from collections.abc import Iterator

from bench.report import Aim, Measured, Report
from bench.scenario import HISTORY, INBOX, MANY_SENDERS, ONE_SENDER


def aims(report: Report) -> list[Aim]:
    """Return every aim of a run's column."""
    rows = {row.name: row for row in report.measured}
    if report.column == "cloud":
        return [Aim("CPU of the server, 32 senders", "s/1,000", 0.2, rows[MANY_SENDERS].cpu_s_per_1000)]
    return [*_of_sends(rows), *_of_reads(report, rows), *_of_sockets(report), *_of_memory(report)]


def _of_sends(rows: dict[str, Measured]) -> Iterator[Aim]:
    one, many = rows[ONE_SENDER], rows[MANY_SENDERS]
    written = many.written_bytes_each
    yield Aim("32 senders", "/s", 12_000, many.per_second, is_least=True)
    yield Aim("32 senders, p99", "ms", 5.0, many.p99_ms)
    yield Aim("32 senders, CPU", "s/1,000", 0.08, many.cpu_s_per_1000)
    yield Aim("32 senders, written for each", "KiB", 6.0, None if written is None else written / 1024)
    yield Aim("one sender, p50", "ms", 0.4, one.p50_ms)


def _of_reads(report: Report, rows: dict[str, Measured]) -> Iterator[Aim]:
    inbox, history = rows[INBOX], rows[HISTORY]
    crowded = next((row for name, row in rows.items() if name.startswith(f"{INBOX} of ")), None)
    deep = next(row for name, row in rows.items() if name.startswith("history, 50 below"))
    yield Aim("inbox of 20, p50", "ms", 0.2, inbox.p50_ms)
    if crowded is not None:
        yield Aim(f"of {report.conversations:,} conversations to that", "x", 1.1, crowded.p50_ms / inbox.p50_ms)
    yield Aim("history of 50, p50", "ms", 0.22, history.p50_ms)
    yield Aim(f"{report.depth:,} deep to that", "x", 1.1, deep.p50_ms / history.p50_ms)


def _of_sockets(report: Report) -> Iterator[Aim]:
    live, crowd = report.delivered, report.crowd
    if live is not None:
        yield Aim("delivery at 20/s, p50", "ms", 1.5, live.p50_ms)
        yield Aim("delivery at 20/s, p99", "ms", 3.0, live.p99_ms)
    if crowd is not None:
        yield Aim(f"{crowd.sockets:,} idle sockets, each", "KiB", 32, crowd.kib_per_socket)
        yield Aim(f"a message to the last of {crowd.sockets:,} sockets", "ms", 60, crowd.last_p50_ms)


def _of_memory(report: Report) -> Iterator[Aim]:
    yield Aim("memory when ready", "MB", 60, report.started_mb)
    yield Aim("memory after the run", "MB", 90, report.after_mb)
    yield Aim("CPU while nobody does anything", "ms CPU/s", 1.0, report.idle_cpu_ms_per_s)
