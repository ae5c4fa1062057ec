"""A quiet sweep, and how it is found again in what a microphone heard meanwhile. Knows no device."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from vacli.core.audio import Samples
from vacli.doctor.hearing.flow import Numbers

RATE = 16000
SECONDS = 0.5
LOUD = -30.0
"""dB of full scale, RMS: as loud as somebody who talks quietly."""
LOW, HIGH = 300.0, 6000.0
"""Hz: what small loudspeakers play, and what every converter of rates lets pass."""
EARLY, LATEST = 0.02, 0.6
"""Seconds around the time at which it left in which it is looked for: stamps jitter, Bluetooth is late."""
BEFORE = 0.4
"""Seconds before, in which no echo can be: they tell what noise looks like."""
TAIL = 0.15
"""Seconds of room after the first arrival that belong to the echo."""
CLEAR = 63.0
"""Times the noise from which it is no chance: the highest of 13,000 places of pure noise reaches 19."""
SMALL = 1e-7
"""Power of the path below which a 16-bit microphone hears nothing of a sound this quiet."""


@dataclass(frozen=True)
class Echo:
    """`delay`: seconds from leaving the loudspeaker to the microphone. `gain`: dB, mean over the band. `likeness`: 1 =
    nothing lies between the two. `least`: dB of the weakest echo that would have been found. None heard: `heard` False.
    """

    heard: bool
    least: float
    delay: float = 0.0
    gain: float = -np.inf
    likeness: float = 0.0


@cache
def chirp() -> Samples:
    """float32[8000] at 16 kHz."""
    at = np.arange(1, round(SECONDS * RATE) + 1) / RATE
    sweep = np.sin(2 * np.pi * (LOW * at + (HIGH - LOW) * at**2 / (2 * SECONDS)))
    fade = np.minimum(1.0, np.minimum(np.arange(1, len(at) + 1), np.arange(len(at), 0, -1)) / (0.02 * RATE))
    sweep *= np.sin(fade * np.pi / 2) ** 2
    sounded: Samples = (sweep * 10 ** (LOUD / 20) / np.sqrt(np.mean(sweep**2))).astype(np.float32)
    return sounded


def find(heard: Samples, left: float) -> Echo:
    """In float32[n] at 16 kHz, the chirp that left the loudspeaker at sample `left`; it needs BEFORE seconds before.

    ValueError if it is too short.
    """
    first, last = round(left - BEFORE * RATE), round(left + LATEST * RATE)
    size = last - first + len(chirp())
    if first < 0 or first + size > len(heard):
        raise ValueError(f"{len(heard)} samples do not hold {size} from {first}")
    part = heard[first : first + size].astype(np.float64)
    path = _compressed(part)[: last - first]
    nothing, window = round((BEFORE - EARLY) * RATE), path**2
    noise = max(float(np.mean(window[:nothing])), float(np.median(window[nothing:])) / 0.455, SMALL / CLEAR)
    least = 10 * float(np.log10(CLEAR * noise))
    at = nothing + int(np.argmax(window[nothing:]))
    if window[at] < CLEAR * noise:
        return Echo(False, least)
    gain = 10 * float(np.log10(_energy(window, at, noise) / _unit()))
    return Echo(True, least, (first + at - left) / RATE, gain, _likeness(part, at))


def _compressed(heard: Numbers) -> Numbers:
    """How strongly the chirp begins at each sample: 1 = as loud as it was played."""
    sweep = chirp().astype(np.float64)
    spectrum = np.fft.rfft(heard, 2 * len(heard)) * np.conj(np.fft.rfft(sweep, 2 * len(heard)))
    return np.fft.irfft(spectrum)[: len(heard)] / float(sweep @ sweep)


def _energy(window: Numbers, at: int, noise: float) -> float:
    part = window[max(0, at - round(0.005 * RATE)) : at + round(TAIL * RATE)]
    return max(float(window[at]), float(np.sum(part)) - noise * len(part))


@cache
def _unit() -> float:
    """What a path of gain 1 sums up to."""
    sweep = np.pad(chirp().astype(np.float64), round(0.2 * RATE))
    window = _compressed(sweep) ** 2
    return _energy(window, int(np.argmax(window)), 0.0)


def _likeness(heard: Numbers, at: int) -> float:
    """Their correlation, 0..1, at the best place between the samples around `at`."""
    sweep, there = chirp().astype(np.float64), heard[at : at + len(chirp())]
    fine = 8 * np.fft.irfft(np.fft.rfft(there) * np.conj(np.fft.rfft(sweep)), 8 * len(sweep))
    best = max(np.abs(fine[:8]).max(), np.abs(fine[-8:]).max())
    return float(best / np.sqrt((sweep @ sweep) * max(float(there @ there), 1e-12)))
