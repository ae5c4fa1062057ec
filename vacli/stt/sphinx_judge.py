"""How likely what a closed grammar made of some sound was said: by comparison with the same sound as free phones.

A grammar alone never says "none": it accepted 13 of 14 unrelated recordings, and one as large as that of the live loop
fits nearly anything. No single figure tells them apart well, several small ones together do. Knows no decoder.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass

import numpy as np

from vacli.stt.sphinx_decoders import Segment
from vacli.stt.sphinx_grammar import weigh
from vacli.stt.wordgraph import WordGraph

LEAST = 0.4
"""Confidence from which the words count as said: most who speak to a recogniser say something that it knows."""

HASTY = 5.0
"""Frames a phone: people seldom speak faster than that, words forced upon other sound often do."""

MOST_PHONES = 1.5
"""Heard freely for one of the words: fewer speak against them, still more do not speak for them."""

UNEXPLAINED_MOST = 0.5
"""Half a sentence is not the sentence, however well it fits: pocketsphinx's filler for speech takes in whole words."""

ALONE = -3.0
"""`rival` of words in whose place there is no other, or none that is nearer than that."""

ALIKE = (
    "AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW",
    "B D G K P T",
    "CH DH F HH JH S SH TH V Z ZH",
    "M N NG",
    "L R W Y",
)
KIND = {phone: kind for kind, phones in enumerate(ALIKE) for phone in phones.split()}


@dataclass(frozen=True, slots=True)
class Signs:
    """`fit` is the log-likelihood ratio of words against free phones, nats a frame of speech; `unexplained` the share
    of speech outside the words; `haste` the frames a phone that the hastiest word lacks to HASTY;
    `phones` as many as were heard freely for one of the words'; `unlike` the share of phones in which both differ;
    `rival` by how many phones another word of the grammar is nearer to those heard in a word's place, at most.
    """

    fit: float
    unexplained: float
    haste: float
    phones: float
    unlike: float
    rival: float

    @property
    def confidence(self) -> float:
        """0..1: how likely all words are right if that is as likely as not beforehand."""
        if self.unexplained > UNEXPLAINED_MOST:
            return 0.0
        odds = BIAS + sum(weight * sign for weight, sign in zip(astuple(WEIGHTS), astuple(self), strict=True))
        return float(1 / (1 + np.exp(-odds)))


WEIGHTS, BIAS = Signs(1.76, -5.80, -0.44, 3.55, -11.93, -0.74), 7.25
"""By a logistic fit over 251 recordings in their grammar, 140 of them espeak-ng, and 516 hearings of other speech.
On as many others: 6 % of the right ones rejected, with three hard limits 12; of other speech 96 % instead of 84.
"""


def signs(
    words: Sequence[Segment], phones: Sequence[Segment], pronounce: Callable[[str], str], graph: WordGraph
) -> Signs:
    """Of two decodings of the same sound. The first must hold a word; `pronounce` gives a word's phones, if any."""
    evidence = weigh(words, phones)
    said = [(segment, pronounce(segment.word).split()) for segment in words if not segment.filler]
    wanted = [phone for _, each in said for phone in each]
    heard = [segment for segment in phones if not segment.filler]
    names = [segment.word for segment in heard]
    others = graph.rivals([segment.plain for segment, _ in said])
    nearer = [
        _nearer(own, _spoken(rivals, pronounce), _within(heard, segment))
        for (segment, own), rivals in zip(said, others, strict=True)
    ]
    return Signs(
        fit=evidence.speech,
        unexplained=evidence.unexplained,
        haste=max(0.0, HASTY - min((segment.end - segment.start) / max(1, len(each)) for segment, each in said)),
        phones=min(MOST_PHONES, len(heard) / max(1, len(wanted))),
        unlike=_distance(wanted, names) / max(1, len(wanted), len(names)),
        rival=max([ALONE, *nearer]),
    )


def _nearer(own: Sequence[str], others: Iterable[Sequence[str]], there: Sequence[str]) -> float:
    """By how many phones the best of the others is nearer."""
    return _distance(own, there) - min((_distance(other, there) for other in others), default=float("inf"))


def _spoken(words: Iterable[str], pronounce: Callable[[str], str]) -> list[list[str]]:
    """The phones of each, in all ways to say it."""
    variants = (f"{word}{number}" for word in words for number in ("", "(2)", "(3)"))
    return [phones.split() for variant in variants if (phones := pronounce(variant))]


def _within(phones: Sequence[Segment], word: Segment) -> list[str]:
    """Those whose middle lies in the word."""
    return [each.word for each in phones if word.start <= (each.start + each.end) / 2 < word.end]


def _distance(one: Sequence[str], other: Sequence[str]) -> float:
    """Edit distance; a phone in place of one of its kind counts half."""
    before = [float(at) for at in range(len(other) + 1)]
    for row, a in enumerate(one, 1):
        now = [float(row)]
        for at, b in enumerate(other):
            now.append(min(before[at + 1] + 1, now[at] + 1, before[at] + _unlike(a, b)))
        before = now
    return before[-1]


def _unlike(a: str, b: str) -> float:
    return 0.0 if a == b else 0.5 if KIND.get(a) == KIND.get(b) else 1.0
