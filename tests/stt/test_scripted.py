"""The recogniser that ships as a fake keeps the contract of the real ones."""

import numpy as np
import pytest

from vacli.config import SttSettings
from vacli.core.audio import Audio
from vacli.core.errors import Cancelled
from vacli.core.turn import Turn
from vacli.stt.scripted import WORD_SECONDS, ScriptedStt


def silence(words: int) -> Audio:
    return Audio(np.zeros(round(words * WORD_SECONDS * 16000), np.float32), 16000)


def test_a_peek_tells_the_words_so_far_and_changes_nothing() -> None:
    stream = ScriptedStt(SttSettings(model="turn on the lights")).stream(Turn())
    assert (stream.peek().text, stream.peek().final) == ("", False)
    partial = stream.feed(silence(2))
    assert partial == stream.peek() and partial.text == "turn on" and partial.stable == len("turn")
    stream.feed(silence(9))
    assert stream.peek().text == stream.finish().text == "turn on the lights"


def test_a_cancelled_turn() -> None:
    turn = Turn()
    stream = ScriptedStt(SttSettings(model="hello")).stream(turn)
    turn.cancel()
    with pytest.raises(Cancelled):
        stream.peek()
