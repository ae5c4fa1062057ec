"""Live utterances: partials grow, a stable word is never taken back, and the end reads as the whole does."""

import itertools
import json
import wave
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vacli.config import SttSettings
from vacli.core.audio import Audio, Samples, from_pcm16
from vacli.core.errors import Cancelled
from vacli.core.turn import Turn
from vacli.core.words import Hints, Transcript
from vacli.stt.whisper import Whisper
from vacli.stt.whisper_stream import WhisperStream
from vacli.stt.whisper_window import Reading, Task

DATA = Path(__file__).parents[1] / "data" / "whisper-tiny-commands"
SAMPLES = [json.loads(line) for line in (DATA / "samples" / "manifest.jsonl").read_text().splitlines()]
RATE = 16000


@pytest.fixture(scope="module")
def whisper() -> Whisper:
    return Whisper(SttSettings(), DATA)


def sample(name: str) -> Samples:
    with wave.open(str(DATA / "samples" / name)) as file:
        return from_pcm16(file.readframes(file.getnframes()))


def said(stream: WhisperStream, samples: Samples, start: int = 0, size: int = 1600) -> list[Transcript]:
    """All partials, then the final one; each is held to what was stable before."""
    told = [stream.feed(Audio(samples[at : at + size], RATE, start + at)) for at in range(0, len(samples), size)]
    found = [each for each in told if each] + [stream.finish()]
    for before, after in itertools.pairwise(found):
        assert after.text.startswith(before.text[: before.stable]), (before, after)
        assert after.stable >= before.stable
    assert [each.final for each in found] == [False] * (len(found) - 1) + [True]
    return found


@pytest.mark.parametrize("row", SAMPLES, ids=lambda row: row["file"])
def test_samples(whisper: Whisper, row: dict[str, str]) -> None:
    found = said(whisper.stream(Turn()), sample(row["file"]))
    assert found[-1].text == row["text"]
    assert found[-1].language == row["language"]
    assert found[-1].stable == len(row["text"])
    assert 0.5 < (found[-1].confidence or 0) <= 1


def test_partials_come_early_and_become_stable(whisper: Whisper) -> None:
    found = said(whisper.stream(Turn(), language="en"), np.pad(sample("02_timer_enus.wav"), (0, RATE)))
    assert len(found) > 3
    assert any(each.stable > 0 for each in found[:-1])
    assert found[-1].text == "Set a timer for five minutes."


def test_words_and_times_are_those_of_the_stream(whisper: Whisper) -> None:
    stream = whisper.stream(Turn(), language="en", hints=Hints(words=True))
    final = said(stream, sample("02_timer_enus.wav"), start=100 * RATE)[-1]
    assert [word.text for word in final.words] == ["Set", "a", "timer", "for", "five", "minutes."]
    assert abs(final.words[-1].end - 101.97) < 0.35
    assert 100 <= final.start < final.end <= 103


def test_silence_is_empty_and_does_not_pile_up(whisper: Whisper) -> None:
    stream = whisper.stream(Turn())
    found = said(stream, np.zeros(20 * RATE, np.float32))
    assert [(each.text, each.final) for each in found] == [("", True)]
    assert sum(len(piece) for piece in stream._sound) <= 2 * RATE
    assert whisper.stream(Turn()).finish().text == ""


def test_more_than_a_window_is_settled_piece_by_piece(whisper: Whisper) -> None:
    """The model's window is 10 s: this utterance has three of them, with short pauses."""
    rows = [row for row in SAMPLES if row["language"] == "en" and "noisy" not in row["file"]]
    parts = [np.pad(sample(row["file"]), (0, RATE // 2)) for row in rows]
    stream = whisper.stream(Turn(), language="en", hints=Hints(words=True))
    final = said(stream, np.concatenate(parts), size=3200)[-1]
    assert final.text == " ".join(row["text"] for row in rows)
    assert all(before.start <= after.start for before, after in zip(final.words, final.words[1:], strict=False))
    assert sum(len(piece) for piece in stream._sound) < 12 * RATE


def test_one_window_of_speech_without_a_pause_is_cut_and_nothing_stable_is_lost(whisper: Whisper) -> None:
    tight = [sample(row["file"])[int(row["spans"][0][0] * RATE) : int(row["spans"][-1][1] * RATE)] for row in SAMPLES]
    found = said(whisper.stream(Turn(), language="en"), np.concatenate(tight), size=3200)
    assert len(found[-1].text.split()) > 20


def test_what_was_stable_is_held_even_if_the_whole_reads_otherwise(whisper: Whisper) -> None:
    stream = whisper.stream(Turn(), language="en")
    stream.feed(Audio(sample("02_timer_enus.wav"), RATE))
    stream._stable, stream._latest = ["Set", "an"], None
    assert stream.finish().text.startswith("Set an ")


def test_what_is_stable_beyond_a_settled_window_begins_the_next(whisper: Whisper) -> None:
    stream = whisper.stream(Turn(), language="en")
    stream._stable = ["Stop", "now", "Set", "a", "timer"]
    stream._settle(Audio(sample("04_stop_f3.wav"), RATE))
    assert stream._settled[0].text == "Stop"
    assert stream._stable == ["now", "Set", "a", "timer"]


def test_two_utterances_at_once_share_nothing(whisper: Whisper) -> None:
    one, two = whisper.stream(Turn(), language="en"), whisper.stream(Turn(), language="en")
    first, second = sample("02_timer_enus.wav"), sample("05_weather_slt.wav")
    for at in range(0, max(len(first), len(second)), 1600):
        one.feed(Audio(first[at : at + 1600], RATE, at))
        two.feed(Audio(second[at : at + 1600], RATE, at))
    assert one.finish().text == "Set a timer for five minutes."
    assert two.finish().text == "What is the weather like today?"


def test_a_cancelled_turn_stops_it(whisper: Whisper) -> None:
    turn = Turn()
    stream = whisper.stream(turn)
    stream.feed(Audio(sample("04_stop_f3.wav"), RATE))
    turn.cancel()
    with pytest.raises(Cancelled):
        stream.feed(Audio(np.zeros(10, np.float32), RATE))
    with pytest.raises(Cancelled):
        stream.finish()


def test_a_language_is_kept_once_something_is_stable(whisper: Whisper) -> None:
    stream = whisper.stream(Turn())
    found = said(stream, np.pad(sample("11_guten_morgen_de.wav"), (0, RATE)))
    assert {each.language for each in found[1:]} == {"de"}
    assert stream._task == replace(stream._task, language="de")


def counted(stream: WhisperStream, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds of every window that the stream has read from now on."""
    seconds: list[float] = []
    read = stream._read

    def reading(window: Audio, held: list[str]) -> Reading:
        seconds.append(window.seconds)
        return read(window, held)

    monkeypatch.setattr(stream, "_read", reading)
    return seconds


def test_a_peek_says_what_the_end_will_say_and_the_end_need_not_read_again(
    whisper: Whisper, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = sample("02_timer_enus.wav")[: int(2.03 * RATE)]
    stream = whisper.stream(Turn(), language="en")
    for at in range(0, len(samples), 512):
        stream.feed(Audio(samples[at : at + 512], RATE, at))
    peeked = stream.peek()
    assert (peeked.text, peeked.final) == ("Set a timer for five minutes.", False)
    seconds = counted(stream, monkeypatch)
    assert stream.feed(Audio(np.zeros(RATE // 5, np.float32), RATE, len(samples))) is None
    assert stream.peek().text == peeked.text
    final = stream.finish()
    assert (final.text, final.final, seconds) == (peeked.text, True, [])


def test_speech_after_a_peek_is_read(whisper: Whisper) -> None:
    stream = whisper.stream(Turn(), language="en")
    stream.feed(Audio(sample("02_timer_enus.wav")[: int(1.2 * RATE)], RATE))
    early = stream.peek()
    stream.feed(Audio(sample("02_timer_enus.wav")[int(1.2 * RATE) :], RATE, int(1.2 * RATE)))
    assert early.text != stream.peek().text == stream.finish().text == "Set a timer for five minutes."


def test_without_a_peek_the_end_reads_everything(whisper: Whisper, monkeypatch: pytest.MonkeyPatch) -> None:
    samples = sample("04_stop_f3.wav")
    stream = whisper.stream(Turn(), language="en")
    stream._due = 60.0
    stream.feed(Audio(samples, RATE))
    seconds = counted(stream, monkeypatch)
    assert stream.finish().text == "Stop." and len(seconds) == 1


def test_silence_is_not_read_again_and_again(whisper: Whisper, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = whisper.stream(Turn(), language="en")
    stream.feed(Audio(sample("02_timer_enus.wav"), RATE))
    stream.peek()
    seconds = counted(stream, monkeypatch)
    for at in range(3 * RATE, 8 * RATE, 1600):
        stream.feed(Audio(np.zeros(1600, np.float32), RATE, at))
    assert seconds == []


def test_a_peek_at_nothing_is_empty(whisper: Whisper) -> None:
    stream = whisper.stream(Turn())
    assert (stream.peek().text, stream.peek().final) == ("", False)
    stream.feed(Audio(np.zeros(RATE, np.float32), RATE))
    assert stream.peek().text == "" == stream.finish().text


def test_a_peek_of_a_cancelled_turn(whisper: Whisper) -> None:
    turn = Turn()
    stream = whisper.stream(turn)
    stream.feed(Audio(sample("04_stop_f3.wav"), RATE))
    turn.cancel()
    with pytest.raises(Cancelled):
        stream.peek()


def test_an_odd_reading_is_widened_once_to_twice_its_window(whisper: Whisper, monkeypatch: pytest.MonkeyPatch) -> None:
    decoder, frames = whisper._decoder, []
    read = decoder._read

    def odd(windows: Sequence[Audio], task: Task, count: int, temperature: float) -> list[Reading]:
        frames.append(count)
        return [replace(each, segments=()) for each in read(windows, task, count, temperature)]

    monkeypatch.setattr(decoder, "_read", odd)
    stream = whisper.stream(Turn(), language="en")
    stream._due = 60.0
    stream.feed(Audio(sample("04_stop_f3.wav"), RATE))
    assert stream.finish().text == ""
    assert len(frames) == 2 and frames[1] == 2 * frames[0] < 1000
