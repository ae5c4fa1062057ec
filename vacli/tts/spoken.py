"""A whole text read aloud: in shape for the ear, then clause by clause, the first soon. Knows no loudspeaker."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from vacli.core.audio import Audio
from vacli.core.engines import Tts
from vacli.core.errors import UsageError
from vacli.core.turn import Turn
from vacli.text.clauses import clauses
from vacli.text.ear import for_the_ear

FIRST_WORDS = 10
"""The text is complete, so its first clause need not be as short as that of an answer that is still being made."""


@dataclass
class Pace:
    """How fast it went: seconds of sound so far, of waiting for the first of it, of making all of it."""

    sound: float = 0.0
    first: float | None = None
    making: float = 0.0

    @property
    def rtf(self) -> float:
        """Seconds it took to make a second of sound."""
        return self.making / self.sound if self.sound else 0.0


def spoken(text: str, tts: Tts, turn: Turn, pace: Pace, language: str = "") -> Iterator[Audio]:
    """Sound of `text`, one stream. `pace` is kept up to date; time that the caller takes does not count.

    UsageError if nothing of the text can be said.
    """
    begin = time.perf_counter()
    words = for_the_ear(text, language or tts.language)
    if not words:
        raise UsageError("the text holds no word to say", 'vacli say "dinner is ready"')
    start = 0
    for clause in clauses(iter([words]), FIRST_WORDS):
        for audio in tts.synthesize(clause, turn):
            pace.making += time.perf_counter() - begin
            pace.sound += audio.seconds
            pace.first = pace.making if pace.first is None else pace.first
            yield Audio(audio.samples, audio.rate, start)
            start += len(audio)
            begin = time.perf_counter()
    pace.making += time.perf_counter() - begin
