"""A closed grammar for pocketsphinx, and how well its words explain a sound beside free phones. Knows no turn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vacli.core.errors import UsageError
from vacli.stt.sphinx_decoders import Segment
from vacli.stt.wordgraph import START, WordGraph

AGAIN, PAUSE = 0.02, 0.2
"""Odds of each word, and of silence between words, in a grammar that repeats: 25 and 10 nats, for pocketsphinx weighs
them 6.5 times. Of 20 strings of isolated real digits 7 were right without them, 16 with them.
"""

NAME = "grammar"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Log-likelihood ratio of words against free phones, nats a frame: over the words, and over all speech.

    `unexplained` is the share of the speech that lies outside the words.
    """

    words: float
    speech: float
    unexplained: float


def install(decoder: Any, graph: WordGraph) -> None:
    """Make the decoder listen for the grammar. UsageError names the words whose pronunciation is not known."""
    if decoder.graph is graph:
        return
    words = {word for _, _, word in graph.arcs}  # each once: pocketsphinx never frees what `lookup_word` gives
    unknown = {word for word in words if decoder.lookup_word(word) is None}
    if missing := sorted(unknown - graph.spare):
        raise UsageError(
            f"sphinx cannot pronounce: {', '.join(missing)}", "spell it as English words, numbers in words"
        )
    known = replace(graph, arcs=tuple(arc for arc in graph.arcs if arc[2] not in unknown)) if unknown else graph
    decoder.add_fsg(NAME, decoder.create_fsg(NAME, START, _end(graph), _transitions(known)))
    decoder.activate_search(NAME)
    decoder.graph = graph


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
    """Alternatives compete by sound alone. What repeats must be held down, or it hears words in every sound; and who
    says one thing after the other pauses between them, which pocketsphinx by itself makes as dear as eight bad frames.
    """
    end = _end(graph)
    odds = AGAIN if graph.loops else 1.0
    arcs = [(source, target, odds, word) for source, target, word in graph.arcs]
    arcs += [(source, end, odds, word) for source, target, word in graph.arcs if target in graph.accepting]
    return arcs + [(state, state, PAUSE, "<sil>") for state in range(end + 1) if graph.loops]
