"""Is the microphone a microphone? A sound server may move it silently to the loudspeaker's own monitor.

Then it hears exactly what is played, with no room between. Told by the correlation of the two. Knows no device.
"""

import numpy as np

from vacli.audio.echo_timeline import RATE
from vacli.core.audio import Samples

WINDOW = RATE
LATEST = 3 * RATE // 10
"""Samples by which the microphone may lag behind the loudspeaker."""
NO_ROOM = 0.985
"""Correlation from which there is no room, no loudspeaker and no microphone between the two."""
SURE = 3
"""Windows in a row that must say so."""
LOUD = 1e-3
"""RMS of what is emitted in a window from which it says anything: -60 dB of full scale."""


class Monitor:
    """Watches one stream. Looks once a second, and only while something sounds."""

    def __init__(self) -> None:
        self._heard: list[Samples] = []
        self._emitted: list[Samples] = []
        self._size = self._found = 0
        self.correlation = 0.0  # of the latest window that said anything

    def __call__(self, heard: Samples, emitted: Samples) -> bool:
        """float32[n] of each, of the same time, as they come. True while the one is the other."""
        self._heard.append(heard)
        self._emitted.append(emitted)
        self._size += len(heard)
        if self._size >= WINDOW + LATEST:
            self._look(np.concatenate(self._heard), np.concatenate(self._emitted))
            self._heard, self._emitted, self._size = [], [], 0
        return self._found >= SURE

    def _look(self, heard: Samples, emitted: Samples) -> None:
        if np.sqrt(np.mean(np.square(emitted))) < LOUD:
            return
        self.correlation = correlation(heard, emitted)
        self._found = self._found + 1 if self.correlation >= NO_ROOM else 0


def correlation(heard: Samples, emitted: Samples) -> float:
    """How alike the two are, 0..1, at the lag of up to LATEST samples at which they are most alike.

    float32[n] of the same time, at 16 kHz, n > LATEST. 1: the one is the other, louder or softer.
    """
    heard = heard[LATEST:].astype(np.float64)
    size = len(emitted)
    products = np.fft.irfft(np.fft.rfft(emitted, 2 * size) * np.conj(np.fft.rfft(heard, 2 * size)))[: LATEST + 1]
    energy = np.cumsum(np.concatenate([[0.0], np.square(emitted, dtype=np.float64)]))
    energies = (energy[len(heard) :] - energy[: -len(heard)]) * np.sum(np.square(heard))
    alike = np.abs(products) / np.sqrt(np.maximum(energies, 1e-12))
    return min(1.0, _summit(alike))


def _summit(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """The height of the highest peak, which may lie between two of the values."""
    at = int(values.argmax())
    if not 0 < at < len(values) - 1:
        return float(values[at])
    left, top, right = values[at - 1 : at + 2]
    bend = left - 2 * top + right
    return float(top - (left - right) ** 2 / (8 * bend)) if bend < 0 else float(top)
