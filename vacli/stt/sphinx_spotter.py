"""A wake phrase by pocketsphinx, in two steps: a loose keyphrase search, which is cheap and misses little; and where it
finds something, that second of sound is decoded once more, as the phrase and as free phones, and both are compared.

The first step alone gives several false alarms a minute. Knows English, no turn and no gate.
"""

import difflib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from typing import Any

import numpy as np
import pocketsphinx

from vacli.core.audio import Audio, Samples, join
from vacli.core.errors import EngineError, UsageError
from vacli.core.words import Choice
from vacli.stt.pieces import pieces
from vacli.stt.sphinx_decoders import BUNDLED, FRAMES, MEASURED, RATE, Decoders, Decoding, measure_mean
from vacli.stt.sphinx_grammar import Evidence, install, weigh
from vacli.stt.spotter import Spotted
from vacli.stt.wordgraph import WordGraph

LEAST = 0.5
"""Confidence from which a candidate is the phrase. On real recordings, with 0.5: 13 of 74 calls missed, 8 false accepts
in an hour of other speech without a break; 0.7: 23 and 5; 0.3: 10 and 14 (`vacli.bench.own.wake`).
"""
BEAM = 1e-120
"""pocketsphinx's own, 1e-48, gives phrases of ten phones up before their end: 1 of 5 espeak-ng voices instead of 4."""
FEWEST = 5
"""Phones: shorter phrases are heard in any speech."""
SHORT = 0.07
"""Seconds a phone: false alarms are shorter than that, people who call something are not."""
BEFORE = 0.25
"""Seconds before the phrase that are decoded with it, and in which there must be a lull ..."""
LULL, QUIETER = RATE * 2 // 25, 12.0
"""... of so many samples, so many dB below the phrase: who calls somebody does so after a pause. This takes two
thirds of the false accepts away and none of 61 calls.
"""
STEP = RATE // 50
"""Samples of the second decoding at a time: pocketsphinx holds Python's lock for so long, 1 to 2 ms."""
VARIANTS = 4
"""Pronunciations of a phrase that are searched for, at most."""
RENEW, RENEW_NOW = 10 * RATE, 60 * RATE
"""Samples after which the first step begins anew, at the next pause or at once: it keeps all that it ever found."""
PAUSE = 0.1
"""A pause is a piece whose level is less than this, relative to the last seconds."""
HOP = RATE // FRAMES


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the first step found in the samples [start, end), and how far the second one believes it, 0..1."""

    start: int
    end: int
    confidence: float


class SphinxSpotter:
    """See the module, and `vacli.stt.spotter.Spotter`. UsageError for a phrase that it cannot pronounce or tell."""

    rate = RATE

    def __init__(self, phrase: str, folder: Path = BUNDLED) -> None:
        self.phrase = phrase
        self._decoders = Decoders(folder)
        decoder = self._decoders.grammar.take()
        parts = {word: _pronounceable(word, decoder, folder) for word in phrase.split()}
        said = [part for word in phrase.split() for part in parts[word]]
        self.choices = tuple(
            Choice("listen.wake", " ".join(known), f"{word} is not in the dictionary")
            for word, known in parts.items()
            if known != [word]
        )
        self._phones = sum(len(decoder.lookup_word(word).split()) for word in said)
        if self._phones < FEWEST:
            raise UsageError(f"{phrase!r} is too short: it would be heard in any speech", "take two words or more")
        arcs = tuple((at, at + 1, word) for at, word in enumerate(said))
        install(decoder, WordGraph(arcs, frozenset({len(said)})))
        self._decoders.grammar.give(decoder)
        self._search = _search(folder, [dict(_variants(word, decoder)) for word in said], _looseness(self._phones))
        self._running = False
        self.reset()

    def feed(self, audio: Audio) -> Spotted | None:
        for candidate in self.candidates(audio):
            if candidate.confidence >= LEAST:
                self.reset()
                return Spotted(self.phrase, candidate.start, candidate.end, candidate.confidence)
        return None

    def candidates(self, audio: Audio) -> Iterator[Candidate]:
        """All that the first step finds after a lull, whatever the second one thinks of it."""
        for piece in pieces(audio, RATE):
            self._hear(piece)
            for start, likelihood in self._found():
                if (candidate := self._look(start, likelihood)) is not None:
                    yield candidate

    def reset(self) -> None:
        self._stop()
        self._heard: list[Audio] = []

    def close(self) -> None:
        self._decoders.close()

    def _hear(self, piece: Audio) -> None:
        if self._running and self._heard[-1].end != piece.start:
            self.reset()
        elif self._running and self._is_due(piece):
            self._stop()
        if not self._running:
            self._began, self._running = piece.start, True
            self._search.start_utt()
        self._heard.append(piece)
        while piece.end - self._heard[0].end >= MEASURED * RATE:
            del self._heard[0]
        try:
            self._search.process_raw(piece.pcm16())
        except RuntimeError as error:
            raise EngineError(f"pocketsphinx: {error}", "vacli doctor") from error

    def _is_due(self, piece: Audio) -> bool:
        age = piece.start - self._began
        return age > RENEW_NOW or (age > RENEW and _level(piece) < PAUSE * _level(join(self._heard)))

    def _stop(self) -> None:
        if self._running:
            self._search.end_utt()
        self._running = False
        self._known: set[tuple[int, int]] = set()

    def _found(self) -> list[tuple[int, float]]:
        """Where each new finding begins, and its log-likelihood against free phones, in pocketsphinx's own unit."""
        if self._search.hyp() is None:
            return []
        found = {(s.start_frame, s.end_frame): s.prob for s in self._search.seg()}
        fresh = [(self._began + at[0] * HOP, prob) for at, prob in found.items() if at not in self._known]
        self._known = set(found)
        return [(start, self._search.logmath.log(prob)) for start, prob in fresh]

    def _look(self, start: int, likelihood: float) -> Candidate | None:
        """The second step."""
        heard = join(self._heard)
        mean = measure_mean(self._decoders.meter, _steps(heard))
        cut = max(0, start - round(BEFORE * RATE) - heard.start)
        words, phones = Decoding(self._decoders.grammar, mean), Decoding(self._decoders.phones, mean)
        for step in _steps(Audio(heard.samples[cut:], RATE)):
            words.feed(step)
            phones.feed(step)
        free, said = phones.end(), [segment for segment in words.end() if not segment.filler]
        if not said:
            return None
        first, after = cut + said[0].start * HOP, cut + said[-1].end * HOP
        if not _called(heard.samples, first, after):
            return None
        pace = (after - first) / RATE / self._phones
        confidence = judge(weigh(said, free), likelihood / self._phones, pace)
        return Candidate(heard.start + first, heard.start + after, confidence)


def _called(samples: Samples, start: int, end: int) -> bool:
    """Whether there is a lull before the phrase, or nothing."""
    before = np.square(samples[max(0, start - round(BEFORE * RATE)) : start])
    if len(before) < LULL:
        return True
    quietest = np.convolve(before, np.ones(LULL) / LULL, "valid").min()
    return bool(quietest < np.square(samples[start:end]).mean() * 10 ** (-QUIETER / 10))


def judge(evidence: Evidence, likelihood: float, pace: float) -> float:
    """0..1 by a logistic fit. `likelihood` is the first step's, a phone; `pace` in seconds a phone."""
    hurry = max(0.0, SHORT - pace)
    odds = 8.6 + 0.8 * evidence.words + 0.018 * likelihood - 150 * hurry - 9 * evidence.unexplained
    return float(1 / (1 + np.exp(-odds)))


def _level(audio: Audio) -> float:
    return float(np.square(audio.samples).mean()) ** 0.5 if len(audio) else 0.0


def _steps(audio: Audio) -> Iterator[Audio]:
    for at in range(0, len(audio), STEP):
        yield Audio(audio.samples[at : at + STEP], RATE, audio.start + at)


def _pronounceable(word: str, decoder: Any, folder: Path) -> list[str]:
    """The word, or two that it is made of: snowboy is snow boy."""
    if decoder.lookup_word(word):
        return [word]
    cuts = [(word[:at], word[at:]) for at in range(2, len(word) - 1)]
    known = [cut for cut in cuts if decoder.lookup_word(cut[0]) and decoder.lookup_word(cut[1])]
    if known:
        return list(max(known, key=lambda cut: min(map(len, cut))))
    with (folder / "cmudict-en-us.dict").open(encoding="utf-8") as lines:
        alike = [line.split(" ", 1)[0] for line in lines if line[0] == word[0] and "(" not in line]
    near = difflib.get_close_matches(word, alike, n=3)
    raise UsageError(
        f"the dictionary of pocketsphinx does not hold {word!r}",
        "write it as words that sound like it" + (f", or take {' or '.join(near)}" if near else ""),
    )


def _variants(word: str, decoder: Any) -> Iterator[tuple[str, str]]:
    """Its names in the dictionary, such as `the` and `the(2)`, with their phones."""
    for name in (word, *(f"{word}({number})" for number in range(2, VARIANTS + 1))):
        if phones := decoder.lookup_word(name):
            yield name, phones


def _looseness(phones: int) -> int:
    """The first step's threshold is ten to the power of minus this. A long phrase is seldom found where it is not."""
    return min(250, max(6 * phones, 11 * phones - 30))


def _search(folder: Path, words: list[dict[str, str]], looseness: int) -> Any:
    """The first step's decoder, with a dictionary of these words, which loads in a tenth of the time."""
    lexicon = {name: phones for each in words for name, phones in each.items()}
    ways = islice(product(*words), VARIANTS)
    with tempfile.TemporaryDirectory() as scratch:
        dictionary, phrases = Path(scratch, "words.dict"), Path(scratch, "phrases")
        dictionary.write_text("".join(f"{name} {phones}\n" for name, phones in lexicon.items()))
        phrases.write_text("".join(f"{' '.join(way)} /1e-{looseness}/\n" for way in ways))
        model = {"hmm": str(folder / "en-us"), "dict": str(dictionary), "kws": str(phrases)}
        return pocketsphinx.Decoder(**model, lm=None, beam=BEAM, loglevel="FATAL")
