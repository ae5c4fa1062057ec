"""What `vacli doctor` shows to people: each group as it is looked at, then what to do, the worst first."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from vacli.cli.common import note

if TYPE_CHECKING:
    from vacli.core.turn import Turn
    from vacli.doctor.finding import Finding
    from vacli.doctor.mending import Mended

STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red", "skip": "dim"}
NAME = 18
"""Columns of a finding's name; a longer one takes a line of its own."""


class Page:
    """`silent`: nothing but what goes wrong with mending, for the output is for machines."""

    def __init__(self, silent: bool = False) -> None:
        from rich.console import Console

        self._silent = silent
        self._console = Console(highlight=False, quiet=silent)
        self._errors = Console(stderr=True, highlight=False)
        self._status: Any = None
        self._began = time.monotonic()
        self._group = ""
        self._done = self._of = 0

    @contextmanager
    def busy(self, of: int, turn: "Turn") -> Iterator[None]:
        """On a terminal it is said meanwhile what is looked at. Ctrl-C leaves the terminal as it was."""
        self._of = of
        if sys.stderr is None or not sys.stderr.isatty():
            yield
            return
        with self._errors.status("", spinner="line") as self._status, turn.on_cancel(self._status.stop):
            yield
        self._status = None

    def begin(self, group: str, name: str) -> None:
        self._done += 1
        if self._status:
            self._status.update(f"{name} ({self._done} of {self._of})")
        if group != self._group:
            self._print("" if not self._group else "\n", f"[bold]{group}[/bold]")
            self._group = group

    def show(self, findings: "Sequence[Finding]") -> None:
        if self._status:
            self._status.stop()
        for finding in findings:
            self._console.print(_row(finding), soft_wrap=False)
        if self._status:
            self._status.start()

    def end(self, findings: "Sequence[Finding]") -> None:
        """The counts, and what to do first."""
        from vacli.doctor.report import counted

        self._print("\n", f"{counted(findings)}, in {time.monotonic() - self._began:.0f} s")
        bad = [each for each in findings if each.status in ("fail", "warn") and each.fix]
        bad.sort(key=lambda each: (each.status != "fail", each.mend is None))  # what others may come from first
        if bad:  # the command on a line of its own, to be copied
            self._console.print(f"Next, for {bad[0].name}:\n  {bad[0].fix}", style="cyan", markup=False, soft_wrap=True)
        if safe := sum(each.mend is not None for each in findings):
            self._console.print(f"{safe} can be mended for you: vacli doctor --fix", style="cyan", markup=False)

    def ask(self, finding: "Finding") -> bool:
        """Whether to do it; the end of the input means no."""
        try:
            return bool(
                typer.confirm(f"{finding.name}: {finding.detail}\n  do: {finding.fix}?", default=True, err=True)
            )
        except typer.Abort:
            note("")
            return False

    def told(self, mended: "Mended") -> None:
        became = f"could not be done: {mended.error}" if mended.error else f"still {mended.now}"
        note(f"{mended.name}: {became if mended.error or mended.now != 'ok' else 'mended'} ({mended.fix})")

    def note(self, text: str) -> None:
        note(f"vacli: {text}")

    def _print(self, before: str, text: str) -> None:
        self._console.print(f"{before}{text}")


def _row(finding: "Finding") -> Any:
    """Status, name, what was seen; below it why it matters, and the way out."""
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 1))
    table.add_column(width=4)
    table.add_column(width=max(NAME, len(finding.name)), no_wrap=True)
    table.add_column(overflow="fold")
    told = Text(finding.detail)
    if finding.why and finding.status != "ok":
        told.append(f"\n{finding.why}", style="dim")
    if finding.fix:
        told.append(f"\n→ {finding.fix}", style="cyan" if finding.status != "skip" else "dim cyan")
    table.add_row(Text(finding.status, STYLES[finding.status]), finding.name, told)
    return table
