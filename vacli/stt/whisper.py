"""Speech to text with Whisper, on faster-whisper: recordings of any length, and live utterances.

What a voice activity detector takes for silence is never shown to the model, so that nothing is invented on it.
Knows no file format and no network: a model is a local folder.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from vacli.config import SttSettings
from vacli.core.audio import Audio
from vacli.core.engines import NO_HINTS
from vacli.core.errors import ModelMissing, UsageError
from vacli.core.segments import FRAME, RATE, Rules, spoken
from vacli.core.turn import Turn
from vacli.core.words import Choice, Hints, Transcript, primary
from vacli.stt.speech import DARING, open_windows, probabilities
from vacli.stt.whisper_model import open_model
from vacli.stt.whisper_stream import WhisperStream
from vacli.stt.whisper_window import SHORT, Decoder, Task

RETRIES = (0.4, 0.8)
"""Temperatures at which a window of a recording is sampled when it reads odd."""

HINT_TOKENS = 100
"""Of the 448 that the decoder has; as many again for the prompt."""


class Whisper:
    """A loaded model. `model` is the folder of a converted Whisper; for what it may raise see `whisper_model`."""

    name = "whisper"
    rate = RATE

    def __init__(self, settings: SttSettings, model: Path | None) -> None:
        if model is None:
            raise ModelMissing("Whisper needs a model", "vacli models pull whisper-base, or --model FOLDER")
        loaded, choices = open_model(settings, model)
        self.model = model.name
        self.choices: tuple[Choice, ...] = tuple(choices)
        chosen = {choice.name: choice.value for choice in choices}
        self.device = chosen["stt.device"]
        self._batch = int(chosen["stt.batch"])
        self._short = settings.short_window
        self._decoder = Decoder(loaded)
        self._language = self._known(settings.language)

    @property
    def languages(self) -> list[str]:
        """The codes that the model knows."""
        return self._decoder.languages

    def stream(self, turn: Turn, *, language: str | None = None, hints: Hints = NO_HINTS) -> WhisperStream:
        """A live utterance. UsageError if the model does not know the language."""
        rules = replace(DARING, longest=self._longest())
        task = replace(self._task(language, hints), live=True)
        return WhisperStream(self._decoder, task, turn, lambda audio: open_windows(audio, rules))

    def transcribe(
        self, audio: Iterator[Audio], turn: Turn, *, language: str | None = None, hints: Hints = NO_HINTS
    ) -> Iterator[Transcript]:
        """Segments of a recording at 16 kHz. A language that is not given is detected once, on the first speech.

        Hints only favour: Whisper cannot be held to a grammar, so its words are offered as hot words.
        """
        task = replace(self._task(language, hints), times=True, retries=RETRIES)
        return self._segments(audio, turn, task)

    def close(self) -> None:
        """Free the weights."""
        self._decoder.model.model.unload_model()

    def _segments(self, audio: Iterator[Audio], turn: Turn, task: Task) -> Iterator[Transcript]:
        windows = spoken(_while_alive(audio, turn), probabilities, Rules(longest=self._longest()))
        for batch in batches(windows, self._batch):
            turn.check()
            readings = self._decoder.read(batch, task, turn.check)
            task = replace(task, language=readings[0].language)
            for reading in readings:
                for transcript in reading.transcripts():
                    turn.check()
                    yield transcript

    def _task(self, language: str | None, hints: Hints) -> Task:
        return Task(
            language=self._known(language or "") or self._language,
            hotwords=self._within(_hotwords(hints)),
            prompt=self._within(hints.prompt.split()),
            words=hints.words,
            short=self._short,
        )

    def _known(self, language: str) -> str:
        """The model's code for a language, from forms such as `en` and `en-US`; empty stays empty."""
        code = primary(language)
        known = self._decoder.languages
        if not code or code in known:
            return code
        kind = "English only" if known == ["en"] else f"it knows {', '.join(known)}"
        raise UsageError(f"Whisper model {self.model} does not know language {language!r}", f"{kind}; or leave it out")

    def _within(self, pieces: list[str]) -> str:
        """As many of the pieces as fit."""
        text = ""
        for piece in pieces:
            longer = f"{text} {piece}".strip()
            if self._decoder.count(longer) > HINT_TOKENS:
                break
            text = longer
        return text

    def _longest(self) -> int:
        return int(self._decoder.longest * RATE / FRAME)


def batches(windows: Iterator[Audio], size: int) -> Iterator[list[Audio]]:
    """Consecutive windows, short ones and long ones apart, because a batch is as long as its longest."""
    batch: list[Audio] = []
    for window in windows:
        if batch and (len(batch) == size or (window.seconds <= SHORT) != (batch[0].seconds <= SHORT)):
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def _hotwords(hints: Hints) -> list[str]:
    words = sorted(hints.grammar.words()) if hints.grammar else []
    return [phrase.strip() for phrase in (*hints.phrases, *words) if phrase.strip()]


def _while_alive(audio: Iterator[Audio], turn: Turn) -> Iterator[Audio]:
    for piece in audio:
        turn.check()
        yield piece
