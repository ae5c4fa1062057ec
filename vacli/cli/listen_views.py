"""The views of a conversation that are lines of text: plain for people and logs, JSON for machines."""

import json
import threading
from collections.abc import Callable, Iterable
from typing import TextIO

from vacli.cli.common import note
from vacli.cli.listen_lines import Lines
from vacli.core.events import Event


def as_json(event: Event) -> list[str]:
    """The event as one line, as docs/events.md describes it."""
    head = {"event": event.name, "turn": event.turn, "at": round(event.at, 4)}
    return [json.dumps(head | dict(event.data), ensure_ascii=False, default=str)]


class LineView:
    """A subscriber of the bus. `render` makes the lines of an event; `on_gone`: the reader of `stream` has gone."""

    def __init__(self, stream: TextIO, render: Callable[[Event], Iterable[str]], on_gone: Callable[[], None]) -> None:
        self._lines = Lines(stream, on_gone)
        self._render = render
        self._lock = threading.Lock()  # events come from several threads

    def __call__(self, event: Event) -> None:
        with self._lock:
            for line in self._render(event):
                self._lines.put(line)

    def put(self, line: str) -> None:
        """A line that no event tells."""
        with self._lock:
            self._lines.put(line)

    def leave(self) -> None:
        """Nothing of the terminal was changed."""

    def enter(self) -> None:
        """Nothing has to be painted again."""

    def close(self) -> None:
        """Write the rest. BrokenPipeError if the reader has gone, which ends the process quietly."""
        if left_out := self._lines.close():
            note(f"vacli: {left_out} lines were left out: nobody read them in time")
        if self._lines.gone:
            raise BrokenPipeError
