"""The silence before a voice's first sound is cut off, and nothing else is."""

import numpy as np

from vacli.config import TtsSettings
from vacli.core.audio import Audio, join
from vacli.core.turn import Turn
from vacli.tts.lead import without_lead
from vacli.tts.tone import Tone

RATE = 16000


def pieces(silence: float, size: int) -> list[Audio]:
    """Silence, then a tone of half a second, in pieces of `size`; the stream's clock begins at 0."""
    tone = 0.3 * np.sin(np.arange(RATE // 2) * 0.3)
    samples = np.concatenate([np.zeros(round(silence * RATE)), tone]).astype(np.float32)
    return [Audio(samples[at : at + size], RATE, at) for at in range(0, len(samples), size)]


def test_at_most_ten_milliseconds_of_silence_are_left_however_the_sound_comes() -> None:
    for size in (100, 1600, RATE):
        found = list(without_lead(iter(pieces(0.25, size))))
        whole = join(found)
        assert np.flatnonzero(whole.samples)[0] <= RATE // 100 + 1
        assert len(whole) == RATE // 2 + RATE // 100, "all of the tone is there"
        assert found[0].start == 0
        assert [piece.start for piece in found[1:]] == [piece.end for piece in found[:-1]]


def test_sound_that_begins_at_once_is_left_alone(turn: Turn) -> None:
    before = list(Tone(TtsSettings()).synthesize("one two", turn))
    after = list(without_lead(iter(before)))
    assert np.array_equal(join(after).samples, join(before).samples)
    assert len(after) == len(before), "nothing is held back"


def test_a_soft_sound_is_not_taken_for_silence() -> None:
    soft = Audio(np.full(RATE, 0.006, np.float32), RATE)  # -44.4 dBFS
    assert len(join(without_lead(iter([soft])))) == RATE


def test_silence_alone_and_nothing_stay_what_they_are() -> None:
    silence = [Audio(np.zeros(1000, np.float32), RATE), Audio(np.zeros(50, np.float32), RATE, 1000)]
    assert [len(piece) for piece in without_lead(iter(silence))] == [1000, 50]
    assert list(without_lead(iter(()))) == []
