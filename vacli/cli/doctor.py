"""`vacli doctor`: is everything there, what is not, and the command that mends it."""

from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vacli.cli.common import Json, print_json, turn_of
from vacli.core.errors import CheckFailed, UsageError

if TYPE_CHECKING:
    from vacli.config import Config
    from vacli.doctor.finding import Finding

STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red", "skip": "dim"}


def doctor(
    ctx: typer.Context,
    only: Annotated[list[str] | None, typer.Option("--only", help="Run this check alone; repeatable.")] = None,
    as_json: Json = False,
) -> None:
    """Look over engines, models, devices and the machine. Exit code 1 if anything fails."""
    from vacli.doctor.checks import examine

    turn, findings = turn_of(ctx), []
    for finding in examine(_settings(), only or ()):
        turn.check()
        findings.append(finding)
    count = {status: sum(finding.status == status for finding in findings) for status in STYLES}
    if as_json:
        print_json({"ok": not count["fail"], **count, "findings": [_plain(finding) for finding in findings]})
    else:
        _print(findings, count)
    if count["fail"]:
        raise typer.Exit(CheckFailed.exit_code)


def _settings() -> "Config":
    """The settings in force; the defaults if they are broken, which a check of its own tells."""
    from vacli import config

    try:
        return config.load().config
    except UsageError:
        return config.Config()


def _print(findings: "list[Finding]", count: dict[str, int]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in findings:
        table.add_row(Text(finding.status, STYLES[finding.status]), finding.name, _told(finding, Text))
    console = Console(highlight=False)
    console.print(table)
    console.print(", ".join(f"{number} {status}" for status, number in count.items()))


def _told(finding: "Finding", text: Any) -> Any:
    """The detail, and below it the way out."""
    told = text(finding.detail)
    if finding.fix:
        told.append(f"\n→ {finding.fix}", style="cyan")
    return told


def _plain(finding: "Finding") -> dict[str, str]:
    return {each.name: str(getattr(finding, each.name)) for each in fields(finding) if each.name != "mend"}
