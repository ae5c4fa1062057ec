"""espeak-ng as a voice: built in, 100 languages, plain but instant. Knows no device and no text normalisation.

A sentence is made in one go: a second of sound takes 2 to 3 ms, so no thread is needed to stream it, and other callers
wait no longer than that.
"""

import difflib
from collections.abc import Iterator
from pathlib import Path

from vacli.config import TtsSettings
from vacli.core.audio import Audio
from vacli.core.errors import UsageError
from vacli.core.turn import Turn
from vacli.core.words import Choice
from vacli.text.clauses import bounded
from vacli.tts.espeak_library import Library, Voice, library
from vacli.tts.speed import combined

DEFAULT = "en-us"
LONGEST = 200
"""Characters spoken in one go: about 12 s of sound, made in some 30 ms."""

_NORMAL, _SLOWEST = 175, 80  # words a minute; espeak-ng goes no slower


class Espeak:
    """`model` is the name of the voice, such as en-us or de+f3."""

    name = "espeak"
    device = "cpu"

    def __init__(self, settings: TtsSettings, model: Path | None = None) -> None:
        self._library = library()
        self.model = DEFAULT if settings.voice in ("", "en") else settings.voice.replace("_", "-")
        if not self._library.has(self.model):
            raise _unknown(settings.voice, self._library)
        self.language = self.model.partition("-")[0].partition("+")[0]
        self.rate = self._library.rate
        self.choices = tuple(_choices(settings))
        self._speed = settings.speed

    def synthesize(self, text: str, turn: Turn, *, speed: float = 1.0) -> Iterator[Audio]:
        words_per_minute = max(_SLOWEST, round(_NORMAL * combined(self._speed, speed)))
        start = 0
        for piece in bounded(text, LONGEST):
            turn.check()
            sound = self._library.speak(piece, self.model, words_per_minute, lambda: turn.cancelled)
            for samples in sound:
                turn.check()
                yield Audio(samples, self.rate, start)
                start += len(samples)

    def close(self) -> None:
        """The library is the process's: nothing to free."""


def voices() -> tuple[Voice, ...]:
    """Every voice that espeak-ng brings."""
    return library().voices()


def _choices(settings: TtsSettings) -> Iterator[Choice]:
    if not settings.voice:
        yield Choice("tts.voice", DEFAULT, "none was named")
    if settings.device != "cpu":
        yield Choice("tts.device", "cpu", "espeak-ng runs nowhere else")
    if round(_NORMAL * settings.speed) < _SLOWEST:
        yield Choice("tts.speed", f"{_SLOWEST / _NORMAL:.2f}", "espeak-ng speaks no slower than 80 words a minute")


def _unknown(wanted: str, source: Library) -> UsageError:
    codes = [voice.code for voice in source.voices()]
    near = difflib.get_close_matches(wanted, codes, n=3) or ["en-us", "en-gb", "de", "fr", "es"]
    hint = f"there are {len(codes)}, such as {', '.join(near)}; installed Piper voices: vacli models list --kind piper"
    return UsageError(f"espeak has no voice {wanted!r}", hint)
