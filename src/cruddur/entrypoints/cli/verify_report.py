"""How a report of `verify` looks on a terminal."""

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cruddur.verify.report import INVALID, VALID, Lag, Report

COLOURS = {VALID: "bold green", INVALID: "bold red"}


def show(report: Report, *, rate_limits: str) -> None:
    """Print the report on stdout."""
    console = Console(highlight=False)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("operations")
    table.add_column("count", justify="right")
    for name, count in report.operations.items():
        table.add_row(name, f"{count:,}")
    table.add_section()
    table.add_row(Text("faults", style="bold"), Text(f"{sum(report.faults.values()):,}", style="bold"))
    for name, count in report.faults.items():
        table.add_row(f"  {name}", f"{count:,}")
    console.print(table)
    console.print()
    for name, lag in (
        ("answer to a send", report.send_lag),
        ("live delivery", report.live_lag),
        ("inbox behind its log", report.inbox_lag),
    ):
        console.print(_lag_line(name, lag))
    console.print(f"availability           {report.availability:.2%} of the requests, faults included")
    console.print(f"took                   {report.took_s:.0f} s; seed {report.seed}; rate limits {rate_limits}")
    console.print()
    for kind, (count, examples) in sorted(report.found.items()):
        console.print(Text(f"{kind}: {count:,}", style="bold red"))
        for example in examples:
            console.print(f"  {example}", markup=False)
    for lack in report.missing:
        console.print(Text(f"too little for a verdict: {lack}", style="yellow"))
    console.print(Text(report.verdict, style=COLOURS.get(report.verdict, "bold yellow")))


def _lag_line(name: str, lag: Lag) -> str:
    return (
        f"{name:<22} p50 {lag.p50_ms:,.1f} ms, p99 {lag.p99_ms:,.1f} ms, at most {lag.most_ms:,.0f} ms ({lag.count:,})"
    )
