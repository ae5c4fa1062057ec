"""A closed grammar for pocketsphinx, and the question whether what was said is in it.

A grammar alone never says "none": it accepted 13 of 14 unrelated recordings. So the same sound is also decoded as free
phones, and the words must explain it nearly as well as these do. Knows no turn and no text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vacli.core.errors import UsageError
from vacli.stt.sphinx_decoders import Segment
from vacli.stt.wordgraph import START, WordGraph

WORDS_LEAST, SPEECH_LEAST = -4.25, -4.0
"""Nats a frame by which the grammar's words may explain their own frames, and all frames that hold speech, worse than
free phones do. Measured by `vacli.bench.sphinx`: 25 of 29 real commands and 57 of 65 espeak-ng ones were accepted,
1 of 136 real recordings of other speech, 3 of 28 espeak-ng sentences chosen to be close.
"""

LOOP_LEAST = -3.1
"""The same, both, for a grammar that repeats, which fits any sound better: 67 of 72 real commands, 6 of 136 others."""

UNEXPLAINED_MOST = 0.35
"""Share of the speech that may lie outside the words: pocketsphinx's filler for speech takes in whole words."""

NAME = "grammar"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Log-likelihood ratio of words against free phones, nats a frame: over the words, and over all speech.

    `unexplained` is the share of the speech that lies outside the words.
    """

    words: float
    speech: float
    unexplained: float

    def accepted(self, loops: bool) -> bool:
        """`loops`: the grammar repeats something."""
        words, speech = (LOOP_LEAST, LOOP_LEAST) if loops else (WORDS_LEAST, SPEECH_LEAST)
        return self.words >= words and self.speech >= speech and self.unexplained <= UNEXPLAINED_MOST

    @property
    def confidence(self) -> float:
        """0..1, by a logistic fit over the recordings that the thresholds were set with."""
        return float(1 / (1 + np.exp(-(5.3 + self.words + self.speech))))


def install(decoder: Any, graph: WordGraph) -> None:
    """Make the decoder listen for the grammar. UsageError names the words whose pronunciation is not known."""
    unknown = sorted({word for _, _, word in graph.arcs if decoder.lookup_word(word) is None})
    if unknown:
        raise UsageError(
            f"sphinx cannot pronounce: {', '.join(unknown)}", "spell it as English words, numbers in words"
        )
    decoder.add_fsg(NAME, decoder.create_fsg(NAME, START, _end(graph), _transitions(graph)))
    decoder.activate_search(NAME)


def weigh(words: Sequence[Segment], phones: Sequence[Segment]) -> Evidence:
    """Compare two decodings of the same sound. The first must hold a word."""
    frames = max(segment.end for segment in (*words, *phones))
    ours, spoken = _by_frame(words, frames)
    free, heard = _by_frame(phones, frames)
    worse = ours - free
    unexplained = (heard & ~spoken).sum() / max(1, heard.sum())
    return Evidence(float(worse[spoken].mean()), float(worse[spoken | heard].mean()), float(unexplained))


def _by_frame(segments: Sequence[Segment], frames: int) -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]":
    """A segment's score spread over its frames, and which frames hold speech."""
    score, speech = np.zeros(frames), np.zeros(frames, bool)
    for segment in segments:
        score[segment.start : segment.end] = segment.score / (segment.end - segment.start)
        speech[segment.start : segment.end] = not segment.filler
    return score, speech


def _end(graph: WordGraph) -> int:
    """A state of its own: pocketsphinx knows one final state only."""
    return 1 + max(max(source, target) for source, target, _ in graph.arcs)


def _transitions(graph: WordGraph) -> list[tuple[int, int, float, str]]:
    """All with probability 1: alternatives compete by sound alone."""
    end = _end(graph)
    arcs = [(source, target, 1.0, word) for source, target, word in graph.arcs]
    return arcs + [(source, end, 1.0, word) for source, target, word in graph.arcs if target in graph.accepting]
