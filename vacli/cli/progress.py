"""The bar under a long batch: how far, how fast, how long still. On standard error; knows sizes, no sound."""

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

EVERY = 0.1
"""Seconds between two pictures."""


class Bar:
    """`sizes`: bytes of each recording by its path; they stand for the work as long as nothing is decoded."""

    def __init__(self, sizes: Mapping[str, int]) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self._sizes = {path: max(size, 1) for path, size in sizes.items()}
        self._durations: dict[str, float] = {}
        self._heard: dict[str, float] = {}
        self._done = 0
        self._whole = 0
        self._began = time.monotonic()
        self._shown = 0.0
        console = Console(stderr=True, force_terminal=True)
        columns = (
            BarColumn(),
            TextColumn("{task.fields[count]}"),
            TextColumn("{task.fields[speed]}"),
            TimeRemainingColumn(compact=True),
            TextColumn("left  {task.fields[name]}", markup=False),
        )
        # standard output stays what it is: rich would send it to standard error
        self._progress = Progress(
            *columns, console=console, auto_refresh=False, transient=True, redirect_stdout=False, redirect_stderr=False
        )
        self._task = self._progress.add_task("", total=sum(self._sizes.values()), count="", speed="", name="")
        self._progress.start()

    def started(self, path: str, name: str, duration: float | None) -> None:
        self._durations[path] = duration or 0.0
        self._progress.update(self._task, name=name[-40:])
        self._draw()

    def moved(self, path: str, seconds: float) -> None:
        self._heard[path] = seconds
        self._draw()

    def finished(self, path: str) -> None:
        self._done += 1
        self._whole += self._sizes.get(path, 0)
        self._durations.pop(path, None)
        self._draw()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """The bar is away while something else is printed."""
        self._progress.stop()
        try:
            yield
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
        finally:
            self._progress.start()

    def close(self) -> None:
        self._progress.stop()

    def _draw(self) -> None:
        now = time.monotonic()
        if now - self._shown < EVERY and self._done < len(self._sizes):
            return
        self._shown = now
        under_way = sum(
            self._sizes.get(path, 0) * min(self._heard.get(path, 0.0) / duration, 1.0)
            for path, duration in self._durations.items()
            if duration
        )
        self._progress.update(
            self._task,
            completed=self._whole + under_way,
            count=f"{self._done}/{len(self._sizes)}",
            speed=f"{sum(self._heard.values()) / max(now - self._began, 0.001):.1f} h/h",
        )
        self._progress.refresh()
