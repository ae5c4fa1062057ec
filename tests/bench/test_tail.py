"""The measurement of a recogniser's tail runs as the loop does, and tells a good recogniser from a bad one."""

from pathlib import Path

import numpy as np
import pytest

from vacli.bench.own.tail import figures, measure
from vacli.bench.stages.stream import TEXTS, clips, hear
from vacli.config import SttSettings, VadSettings
from vacli.core.engines import NO_HINTS
from vacli.stt.scripted import ScriptedStt
from vacli.vad.silero import Silero

DATA = Path(__file__).parents[1] / "data"


def test_a_recogniser_that_knows_the_phrases_is_right_and_soon_done() -> None:
    vosk = pytest.importorskip("vacli.stt.vosk")
    found = measure(vosk.Vosk(SttSettings(), DATA / "vosk-tiny-commands"), NO_HINTS, clips(4), pace=0)
    assert found["right"] == 1.0 and 0 <= found["peek_is_final"] <= 1
    assert {found[name]["n"] for name in ("peek", "finish", "tail", "late", "cpu")} == {4}
    assert 0 < found["finish"]["p50_ms"] < 1000 and found["cpu"]["p50_ms"] > 0


def test_a_recogniser_that_hears_something_else_is_wrong() -> None:
    found = measure(ScriptedStt(SttSettings(model="no|no|no")), NO_HINTS, clips(3), pace=0)
    assert found["right"] == 0.0 and found["peek_is_final"] == 1.0


def test_times_count_from_the_sound_when_it_is_fed_in_real_time() -> None:
    clip = next(clips(1))
    said = clip.text.split()
    heard = hear(ScriptedStt(SttSettings(model=clip.text)), NO_HINTS, Silero(VadSettings()).stream(), clip, 1.0)
    assert heard.text == " ".join(said) and heard.told
    assert 0 < heard.first < clip.end / 16000
    assert [at for at, _ in heard.told] == sorted(at for at, _ in heard.told)
    assert heard.told[0][0] >= clip.start / 16000


def test_the_clips_are_the_same_each_time() -> None:
    one, other = list(clips(len(TEXTS))), list(clips(len(TEXTS)))
    assert [clip.text for clip in one] == list(TEXTS)
    assert all(np.array_equal(a.audio.samples, b.audio.samples) for a, b in zip(one, other, strict=True))


def test_an_engine_without_a_model_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # no checkout, so no test models
    monkeypatch.setattr("vacli.bench.own.tail.measure", lambda *args: {})
    found = figures(1)
    assert "no whisper model" in found["whisper"] and "no vosk model" in found["vosk"]
    assert "synthetic" in found["speech"]
