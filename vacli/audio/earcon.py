"""Short, quiet tones that say what words would say too slowly: woken, done listening, failed, time is up.

Made by calculation, at any rate. Knows no loudspeaker and no reason to sound.
"""

from enum import StrEnum

import numpy as np

from vacli.core.audio import Audio, Samples

PEAK = 0.1
"""-20 dBFS: well below the voice, so that nobody is startled at night."""
FADE = 0.008
"""Seconds from nothing to full and back: shorter ones click."""
OVERTONE = 0.25
"""Strength of the octave above: a bare sine is hard to place and to hear on small loudspeakers."""


class Earcon(StrEnum):
    WAKE = "wake"  # the phrase was heard: speak
    DONE = "done"  # listening has ended, the microphone is muted
    ERROR = "error"  # something failed
    TIMER = "timer"  # time is up


NOTES: dict[Earcon, tuple[tuple[float, float], ...]] = {
    Earcon.WAKE: ((659.3, 0.06), (987.8, 0.08)),
    Earcon.DONE: ((659.3, 0.06), (440.0, 0.08)),
    Earcon.ERROR: ((220.0, 0.11), (0.0, 0.05), (185.0, 0.16)),
    Earcon.TIMER: ((880.0, 0.12), (0.0, 0.08)) * 3,
}
"""Hz and seconds; 0 Hz is a rest. Rising begins, falling ends."""


def earcon(which: Earcon, rate: int) -> Audio:
    """The tone at `rate` Hz, from silence to silence, its peak at most PEAK."""
    return Audio(np.concatenate([_note(hertz, seconds, rate) for hertz, seconds in NOTES[which]]), rate)


def _note(hertz: float, seconds: float, rate: int) -> Samples:
    count = round(seconds * rate)
    at = np.arange(count) / rate
    wave = np.sin(2 * np.pi * hertz * at) + OVERTONE * np.sin(4 * np.pi * hertz * at)
    fade = np.minimum(1.0, np.minimum(np.arange(count), np.arange(count)[::-1]) / max(1.0, FADE * rate))
    softened = np.sin(np.pi / 2 * fade) ** 2 * np.exp(-1.5 * at / seconds)
    return np.asarray(PEAK / (1 + OVERTONE) * wave * softened, np.float32)
