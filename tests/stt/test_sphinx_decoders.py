"""The parts of the pocketsphinx engine: lending decoders, hearing the channel."""

import wave
from pathlib import Path

import numpy as np

from vacli.core.audio import Audio, from_pcm16
from vacli.stt.pieces import pieces
from vacli.stt.sphinx_decoders import BUNDLED, KEPT, Decoders, Pool, measure_mean


def timer() -> Audio:
    with wave.open(str(Path(__file__).parents[1] / "data" / "vosk-tiny-commands" / "samples" / "timer.wav")) as file:
        return Audio(from_pcm16(file.readframes(file.getnframes())), file.getframerate())


def test_a_pool_keeps_few_and_lends_each_to_one() -> None:
    made: list[object] = []

    def make() -> object:
        made.append(object())
        return made[-1]

    pool = Pool(make)
    taken = [pool.take() for _ in range(KEPT + 2)]
    assert len(set(map(id, taken))) == KEPT + 2
    for decoder in taken:
        pool.give(decoder)
    again = [pool.take() for _ in range(KEPT + 1)]
    assert len(made) == KEPT + 3 and len(set(map(id, again))) == KEPT + 1
    pool.close()


def test_the_measured_mean_is_the_mean_whatever_the_length() -> None:
    """Of the same second twice it must be the same: else the constant that pocketsphinx begins with is in it."""
    second = list(pieces(Audio(timer().samples[8000:24000], 16000), 16000))
    meter = Decoders(BUNDLED).meter
    once, twice = measure_mean(meter, second), measure_mean(meter, [*second, *second])
    a, b = ([float(value) for value in mean.split(",")] for mean in (once, twice))
    assert np.allclose(a, b, rtol=0.06, atol=0.5) and abs(a[0]) > 20
