"""The spotter of wake phrases: synthetic voices, real people where there are recordings, and what is no phrase."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from vacli.audio.files import open_sound
from vacli.audio.resample import Resampler
from vacli.config import TtsSettings
from vacli.core.audio import Audio, Samples, join
from vacli.core.errors import EngineError, UsageError
from vacli.core.turn import Turn
from vacli.stt.spotter import Spotted, Spotter, open_spotter, plain

RATE = 16000


def say(text: str, voice: str = "en-us+f2", lead: float = 0.5) -> Audio:
    """Synthetic speech in a quiet room."""
    espeak = pytest.importorskip("vacli.tts.espeak").Espeak(TtsSettings(voice=voice))
    sound = join(espeak.synthesize(text, Turn()))
    resampler = Resampler(sound.rate, RATE)
    samples = np.concatenate([resampler(sound.samples), resampler.rest()])
    return Audio(room(np.pad(samples, (round(lead * RATE), RATE // 2))), RATE)


def room(samples: Samples) -> Samples:
    noise = np.random.default_rng(0).standard_normal(len(samples)).astype(np.float32)
    return np.asarray(samples + noise * np.float32(3e-4), np.float32)


def feed(spotter: Spotter, audio: Audio, size: int = 512) -> list[Spotted]:
    """A new sound: `size` samples at a time."""
    spotter.reset()
    return list(_fed(spotter, audio, size))


def _fed(spotter: Spotter, audio: Audio, size: int) -> Iterator[Spotted]:
    for at in range(0, len(audio), size):
        if spotted := spotter.feed(Audio(audio.samples[at : at + size], audio.rate, audio.start + at)):
            yield spotted


def opened(phrase: str) -> Spotter:
    pytest.importorskip("pocketsphinx")
    spotter, choice = open_spotter(phrase)
    assert spotter is not None and choice.value == "sphinx"
    return spotter


@pytest.fixture(scope="module")
def computer() -> Spotter:
    return opened("computer")


@pytest.mark.parametrize("size", [160, 512, 1600, 48000])
def test_the_phrase_is_found_whatever_the_pieces(computer: Spotter, size: int) -> None:
    (found,) = feed(computer, say("computer, lights"), size)
    assert found.phrase == "computer" and 0.5 <= found.confidence <= 1
    assert 0.3 * RATE <= found.start <= 0.7 * RATE and 0.9 * RATE <= found.end <= 1.5 * RATE


def test_it_is_found_each_time(computer: Spotter) -> None:
    once = say("computer, lights")
    first, second = feed(computer, Audio(np.concatenate([once.samples, once.samples]), RATE))
    assert first.end < len(once) < second.start


def test_it_is_found_after_minutes_of_other_sound(computer: Spotter) -> None:
    """Within which the search was renewed, at a pause and without one."""
    speech, noise = say("she counted the letters twice", lead=1.0), room(np.zeros(64 * RATE, np.float32))
    parts = [np.tile(speech.samples, 5), noise * 30, say("computer, lights").samples]
    (found,) = feed(computer, Audio(np.concatenate(parts), RATE), 1600)
    assert found.start > sum(map(len, parts[:2]))


def test_within_a_sentence_it_calls_nobody(computer: Spotter) -> None:
    assert feed(computer, say("he told me that the computer was new")) == []


def test_samples_count_from_where_the_stream_is(computer: Spotter) -> None:
    audio = say("computer, lights")
    (found,) = feed(computer, Audio(audio.samples, RATE, 1_000_000))
    assert 1_000_000 + 0.9 * RATE <= found.end <= 1_000_000 + 1.5 * RATE


def test_a_gap_is_a_new_beginning(computer: Spotter) -> None:
    """Half a phrase, then the rest of it after a minute, is no phrase."""
    audio = say("computer")
    half = RATE * 3 // 4
    computer.reset()
    assert computer.feed(Audio(audio.samples[:half], RATE)) is None
    assert computer.feed(Audio(audio.samples[half:], RATE, 60 * RATE)) is None
    assert computer.feed(Audio(say("computer, lights").samples, RATE, 120 * RATE)) is not None


def test_other_speech_and_no_speech_wake_nobody(computer: Spotter) -> None:
    for text in ("what is the weather like tomorrow", "set a timer for ten minutes", "the community was there"):
        assert feed(computer, say(text)) == [], text
    noise = np.random.default_rng(1).standard_normal(4 * RATE).astype(np.float32)
    tone = np.sin(np.arange(4 * RATE) / RATE * 2 * np.pi * 440).astype(np.float32)
    for sound in (noise * 0, noise * 0.03, tone * 0.3, np.clip(noise, -1, 1), np.cumsum(noise) / 500):
        assert feed(computer, Audio(sound.astype(np.float32), RATE)) == []


def test_empty_and_tiny_pieces_are_taken(computer: Spotter) -> None:
    computer.reset()
    assert computer.feed(Audio(np.zeros(0, np.float32), RATE)) is None
    assert computer.feed(Audio(np.zeros(1, np.float32), RATE)) is None


def test_another_rate_is_refused(computer: Spotter) -> None:
    with pytest.raises(EngineError, match="48000"):
        computer.feed(Audio(np.zeros(480, np.float32), 48000))


def test_a_word_of_two_known_ones_is_read_as_both() -> None:
    spotter = opened("Snowboy!")
    assert spotter.phrase == "snowboy"
    assert [choice.value for choice in spotter.choices] == ["snow boy"]


@pytest.mark.parametrize(
    ("phrase", "message", "hint"),
    [
        ("hey zqxw", "'zqxw'", "sound like it"),
        ("hey computr", "'computr'", "computer"),
        ("hi", "too short", "two words"),
        ("", "one to six words", "smart mirror"),
        ("?!", "one to six words", "smart mirror"),
        ("room 101", "numbers in letters", "smart mirror"),
        ("a b c d e f g", "one to six words", "smart mirror"),
        ("word " * 9999, "one to six words", "smart mirror"),
        ("\u65e5\u672c\u8a9e", "dictionary", "sound like it"),
    ],
)
def test_a_phrase_that_cannot_serve_is_refused_with_a_way_out(phrase: str, message: str, hint: str) -> None:
    pytest.importorskip("pocketsphinx")
    with pytest.raises(UsageError) as caught:
        open_spotter(phrase)
    assert message in caught.value.message and hint in caught.value.hint


def test_the_phrase_is_made_plain() -> None:
    assert plain("  Hey,  COMPUTER! ") == "hey computer"


def test_another_language_is_left_to_the_text_and_says_so() -> None:
    spotter, choice = open_spotter("hallo haus", "de-DE")
    assert spotter is None and choice.value == "text" and "English" in choice.reason


def test_a_closed_spotter_may_be_closed_again() -> None:
    spotter = opened("hey computer")
    spotter.close()
    spotter.close()


def test_most_real_people_are_found_and_none_is_taken_for_another(speech: Path, computer: Spotter) -> None:
    base = speech / "wakewords" / "dev"
    paths = [json.loads(line)["path"] for line in (base / "manifest.jsonl").read_text().splitlines()]
    called, others = ([p for p in paths if p.startswith(name)] for name in ("computer", "view_glass"))
    assert len(called) == len(others) == 12
    assert sum(bool(feed(computer, load(base / path))) for path in called) >= 8
    assert sum(bool(feed(computer, load(base / path))) for path in others) == 0


def load(path: Path) -> Audio:
    with open_sound(path, Turn()) as sound:
        audio = join(sound.pieces(RATE))
    return Audio(room(np.pad(audio.samples, (0, RATE // 2))), RATE)
