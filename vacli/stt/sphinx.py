"""pocketsphinx with the English model it carries: the recogniser that needs no download.

Good for closed grammars, rough for dictation. A stretch that holds no speech is never shown to it, so that nothing is
invented on noise. It decodes on one thread and holds Python's lock while it does.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from vacli.config import SttSettings
from vacli.core.audio import Audio
from vacli.core.device import choose_device
from vacli.core.engines import NO_HINTS
from vacli.core.errors import UsageError
from vacli.core.grammar import Grammar
from vacli.core.segments import Rules, spoken
from vacli.core.turn import Turn
from vacli.core.words import Choice, Hints, Transcript, Word, primary
from vacli.stt.pieces import Steady, pieces
from vacli.stt.speech import Opening, probabilities
from vacli.stt.sphinx_decoders import BUNDLED, FRAMES, RATE, Channel, Decoders, Decoding, Segment
from vacli.stt.sphinx_grammar import install
from vacli.stt.sphinx_judge import LEAST, signs
from vacli.stt.wordgraph import WordGraph, graph_of

LANGUAGE = "en"
RULES = Rules(gap=15, longest=470)
"""Recordings are cut at pauses of half a second, and at 15 s at the latest."""

LEAST_POSTERIOR = 0.1
"""Dictation that is less sure of its words, in the mean, is none: 0.01 on a sweep, 0.4 to 0.9 on speech."""


class Sphinx:
    """`model` is a folder like pocketsphinx's own `model/en-us`. Hints.phrases and Hints.prompt have no effect here.

    Confidence: in dictation the mean posterior of the words, with a grammar that rejects how likely they all are right.
    """

    name = "sphinx"
    bare = True
    device = "cpu"
    rate = RATE

    def __init__(self, settings: SttSettings, model: Path | None = None) -> None:
        self.choices: tuple[Choice, ...] = (
            choose_device("stt", settings.device, 0, "pocketsphinx has no GPU build"),
            Choice("stt.threads", "1", "pocketsphinx decodes on one thread and holds Python's lock"),
        )
        self.model = "en-us"
        self.decoders = Decoders(model or BUNDLED)
        self._latest: tuple[Grammar, WordGraph] | None = None
        self.decoders.meter.ready()

    def stream(self, turn: Turn, *, language: str | None = None, hints: Hints = NO_HINTS) -> "SphinxStream":
        """A live utterance. UsageError for another language, or for a word that cannot be pronounced."""
        _check_language(language)
        return SphinxStream(self.decoders, turn, hints, self._graph(hints), Opening(RATE))

    def transcribe(
        self, audio: Iterator[Audio], turn: Turn, *, language: str | None = None, hints: Hints = NO_HINTS
    ) -> Iterator[Transcript]:
        """A segment ends where there is a pause of half a second."""
        _check_language(language)
        return self._segments(audio, turn, hints, self._graph(hints))

    def close(self) -> None:
        self.decoders.close()

    def _segments(
        self, audio: Iterator[Audio], turn: Turn, hints: Hints, graph: WordGraph | None
    ) -> Iterator[Transcript]:
        for window in spoken(_while_alive(audio, turn), probabilities, RULES):
            stream = SphinxStream(self.decoders, turn, hints, graph, None)
            stream.feed(window)
            segment = stream.finish()
            if segment.text or segment.note:
                yield segment

    def _graph(self, hints: Hints) -> WordGraph | None:
        """What it needs loads now, not in the middle of the first words; what it does not need, never."""
        if hints.grammar is None:
            self.decoders.words.ready()
            return None
        latest = self._latest
        if latest is None or latest[0] is not hints.grammar:
            latest = self._latest = hints.grammar, graph_of(hints.grammar)
        graph = latest[1]
        self.decoders.grammar.ready(lambda decoder: install(decoder, graph))
        if hints.grammar.reject:
            self.decoders.sounds.ready()
        return graph


class SphinxStream:
    """One utterance. Without an `opening` the first piece is taken for speech, and for long enough to hear the channel.

    With a grammar that rejects, phones are decoded beside the words, for 2.5 times the CPU time.
    """

    def __init__(
        self, decoders: Decoders, turn: Turn, hints: Hints, graph: WordGraph | None, opening: Opening | None
    ) -> None:
        self._decoders = decoders
        self._turn = turn
        self._hints = hints
        self._graph = graph
        self._opening = opening
        self._running: list[Decoding] = []  # words, and phones beside them
        self._channel: Channel | None = None
        self._steady = Steady()
        self._first: int | None = None  # sample of the stream at which decoding began
        self._end = 0

    def feed(self, audio: Audio) -> Transcript | None:
        self._turn.check()
        self._end = audio.end
        if self._opening is None and not self._running:
            self._begin(audio)
        else:
            for piece in pieces(audio, RATE):
                self._step(piece)
        return self._partial()

    def peek(self) -> Transcript:
        """With a grammar that rejects, judged as the whole would be; a sentence need not be at its end."""
        self._turn.check()
        self._begin_now()
        guess = self._heard(self._running, [decoding.segments() for decoding in self._running])
        return replace(guess, final=False, stable=self._steady.kept(guess.text.split()))

    def finish(self) -> Transcript:
        self._turn.check()
        self._begin_now()
        return self._heard(self._running, self._close())

    def _heard(self, running: list[Decoding], found: list[list[Segment]]) -> Transcript:
        """What the decoders found, words first, as a final transcript."""
        if not found:
            return self._final([], None)
        said = _words(found[0])
        if self._graph and len(found) > 1:
            return self._judged(said, found, running[0], self._graph)
        if self._graph:
            return self._final(said, None)
        pronounce = running[0].pronounce
        said = [word for word in said if word.end - word.start <= _longest(pronounce(word.word))]
        sure = sum(word.posterior for word in said) / max(1, len(said))
        return self._final(said if sure >= LEAST_POSTERIOR else [], sure)

    @property
    def _start(self) -> float:
        return (self._end if self._first is None else self._first) / RATE

    def _step(self, piece: Audio) -> None:
        if self._running and self._channel:
            if self._channel.hear(piece):
                for decoding in self._running:
                    decoding.tune(self._channel.mean)
            self._decode(piece)
        elif self._opening is not None and (opening := self._opening.feed(piece)) is not None:
            self._begin(opening)

    def _begin_now(self) -> None:
        """Decode what is held back, if it is speech."""
        held = None if self._running or self._opening is None else self._opening.rest()
        if held:
            self._begin(held)

    def _begin(self, opening: Audio) -> None:
        """Hear the channel, then decode."""
        self._first = opening.start
        self._channel = channel = Channel(self._decoders.meter)
        for piece in pieces(opening, RATE):
            self._alive()
            channel.hear(piece)
        graph = self._graph
        if graph is None:
            self._running = [Decoding(self._decoders.words, channel.mean)]
        else:
            self._running = [Decoding(self._decoders.grammar, channel.mean, lambda decoder: install(decoder, graph))]
            if self._hints.grammar is not None and self._hints.grammar.reject:
                self._running.append(Decoding(self._decoders.sounds, channel.mean))
        for piece in pieces(opening, RATE):
            self._decode(piece)

    def _alive(self) -> None:
        """Cancelled, and the decoders go back, if the turn is over."""
        if self._turn.cancelled:
            self._close()
        self._turn.check()

    def _close(self) -> list[list[Segment]]:
        """The final segments of every decoder; they go back."""
        running, self._running = self._running, []
        if self._channel:
            self._channel.end()
        return [decoding.end() for decoding in running]

    def _decode(self, piece: Audio) -> None:
        """At most 0.1 s of sound."""
        self._alive()
        for decoding in self._running:
            decoding.feed(piece)

    def _partial(self) -> Transcript | None:
        if not self._running:
            return None
        news = self._steady.update([segment.word for segment in _words(self._running[0].segments())])
        return news and Transcript(news[0], False, self._start, self._end / RATE, news[1], LANGUAGE)

    def _judged(
        self, said: list[Segment], found: list[list[Segment]], running: Decoding, graph: WordGraph
    ) -> Transcript:
        """The words if they were likely said, else nothing and why."""
        note = "no phrase of the grammar fits"
        if said:
            sure = signs(found[0], found[1], running.pronounce, graph).confidence
            if sure >= LEAST:
                return self._final(said, sure)
            guess = " ".join(segment.word for segment in said)
            note = f"not in the grammar; nearest is {guess!r}, confidence {sure:.2f}"
        return Transcript("", True, self._start, self._end / RATE, language=LANGUAGE, note=note)

    def _final(self, said: list[Segment], confidence: float | None) -> Transcript:
        if not said:
            return Transcript("", True, self._start, self._end / RATE, language=LANGUAGE)
        text = " ".join(segment.word for segment in said)
        words = tuple(self._word(segment) for segment in said) if self._hints.words else ()
        start, end = self._at(said[0].start), self._at(said[-1].end)
        rounded = None if confidence is None else round(confidence, 3)
        return Transcript(text, True, start, end, len(text), LANGUAGE, rounded, words)

    def _word(self, segment: Segment) -> Word:
        confidence = None if self._graph else round(segment.posterior, 3)
        return Word(segment.word, self._at(segment.start), self._at(segment.end), confidence)

    def _at(self, frame: int) -> float:
        """Seconds of the stream."""
        return round(self._start + frame / FRAMES, 3)


def _words(segments: list[Segment]) -> list[Segment]:
    """Without silence and noise, and without the number of the pronunciation."""
    return [replace(segment, word=segment.plain) for segment in segments if not segment.filler]


def _longest(phones: str) -> float:
    """Frames that a word of these phones may last. In noise, `in` lasts seconds."""
    return FRAMES * max(0.7, 0.3 * len(phones.split()))


def _check_language(language: str | None) -> None:
    if language and primary(language) != LANGUAGE:
        raise UsageError(
            f"sphinx understands English only, not {language}",
            "vacli models list, then: --engine whisper or --engine vosk",
        )


def _while_alive(audio: Iterator[Audio], turn: Turn) -> Iterator[Audio]:
    for piece in audio:
        turn.check()
        yield piece
