"""A voice's leading silence, which keeps a listener waiting: cut off. Knows no voice and no loudspeaker."""

from collections.abc import Iterator

import numpy as np

from vacli.core.audio import Audio, join

AUDIBLE = 10 ** (-45 / 20)
"""RMS of a block from which it counts as sound, as for `Speaker.on_heard`."""

BLOCK = 0.01
"""Seconds. The last silent block is kept: a soft onset lies in it."""


def without_lead(sound: Iterator[Audio]) -> Iterator[Audio]:
    """A clause from 10 ms before its first audible block on; `start` counts from there. Silence alone stays whole."""
    held: list[Audio] = []
    cut: int | None = None
    for audio in sound:
        if cut is None:
            held.append(audio)
            whole = join(held)
            if (cut := _silent(whole)) is None:
                continue
            audio = Audio(whole.samples[cut:], whole.rate, whole.start + cut)
        yield Audio(audio.samples, audio.rate, audio.start - cut)
    if cut is None:
        yield from held


def _silent(audio: Audio) -> int | None:
    """How many samples come before the last silent block; None if nothing is audible yet."""
    size = round(BLOCK * audio.rate)
    blocks = audio.samples[: len(audio) // size * size].reshape(-1, size)
    loud = np.flatnonzero(np.mean(np.square(blocks), axis=1) >= AUDIBLE**2)
    return max(0, int(loud[0]) - 1) * size if len(loud) else None
