"""A recogniser that hears beeps: "beep" for every stretch of sound between silences. The smallest whole STT engine."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from vacli.config import SttSettings
from vacli.core.audio import Audio
from vacli.core.engines import NO_HINTS
from vacli.core.turn import Turn
from vacli.core.words import Choice, Hints, Transcript, Word

LOUD = 0.05
"""Peak of a 20 ms block from which it counts as sound."""


class BeepStt:
    """Made by vacli with the settings of the stage; this engine needs no model."""

    name = "example"
    model = "none"
    device = "cpu"
    rate = 16000
    choices: tuple[Choice, ...] = ()

    def __init__(self, settings: SttSettings, model: Path | None = None) -> None:
        self._block = self.rate // 50

    def stream(self, turn: Turn, *, language: str | None = None, hints: Hints = NO_HINTS) -> "BeepStream":
        return BeepStream(turn, self.rate, self._block)

    def transcribe(
        self, audio: Iterator[Audio], turn: Turn, *, language: str | None = None, hints: Hints = NO_HINTS
    ) -> Iterator[Transcript]:
        stream = self.stream(turn)
        for piece in audio:
            stream.feed(piece)
        yield stream.finish()

    def close(self) -> None:
        return None


class BeepStream:
    """All state of one utterance."""

    def __init__(self, turn: Turn, rate: int, block: int) -> None:
        self._turn, self._rate, self._block = turn, rate, block
        self._fed = 0
        self._beeps: list[list[float]] = []  # start and end in seconds
        self._sounding = False

    def feed(self, audio: Audio) -> Transcript | None:
        self._turn.check()
        before = len(self._beeps)
        for at in range(0, len(audio), self._block):
            self._hear(audio.samples[at : at + self._block])
        return self._transcript(final=False) if len(self._beeps) > before else None

    def peek(self) -> Transcript:
        self._turn.check()
        return self._transcript(final=False)

    def finish(self) -> Transcript:
        self._turn.check()
        return self._transcript(final=True)

    def _hear(self, block: "np.ndarray") -> None:  # type: ignore[type-arg]
        start = self._fed / self._rate
        self._fed += len(block)
        sounding = bool(np.abs(block).max() > LOUD)
        if sounding and not self._sounding:
            self._beeps.append([start, start])
        if sounding:
            self._beeps[-1][1] = self._fed / self._rate
        self._sounding = sounding

    def _transcript(self, *, final: bool) -> Transcript:
        words = tuple(Word("beep", start, end) for start, end in self._beeps)
        text = " ".join(word.text for word in words)
        return Transcript(text, final, end=self._fed / self._rate, stable=len(text), confidence=1.0, words=words)
