"""Short steps, and partial texts whose stable part only grows."""

import numpy as np
import pytest

from vacli.core.audio import Audio
from vacli.core.errors import EngineError
from vacli.stt.pieces import Steady, pieces


def test_a_step_is_never_longer_than_a_tenth_of_a_second() -> None:
    audio = Audio(np.arange(4000, dtype=np.float32), 16000, start=100)
    parts = list(pieces(audio, 16000))
    assert [len(part) for part in parts] == [1600, 1600, 800]
    assert [part.start for part in parts] == [100, 1700, 3300]
    assert np.array_equal(np.concatenate([part.samples for part in parts]), audio.samples)


def test_another_rate_is_refused_not_misheard() -> None:
    with pytest.raises(EngineError, match="48000 Hz"):
        list(pieces(Audio(np.zeros(10, np.float32), 48000), 16000))


def test_a_word_is_stable_when_two_partials_agree_and_go_on() -> None:
    steady = Steady()
    assert steady.update(["turn"]) == ("turn", 0)
    assert steady.update(["turn", "on"]) == ("turn on", 0)
    assert steady.update(["turn", "on", "the"]) == ("turn on the", len("turn"))


def test_the_same_partial_again_is_no_news() -> None:
    steady = Steady()
    assert steady.update([]) is None
    assert steady.update(["turn"]) is not None
    assert steady.update(["turn"]) is None


def test_what_was_stable_is_never_taken_back() -> None:
    steady = Steady()
    for text in ("set", "set a timer", "set a timer for"):
        told = steady.update(text.split())
    assert told == ("set a timer for", len("set a"))
    assert steady.update(["get", "a", "timer", "for", "one"]) is None
    assert steady.update(["set", "a", "time"]) == ("set a time", len("set a"))


def test_what_of_a_guess_is_stable() -> None:
    steady = Steady()
    for text in ("set", "set a timer", "set a timer for"):
        steady.update(text.split())
    assert steady.kept(["set", "a", "time"]) == len("set a")
    assert steady.kept(["get", "a", "timer"]) == 0 == steady.kept([]) == Steady().kept(["set"])
