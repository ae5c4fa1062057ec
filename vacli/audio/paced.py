"""A microphone made of sound that is already there, or comes through a pipe, on the clock of a real one.

It hands out frames on an absolute schedule, or as fast as the conversation can follow, and takes the same stretch of
time out of a speaker: what goes in and what comes out lie sample beside sample. Knows no file and no device.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Literal

import numpy as np

from vacli.audio.playback import Playback
from vacli.core.audio import Audio, Samples, rechunk
from vacli.core.flow import spawn

Pace = Literal["real", "fast"]
REPLY = 30.0
"""Seconds without any sound after which no reply is expected any more."""
AFTER = 2.0
"""Seconds of silence that follow the sound in any case: no turn waits longer for its end."""


class PacedMic:
    """`pieces` at `rate` Hz may be made while they are asked for: a script that looks at what sounds, a pipe.

    Each frame's stretch of time is pulled out of `speaker` and handed to `sink`, float32 at the speaker's rate, before
    the frame is made. When the sound has ended, silence follows until what it asked for was said. `settled` is set by
    the conversation: it returns when everything that the sound so far asks for was done. `real`: on a clock.
    """

    def __init__(
        self,
        pieces: Iterable[Audio],
        *,
        rate: int = 16000,
        frame: int = 320,
        pace: Pace = "real",
        speaker: Playback | None = None,
        sink: Callable[[Samples], None] | None = None,
    ) -> None:
        self.rate = rate
        self.settled: Callable[[], object] = lambda: None
        self._pieces = pieces
        self._frame = frame
        self.real = pace == "real"
        self._speaker = speaker
        self._sink = sink
        self._closed = threading.Event()
        self._quiet = threading.Event()  # what the sound asked for was done
        self._asked = False  # whether it was
        self._ended: int | None = None  # the sample at which the sound was over
        self._sounded = -frame  # the frame at which the speaker last sounded
        self._began = time.monotonic()

    @contextmanager
    def frames(self) -> Iterator[Iterator[Audio]]:
        """The clock starts. The iterator raises what `pieces` and `sink` raise."""
        self._began = time.monotonic()
        try:
            yield self._sound()
        finally:
            self.close()

    def time_of(self, sample: int) -> float:
        """By the schedule; at fast pace as if it had been kept."""
        return self._began + sample / self.rate

    def close(self) -> None:
        """The iterator ends at once. From any thread."""
        self._closed.set()

    def _sound(self) -> Iterator[Audio]:
        source = rechunk(self._checked(), self._frame)
        silence = np.zeros(self._frame, np.float32)
        for start in count(0, self._frame):
            if not self.real:
                self.settled()
            if self._closed.is_set() or self._over(start):
                return
            self._emit(start)
            piece = self._next(source, start)
            if self.real and self._closed.wait(self.time_of(start + self._frame) - time.monotonic()):
                return
            yield Audio(piece.samples if piece else silence, self.rate, start)

    def _next(self, source: Iterator[Audio], start: int) -> Audio | None:
        """The frame at `start`; None when the sound has ended. A source that is late is a clock of its own."""
        if self._ended is not None:
            return None
        asked, due = time.monotonic(), self.time_of(start + self._frame)
        piece = next(source, None)
        if piece is None:
            self._ended = start
        elif self.real:
            self._began += max(0.0, time.monotonic() - max(asked, due))
        return piece

    def _emit(self, start: int) -> None:
        """What leaves the speaker while the frame at `start` comes in."""
        if self._speaker is None:
            return
        ratio = self._speaker.rate / self.rate
        at = self.time_of(start)
        count = round((start + self._frame) * ratio) - round(start * ratio)
        block = self._speaker.pull(count, at, live=self.real)
        if self._speaker.sounding:
            self._sounded = start
        if self._sink is not None:
            self._sink(block)

    def _over(self, start: int) -> bool:
        """The sound has ended, and what it asked for was said."""
        if self._ended is None or start - self._ended < AFTER * self.rate:
            return False
        if self.real and not self._asked:  # asking takes as long as the answer: not on the schedule's time
            self._asked = True
            spawn("settle", self._settle)
        if start - max(self._ended, self._sounded) > REPLY * self.rate:
            return True
        sounding = self._speaker is not None and self._speaker.sounding
        return not sounding and (not self.real or self._quiet.is_set())

    def _settle(self) -> None:
        self.settled()
        self._quiet.set()

    def _checked(self) -> Iterator[Audio]:
        for piece in self._pieces:
            if piece.rate != self.rate:
                raise ValueError(f"sound at {piece.rate} Hz for a microphone at {self.rate} Hz")
            yield piece
