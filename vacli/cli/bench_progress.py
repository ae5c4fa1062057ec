"""How far a bench is: a moving line on a terminal, else a line for each new thing. On standard error."""

import sys
import time
from typing import Any

from vacli.cli.common import note

EVERY = 0.1
"""Seconds between two pictures."""


class Progress:
    """`step` is what `Wish.progress` wants."""

    def __init__(self) -> None:
        self._told = ""
        self._shown = 0.0
        self._live: Any = _live() if sys.stderr.isatty() else None
        self._task = self._live.add_task("", total=None) if self._live else None
        self._began = time.monotonic()

    def step(self, what: str, done: int, of: int) -> None:
        now, live = time.monotonic(), self._live  # which another thread may close meanwhile
        if live:
            if now - self._shown >= EVERY:
                self._shown = now
                live.update(self._task, description=what[:50], completed=done, total=of or None)
            return
        if (topic := what.partition(":")[0]) != self._told:
            self._told = topic
            note(f"vacli: {now - self._began:4.0f} s  {topic}")

    def close(self) -> None:
        if self._live:
            self._live.stop()
            self._live = None


def _live() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Live

    columns = (
        TimeElapsedColumn(),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
    )
    # standard output stays what it is: rich would send it to standard error
    live = Live(
        *columns,
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        refresh_per_second=5,
    )
    live.start()
    return live
