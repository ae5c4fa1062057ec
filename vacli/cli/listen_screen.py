"""The screen of a conversation: a few lines at the bottom of the terminal that are painted over, history above them.

A thread paints, at most `RATE` times a second and only when something changed. The terminal's size is read before every
picture, so a new one needs no signal. Knows events only through `Scene`.
"""

import select
import threading
from collections.abc import Callable, Sequence
from typing import TextIO

from rich.console import Console
from rich.text import Text

from vacli.cli.listen_scene import KEYS, Scene
from vacli.core.events import Event
from vacli.core.flow import spawn

RATE = 12
"""Pictures a second at the most."""

HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"  # the cursor
CLEAR_BELOW = "\x1b[J"


class Region:
    """The bottom lines of a terminal. `console` renders; what is written goes out in one piece."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown: list[int] = []  # columns of each line that stands there now

    @property
    def width(self) -> int:
        """Columns that are used: the last stays free, for some terminals break the line there."""
        return max(self._console.size.width - 1, 10)

    def paint(self, history: Sequence[Text], picture: Sequence[Text]) -> None:
        """Put `history` above for good and `picture` in the place of the last one. OSError if the terminal is gone."""
        with self._console.capture() as capture:
            for line in history:
                self._console.print(line, soft_wrap=False, highlight=False)
            for number, line in enumerate(picture):
                end = "" if number == len(picture) - 1 else "\n"
                self._console.print(line, no_wrap=True, crop=False, overflow="ignore", highlight=False, end=end)
        self._write((self._home() or HIDE) + capture.get())
        self._shown = [line.cell_len for line in picture]

    def leave(self) -> None:
        """Take the picture away and give the cursor back, unless the terminal stands still."""
        if select.select([], [self._console.file], [], 0)[1]:
            self._write(self._home() + SHOW)
        self._shown = []

    def _home(self) -> str:
        """Back to where the picture begins. A terminal that became narrower has broken its lines into several."""
        if not self._shown:
            return ""
        wide = max(self._console.size.width, 1)
        rows = sum(max(1, -(-columns // wide)) for columns in self._shown)
        up = f"\x1b[{rows - 1}A" if rows > 1 else ""
        return f"\r{up}{CLEAR_BELOW}"

    def _write(self, text: str) -> None:
        file = self._console.file
        file.write(text)
        file.flush()


class Screen:
    """A subscriber of the bus. `leave` gives the terminal back from any thread, `enter` takes it again.

    `on_gone` is called, from the painting thread, if the terminal has gone.
    """

    def __init__(self, stream: TextIO, on_gone: Callable[[], None], keys: str = KEYS) -> None:
        console = Console(file=stream, highlight=False, markup=False, emoji=False)
        self._region = Region(console)
        self._scene = Scene(ascii=console.options.ascii_only, keys=keys)
        self._on_gone = on_gone
        self._lock = threading.Lock()  # the scene
        self._terminal = threading.Lock()
        self._changed = threading.Event()
        self._closing = threading.Event()
        self._away = False
        self._last: tuple[int, list[Text]] = (0, [])
        self._thread = spawn("screen", self._run)

    def __call__(self, event: Event) -> None:
        with self._lock:
            self._scene.take(event)
        self._changed.set()

    def leave(self) -> None:
        """The terminal is as it was; nothing is painted until `enter`. Takes 50 ms at the most."""
        self._away = True
        if self._terminal.acquire(timeout=0.05):
            try:
                self._region.leave()
            except OSError:  # the terminal is gone: there is nothing to put right
                return
            finally:
                self._terminal.release()

    def enter(self) -> None:
        """Paint again."""
        self._away, self._last = False, (0, [])
        self._changed.set()

    def close(self) -> None:
        """Write what is over, then leave."""
        self._closing.set()
        self._changed.set()
        self._thread.join(0.5)
        self.leave()

    def _run(self) -> None:
        try:
            while not self._closing.is_set():
                self._changed.wait()
                self._changed.clear()
                self._paint()
                self._closing.wait(1 / RATE)
            self._paint()
        except OSError:
            self._on_gone()

    def _paint(self) -> None:
        with self._terminal:
            if self._away:
                return
            width = self._region.width
            with self._lock:
                history, picture = self._scene.history(), self._scene.picture(width)
            if history or self._last != (width, picture):
                self._region.paint(history, picture)
                self._last = (width, picture)
