"""Sound in memory. Knows no file and no device."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Samples: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """Mono sound: `samples` float32[n] in [-1, 1] at `rate` Hz.

    `start` is the index of the first sample in its stream: the clock of everything before metrics.
    """

    samples: Samples
    rate: int
    start: int = 0

    def __len__(self) -> int:
        return len(self.samples)

    @property
    def end(self) -> int:
        """Index of the first sample after this piece."""
        return self.start + len(self.samples)

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    def pcm16(self) -> bytes:
        """Little-endian signed 16-bit samples; what lies outside [-1, 1] is clipped."""
        return to_pcm16(self.samples).tobytes()


def to_pcm16(samples: Samples) -> npt.NDArray[np.int16]:
    """float32[n] in [-1, 1] -> int16[n]; values outside are clipped."""
    whole: npt.NDArray[np.int16] = np.rint(np.clip(samples, -1.0, 1.0) * 32767.0).astype("<i2")
    return whole


def from_pcm16(data: bytes) -> Samples:
    """Little-endian signed 16-bit samples -> float32[n] in [-1, 1); an odd last byte is dropped."""
    whole = len(data) - len(data) % 2
    return np.frombuffer(data, "<i2", count=whole // 2).astype(np.float32) / np.float32(32768.0)


def join(pieces: Iterable[Audio]) -> Audio:
    """One sound out of consecutive pieces of one stream. ValueError if there is none or the rates differ."""
    parts = list(pieces)
    if not parts:
        raise ValueError("no audio to join")
    if len({part.rate for part in parts}) != 1:
        raise ValueError("pieces of different sample rates")
    return Audio(np.concatenate([part.samples for part in parts]), parts[0].rate, parts[0].start)


def rechunk(audio: Iterator[Audio], frame: int) -> Iterator[Audio]:
    """The same sound in pieces of exactly `frame` samples; the last one is filled up with silence."""
    rest: Samples = np.zeros(0, np.float32)
    start, rate = 0, 0
    for piece in audio:
        if not len(rest):
            start = piece.start
        rate = piece.rate
        rest = np.concatenate([rest, piece.samples]) if len(rest) else piece.samples
        while len(rest) >= frame:
            yield Audio(rest[:frame], rate, start)
            rest, start = rest[frame:], start + frame
    if len(rest):
        yield Audio(np.pad(rest, (0, frame - len(rest))), rate, start)
