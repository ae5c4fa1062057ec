"""The pause set: repeatable, distributed as its docstring says, its places true to the sound."""

from collections import Counter
from functools import cache

import numpy as np
import pytest

from vacli.bench.endpoint.pauses import COMPLETE, HESITATION, LONGEST, SHORTEST, SOUNDS, Item, item, items
from vacli.bench.speech.clips import FASTEST, RATE, ROOM, SLOWEST, VOICES


@cache
def whole() -> tuple[Item, ...]:
    return tuple(items())


def test_an_item_does_not_depend_on_the_others() -> None:
    again, alone = list(items(5)), item(4)
    assert np.array_equal(again[4].audio.samples, alone.audio.samples)
    assert np.array_equal(whole()[4].audio.samples, alone.audio.samples)
    assert (again[4].said, again[4].pause) == (alone.said, alone.pause)
    assert [each.said for each in items(5, seed=9)] != [each.said for each in again]


def test_the_whole_set_is_the_one_that_figures_were_taken_on() -> None:
    """What is said, by whom, with which pause: a change here makes figures before and after it incomparable."""
    import hashlib

    rows = [f"{each.said} {each.kind} {each.pause:.6f} {each.voice} {each.speed}" for each in whole()]
    assert len(rows) == 300
    assert hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16] == "4719d959adceb3c8"


def test_kinds_and_shares_are_as_stated() -> None:
    kinds = Counter(each.kind for each in whole())
    assert kinds[COMPLETE] == 100 and 65 <= kinds[HESITATION] <= 67
    assert sum(not each.known for each in whole()) == 120
    for kind in kinds:
        share = np.mean([not each.known for each in whole() if each.kind == kind])
        assert share == pytest.approx(0.4, abs=0.02)


def test_pauses_voices_and_speeds_are_uniform() -> None:
    pauses = np.array([each.pause for each in whole()])
    assert pauses.min() >= SHORTEST and pauses.max() <= LONGEST
    steps = np.sort((pauses - SHORTEST) / (LONGEST - SHORTEST))
    assert np.abs(steps - np.linspace(0, 1, len(steps))).max() < 0.094, "Kolmogorov-Smirnov, 1 %"
    voices = Counter(each.voice for each in whole())
    assert set(voices) == set(VOICES) and min(voices.values()) >= 15
    speeds = [each.speed for each in whole()]
    assert SLOWEST <= min(speeds) <= SLOWEST + 3 and FASTEST - 3 <= max(speeds) <= FASTEST


def test_a_hesitation_sounds_and_is_not_meant() -> None:
    for each in whole():
        words = [part.replace(",", "").replace(".", "").split() for part in each.said]
        hesitates = [words[0][-1] in SOUNDS, words[1][0] in SOUNDS]
        assert sum(hesitates) == (each.kind == HESITATION)
        assert each.text.split() == [word for part in words for word in part if word not in SOUNDS]
        assert each.text.startswith(f"{each.prefix} ")


def test_places_hold_against_the_sound() -> None:
    for each in items(45):
        assert each.speech_start < each.pause_start < each.pause_end < each.speech_end == len(each.audio) - 3 * RATE
        assert (each.pause_end - each.pause_start) / RATE == pytest.approx(each.pause, abs=2 / RATE)
        power = np.convolve(np.square(each.audio.samples), np.ones(320) / 320, "same")
        loud = power > 10 ** ((ROOM + 15) / 10)
        after = np.flatnonzero(loud)[-1]
        assert -0.06 < (after - each.speech_end) / RATE < 0.16
        inner = loud[each.pause_start + int(0.14 * RATE) : each.pause_end - int(0.05 * RATE)]
        assert not inner.any(), f"{each.said}: there is sound in the pause"
