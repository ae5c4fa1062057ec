"""A voice with a cache sounds like the one without, and works only once."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from vacli.cache import Cache, Kind
from vacli.config import TtsSettings
from vacli.core.audio import Audio, join
from vacli.core.errors import Cancelled, EngineError
from vacli.core.turn import Turn
from vacli.tts.cached import LONGEST, Cached
from vacli.tts.tone import Tone

KIND = Kind("speech", 3600.0, 10_000_000)


class Counted(Tone):
    """Knows how often it was asked."""

    asked = 0

    def synthesize(self, text: str, turn: Turn, *, speed: float = 1.0) -> Iterator[Audio]:
        self.asked += 1
        yield from super().synthesize(text, turn, speed=speed)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    opened = Cache(tmp_path / "cache.db")
    yield opened
    opened.close()


def cached(cache: Cache, settings: TtsSettings = TtsSettings(), identity: str = "") -> tuple[Cached, Counted]:  # noqa: B008
    voice = Counted(settings)
    return Cached(voice, settings, cache, KIND, identity), voice


def sound(voice: Cached | Tone, text: str, speed: float = 1.0) -> Audio:
    return join(voice.synthesize(text, Turn(), speed=speed))


def test_the_second_time_it_is_not_made_and_sounds_the_same(cache: Cache) -> None:
    voice, counted = cached(cache)
    first, second = sound(voice, "hello there"), sound(voice, "hello there")
    assert counted.asked == 1
    assert len(first) == len(second) and second.rate == voice.rate
    assert np.abs(first.samples - second.samples).max() < 1e-4
    assert cache.stats(KIND).hits == 1
    assert [entry.about for entry in cache.entries(KIND)] == ["hello there"]


@pytest.mark.parametrize("text", ["hello", "hello ", "Hello there", "", "ä \U0001f600 \0"])
def test_another_text_is_another_sound(cache: Cache, text: str) -> None:
    voice, counted = cached(cache)
    for each in ("hello there", text):
        list(voice.synthesize(each, Turn()))
    assert counted.asked == 2


def test_whatever_shapes_the_sound_counts(cache: Cache) -> None:
    voice, counted = cached(cache)
    sound(voice, "hello")
    sound(voice, "hello", speed=1.2)
    assert counted.asked == 2
    for settings, identity in ((TtsSettings(speed=2.0), ""), (TtsSettings(speaker=3), ""), (TtsSettings(), "other")):
        other, asked = cached(cache, settings, identity)
        sound(other, "hello")
        assert asked.asked == 1


def test_what_was_broken_off_or_failed_is_not_kept(cache: Cache) -> None:
    voice, counted = cached(cache, TtsSettings(voice="three"))
    turn = Turn()
    pieces = voice.synthesize("one two four", turn)
    next(pieces)
    turn.cancel()
    with pytest.raises(Cancelled):
        next(pieces)
    next(voice.synthesize("one two four", Turn()))  # and nobody goes on
    with pytest.raises(EngineError):
        list(voice.synthesize("one two three", Turn()))
    assert cache.stats(KIND).entries == 0 and counted.asked == 3


def test_a_turn_that_is_over_gets_no_sound(cache: Cache) -> None:
    voice, _ = cached(cache)
    sound(voice, "hello")
    turn = Turn()
    turn.cancel()
    with pytest.raises(Cancelled):
        list(voice.synthesize("hello", turn))


def test_what_is_very_long_is_not_kept(cache: Cache) -> None:
    voice, _ = cached(cache)
    words = round(LONGEST / 0.2) + 1
    sound(voice, "word " * words)
    assert cache.stats(KIND).entries == 0
