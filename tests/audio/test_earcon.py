"""Earcons: short, quiet, without a click, the same tone at any rate."""

import numpy as np
import pytest

from vacli.audio.earcon import FADE, PEAK, Earcon, earcon

RATES = (8000, 16000, 22050, 44100, 48000)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("which", list(Earcon))
def test_it_is_quiet_and_begins_and_ends_in_silence(which: Earcon, rate: int) -> None:
    audio = earcon(which, rate)
    assert audio.samples.dtype == np.float32 and audio.rate == rate
    assert 0.5 * PEAK < np.abs(audio.samples).max() <= PEAK
    assert audio.samples[0] == audio.samples[-1] == 0
    edge = max(2, round(FADE * rate / 8))
    assert np.abs(audio.samples[:edge]).max() < 0.05 * PEAK and np.abs(audio.samples[-edge:]).max() < 0.05 * PEAK


@pytest.mark.parametrize(("which", "most"), [("wake", 0.15), ("done", 0.15), ("error", 0.4), ("timer", 0.7)])
def test_it_is_short(which: str, most: float) -> None:
    assert 0.05 < earcon(Earcon(which), 16000).seconds <= most


@pytest.mark.parametrize("which", list(Earcon))
def test_nothing_clicks(which: Earcon) -> None:
    """A jump would spread over all frequencies: next to nothing lies above 5 kHz."""
    spectrum = np.abs(np.fft.rfft(earcon(which, 48000).samples)) ** 2
    above = round(5000 / 24000 * len(spectrum))
    assert spectrum[above:].sum() < 1e-5 * spectrum.sum()


def test_waking_rises_and_ending_falls() -> None:
    def pitches(which: Earcon) -> list[float]:
        halves = np.array_split(earcon(which, 16000).samples, 2)
        return [float(np.abs(np.fft.rfft(half, 16000)).argmax()) for half in halves]

    first, last = pitches(Earcon.WAKE)
    assert last > first * 1.3
    first, last = pitches(Earcon.DONE)
    assert last < first * 0.8
