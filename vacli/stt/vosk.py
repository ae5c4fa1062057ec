"""Vosk: streaming recognition on the CPU, with partials, word times, confidence and closed grammars.

One model serves any number of utterances, each on a recogniser of its own. Knows nothing of microphones, endpoints of
turns or downloads: its own endpoints only cut long recordings into segments.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import vosk

from vacli.config import SttSettings
from vacli.core.audio import Audio
from vacli.core.device import choose_device
from vacli.core.engines import NO_HINTS
from vacli.core.errors import EngineError, ModelMissing, UsageError
from vacli.core.turn import Turn
from vacli.core.words import Choice, Hints, Transcript, Word, primary
from vacli.stt.pieces import Steady, pieces
from vacli.stt.vosk_folder import PULL, check_folder, language_of, takes_grammar
from vacli.stt.wordgraph import WordGraph, graph_of

RATE = 16000
UNKNOWN = "[unk]"
NOT_IN_GRAMMAR = "not in the grammar"


class Vosk:
    """`model` is a folder as alphacephei.com publishes them. Hints.phrases and Hints.prompt have no effect here."""

    name = "vosk"
    bare = True
    device = "cpu"
    rate = RATE

    def __init__(self, settings: SttSettings, model: Path | None) -> None:
        if model is None:
            raise ModelMissing("vosk needs a model", "vacli models list --kind vosk")
        check_folder(model)
        self.model = model.name
        self.choices = (
            choose_device("stt", settings.device, 0, "the vosk package has no GPU build"),
            Choice("stt.threads", "1", "a Vosk utterance is decoded on one thread"),
        )
        self._language = language_of(model)
        self._folder = model
        self._vosk: Any = _load(model)

    def stream(self, turn: Turn, *, language: str | None = None, hints: Hints = NO_HINTS) -> "VoskStream":
        return VoskStream(self._recogniser(language, hints), turn, language or self._language or None, hints)

    def transcribe(
        self, audio: Iterator[Audio], turn: Turn, *, language: str | None = None, hints: Hints = NO_HINTS
    ) -> Iterator[Transcript]:
        """A segment ends where Vosk hears a pause."""
        stream = self.stream(turn, language=language, hints=hints)
        for piece in audio:
            for part in pieces(piece, RATE):
                segment = stream.segment(part)
                if segment and (segment.text or segment.note):
                    yield segment
        last = stream.finish()
        if last.text or last.note:
            yield last

    def close(self) -> None:
        self._vosk = None

    def _recogniser(self, language: str | None, hints: Hints) -> Any:
        if self._vosk is None:
            raise LookupError("the engine was closed")
        if language and self._language and primary(language) != self._language:
            raise UsageError(
                f"{self.model} understands {self._language}, not {language}", "vacli models list --kind vosk"
            )
        words = (self._word_list(hints),) if hints.grammar else ()
        recogniser = _opened(self._vosk, *words)
        recogniser.SetWords(True)
        return recogniser

    def _word_list(self, hints: Hints) -> str:
        """The grammar as Vosk takes it: sentences, from which it learns which word may follow which."""
        assert hints.grammar is not None
        if not takes_grammar(self._folder):
            raise UsageError(
                f"{self.model} has a fixed graph (HCLG.fst) and takes no grammar",
                "use a small model with Gr.fst, or --engine sphinx",
            )
        unknown = sorted(word for word in hints.grammar.words() if self._vosk.vosk_model_find_word(word) < 0)
        if unknown:
            raise UsageError(f"{self.model} does not know: {', '.join(unknown)}", "say it with other words")
        sentences = [" ".join(words) for words in graph_of(hints.grammar).sentences()]
        return json.dumps([*sentences, UNKNOWN] if hints.grammar.reject else sentences, ensure_ascii=False)


class VoskStream:
    """One utterance. The stable part of its partials never changes; the final text is decoded anew and may differ."""

    def __init__(self, recogniser: Any, turn: Turn, language: str | None, hints: Hints) -> None:
        self._recogniser = recogniser
        self._turn = turn
        self._language = language
        self._hints = hints
        self._graph: WordGraph | None = graph_of(hints.grammar) if hints.grammar and hints.grammar.reject else None
        self._done: list[Word] = []
        self._steady = Steady()
        self._offset: float | None = None  # seconds of the stream before the first sound
        self._fed = 0

    def feed(self, audio: Audio) -> Transcript | None:
        for part in pieces(audio, RATE):
            if self._accept(part):
                self._done += self._words(self._recogniser.Result())
        news = self._steady.update([word for word in self._heard() if word != UNKNOWN])
        return news and Transcript(news[0], False, self._start, self._now, news[1], self._language)

    def peek(self) -> Transcript:
        """Vosk decodes in steps: the last word may be missing for some 0.2 s after it was said."""
        self._turn.check()
        heard = self._heard()
        if self._graph and not self._graph.begins(heard):
            note = f"{NOT_IN_GRAMMAR}: {' '.join(heard)}"
            return Transcript("", False, self._start, self._now, language=self._language, note=note)
        words = [word for word in heard if word != UNKNOWN]
        return Transcript(" ".join(words), False, self._start, self._now, self._steady.kept(words), self._language)

    def segment(self, audio: Audio) -> Transcript | None:
        """For recordings: what was said, whenever Vosk hears a pause after it."""
        return self._final(self._words(self._recogniser.Result())) if self._accept(audio) else None

    def finish(self) -> Transcript:
        self._turn.check()
        words = [*self._done, *self._words(self._recogniser.FinalResult())]
        return self._final(words)

    def _heard(self) -> list[str]:
        partial = json.loads(self._recogniser.PartialResult()).get("partial", "")
        return [*(word.text for word in self._done), *partial.split()]

    @property
    def _start(self) -> float:
        return self._offset or 0.0

    @property
    def _now(self) -> float:
        return self._start + self._fed / RATE

    def _accept(self, audio: Audio) -> bool:
        """Feed at most 0.1 s; True at Vosk's own endpoint."""
        self._turn.check()
        if self._offset is None:
            self._offset = audio.start / RATE
        self._fed += len(audio)
        try:
            return bool(self._recogniser.AcceptWaveform(audio.pcm16()))
        except Exception as error:  # vosk raises nothing narrower
            raise EngineError(f"vosk: {error}", "vacli models verify") from error

    def _words(self, result: str) -> list[Word]:
        found = json.loads(result).get("result", ())
        return [
            Word(each["word"], each["start"] + self._start, each["end"] + self._start, min(1.0, max(0.0, each["conf"])))
            for each in found
        ]

    def _final(self, heard: list[Word]) -> Transcript:
        if self._graph and heard and not self._graph.accepts(word.text for word in heard):
            guess = " ".join(word.text for word in heard)
            note = f"{NOT_IN_GRAMMAR}: {guess}"
            return Transcript("", True, heard[0].start, heard[-1].end, language=self._language, note=note)
        words = [word for word in heard if word.text != UNKNOWN]
        if not words:
            return Transcript("", True, self._start, self._now, language=self._language)
        text = " ".join(word.text for word in words)
        confidence = sum(word.confidence or 0.0 for word in words) / len(words)
        times = tuple(words) if self._hints.words else ()
        return Transcript(
            text, True, words[0].start, words[-1].end, len(text), self._language, round(confidence, 3), times
        )


def _load(folder: Path) -> Any:
    """The model, tried out once: a broken graph shows when a recogniser is made, broken tables at the first sound."""
    with _kaldi_silenced() as said:
        try:
            model = vosk.Model(str(folder))
            recogniser = vosk.KaldiRecognizer(model, RATE)
            recogniser.AcceptWaveform(bytes(RATE // 5 * 2))
            recogniser.FinalResult()
        except Exception as error:  # vosk raises nothing narrower
            raise ModelMissing(f"Vosk model {folder.name} cannot be loaded: {said() or error}", PULL) from error
    return model


def _opened(model: Any, *grammar: str) -> Any:
    try:
        return vosk.KaldiRecognizer(model, RATE, *grammar)
    except Exception as error:  # vosk raises nothing narrower
        raise EngineError(f"vosk: {error}", "vacli models verify") from error


@contextmanager
def _kaldi_silenced() -> Iterator[Callable[[], str]]:
    """Kaldi and OpenFst write to descriptor 2 whatever the log level. Gives a function that says Kaldi's last error.

    What other threads write there meanwhile is passed on afterwards, unless loading failed.
    """
    vosk.SetLogLevel(-1)
    with tempfile.TemporaryFile() as caught:

        def lines() -> list[str]:
            caught.seek(0)
            return caught.read().decode("utf-8", "replace").splitlines()

        def last_error() -> str:
            errors = [line.partition(") ")[2] for line in lines() if line.startswith("ERROR (")]
            return errors[-1] if errors else ""

        stderr = os.dup(2)
        os.dup2(caught.fileno(), 2)
        try:
            yield last_error
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)
        others = [line for line in lines() if "(VoskAPI:" not in line]
        if others:
            sys.stderr.write("\n".join([*others, ""]))
