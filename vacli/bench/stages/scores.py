"""Errors of words and letters against what was said, by jiwer, and their rates with intervals. Knows no recogniser."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vacli.bench.spread import RESAMPLED
from vacli.core.errors import EngineMissing
from vacli.extras import install
from vacli.text.wer import plain


@dataclass(frozen=True, slots=True)
class Score:
    """One utterance: words and letters that were said, and what was done to them."""

    words: int
    substituted: int
    deleted: int
    inserted: int
    letters: int
    wrong_letters: int

    @property
    def errors(self) -> int:
        return self.substituted + self.deleted + self.inserted


def score(said: str, heard: str, language: str) -> Score:
    """Both made alike first. EngineMissing without the packages of the extra `bench`."""
    try:
        import jiwer
    except ImportError:
        raise EngineMissing("package jiwer is not installed", install("bench")) from None
    said, heard = plain(said, language), plain(heard, language)
    words, letters = jiwer.process_words(said, heard), jiwer.process_characters(said, heard)
    return Score(
        len(said.split()),
        words.substitutions,
        words.deletions,
        words.insertions,
        len(said),
        letters.substitutions + letters.deletions + letters.insertions,
    )


def word_rate(scores: Sequence[Score]) -> tuple[float | None, tuple[float, float] | None]:
    """Errors for a hundred words of all utterances together, and the interval."""
    return _rate([each.errors for each in scores], [each.words for each in scores])


def letter_rate(scores: Sequence[Score]) -> tuple[float | None, tuple[float, float] | None]:
    """The same of letters, spaces included."""
    return _rate([each.wrong_letters for each in scores], [each.letters for each in scores])


def _rate(wrong: Sequence[int], whole: Sequence[int]) -> tuple[float | None, tuple[float, float] | None]:
    """In per cent, with 95 % of a bootstrap over utterances from a fixed seed. None of nothing; none of one."""
    if not sum(whole):
        return None, None
    rate = 100 * sum(wrong) / sum(whole)
    if len(whole) < 2:
        return rate, None
    both = np.asarray([wrong, whole], np.float64)
    drawn = both[:, np.random.default_rng(0).integers(len(wrong), size=(RESAMPLED, len(wrong)))].sum(axis=2)
    rates: npt.NDArray[np.float64] = drawn[0] / np.maximum(drawn[1], 1)
    low, high = np.percentile(rates * 100, [2.5, 97.5])
    return rate, (round(float(low), 4), round(float(high), 4))
