"""`./cruddur doctor`: what is wrong with a deployment, and what to do about it."""

from collections.abc import Sequence
from pathlib import Path

import click
from rich_click import RichCommand

from cruddur import bootstrap_doctor
from cruddur.entrypoints.cli.configured import configured, data_dir_option
from cruddur.entrypoints.cli.operator import json_option, print_json, run
from cruddur.ports.examination import Finding, Level

MARKS: dict[Level, tuple[str, str]] = {
    "fine": ("ok", "green"),
    "unknown": ("??", "cyan"),
    "warning": ("!!", "yellow"),
    "problem": ("XX", "red"),
}


@click.command(cls=RichCommand)
@data_dir_option
@json_option
def doctor(*, data_dir: Path | None, as_json: bool) -> int:
    """Examine what the settings name, and say what to do about each finding.

    Data folder, database, table (key, index, stream, expiry, backups), PostgreSQL (migrations, connections, rights),
    Redis, sign-in provider, clocks, addresses and limits. Writes nothing, starts nothing, may run beside a server.

    Exit 0: nothing is wrong, though there may be warnings. Exit 1: there are problems. Exit 2: a setting cannot be
    used at all.
    """
    findings = run(bootstrap_doctor.examine(configured(data_dir=data_dir)))
    counts = {level: sum(finding.level == level for finding in findings) for level in MARKS}
    if as_json:
        print_json({"findings": [finding._asdict() for finding in findings], "counts": counts})
    else:
        _show(findings)
        click.echo(f"{counts['problem']} problems, {counts['warning']} warnings, {counts['fine']} fine.")
    return 1 if counts["problem"] else 0


def _show(findings: Sequence[Finding]) -> None:
    width = max(len(finding.check) for finding in findings)
    for finding in findings:
        mark, color = MARKS[finding.level]
        click.echo(f"{click.style(mark, fg=color)}  {finding.check:<{width}}  {finding.says}")
        if finding.do:
            click.echo(f"    {'':<{width}}  {finding.do}")
