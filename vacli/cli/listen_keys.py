"""Single keys from the terminal, read on a thread of their own; the terminal is given back whatever happens.

Ctrl-C stays a signal. Ctrl-Z arrives here as a key, so that the terminal is whole before the shell gets it. Knows no
conversation: what a key does is the caller's. Where it is wanted, terminals that can are asked to report when a key is
let go (the "kitty keyboard protocol"); the others go on as they are.
"""

import os
import re
import select
import signal
import sys
import termios
import time
from collections.abc import Callable
from contextlib import suppress

from vacli.core.flow import spawn

STOPPING = 0.2
"""Seconds until a signal to the process has stopped all of its threads: another one may be the first to see it."""
ESCAPE, SUSPEND = "\x1b", "\x1a"

_KEY = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1bO.|.", re.DOTALL)
"""A key, or the sequence that a function key sends."""
_REPORT = re.compile(r"\x1b\[(\d+)(?::\d*)*(?:;(\d*)(?::(\d))?(?:;[\d:]*)?)?u")
"""A key by its number, its modifiers and whether it went down (1), repeats itself (2) or came up (3)."""
_ASK, _ENOUGH = "\x1b[>10u", "\x1b[<u"
_CONTROL = 4


def terminal() -> int | None:
    """A file descriptor of the terminal that keys come from, to be closed by the caller; None where there is none.

    Standard input may be sound: then it is the terminal that the process belongs to. A process in the background must
    not read it, for that would stop it.
    """
    try:
        found = os.dup(0) if sys.stdin is not None and os.isatty(0) else os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return None
    if _in_foreground(found):
        return found
    os.close(found)
    return None


class Keys:
    """`on_key` is called for every key, from the reading thread. `around`: told before (False) and after (True) Ctrl-Z
    stops the process. `on_release`: told of every key that comes up, where the terminal reports it."""

    def __init__(
        self,
        fd: int,
        on_key: Callable[[str], None],
        around: Callable[[bool], None],
        on_release: Callable[[str], None] | None = None,
    ) -> None:
        self._fd = fd
        self._on_key = on_key
        self._on_release = on_release
        self._asked = False
        self._around = around
        self._before = termios.tcgetattr(fd)
        self._woken, self._wake = os.pipe()
        self._take()
        self._thread = spawn("keys", self._run)

    def restore(self) -> None:
        """The terminal as it was found. From any thread, any number of times."""
        with suppress(termios.error, OSError):  # the terminal is gone
            asked, self._asked = self._asked, False
            if asked:
                os.write(self._fd, _ENOUGH.encode())
            termios.tcsetattr(self._fd, termios.TCSANOW, self._before)

    def close(self) -> None:
        """Restore, and read no more keys."""
        self.restore()
        os.write(self._wake, b".")
        self._thread.join(0.5)
        for fd in (self._woken, self._wake, self._fd):
            os.close(fd)

    def _take(self) -> None:
        """Keys at once and without echo, output and Ctrl-C as ever."""
        modes = termios.tcgetattr(self._fd)
        modes[3] &= ~(termios.ICANON | termios.ECHO)
        modes[6][termios.VMIN], modes[6][termios.VTIME] = 1, 0
        modes[6][termios.VSUSP] = b"\0"
        termios.tcsetattr(self._fd, termios.TCSANOW, modes)
        if self._on_release:
            self._asked = True
            os.write(self._fd, _ASK.encode())

    def _run(self) -> None:
        while True:
            ready, _, _ = select.select([self._fd, self._woken], [], [])
            if self._woken in ready:
                return
            try:
                data = os.read(self._fd, 64)
            except OSError:
                return
            if not data:
                return
            for key in _KEY.findall(data.decode("utf-8", "replace")):
                if key == SUSPEND:
                    self._suspend()
                elif len(key) == 1:
                    self._on_key(key)
                elif report := _REPORT.fullmatch(key):
                    self._reported(chr(min(int(report[1]), sys.maxunicode)), int(report[2] or 1) - 1, report[3] or "1")

    def _reported(self, key: str, modifiers: int, event: str) -> None:
        """A terminal that reports all keys sends Ctrl-C and Ctrl-Z like any other."""
        if modifiers & _CONTROL:
            if key == "c" and event == "1":
                os.kill(os.getpid(), signal.SIGINT)
            elif key == "z" and event == "1":
                self._suspend()
        elif event == "1":
            self._on_key(key)
        elif event == "3" and self._on_release:
            self._on_release(key)

    def _suspend(self) -> None:
        """What Ctrl-Z does, with the terminal put right before and taken again after."""
        self._around(False)
        self.restore()
        os.kill(0, signal.SIGTSTP)
        time.sleep(STOPPING)
        if _in_foreground(self._fd):
            self._take()
        self._around(True)


def _in_foreground(fd: int) -> bool:
    try:
        return os.tcgetpgrp(fd) == os.getpgrp()
    except OSError:
        return os.isatty(fd)  # not the terminal that controls us: nobody stops us
