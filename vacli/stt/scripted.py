"""A recogniser that hears what it was told to hear: the fake that ships with vacli. For tests and dry runs.

`stt.model` is the script: utterances separated by `|`. Every stream or sounding stretch of a recording takes the
next one. A partial grows by one word for each quarter second that is fed.

A word that begins with `!` is no word but a fault: at `!open` the stream cannot be had, at `!fail` it fails as soon as
the words before it were told, at `!finish` only when it is to give its final text.
"""

import threading
from collections.abc import Iterator
from pathlib import Path

from vacli.config import SttSettings
from vacli.core.audio import Audio
from vacli.core.engines import NO_HINTS
from vacli.core.errors import EngineError
from vacli.core.turn import Turn
from vacli.core.words import Choice, Hints, Transcript

WORD_SECONDS = 0.25


class ScriptedStt:
    name = "scripted"
    device = "cpu"
    rate = 16000
    choices: tuple[Choice, ...] = ()

    def __init__(self, settings: SttSettings, model: Path | None = None) -> None:
        self.model = "script"
        self._script = [line.strip() for line in settings.model.split("|")] if settings.model else []
        self._lock = threading.Lock()

    def stream(self, turn: Turn, *, language: str | None = None, hints: Hints = NO_HINTS) -> "ScriptedStream":
        return ScriptedStream(self._next(), turn, self.rate)

    def transcribe(
        self, audio: Iterator[Audio], turn: Turn, *, language: str | None = None, hints: Hints = NO_HINTS
    ) -> Iterator[Transcript]:
        stream = self.stream(turn, language=language, hints=hints)
        for piece in audio:
            stream.feed(piece)
        yield stream.finish()

    def close(self) -> None:
        self._script = []

    def _next(self) -> str:
        with self._lock:
            return self._script.pop(0) if self._script else ""


class ScriptedStream:
    def __init__(self, text: str, turn: Turn, rate: int) -> None:
        self._words = text.split()
        _fail("!open", self._words)
        self._turn = turn
        self._rate = rate
        self._fed = 0
        self._told = 0

    def feed(self, audio: Audio) -> Transcript | None:
        self._fed += len(audio)
        partial = self.peek()
        count = len(partial.text.split())
        if count == self._told:
            return None
        self._told = count
        return partial

    def peek(self) -> Transcript:
        self._turn.check()
        said = self._words[: int(self._fed / self._rate / WORD_SECONDS)]
        _fail("!fail", said)
        stable = len(" ".join(said[:-1]))
        return Transcript(" ".join(said), False, end=self._fed / self._rate, stable=stable)

    def finish(self) -> Transcript:
        self._turn.check()
        _fail("!fail", self._words)
        _fail("!finish", self._words)
        text = " ".join(self._words)
        return Transcript(text, True, end=self._fed / self._rate, stable=len(text), confidence=1.0)


def _fail(fault: str, words: list[str]) -> None:
    if fault in words:
        raise EngineError("the scripted recogniser failed, as it was told to", "mend stt.model")
