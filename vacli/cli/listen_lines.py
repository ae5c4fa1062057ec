"""Lines written on a thread of their own, so that a slow reader never holds the conversation up. Knows no events."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TextIO

from vacli.core.flow import spawn

WAITING = 2000
"""Lines that wait for whoever reads them; what is more is left out, and said."""

PATIENCE = 1.0
"""Seconds that a reader is given for the rest when everything is over."""


class Lines:
    """`on_gone` is called once, from the writing thread, if the reader has gone."""

    def __init__(self, stream: TextIO, on_gone: Callable[[], None]) -> None:
        self._stream = stream
        self._on_gone = on_gone
        self._queue: SimpleQueue[str | None] = SimpleQueue()  # None: the end
        self._left_out = 0
        self.gone = False
        self._thread = spawn("lines", self._write)

    def put(self, line: str) -> None:
        """Never blocks."""
        if self._queue.qsize() >= WAITING:
            self._left_out += 1
        elif not self.gone:
            self._queue.put(line)

    def close(self) -> int:
        """Write what waits. How many lines were left out because nobody read them in time."""
        self._queue.put(None)
        self._thread.join(PATIENCE)
        return self._left_out

    def _write(self) -> None:
        encoding = self._stream.encoding or "utf-8"
        try:
            while (line := self._queue.get()) is not None:
                print(line.encode(encoding, "replace").decode(encoding), file=self._stream)
                self._stream.flush()
        except (OSError, ValueError):  # a broken pipe, a full disk; ValueError: closed by whoever embeds us
            self.gone = True
            self._drop()
            self._on_gone()

    def _drop(self) -> None:
        try:
            while True:
                self._queue.get_nowait()
        except Empty:
            return
