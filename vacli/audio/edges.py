"""Where something begins in a sound: its first audible sample, the word in which it was cut. Pure; knows no device."""

import numpy as np

from vacli.core.audio import Samples

AUDIBLE = 10 ** (-45 / 20)
"""RMS of 10 ms from which sound counts as audible: -45 dB of full scale."""
FARTHEST = 1.0
"""Seconds that are gone back for the beginning of a word, at the most."""
_HOP = 0.01
_GAP = 4
"""Hops of silence in a row that part two words. Stop consonants may be as long: no choice is always right."""
_BELOW = 10 ** (-32 / 20)
"""What counts as silence between words, relative to the loudest hop around."""


def first_audible(samples: Samples, rate: int) -> int | None:
    """Index of the first audible sample of float32[n]; None if there is none."""
    hop = min(round(rate * _HOP), len(samples))
    if not hop:
        return None
    loud = np.flatnonzero(_levels(samples[: len(samples) // hop * hop], hop) >= AUDIBLE)
    if not len(loud):
        return None
    start = int(loud[0]) * hop
    return start + int(np.argmax(np.abs(samples[start : start + hop]) >= AUDIBLE))


def back_to_word(samples: Samples, rate: int) -> int:
    """How many samples before the end of float32[n] the word begins within which it ends; 0 if it ends in a gap.

    Looks for the last gap in the second before the end; where there is none, for the quietest place.
    """
    hop = round(rate * _HOP)
    count = min(len(samples), round(FARTHEST * rate)) // hop
    if count < _GAP:
        return len(samples)
    levels = _levels(samples[len(samples) - count * hop :], hop)
    quiet = levels < max(AUDIBLE, float(_levels(samples[len(samples) % hop :], hop).max()) * _BELOW)
    run = np.convolve(quiet, np.ones(_GAP), "valid") == _GAP  # run[i]: a gap lies at i .. i + _GAP - 1
    if run[-1]:
        return 0
    if run.any():
        return (count - int(np.flatnonzero(run)[-1]) - _GAP) * hop
    if len(samples) < round(FARTHEST * rate):
        return len(samples)  # it is the first word
    smooth = np.convolve(levels, np.ones(_GAP), "valid")[: -2 * _GAP]
    return (count - int(np.argmin(smooth)) - _GAP // 2) * hop


def _levels(samples: Samples, hop: int) -> Samples:
    """RMS of each hop."""
    levels: Samples = np.sqrt(np.mean(np.square(samples.reshape(-1, hop)), axis=1))
    return levels
