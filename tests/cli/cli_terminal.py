"""A terminal for tests: a process in a pseudo-terminal of its own, and what its screen shows.

The screen knows what vacli writes: text, CR, LF, cursor up, erase below, cursor on and off, colours.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

_TOKEN = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|\r|\n|[^\x1b\r\n]+|\x1b")


class Display:
    """`rows`: all lines from the first on, history included; `styles` the SGR codes that were used; `cursor` shown."""

    def __init__(self) -> None:
        self.rows: list[str] = [""]
        self.row = self.column = 0
        self.cursor = True
        self.styles: set[str] = set()
        self.odd: list[str] = []

    def feed(self, text: str) -> None:
        for match in _TOKEN.finditer(text):
            self._take(match)

    def reflow(self, columns: int) -> None:
        """What a modern terminal does with lines that have become too long."""
        above, below = self.rows[: self.row], self.rows[self.row :]
        above = [row[at : at + columns] for row in above for at in range(0, max(len(row), 1), columns)]
        last = below.pop(0)
        broken = [last[at : at + columns] for at in range(0, max(len(last), 1), columns)]
        self.row, self.column = len(above) + len(broken) - 1, min(self.column, len(broken[-1]))
        self.rows = above + broken + below

    @property
    def text(self) -> str:
        return "\n".join(self.rows)

    def _take(self, match: re.Match[str]) -> None:
        token, (numbers, letter) = match[0], match.groups()
        if token == "\r":
            self.column = 0
        elif token == "\n":
            self.row += 1
            self.rows += [""] * (self.row + 1 - len(self.rows))
        elif letter == "A":
            self.row = max(0, self.row - int(numbers or 1))
        elif letter == "J":
            self.rows = [*self.rows[: self.row], self.rows[self.row][: self.column]]
        elif letter == "m":
            self.styles |= set(numbers.split(";"))
        elif numbers == "?25":
            self.cursor = letter == "h"
        elif token.startswith("\x1b"):
            self.odd.append(token)
        else:
            row = self.rows[self.row].ljust(self.column)
            self.rows[self.row] = row[: self.column] + token + row[self.column + len(token) :]
            self.column += len(token)


class Terminal:
    """One process, what it wrote, and what it shows."""

    def __init__(self, process: subprocess.Popen[bytes], fd: int, tty: int) -> None:
        self.process = process
        self.display = Display()
        self.written = b""
        self._fd = fd
        self.tty = tty  # kept open, so that what is written last can be read

    def wait_for(self, text: str, seconds: float = 20.0) -> None:
        """Until `text` is on the screen."""
        self.until(lambda: text in self.display.text, seconds, f"{text!r} never came")

    def wait(self, seconds: float = 20.0) -> int:
        """Until the process has ended. Its exit code."""
        self.until(lambda: self.process.poll() is not None, seconds, "it did not end")
        while self._read(0.05):
            continue
        return self.process.returncode

    def type(self, keys: str) -> None:
        os.write(self._fd, keys.encode())

    def resize(self, columns: int, rows: int = 24) -> None:
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.display.reflow(columns)

    @property
    def cooked(self) -> bool:
        """Lines and echo, as a shell wants them."""
        return termios.tcgetattr(self.tty)[3] & (termios.ICANON | termios.ECHO) == termios.ICANON | termios.ECHO

    def until(self, done: Callable[[], bool], seconds: float = 20.0, why: str = "it never came to that") -> None:
        limit = time.monotonic() + seconds
        while not done():
            self._read(0.05)
            assert time.monotonic() < limit, f"{why}:\n{self.display.text}"

    def _read(self, seconds: float) -> bool:
        if not select.select([self._fd], [], [], seconds)[0]:
            return False
        data = os.read(self._fd, 65536)
        self.written += data
        self.display.feed(data.decode("utf-8", "replace"))
        return bool(data)


def _as_a_terminal_does() -> None:
    """Whoever runs the tests may ignore the signal of a terminal that goes (nohup), and children inherit that."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    fcntl.ioctl(1, termios.TIOCSCTTY, 0)


@contextmanager
def terminal(
    argv: Sequence[str], columns: int = 80, *, env: Mapping[str, str] | None = None, stdin: int | None = None
) -> Iterator[Terminal]:
    """`python ARGV` in a terminal of that width, which it controls. `stdin`: something else as standard input."""
    fd, tty = pty.openpty()
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    given = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")}
    process = subprocess.Popen(
        [sys.executable, *argv],
        stdin=tty if stdin is None else stdin,
        stdout=tty,
        stderr=tty,
        env=given | {"TERM": "xterm-256color"} | dict(env or {}),
        start_new_session=True,
        preexec_fn=_as_a_terminal_does,
    )
    try:
        yield Terminal(process, fd, tty)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        os.close(fd)
        os.close(tty)
