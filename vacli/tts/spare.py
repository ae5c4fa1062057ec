"""A voice that does not fall silent: where one fails, the next engine of the list goes on. Knows no conversation.

The clause it failed on is said by the next one if nothing of it was given yet; else the rest of it is lost.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Protocol

from vacli import registry
from vacli.config import TtsSettings
from vacli.core.audio import Audio, Samples
from vacli.core.engines import Tts
from vacli.core.errors import Cancelled
from vacli.core.turn import Turn


class Resampler(Protocol):
    """One stream of sound from one rate to another."""

    def __call__(self, samples: Samples) -> Samples: ...
    def rest(self) -> Samples: ...


OnFault = Callable[[Exception, str, str], None]
"""Told of each voice that fails: why, its name, and the name of the one that is used now, empty if none is left."""


class Spare:
    """A `Tts` around `first`, at its rate and in its language. Without any voice left it gives no sound at all."""

    def __init__(
        self, first: Tts, settings: TtsSettings, resampler: Callable[[int, int], Resampler], on_fault: OnFault
    ) -> None:
        self.rate = first.rate
        self.language = first.language
        self.name, self.model, self.device, self.choices = first.name, first.model, first.device, first.choices
        self._settings = settings
        self._resampler = resampler
        self._on_fault = on_fault
        self._voice: Tts | None = first
        self._tried = {first.name}
        self._opened: list[Tts] = []
        self._lock = threading.Lock()

    def synthesize(self, text: str, turn: Turn, *, speed: float = 1.0) -> Iterator[Audio]:
        given = False
        while not given and (voice := self._voice):
            try:
                for audio in self._at_rate(voice.synthesize(text, turn, speed=speed)):
                    given = True
                    yield audio
                return
            except Cancelled:
                raise
            except Exception as error:
                turn.check()  # whoever is stopped in the middle may complain
                self._replace(voice, error)

    def close(self) -> None:
        """Of those that were opened here; the first one is its owner's."""
        for voice in self._opened:
            voice.close()

    def _at_rate(self, sound: Iterator[Audio]) -> Iterator[Audio]:
        convert: Resampler | None = None
        start = 0
        for audio in sound:
            if audio.rate == self.rate:
                yield audio
                continue
            convert = convert or self._resampler(audio.rate, self.rate)
            yield (piece := Audio(convert(audio.samples), self.rate, start))
            start = piece.end
        if convert:
            yield Audio(convert.rest(), self.rate, start)

    def _replace(self, failed: Tts, error: Exception) -> None:
        with self._lock:
            if self._voice is not failed:  # another thread was here before
                return
            self._voice = voice = next(self._others(), None)
        self._on_fault(error, failed.name, voice.name if voice else "")

    def _others(self) -> Iterator[Tts]:
        """What `auto` could take, best first; what cannot be opened, or speaks another language, is passed over."""
        for row in registry.rows("tts"):
            if not row.auto or row.name in self._tried:
                continue
            self._tried.add(row.name)
            wanted = replace(self._settings, engine=row.name, voice=self.language if row.voices else "")
            try:
                _, model, _ = registry.choose("tts", wanted)
                voice: Tts = registry.open_engine(row, wanted, model)
            except Exception:  # it is the next one's turn; whatever is used then is named
                continue
            self._opened.append(voice)
            if voice.language.partition("-")[0] == self.language.partition("-")[0]:
                yield voice
