"""A loudspeaker, a room and a microphone made of numbers: what the echo bench speaks into. SIMULATED throughout.

The loudspeaker clips softly; the echo comes late, quieter and through a room's response; the two devices' clocks run
100 ppm apart, and their stamps jitter. Room responses are recorded where this machine has some, else decaying noise.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from vacli.audio.files import open_sound
from vacli.bench.speech.recordings import folder
from vacli.core.audio import Samples
from vacli.core.turn import Origin, Turn

RATE = 16000
DRIFT = 100e-6
"""The loudspeaker's clock runs so much faster than the microphone's."""
JITTER = 0.0004
"""Seconds by which a stamp may be off, as measured through PulseAudio."""
CLIPPING = 2.0
"""tanh(2 x) / 2: 1 dB at a quarter of full scale, 2.4 dB at a half, 6.4 dB at full scale."""
NOISE = -66.0
"""dBFS, RMS, of the room."""
LEVELS = (-6.0, -12.0, -20.0)
DELAYS = (0.040, 0.120, 0.250)
BLOCK = 320
_LONGEST = RATE // 2


@dataclass(frozen=True, eq=False)
class Condition:
    """`level` dB of the echo against what is emitted; `delay` in seconds before the room's first answer."""

    room: str
    response: Samples
    level: float
    delay: float

    def __str__(self) -> str:
        return f"{self.room}, {self.delay * 1000:.0f} ms, {self.level:g} dB"


def conditions() -> list[Condition]:
    """Every room at every level; the delays go round so that each room and each level meets each of them."""
    rooms = list(responses())
    pairs = product(enumerate(rooms), enumerate(LEVELS))
    return [Condition(name, room, level, DELAYS[(i + j) % 3]) for (i, (name, room)), (j, level) in pairs]


def responses() -> Iterator[tuple[str, Samples]]:
    """Three rooms: name, and response from the direct sound on."""
    place = folder()
    files = sorted((place / "noise" / "dev").glob("sb_rir*.wav")) if place else []
    if len(files) >= 3:
        for file in files[:3]:
            yield file.stem, _from_direct_sound(read(file))
        return
    for seconds in (0.2, 0.35, 0.5):
        rng = np.random.default_rng(round(seconds * 1000))
        length = round(seconds * RATE)
        decay = np.exp(-6.9 * np.arange(length) / length) * rng.standard_normal(length) * 0.15
        decay[0] = 1.0
        yield f"made, RT60 {seconds} s", decay.astype(np.float32)


def read(path: Path) -> Samples:
    """A recording as float32 at RATE."""
    with open_sound(path, Turn(Origin.TEXT)) as sound:
        return np.concatenate([piece.samples for piece in sound.pieces(RATE)])


def _from_direct_sound(response: Samples) -> Samples:
    first = int(np.flatnonzero(np.abs(response) > np.abs(response).max() / 4)[0])
    return response[max(0, first - 16) :][:_LONGEST]


class Air:
    """Emitted blocks go in on the loudspeaker's clock, echo comes out on the microphone's. `emitted` in samples."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self.emitted = 0
        self._size = 1 << int(np.ceil(np.log2(BLOCK + _LONGEST + max(DELAYS) * RATE)))
        self._path = np.zeros(self._size // 2 + 1, np.complex128)
        self._tail = np.zeros(self._size)
        self._echo = np.zeros(0)
        self._first = 0  # the emitted sample to which the first one of `_echo` belongs

    def change(self, condition: Condition, example: Samples) -> None:
        """Another place: `example`, float32, is speech as it will be emitted, by which the level is set."""
        late = np.concatenate([np.zeros(round(condition.delay * RATE)), condition.response])
        answer = np.convolve(clipped(example), condition.response)[: len(example)]
        gain = 10 ** (condition.level / 20) * rms(example) / rms(answer)
        self._path = np.fft.rfft(late * gain, self._size)

    def stamp(self) -> float:
        """When the next block leaves, as the loudspeaker has it: seconds of the microphone's clock."""
        return self.emitted / RATE / (1 + DRIFT) + float(self._rng.uniform(-JITTER, JITTER))

    def emit(self, block: Samples) -> None:
        """float32[BLOCK]."""
        self._tail += np.fft.irfft(np.fft.rfft(clipped(block), self._size) * self._path, self._size)
        self._echo = np.concatenate([self._echo, self._tail[:BLOCK]])
        self._tail = np.concatenate([self._tail[BLOCK:], np.zeros(BLOCK)])
        self.emitted += BLOCK

    def needed(self, end: int) -> bool:
        """More must be emitted before the microphone can hear up to its sample `end`."""
        return self.emitted < end * (1 + DRIFT) + 2 * BLOCK

    def hear(self, start: int, size: int) -> Samples:
        """The echo and the room's noise in `size` samples of the microphone from `start` on. Only ever forwards."""
        place = (start + np.arange(size)) * (1 + DRIFT) - self._first + 1  # one sample later: cubes need a neighbour
        whole = place.astype(int)
        echo = _cubic(self._echo, whole, place - whole)
        done = max(0, int(whole[0]) - 2)
        self._echo, self._first = self._echo[done:], self._first + done
        noise = self._rng.normal(0.0, 10 ** (NOISE / 20), size)
        heard: Samples = (echo + noise).astype(np.float32)
        return heard


def clipped(samples: Samples) -> Samples:
    soft: Samples = np.tanh(CLIPPING * samples) / CLIPPING
    return soft


def rms(samples: Samples) -> float:
    """Over the frames of 20 ms that are within 30 dB of the loudest, as speech is measured."""
    frames = samples[: len(samples) // BLOCK * BLOCK].reshape(-1, BLOCK)
    power = np.mean(np.square(frames, dtype=np.float64), axis=1)
    return float(np.sqrt(power[power >= power.max() / 1000].mean()))


def _cubic(samples: Any, at: Any, part: Any) -> Any:
    """Between samples, by the cubic through the four around; arrays of one length."""
    a, b, c, d = (samples[at + offset] for offset in (-1, 0, 1, 2))
    return b + 0.5 * part * (c - a + part * (2 * a - 5 * b + 4 * c - d + part * (3 * (b - c) + d - a)))
