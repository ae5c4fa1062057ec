"""The microphone that is none: told from a real one by the room between."""

from itertools import pairwise

import numpy as np
import pytest
from recordings import spoken

from vacli.audio.echo_monitor import LATEST, NO_ROOM, Monitor, correlation
from vacli.audio.resample import Resampler
from vacli.core.audio import Samples

RATE = 16000
SAID = np.resize(spoken(), 8 * RATE)


def later(samples: Samples, by: int) -> Samples:
    return np.concatenate([np.zeros(by, np.float32), samples])[: len(samples)]


def resampled(samples: Samples, *rates: int) -> Samples:
    for source, target in pairwise(rates):
        convert = Resampler(source, target)
        samples = np.concatenate([convert(samples), convert.rest()])
    return samples[: len(SAID)]


def room(direct: float) -> Samples:
    """`direct`: dB of the direct sound above all else that arrives. A small loudspeaker has no bass."""
    rng = np.random.default_rng(4)
    tail = np.exp(-np.arange(RATE // 4) / 700) * rng.standard_normal(RATE // 4)
    tail *= 10 ** (-direct / 20) / np.linalg.norm(tail)
    response = np.concatenate([[1.0], tail])
    spectrum = np.fft.rfft(np.convolve(SAID, response), 1 << 18)
    place = 1j * np.fft.rfftfreq(1 << 18, 1 / RATE) / 300
    heard = np.fft.irfft(spectrum * place**2 / (place**2 + 1.2 * place + 1))[: len(SAID)]
    return (heard + rng.normal(0, 5e-4, len(SAID))).astype(np.float32)


def watch(heard: Samples, emitted: Samples) -> bool:
    monitor = Monitor()
    told = [monitor(heard[at : at + 512], emitted[at : at + 512]) for at in range(0, len(heard) - 511, 512)]
    return any(told)


@pytest.mark.parametrize(
    "moved",
    [SAID, later(SAID, 900) * np.float32(0.05), -SAID, later(resampled(SAID, RATE, 48000, 24000, RATE), 333)],
    ids=["itself", "late and quiet", "upside down", "resampled twice"],
)
def test_the_playback_itself(moved: Samples) -> None:
    assert watch(moved, SAID)


@pytest.mark.parametrize("direct", [15.0, 5.0, 0.0])
def test_a_room_between(direct: float) -> None:
    heard = room(direct)
    assert not watch(heard, SAID)
    assert 0.2 < correlation(heard[: 2 * RATE], SAID[: 2 * RATE]) < NO_ROOM - 0.1


def test_a_user_and_silence() -> None:
    assert not watch(SAID[::-1].copy(), SAID)
    assert not watch(np.zeros(8 * RATE, np.float32), SAID)
    assert not watch(SAID, np.zeros(8 * RATE, np.float32)), "nothing is played: nothing is known"
    assert correlation(np.zeros(RATE, np.float32), np.zeros(RATE, np.float32)) == 0.0


def test_it_takes_three_seconds_to_be_sure_and_a_room_clears_it() -> None:
    monitor = Monitor()
    told = [monitor(SAID[at : at + 512], SAID[at : at + 512]) for at in range(0, 6 * RATE, 512)]
    assert told.index(True) * 512 / RATE == pytest.approx(3 * (1 + LATEST / RATE), abs=0.2)
    heard = room(0.0)
    told = [monitor(heard[at : at + 512], SAID[at : at + 512]) for at in range(0, 2 * RATE, 512)]
    assert told[-1] is False
