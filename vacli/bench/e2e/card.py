"""A sound card in memory: an ideal device on an absolute schedule, with a scripted person at its microphone.

One thread moves it, block by block, as a device's own would: whoever takes the microphone's sound may be late, as with
a device, and does not hold it up. A loudspeaker's block is taken one block before it sounds, the least that a device
could do; so the figures taken here lack what a real one's buffers add.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue

import numpy as np

from vacli.audio.edges import AUDIBLE
from vacli.audio.playback import Playback
from vacli.bench.e2e.devices import AFTER, BEFORE
from vacli.bench.speech.clips import RATE, ROOM, Clip
from vacli.core.audio import Audio, Samples
from vacli.core.errors import DeviceError
from vacli.core.flow import spawn

BLOCK = 0.01
"""Seconds."""
SILENCE = 0.3
"""Seconds below it after which a sound is over."""
BACKLOG = 200
"""Blocks that wait for a reader, 2 s of them; then the oldest are dropped."""
LATE = 0.02
"""Seconds by which a block of a clip may come too late before it is counted."""
_FRAME = round(RATE * BLOCK)


class Card:
    """`hear(began, at)` is told what sounds, as it leaves. `lateness`: seconds by which blocks were moved too late."""

    def __init__(self, hear: Callable[[bool, float], None]) -> None:
        self.lateness: list[float] = []
        self.begun = time.monotonic()
        self._hear = hear
        self._room = np.random.default_rng(0).normal(0, 10 ** (ROOM / 20), 10 * RATE).astype(np.float32)
        self._speakers: tuple[Playback, ...] = ()
        self._mics: tuple[CardMic, ...] = ()
        self._clip: Samples = np.zeros(0, np.float32)
        self._at: int | None = None  # sample of the schedule at which the clip begins; None until the card took it up
        self._said = threading.Event()
        self._tick = 0
        self._loud_at = float("-inf")
        self._loud = False
        self._closed = threading.Event()
        self._moving = spawn("card", self._move)

    def say(self, clip: Clip, scratch: Path) -> tuple[float, float, int]:
        """Plays it to the microphones; when its speech began and ended, and how many blocks of it came late."""
        first = max(0, clip.start - round(BEFORE * RATE))
        self._said.clear()
        self._at = None
        self._clip = clip.audio.samples[first : clip.end + round(AFTER * RATE)]
        if not self._said.wait(clip.audio.seconds + 5.0):
            raise DeviceError("the sound card in memory stands still", "is the machine overloaded? run: uptime")
        assert self._at is not None
        begun = self._at
        late = sum(each > LATE for each in self.lateness[begun // _FRAME :])
        start, end = (self.time_of(begun + place - first) for place in (clip.start, clip.end))
        return start, end, late

    def time_of(self, sample: int) -> float:
        """When a sample of the schedule is at the microphone."""
        return self.begun + sample / RATE

    @contextmanager
    def speaker(self, rate: int) -> Iterator[Playback]:
        """A loudspeaker within the block."""
        speaker = Playback(rate)
        self._speakers += (speaker,)
        try:
            yield speaker
        finally:
            self._speakers = tuple(each for each in self._speakers if each is not speaker)

    def listen(self, mic: "CardMic") -> None:
        self._mics += (mic,)

    def leave(self, mic: "CardMic") -> None:
        self._mics = tuple(each for each in self._mics if each is not mic)

    def close(self) -> None:
        self._closed.set()
        self._moving.join(1.0)

    def _move(self) -> None:
        """At each moment of the schedule: what leaves in the block that begins, what came in with the one before."""
        while True:
            due = self.time_of(self._tick * _FRAME)
            if self._closed.wait(max(0.0, due - time.monotonic())):
                return
            now = time.monotonic()
            self.lateness.append(now - due)
            if self._tick:
                self._take((self._tick - 1) * _FRAME)
            self._play(due + BLOCK)
            self._tick += 1

    def _take(self, start: int) -> None:
        block = self._room[start % (len(self._room) - _FRAME) :][:_FRAME]
        if len(self._clip):
            self._at = start if self._at is None else self._at
            at = start - self._at
            piece = self._clip[at : at + _FRAME]
            block = np.concatenate([piece, block[len(piece) :]])
            if at + _FRAME >= len(self._clip):
                self._clip = self._clip[:0]
                self._said.set()
        for mic in self._mics:
            mic.put(Audio(block, RATE, start))

    def _play(self, sounds: float) -> None:
        """Later than the schedule has it, if we are."""
        power, at = 0.0, max(sounds, time.monotonic())
        for speaker in self._speakers:
            ends = [round(each * BLOCK * speaker.rate) for each in (self._tick, self._tick + 1)]
            power += float(np.mean(np.square(speaker.pull(ends[1] - ends[0], at))))
        if power > AUDIBLE**2:
            self._loud_at = at
            if not self._loud:
                self._loud = True
                self._hear(True, at)
        elif self._loud and at - self._loud_at > SILENCE:
            self._loud = False
            self._hear(False, self._loud_at)


class CardMic:
    """A microphone at the card. `late` and `dropped` as a device's."""

    rate = RATE

    def __init__(self, card: Card) -> None:
        self.late = 0.0
        self.dropped = 0
        self._card = card
        self._waiting: SimpleQueue[Audio | None] = SimpleQueue()

    @contextmanager
    def frames(self) -> Iterator[Iterator[Audio]]:
        """What comes in from now on."""
        self._card.listen(self)
        try:
            yield self._sound()
        finally:
            self._card.leave(self)

    def time_of(self, sample: int) -> float:
        return self._card.time_of(sample)

    def close(self) -> None:
        """The iterator ends. From any thread."""
        self._waiting.put(None)

    def put(self, block: Audio) -> None:
        """On the card's thread."""
        if self._waiting.qsize() >= BACKLOG:
            with suppress(Empty):
                self._waiting.get_nowait()
                self.dropped += len(block)
        self._waiting.put(block)

    def _sound(self) -> Iterator[Audio]:
        while (block := self._waiting.get()) is not None:
            self.late = time.monotonic() - self.time_of(block.end)
            yield block
