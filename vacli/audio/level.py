"""How loud a microphone is: peak and RMS, and what they say about it. Knows no device and no screen."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vacli.core.audio import Samples, join
from vacli.core.engines import Mic
from vacli.core.errors import DeviceError
from vacli.core.turn import Turn

FLOOR = -100.0
"""dB of full scale that stand for nothing at all."""
SILENT, QUIET, CLIPPED = -60.0, -35.0, -0.1
"""Peaks in dB: below the first a microphone is muted, below the second it is too quiet for speech."""


@dataclass(frozen=True)
class Level:
    """`peak` and `rms` in dB of full scale."""

    peak: float
    rms: float

    @property
    def verdict(self) -> str:
        """silent, quiet, clipping or ok."""
        if self.peak < SILENT:
            return "silent"
        if self.peak >= CLIPPED:
            return "clipping"
        return "quiet" if self.peak < QUIET else "ok"


ADVICE = {
    "silent": "nothing came in: is it muted, or the wrong device?",
    "clipping": "it is overdriven: turn the input down",
    "quiet": "it is very quiet: speak, or turn the input up",
    "ok": "it works",
}


def level(samples: Samples) -> Level:
    """float32[n] -> how loud it is."""
    if not len(samples):
        return Level(FLOOR, FLOOR)
    return Level(_db(float(np.abs(samples).max())), _db(float(np.sqrt(np.mean(np.square(samples))))))


def record(mic: Mic, seconds: float, turn: Turn, on_level: Callable[[Level], None]) -> Samples:
    """So many seconds of the microphone, float32 at its rate; each piece's level is told as it comes. DeviceError."""
    pieces = []
    with mic.frames() as frames:
        for piece in frames:
            turn.check()
            pieces.append(piece)
            on_level(level(piece.samples))
            if piece.end >= seconds * mic.rate:
                break
    if not pieces:
        raise DeviceError("the microphone gave no sound at all", "vacli devices")
    return join(pieces).samples


def _db(value: float) -> float:
    return max(FLOOR, 20.0 * float(np.log10(max(value, 1e-9))))
