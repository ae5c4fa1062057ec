"""Sound in frames of one size, and how loud it is. Knows no microphone."""

import math
from collections.abc import Iterator

import numpy as np

from vacli.core.audio import Audio, join


def frames(pieces: Iterator[Audio], size: int) -> Iterator[Audio]:
    """The same sound in frames of exactly `size` samples. After a gap in the stream a new frame begins."""
    rest: list[Audio] = []
    held = 0
    for piece in pieces:
        if rest and piece.start != rest[-1].end:
            rest, held = [], 0
        rest.append(piece)
        held += len(piece)
        if held < size:
            continue
        whole = join(rest)
        cut = held - held % size
        for at in range(0, cut, size):
            yield Audio(whole.samples[at : at + size], whole.rate, whole.start + at)
        rest = [Audio(whole.samples[cut:], whole.rate, whole.start + cut)] if cut < held else []
        held -= cut


def loudness(audio: Audio) -> float:
    """RMS in dB of full scale; -100 for nothing at all."""
    power = float(np.mean(np.square(audio.samples, dtype=np.float64)))
    return 10.0 * math.log10(power) if power > 1e-10 else -100.0
