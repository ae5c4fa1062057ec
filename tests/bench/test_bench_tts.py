"""The measurements of voices run, and give figures that can be believed."""

from collections.abc import Iterator

import numpy as np
import pytest
from support import PIPER

from vacli.bench.stages import tts
from vacli.bench.wish import Wish
from vacli.config import TtsSettings
from vacli.core.audio import Audio
from vacli.core.turn import Turn
from vacli.tts.piper import Piper
from vacli.tts.tone import Tone


class Late(Tone):
    """Two pieces of silence, a quarter of a second each, before it beeps."""

    def synthesize(self, text: str, turn: Turn, *, speed: float = 1.0) -> Iterator[Audio]:
        for start in (0, 4000):
            yield Audio(np.zeros(4000, np.float32), self.rate, start)
        for piece in super().synthesize(text, turn, speed=speed):
            yield Audio(piece.samples, self.rate, piece.start + 8000)


def test_what_is_installed_and_what_is_not() -> None:
    found = {section.subject: section for section in tts.run(Wish(quick=True, n=2))}
    assert list(found) == ["piper", "espeak"]
    assert "no piper model is installed" in found["piper"].notes[0]
    if not found["espeak"].metrics:
        pytest.skip(found["espeak"].notes[0])
    assert [each.name for each in found["espeak"].metrics] == ["load", "memory", "ttfb", "ttfa", "rtf", "cancel"]
    assert found["espeak"].stack == {"tts": "espeak en-us cpu"}
    first, audible = (found["espeak"].metric(name).as_json() for name in ("ttfb", "ttfa"))
    assert first["n"] == audible["n"] == 2 and 0 < first["p50"] <= audible["p50"]


def test_a_voice_of_ones_own() -> None:
    found = {metric.name: metric.as_json() for metric in tts.measure(Piper(TtsSettings(), PIPER), Wish(n=2))}
    assert set(found) == {"ttfb", "ttfa", "rtf", "cancel"} and found["rtf"]["p50"] > 0
    assert all(each["n"] == 2 for each in found.values())


def test_silence_before_the_words_counts_for_what_is_audible() -> None:
    first, audible = tts.first_sounds(Late(TtsSettings()), "one two")
    assert audible is not None and audible - first >= 0.5
    soon, heard = tts.first_sounds(Tone(TtsSettings()), "one two")
    assert heard is not None and heard >= soon


class Mute(Tone):
    def synthesize(self, text: str, turn: Turn, *, speed: float = 1.0) -> Iterator[Audio]:
        yield from ()


def test_a_voice_without_sound_has_misses_for_figures() -> None:
    found = {metric.name: metric.as_json() for metric in tts.measure(Mute(TtsSettings()), Wish(n=2))}
    assert found["rtf"]["misses"] == found["ttfa"]["misses"] == 2 and found["cancel"]["n"] == 2


def test_a_voice_that_says_nothing_is_never_audible() -> None:
    assert tts.first_sounds(Tone(TtsSettings()), "")[1] is None
