"""What waits to be played, and what of it was heard. The heart of every speaker; knows no device.

A device's callback pulls blocks out of it; any thread may put sound in, hold it, or throw it away.
"""

import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np

from vacli.audio.edges import back_to_word, first_audible
from vacli.core.audio import Audio, Samples
from vacli.core.engines import OnEmitted, OnHeard
from vacli.core.errors import Cancelled
from vacli.core.turn import Turn
from vacli.core.words import Heard

FADE = 0.005
"""Seconds in which sound goes down to silence, or up from it, so that it does not click."""
KEPT = 1.5
"""Seconds of what was played that `release` can look back on."""
REMEMBERED = 8
"""Turns of which it is known what was heard."""


@dataclass
class _Passage:
    """A stretch of sound that says `text`: it lasts from one non-empty text to the next."""

    text: str
    queued: int = 0  # samples
    played: int = 0

    def heard(self) -> str:
        """The words that were played, whole words only."""
        if self.played >= self.queued:
            return self.text
        words = self.text.split()
        return " ".join(words[: int(len(words) * self.played / self.queued)])


@dataclass
class _Said:
    """All that one turn had played. `audible`: an audible sample of it was queued."""

    turn: Turn
    passages: list[_Passage] = field(default_factory=list)
    audible: bool = False

    def heard(self) -> str:
        return " ".join(filter(None, (passage.heard() for passage in self.passages)))


@dataclass(eq=False)
class _Piece:
    """Queued sound. `at` is the next sample to play; `audible` that of which `on_heard` is to be told."""

    samples: Samples
    said: _Said
    passage: _Passage
    audible: int | None
    at: int = 0

    @property
    def left(self) -> int:
        return len(self.samples) - self.at


class Playback:
    """Thread-safe queue of sound at `rate` Hz."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.on_heard: OnHeard | None = None
        self.on_emitted: OnEmitted | None = None
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)
        self._queue: deque[_Piece] = deque()
        self._played: deque[_Piece] = deque()
        self._said: dict[Turn, _Said] = {}
        self._latest: _Said | None = None  # whose sound was played last
        self._held = self._silent = self._cut = False  # hold was asked for; is done; sound was cut by it
        self._rising = self._running = False  # the next sound fades in; the last block was full of sound
        self._tail: Samples = np.zeros(0, np.float32)  # what still fades out after a flush
        self._gain = self._wanted_gain = 1.0
        self._at = self._ends = 0.0  # when the last block that was pulled begins and ends to leave
        self._leaves = 0.0  # when the last sound will have left

    @property
    def sounding(self) -> bool:
        """From the moment when audible sound waits until all has left the device; not while it is held."""
        with self._lock:
            waiting = not self._silent and any(piece.said.audible for piece in self._queue)
            return waiting or self._now() < self._leaves

    @property
    def waiting(self) -> bool:
        with self._lock:
            return bool(self._queue)

    def play(self, audio: Audio, turn: Turn, text: str = "") -> None:
        """Queue sound at this rate; of a draft only once it is committed; dropped if its turn is cancelled."""
        if audio.rate != self.rate:
            raise ValueError(f"sound at {audio.rate} Hz for a speaker at {self.rate} Hz")
        audible = first_audible(audio.samples, self.rate)  # here, where there is time for it
        with suppress(Cancelled):
            turn.act(lambda: self._append(audio.samples, turn, text, audible))

    def pull(self, frames: int, at: float | None = None, *, live: bool = False) -> Samples:
        """The next `frames` samples, float32, filled up with silence. What an output callback calls.

        `at` is the DAC time of the first one in `time.monotonic()` seconds; without it, now or after the last block.
        `live`: it is no earlier than now, where there is no device that keeps sound for a while before it plays it.
        """
        block = np.zeros(frames, np.float32)
        with self._lock:  # the time is looked at here: what was queued while this was waited for sounds after that
            if at is None or live:
                at = max(time.monotonic(), self._ends if at is None else at)
            fading = self._held and not self._silent
            room = min(frames, round(FADE * self.rate)) if fading else 0 if self._held else frames
            done, heard = self._take(block[:room])
            self._shape(block, done, fading)
            if fading:
                self._silent, self._cut = True, bool(self._queue)
            self._running = done == frames
            self._at, self._ends = at, at + frames / self.rate
            if done:
                self._leaves = at + done / self.rate
            if not self._queue:
                self._idle.notify_all()
        if self.on_heard is not None:
            for turn, offset in heard:
                self.on_heard(turn, at + offset / self.rate)
        if self.on_emitted is not None:
            self.on_emitted(block, at)
        return block

    def hold(self) -> None:
        """Silence from the next block on; what is queued waits."""
        with self._lock:
            self._held = True

    def release(self) -> None:
        """Go on, from the beginning of the word in which `hold` stopped."""
        with self._lock:
            if self._cut:
                self._rewind()
            self._rising = self._cut
            self._held = self._silent = self._cut = False

    def gain(self, db: float) -> None:
        """Loudness from the next block on, relative to the source; it glides there within the block."""
        with self._lock:
            self._wanted_gain = 10.0 ** (db / 20.0)

    def flush(self, turn: Turn | None = None) -> Heard:
        """Drop what waits, of all turns or of that one, and end a hold. What was sounding fades out in 5 ms.

        The text that comes back is what was heard of that turn, else of the one that was sounding last.
        """
        with self._lock:
            said = self._said.get(turn.root) if turn else self._latest
            gone = [piece for piece in self._queue if turn is None or piece.said is said]
            if gone and self._running and self._queue[0] is gone[0]:
                self._fade_out(gone[0])
            self._queue = deque(piece for piece in self._queue if piece not in gone)
            self._played.clear()
            self._said = {each: kept for each, kept in self._said.items() if turn and kept is not said}
            self._latest = None if self._latest is said else self._latest
            self._held = self._silent = self._cut = False
            self._idle.notify_all()
        return Heard(said.heard() if said else "", sum(piece.left for piece in gone) / self.rate)

    def drain(self, turn: Turn) -> None:
        """Wait until the queue is empty. Cancelled if the turn ends first."""
        with turn.on_cancel(self._wake), self._lock:
            self._idle.wait_for(lambda: not self._queue or turn.cancelled)
        turn.check()

    def _now(self) -> float:
        """What `_leaves` is compared with: without a device, time moves by what is pulled."""
        return self._at

    def _append(self, samples: Samples, turn: Turn, text: str, audible: int | None) -> None:
        with self._lock:
            if turn.cancelled or not len(samples):
                return
            said = self._said.setdefault(turn.root, _Said(turn.root))
            if len(self._said) > REMEMBERED:
                del self._said[next(iter(self._said))]
            if text or not said.passages:
                said.passages.append(_Passage(text))
            said.passages[-1].queued += len(samples)
            self._queue.append(_Piece(samples, said, said.passages[-1], None if said.audible else audible))
            said.audible = said.audible or audible is not None

    def _take(self, block: Samples) -> tuple[int, list[tuple[Turn, int]]]:
        """Fill `block` from the queue: how far, and whose first audible sample is where in it."""
        done, heard = 0, []
        while self._queue and done < len(block):
            piece = self._queue[0]
            count = min(piece.left, len(block) - done)
            if piece.audible is not None and piece.at <= piece.audible < piece.at + count:
                heard.append((piece.said.turn, done + piece.audible - piece.at))
                piece.audible = None
            block[done : done + count] = piece.samples[piece.at : piece.at + count]
            piece.at += count
            piece.passage.played += count
            done += count
            self._latest = piece.said
            if not piece.left:
                self._keep(self._queue.popleft())
        return done, heard

    def _keep(self, piece: _Piece) -> None:
        self._played.append(piece)
        while sum(len(each.samples) for each in self._played) - len(self._played[0].samples) > KEPT * self.rate:
            self._played.popleft()

    def _shape(self, block: Samples, done: int, fading: bool) -> None:
        """Fades and loudness, in place; `done` samples of `block` are sound."""
        if fading:
            block[:done] *= _ramp(1.0, 0.0, done)
        elif self._rising and done:
            up = min(done, round(FADE * self.rate))
            block[:up] *= _ramp(0.0, 1.0, up)
            self._rising = False
        if done and not self._gain == self._wanted_gain == 1.0:
            block *= _ramp(self._gain, self._wanted_gain, len(block))
        self._gain = self._wanted_gain
        out = min(len(self._tail), len(block))
        block[:out] += self._tail[:out]
        self._tail = self._tail[out:]

    def _fade_out(self, piece: _Piece) -> None:
        going = piece.samples[piece.at : piece.at + round(FADE * self.rate)]
        self._tail = going * _ramp(1.0, 0.0, len(going)) * np.float32(self._gain)

    def _rewind(self) -> None:
        """Go back to the beginning of the word, within the sound of the same turn."""
        said = self._queue[0].said
        recent = [self._queue[0].samples[: self._queue[0].at]]
        for piece in reversed(self._played):
            if piece.said is not said:
                break
            recent.insert(0, piece.samples)
        back = back_to_word(np.concatenate(recent)[-round(KEPT * self.rate) :], self.rate)
        while back:
            if not self._queue[0].at:
                self._queue.appendleft(self._played.pop())
            step = min(back, self._queue[0].at)
            self._queue[0].at -= step
            self._queue[0].passage.played -= step
            back -= step

    def _wake(self) -> None:
        with self._lock:
            self._idle.notify_all()


def _ramp(start: float, end: float, count: int) -> Samples:
    """Up or down to `end`, which is reached with the last of `count` samples."""
    ramp: Samples = np.linspace(start, end, count + 1, dtype=np.float32)[1:]
    return ramp
