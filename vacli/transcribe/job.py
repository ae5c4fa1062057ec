"""One recording through one recogniser. Knows no other recording and no output."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from vacli.audio.files import Sound, open_sound
from vacli.config import Config
from vacli.core.audio import Audio
from vacli.core.engines import Stt
from vacli.core.errors import EngineError, InputError, VacliError
from vacli.core.turn import Turn
from vacli.core.words import Choice, Hints, Transcript
from vacli.engines import Engines, load
from vacli.text.document import Document
from vacli.text.shape import shaped
from vacli.transcribe.inputs import Input


@dataclass(frozen=True)
class Request:
    """What is wanted of every recording. `raw_rate` in Hz: they are headerless s16le."""

    config: Config
    hints: Hints = field(default_factory=Hints)
    raw_rate: int | None = None


@dataclass(frozen=True)
class Outcome:
    """Either a document or an error. `warnings` and `notes` are for people; the notes only for those who ask."""

    source: Input
    document: Document | None = None
    error: VacliError | None = None
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Listener:
    """Who watches the work: all methods are called between two steps of it and must be quick. Hears nothing itself."""

    def chose(self, choice: Choice) -> None:
        """The engine was opened, and this was decided."""

    def started(self, source: Input, duration: float | None) -> None:
        """A recording was opened; `duration` in seconds, if its header says so."""

    def moved(self, source: Input, seconds: float) -> None:
        """So much of it was read."""

    def heard(self, source: Input, segment: Transcript) -> None:
        """A segment is final. Only told where one recording is done at a time."""


class Recogniser:
    """The engine, loaded when the first recording is open, and used for all that follow."""

    def __init__(self, request: Request, turn: Turn, listener: Listener) -> None:
        self._request = request
        self._turn = turn
        self._listener = listener
        self._engines: Engines | None = None
        self._load_s = 0.0

    def __call__(self, source: Input) -> Outcome:
        """Its transcript, or what was wrong with it. What would be wrong with every recording is raised."""
        if source.problem:
            return Outcome(source, error=source.problem)
        try:
            with open_sound(source.path, self._turn, raw_rate=self._request.raw_rate) as sound:
                stt = self._stt()
                self._listener.started(source, sound.duration)
                return self._transcribe(stt, sound, source)
        except (InputError, EngineError) as error:
            return Outcome(source, error=error)

    def close(self) -> None:
        if self._engines is not None:
            self._engines.close()

    def _stt(self) -> Stt:
        if self._engines is None:
            began = time.monotonic()
            self._engines = load(self._request.config, ["stt"], self._listener.chose)
            self._load_s = time.monotonic() - began
        return self._engines.stt

    def _transcribe(self, stt: Stt, sound: Sound, source: Input) -> Outcome:
        meter = _Meter(lambda seconds: self._listener.moved(source, seconds))
        language = self._request.config.stt.language or None
        began = time.monotonic()
        segments: list[Transcript] = []
        notes: list[str] = []
        audio = meter.over(sound.pieces(stt.rate))
        for segment in stt.transcribe(audio, self._turn, language=language, hints=self._request.hints):
            self._turn.check()
            notes += [segment.note] if segment.note else []
            if segment.final and segment.text.strip():
                segments.append(self._written(stt, segment))
                self._listener.heard(source, segments[-1])
        document = Document(
            file=source.name,
            engine=stt.name,
            model=stt.model,
            device=stt.device,
            duration_s=meter.seconds,
            segments=tuple(segments),
            load_s=self._load_s,
            decode_s=time.monotonic() - began,
        )
        return Outcome(source, document, warnings=tuple(sound.warnings), notes=tuple(notes))

    def _written(self, stt: Stt, segment: Transcript) -> Transcript:
        """As people write, where the engine does not. Word times and closed phrases need the words as they are."""
        settings, hints = self._request.config.stt, self._request.hints
        if not (settings.shape and getattr(stt, "bare", False)) or hints.words or hints.grammar:
            return segment
        return replace(segment, text=shaped(segment.text, segment.language or settings.language or "en"))


class _Meter:
    """How many seconds of sound have gone by."""

    def __init__(self, moved: Callable[[float], None]) -> None:
        self.seconds = 0.0
        self._moved = moved

    def over(self, pieces: Iterator[Audio]) -> Iterator[Audio]:
        for piece in pieces:
            self.seconds = piece.end / piece.rate
            yield piece
            self._moved(self.seconds)
