"""What was measured, as a table for people and as one JSON document for machines."""

import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Aim:
    """A figure and its limit: at most, or at least where `is_least`. `value` is None where it was not measured."""

    name: str
    unit: str
    limit: float
    value: float | None
    is_least: bool = False

    @property
    def is_met(self) -> bool | None:
        """None where nothing was measured."""
        if self.value is None:
            return None
        return self.value >= self.limit if self.is_least else self.value <= self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One measurement. None: not applicable, or the system does not tell.

    Attributes:
        count: requests answered in `took_s`, all with 200.
        cpu_s_per_1000: user and system time of the server process for 1,000 of them.
        written_bytes_each: bytes that one of them sent towards the disk.
    """

    name: str
    concurrency: int
    count: int
    took_s: float
    p50_ms: float
    p99_ms: float
    cpu_s_per_1000: float | None
    written_bytes_each: float | None

    @property
    def per_second(self) -> float:
        """Requests answered a second."""
        return self.count / self.took_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """Messages sent one at a time, `per_second` of them; milliseconds from the send to the reader's socket."""

    sockets: int
    count: int
    per_second: float
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Many sockets of a group's members.

    Attributes:
        kib_per_socket: by how much the server's memory grew, for each of them.
        last_p50_ms, last_most_ms: from the send of a message to its arrival at the last of them.
    """

    sockets: int
    members: int
    kib_per_socket: float | None
    messages: int
    last_p50_ms: float
    last_most_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole run.

    Attributes:
        column: "one" machine or "cloud".
        depth: entries below the head of the log that is read deep.
        conversations: of the person whose inbox is a large one; 0 for nobody.
        idle_cpu_ms_per_s: the server's, while sockets are open and nobody does anything.
        started_mb, after_mb: memory of the server when it was ready and after everything.
        delivered: None when nobody had a socket open.
        crowd: None when it was not measured.
    """

    column: str
    depth: int
    conversations: int
    people: int
    text_bytes: int
    rate_limits: str
    started_mb: float | None
    after_mb: float | None
    measured: Sequence[Measured]
    delivered: Delivered | None
    idle_cpu_ms_per_s: float | None
    crowd: Crowd | None


def percentile(sorted_values: Sequence[float], share: float) -> float:
    """Return the value below which `share` (0 to 1) of the sorted values lie."""
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))]


def machine() -> dict[str, str | int | None]:
    """Return what the figures depend on."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def as_json(report: Report, aims: Sequence[Aim]) -> str:
    """Return the report as one JSON document."""
    rows = [asdict(row) | {"per_second": row.per_second} for row in report.measured]
    aimed = [asdict(aim) | {"is_met": aim.is_met} for aim in aims]
    return json.dumps(asdict(report) | {"measured": rows, "aims": aimed, "machine": machine()}, indent=2)


def show(report: Report, aims: Sequence[Aim]) -> None:
    """Print the report as tables."""
    about = machine()
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    for title in ("at once", "per second", "p50 ms", "p99 ms", "CPU s / 1,000", "written / request"):
        table.add_column(title, justify="right")
    for row in report.measured:
        table.add_row(
            row.name,
            str(row.concurrency),
            f"{row.per_second:,.0f}",
            f"{row.p50_ms:.3f}",
            f"{row.p99_ms:.3f}",
            _figure(row.cpu_s_per_1000, ".3f"),
            _figure(row.written_bytes_each and row.written_bytes_each / 1024, ".1f", " KiB"),
        )
    console = Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else 110)
    console.print(table)
    console.print()
    console.print(_aims_table(aims))
    console.print()
    if (live := report.delivered) is not None:
        console.print(
            f"To the reader's socket, {live.per_second:.0f} messages a second, {live.sockets} sockets open: "
            f"p50 {live.p50_ms:.2f} ms, p99 {live.p99_ms:.2f} ms."
        )
    console.print(
        f"Memory of the server: {_figure(report.started_mb, '.0f')} MB when ready, "
        f"{_figure(report.after_mb, '.0f')} MB after the run."
    )
    console.print(f"{about['processor']}, {about['cores']} cores, {about['system']}, Python {about['python']}.")
    if (crowd := report.crowd) is not None:
        console.print(
            f"{crowd.messages} messages to {crowd.sockets:,} sockets of {crowd.members} members: the last has it after "
            f"p50 {crowd.last_p50_ms:.1f} ms, at most {crowd.last_most_ms:.1f} ms."
        )
    console.print(f"{report.people} people, texts of {report.text_bytes} bytes; {report.rate_limits}.")


def _aims_table(aims: Sequence[Aim]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    for title in ("aim", "measured", ""):
        table.add_column(title, justify="right")
    for aim in aims:
        limit = f"{'>=' if aim.is_least else '<='} {aim.limit:,g} {aim.unit}"
        verdict = {True: "met", False: "missed", None: ""}[aim.is_met]
        table.add_row(aim.name, limit, _figure(aim.value, ",.0f" if aim.limit >= 1000 else ",.3f"), verdict)
    return table


def _figure(value: float | None, form: str, unit: str = "") -> str:
    return "-" if value is None else f"{value:{form}}{unit}"


def _processor() -> str:
    try:
        rows = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((row.partition(": ")[2] for row in rows if row.startswith("model name")), platform.machine())
