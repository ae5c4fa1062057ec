"""What counts as odd, and what is done about it: with the real decoder on sound that leads it astray."""

import json
import wave
from pathlib import Path

import numpy as np
import pytest

from vacli.config import SttSettings
from vacli.core.audio import Audio, from_pcm16
from vacli.core.errors import Cancelled, EngineError
from vacli.core.turn import Turn
from vacli.stt.whisper_model import open_model
from vacli.stt.whisper_odd import odd, repeats
from vacli.stt.whisper_window import FULL, SHORT, Decoder, Task, _frames, _segments, most_tokens

DATA = Path(__file__).parents[1] / "data" / "whisper-tiny-commands"
RATE = 16000


@pytest.fixture(scope="module")
def decoder() -> Decoder:
    return Decoder(open_model(SttSettings(), DATA)[0])


def sample(name: str) -> Audio:
    with wave.open(str(DATA / "samples" / name)) as file:
        return Audio(from_pcm16(file.readframes(file.getnframes())), RATE)


def silence(seconds: float) -> Audio:
    return Audio(np.zeros(int(seconds * RATE), np.float32), RATE)


@pytest.mark.parametrize(
    ("text", "seconds", "log_probability", "expected"),
    [
        ("Set a timer for five minutes.", 2.0, -0.2, ""),
        ("no no no no no", 2.0, -0.2, ""),
        ("one two three one two three", 3.0, -0.2, ""),
        ("", 2.0, -0.2, "no text"),
        ("thank you " * 6, 10.0, -0.2, "repeats itself"),
        ("ha " * 12, 10.0, -0.2, "repeats itself"),
        ("a" * 300, 10.0, -0.2, "repeats itself"),
        ("Set a timer.", 2.0, -1.4, "low log probability -1.40"),
        ("a bed can do each fast girl his ink jar key low men now old pig", 1.0, -0.2, "16 words in 1.0 s"),
    ],
)
def test_odd_readings(text: str, seconds: float, log_probability: float, expected: str) -> None:
    assert odd(text, seconds, log_probability) == expected


def test_an_empty_reading_is_odd_only_where_speech_was_heard() -> None:
    assert odd("", 2.0, -5.0, silent=True) == ""
    assert not repeats([])


def test_the_cut_window_holds_the_sound_and_a_margin() -> None:
    assert _frames([silence(3.0)], SHORT) == 400
    assert _frames([silence(3.1), silence(1.0)], SHORT) == 500
    assert _frames([silence(10.0)], SHORT) == 1100
    assert _frames([silence(10.1)], SHORT) == FULL
    assert _frames([silence(10.1)], 30.0) == 1200
    assert _frames([silence(29.5)], 30.0) == FULL


def test_a_lost_decoder_is_bounded() -> None:
    assert most_tokens([silence(1.0)]) == 72
    assert most_tokens([silence(30.0)]) == 224


def test_no_text_is_dropped_however_the_time_marks_fall() -> None:
    window = Audio(np.zeros(4 * RATE, np.float32), RATE, 10 * RATE)

    def split(*tokens: int) -> list[tuple[float, float, list[int]]]:
        return [(round(p["start"], 2), round(p["end"], 2), p["tokens"]) for p in _segments(tokens, 1000, window)]

    assert split(1, 2) == [(10, 14, [1, 2])]
    assert split(1010, 1, 1050, 1060, 2, 1100) == [(10.2, 11.0, [1]), (11.2, 12.0, [2])]
    assert split(1000, 1, 1050, 1050, 2) == [(10, 11, [1]), (11, 14, [2])]
    assert split(1100, 1, 1050) == [(12, 12, [1])]
    assert split(1000, 1, 1900) == [(10, 14, [1])]
    assert split() == [(10, 14, [])]


def test_an_odd_reading_is_decoded_again_with_the_whole_window_and_says_so(decoder: Decoder) -> None:
    """Two seconds of silence read as nothing, which is odd in a window that is said to hold speech."""
    calls = 0

    def check() -> None:
        nonlocal calls
        calls += 1

    (reading,) = decoder.read([silence(2.0)], Task(language="en"), check)
    assert reading.text == ""
    assert calls == 1
    assert reading.note == "decoded again: no text"


def test_a_whole_window_that_still_reads_odd_is_sampled_and_the_doubt_is_told(decoder: Decoder) -> None:
    """Speech said to be in French and held to a beginning that was never said: improbable whatever is tried."""
    random = np.random.default_rng(0)
    babble = Audio((random.standard_normal(3 * RATE) * 0.3).astype(np.float32), RATE)
    calls = 0

    def check() -> None:
        nonlocal calls
        calls += 1

    task = Task(language="fr", prefix="timer timer timer timer timer timer timer timer timer timer", retries=(0.4, 0.8))
    (reading,) = decoder.read([babble], task, check)
    assert calls == 3
    assert "decoded again: repeats itself" in reading.note
    assert "doubtful" in reading.note


def test_a_turn_that_is_over_is_not_decoded_again(decoder: Decoder) -> None:
    turn = Turn()
    turn.cancel()
    with pytest.raises(Cancelled):
        decoder.read([silence(2.0)], Task(language="en"), turn.check)


def test_several_windows_at_once_read_as_each_alone(decoder: Decoder) -> None:
    names = ["02_timer_enus.wav", "05_weather_slt.wav", "04_stop_f3.wav"]
    rows = {row["file"]: row["text"] for row in map(json.loads, (DATA / "samples" / "manifest.jsonl").open())}
    for task in (Task(language="en"), Task(times=True, words=True)):
        readings = decoder.read([sample(name) for name in names], task, lambda: None)
        assert [reading.text for reading in readings] == [rows[name] for name in names]
        assert all(reading.language == "en" for reading in readings)


def test_words_of_a_window_that_says_nothing(decoder: Decoder) -> None:
    first, second = decoder.read(
        [sample("04_stop_f3.wav"), silence(2.0)], Task(language="en", words=True), lambda: None
    )
    assert [word.text for word in first.segments[0].words] == ["Stop."]
    assert second.segments == ()


def test_a_failure_inside_the_library_is_told_in_one_line(decoder: Decoder) -> None:
    broken = Decoder(open_model(SttSettings(), DATA)[0])
    broken.model.model.unload_model()
    with pytest.raises(EngineError, match="Whisper failed: ") as caught:
        broken.read([silence(2.0)], Task(language="en"), lambda: None)
    assert "\n" not in caught.value.message
