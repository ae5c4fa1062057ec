"""Where a sound begins to be audible, and where the word began in which it was cut."""

import numpy as np
import pytest

from vacli.audio.edges import AUDIBLE, FARTHEST, back_to_word, first_audible
from vacli.config import TtsSettings
from vacli.core.audio import Samples, join
from vacli.core.turn import Turn

RATE = 16000


def parts(*each: tuple[float, float]) -> Samples:
    """Noise of so much amplitude for so many seconds, one after the other."""
    rng = np.random.default_rng(7)
    sound = [value * rng.uniform(-1, 1, round(seconds * RATE)) for value, seconds in each]
    return np.concatenate(sound).astype(np.float32)


def test_the_first_audible_sample() -> None:
    sound = parts((0.001, 0.3), (0.3, 0.2))
    assert first_audible(sound, RATE) == pytest.approx(0.3 * RATE, abs=5)
    assert first_audible(parts((0.3, 0.005)), RATE) is not None, "less than 10 ms count as a whole"
    assert first_audible(np.full(1600, AUDIBLE * 1.01, np.float32), RATE) == 0
    assert first_audible(np.full(1600, AUDIBLE * 0.99, np.float32), RATE) is None
    assert first_audible(np.zeros(0, np.float32), RATE) is None
    click = np.zeros(1600, np.float32)
    click[800] = 0.05  # one sample is no sound
    assert first_audible(click, RATE) is None


@pytest.mark.parametrize(
    ("sound", "back"),
    [
        (parts((0.3, 0.4), (0, 0.08), (0.3, 0.25)), 0.25),
        (parts((0.3, 0.2), (0, 0.08), (0.3, 0.3), (0, 0.02), (0.3, 0.1)), 0.42),  # too short a gap parts no words
        (parts((0.3, 0.4), (0.002, 0.08), (0.3, 0.25)), 0.25),  # it need not be digital silence
        (parts((0.3, 0.4), (0, 0.08)), 0.0),
        (parts((0.3, 0.4)), 0.4),
        (parts((0.3, 0.01)), 0.01),
        (parts((0.3, 0.9), (0.1, 0.05), (0.3, 0.5)), 0.52),  # no gap: the quietest place
        (parts((0, 3.0)), 0.0),
        (np.zeros(0, np.float32), 0.0),
    ],
)
def test_back_to_the_beginning_of_the_word(sound: Samples, back: float) -> None:
    assert back_to_word(sound, RATE) / RATE == pytest.approx(back, abs=0.031)


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 48000])
def test_speech_is_never_left_farther_than_a_second(rate: int) -> None:
    pytest.importorskip("espeakng_loader")
    from vacli.tts.espeak import Espeak

    voice = Espeak(TtsSettings())
    spoken = join(
        voice.synthesize("You could take the train to the airport, or order a taxi a little earlier.", Turn())
    )
    quietest = np.median(np.abs(spoken.samples))
    for stop in range(rate, len(spoken), rate // 7):
        back = back_to_word(spoken.samples[:stop], rate)
        assert 0 <= back <= FARTHEST * rate
        if back:
            near = spoken.samples[max(0, stop - back - rate // 50) : stop - back + 1]
            assert np.abs(near).min() <= quietest, "it goes on from a quiet place"
