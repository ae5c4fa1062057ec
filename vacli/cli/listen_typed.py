"""Lines that are typed instead of spoken, from a terminal or a pipe. Knows no engine.

From a terminal a line goes in at once: it may interrupt. From a pipe the next one waits until the turn before it is
over, so that `printf 'one\\ntwo\\n'` is a conversation. The end of the input ends the conversation.
"""

import os
import select
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Protocol

from vacli.cli import questions
from vacli.core.errors import UsageError
from vacli.core.events import Event
from vacli.core.flow import spawn
from vacli.core.meaning import Command


class Typist(Protocol):
    """What is done with the lines: see `vacli.live.conversation.Conversation`."""

    def type(self, line: str) -> None: ...
    def stop(self) -> None: ...
    def end_of_input(self) -> None: ...


class Typed:
    """A subscriber of the bus, which reads standard input from `start` on. `echo` shows a line that came by a pipe."""

    def __init__(self, to: Typist, publish: Callable[[Event], None], echo: Callable[[str], None]) -> None:
        if sys.stdin is None:
            raise UsageError("standard input is closed: nothing can be typed", "vacli listen")
        self._to = to
        self._publish = publish
        self._echo = echo
        self._fd = sys.stdin.fileno()
        self._wait = not os.isatty(self._fd)
        self._over = threading.Event()
        self._woken, self._wake = os.pipe()
        self._closed = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = spawn("typed", self._run)

    def __call__(self, event: Event) -> None:
        if event.name == "command" and event.data.get("name") == Command.GOODBYE:
            self._closed = True  # what comes after is for nobody
        if event.name == "turn.end":
            self._over.set()

    def close(self) -> None:
        """Read no more."""
        self._closed = True
        os.write(self._wake, b".")
        self._over.set()
        if self._thread is not None:
            self._thread.join(0.5)

    def _run(self) -> None:
        for number, data in enumerate(self._lines(), 1):
            try:
                line = questions.checked(data, f"line {number}")
            except UsageError as error:
                self._publish(Event("fault", "", {"stage": "text", "message": error.message, "hint": error.hint}))
                continue
            self._say(line)
        if not self._closed:
            self._to.end_of_input()

    def _say(self, line: str) -> None:
        if self._closed:
            return
        if line:
            if self._wait:
                self._echo(line)
            self._over.clear()
            self._to.type(line)
            if self._wait:
                self._over.wait()
        elif not self._wait:
            self._to.stop()

    def _lines(self) -> Iterator[bytes]:
        """Line by line until the end or `close`. One without an end is given in pieces of the limit."""
        rest = b""
        while True:
            ready, _, _ = select.select([self._fd, self._woken], [], [])
            if self._woken in ready:
                return
            data = os.read(self._fd, 65536)
            *lines, rest = (rest + data).split(b"\n")
            yield from lines
            if not data or len(rest) > questions.LIMIT:
                yield rest
                rest = b""
            if not data:
                return
