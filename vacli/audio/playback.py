"""What waits to be played, and what of it was heard. The heart of every speaker; knows no device.

A device's callback pulls blocks out of it; any thread may put sound in, hold it, or throw it away.
"""

import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from vacli.core.audio import Audio, Samples
from vacli.core.errors import Cancelled
from vacli.core.turn import Turn
from vacli.core.words import Heard


@dataclass
class _Passage:
    """A stretch of sound that says `text`: it lasts from one non-empty text to the next."""

    text: str
    turn: Turn
    queued: int = 0  # samples
    played: int = 0

    def heard(self) -> str:
        """The words that were played, whole words only."""
        if self.played >= self.queued:
            return self.text
        words = self.text.split()
        return " ".join(words[: int(len(words) * self.played / self.queued)])


class Playback:
    """Thread-safe queue of sound at `rate` Hz."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)
        self._queue: deque[tuple[Samples, _Passage]] = deque()
        self._passages: list[_Passage] = []
        self._held = False
        self._gain = 1.0

    def play(self, audio: Audio, turn: Turn, text: str = "") -> None:
        """Queue sound at this rate; of a draft only once it is committed; dropped if its turn is cancelled."""
        if audio.rate != self.rate:
            raise ValueError(f"sound at {audio.rate} Hz for a speaker at {self.rate} Hz")
        with suppress(Cancelled):
            turn.act(lambda: self._append(audio.samples, turn, text))

    def _append(self, samples: Samples, turn: Turn, text: str) -> None:
        with self._lock:
            if turn.cancelled:
                return
            if self._passages and self._passages[-1].turn.root is not turn.root and not self._queue:
                self._passages.clear()
            if text or not self._passages or self._passages[-1].turn is not turn:
                self._passages.append(_Passage(text, turn))
            self._passages[-1].queued += len(samples)
            self._queue.append((samples, self._passages[-1]))

    def pull(self, frames: int) -> Samples:
        """The next `frames` samples, float32, filled up with silence. What an output callback calls."""
        block = np.zeros(frames, np.float32)
        at = 0
        with self._lock:
            while not self._held and self._queue and at < frames:
                samples, passage = self._queue.popleft()
                taken = min(len(samples), frames - at)
                if taken < len(samples):
                    self._queue.appendleft((samples[taken:], passage))
                block[at : at + taken] = samples[:taken]
                passage.played += taken
                at += taken
            if not self._queue:
                self._idle.notify_all()
            return block * np.float32(self._gain) if at and self._gain != 1.0 else block

    def hold(self) -> None:
        with self._lock:
            self._held = True

    def release(self) -> None:
        with self._lock:
            self._held = False

    def gain(self, db: float) -> None:
        with self._lock:
            self._gain = 10.0 ** (db / 20.0)

    def flush(self) -> Heard:
        """Drop what waits. The text that comes back is what was heard since the last flush or change of turn."""
        with self._lock:
            dropped = sum(len(samples) for samples, _ in self._queue)
            heard = " ".join(filter(None, (passage.heard() for passage in self._passages)))
            self._queue.clear()
            self._passages.clear()
            self._held = False
            self._idle.notify_all()
        return Heard(heard, dropped / self.rate)

    def drain(self, turn: Turn) -> None:
        """Wait until the queue is empty. Cancelled if the turn ends first."""
        with turn.on_cancel(self._wake), self._lock:
            self._idle.wait_for(lambda: not self._queue or turn.cancelled)
        turn.check()

    def _wake(self) -> None:
        with self._lock:
            self._idle.notify_all()
