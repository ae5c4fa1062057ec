"""A voice that beeps: one tone a word, its pitch made of the word's letters. The fake that ships with vacli.

`tts.voice` may be a word at which it fails: with `seven` it beeps up to the seven of a text.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from vacli.config import TtsSettings
from vacli.core.audio import Audio, Samples
from vacli.core.errors import EngineError
from vacli.core.turn import Turn
from vacli.core.words import Choice
from vacli.tts.speed import combined

WORD_SECONDS = 0.2
_FADE = 0.01  # seconds, so that nothing clicks


class Tone:
    name = "tone"
    model = "tone"
    device = "cpu"
    rate = 16000
    language = "en"
    choices: tuple[Choice, ...] = ()

    def __init__(self, settings: TtsSettings, model: Path | None = None) -> None:
        self._speed = settings.speed
        self._fails_at = settings.voice

    def synthesize(self, text: str, turn: Turn, *, speed: float = 1.0) -> Iterator[Audio]:
        seconds = WORD_SECONDS / combined(self._speed, speed)
        start = 0
        for word in text.split():
            turn.check()
            if self._fails_at and word.strip(".,!?").lower() == self._fails_at:
                raise EngineError("the scripted voice failed, as it was told to", "mend tts.voice")
            piece = Audio(self._beep(word, seconds), self.rate, start)
            start = piece.end
            yield piece

    def close(self) -> None:
        return None

    def _beep(self, word: str, seconds: float) -> Samples:
        count = round(seconds * self.rate)
        pitch = 300 + sum(map(ord, word)) % 500  # Hz
        time = np.arange(count) / self.rate
        edge = np.minimum(1.0, np.minimum(time, time[::-1]) / _FADE)
        beep: Samples = (0.3 * edge * np.sin(2 * np.pi * pitch * time)).astype(np.float32)
        return beep
