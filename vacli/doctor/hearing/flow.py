"""What a stream of sound did: its callbacks, and the figures that follow from them. Knows no device and no verdict."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from vacli.audio.mono import Downmix
from vacli.core.audio import Samples

Numbers = npt.NDArray[np.float64]
SETTLED = 0.3
"""Seconds after which an opened stream has filled its buffers and runs evenly."""
WANDER = 0.001
"""Seconds by which a sound server's idea of its own latency, and the stamps with it, wander in a few seconds."""


class End(StrEnum):
    DONE = "done"
    STILL = "still"  # open, but no callback comes any more
    LOST = "lost"  # it ended by itself


@dataclass(frozen=True, slots=True)
class Tick:
    """One callback. `called`: when it came; `at`: when its first sample was at the device (`time.monotonic()` s)."""

    called: float
    at: float
    frames: int
    flagged: bool = False  # by PortAudio: sound was lost, or was not there in time


@dataclass(frozen=True)
class Flow:
    """The callbacks of one stream, opened at `opened` with `rate` Hz and so many channels."""

    device: str
    rate: int
    channels: int
    opened: float
    ticks: tuple[Tick, ...]
    end: End = End.DONE

    @property
    def seconds(self) -> float:
        """Of sound."""
        return sum(tick.frames for tick in self.ticks) / self.rate

    @property
    def flags(self) -> int:
        return sum(tick.flagged for tick in self.ticks)

    def periods(self) -> Numbers:
        """Seconds from one callback to the next, once it has settled."""
        return np.diff([tick.called for tick in self._settled()])

    def nominal(self) -> float:
        """Seconds that a period should have."""
        return float(np.median([tick.frames for tick in self.ticks])) / self.rate

    def paused(self) -> bool:
        """A callback was left out, and more: buffers run dry then, and time stamps lose their meaning."""
        return float(max(self.periods(), default=0.0)) > 3 * self.nominal()

    def late(self) -> Numbers:
        """Of a microphone: seconds from the moment a block was whole to the callback that brought it."""
        return np.array([tick.called - tick.at - tick.frames / self.rate for tick in self._settled()])

    def drift(self) -> tuple[float, float]:
        """How much faster than the clock of the machine its samples run, in ppm, and the error of that. NaN where there
        is too little to tell. The median of many slopes: a jump, where sound was lost, is no drift."""
        ticks = self._settled()
        if len(ticks) < 10:
            return float("nan"), float("nan")
        apart = len(ticks) // 4
        place = np.cumsum([0, *(tick.frames for tick in ticks[:-1])]) / self.rate
        stamps = np.array([tick.at for tick in ticks])
        slopes = 1e6 * ((place[apart:] - place[:-apart]) / (stamps[apart:] - stamps[:-apart]) - 1)
        low, middle, high = np.percentile(slopes, (5, 50, 95))
        return float(middle), float(high - low) + 1e6 * WANDER / float(place[-1])

    def time_of(self, sample: float) -> float:
        """When that sample was at the device, by all the stamps."""
        places = np.cumsum([0, *(tick.frames for tick in self.ticks[:-1])]) / self.rate
        return float(np.median([tick.at for tick in self.ticks] - places)) + sample / self.rate

    def _settled(self) -> tuple[Tick, ...]:
        return tuple(tick for tick in self.ticks if tick.called - self.ticks[0].called >= SETTLED)


@dataclass(frozen=True)
class Recording:
    """What a microphone gave: float32[n, channels] as the device gave it."""

    flow: Flow
    raw: Samples = field(repr=False)

    def mono(self, rate: int) -> Samples:
        """One channel at that rate: what vacli hears."""
        mixed = Downmix()(self.raw)
        if rate == self.flow.rate or not len(mixed):
            return mixed
        from vacli.audio.resample import Resampler

        resampler = Resampler(self.flow.rate, rate)
        return np.concatenate([resampler(mixed), resampler.rest()])


@dataclass(frozen=True)
class Played:
    """What a loudspeaker did with a sound: when the callback fetched its first sample and when that left it."""

    flow: Flow
    fetched: float
    left: float
