"""A whole text read aloud by the voice that beeps, one tone a word."""

import pytest

from vacli.config import TtsSettings
from vacli.core.audio import join
from vacli.core.errors import Cancelled, UsageError
from vacli.core.turn import Turn
from vacli.tts.spoken import Pace, spoken
from vacli.tts.tone import WORD_SECONDS, Tone


def test_the_text_is_put_in_shape_for_the_ear_and_is_one_stream(turn: Turn) -> None:
    pace = Pace()
    pieces = list(spoken("It costs **$5**.\n\nReally?", Tone(TtsSettings()), turn, pace))
    assert len(pieces) == len(["It", "costs", "five", "dollars.", "Really?"])
    assert [piece.start for piece in pieces[1:]] == [piece.end for piece in pieces[:-1]]
    assert pace.sound == pytest.approx(5 * WORD_SECONDS)
    assert pace.first is not None and 0 < pace.first <= pace.making
    assert pace.rtf == pytest.approx(pace.making / pace.sound)


def test_the_language_of_the_text_wins_over_that_of_the_voice(turn: Turn) -> None:
    said = list(spoken("21", Tone(TtsSettings()), turn, Pace(), "fr"))
    assert len(said) == len(["vingt", "et", "un"])


def test_sound_comes_before_the_text_is_read(turn: Turn) -> None:
    stream = spoken("one two three. " * 50, Tone(TtsSettings()), turn, Pace())
    next(stream)
    turn.cancel()
    with pytest.raises(Cancelled):
        list(stream)


@pytest.mark.parametrize("text", ["", "---", "😀", "<b></b>"])
def test_nothing_to_say(text: str, turn: Turn) -> None:
    pace = Pace()
    with pytest.raises(UsageError, match="no word to say"):
        list(spoken(text, Tone(TtsSettings()), turn, pace))
    assert pace.rtf == 0.0


def test_a_speed_that_is_asked_for_multiplies_the_setting_within_bounds(turn: Turn) -> None:
    def seconds(speed: float, setting: float = 1.0) -> float:
        return join(Tone(TtsSettings(speed=setting)).synthesize("one two", turn, speed=speed)).seconds

    assert seconds(2.0) == pytest.approx(WORD_SECONDS) == pytest.approx(seconds(1.0, setting=2.0))
    assert seconds(100.0, setting=4.0) == pytest.approx(seconds(4.0))
    assert seconds(0.001) == pytest.approx(seconds(0.25))
