"""The measurements of voices run, and give figures that can be believed."""

from pathlib import Path

from vacli.bench.stages.tts import figures, measure
from vacli.config import TtsSettings
from vacli.tts.piper import Piper

PIPER = Path(__file__).parents[1] / "data" / "piper-plumbing-voice" / "en_US-test-x_low.onnx"


def test_figures_of_what_is_installed() -> None:
    found = figures(n=2)
    assert "no piper model" in found["piper"]
    espeak = found["espeak"]
    assert espeak["voice"] == "en-us" and espeak["load_s"] >= 0
    assert 0 < espeak["first_sound"]["p50_ms"] < 5000 and espeak["first_sound"]["n"] == 2
    assert 0 < espeak["rtf"] < 1
    assert espeak["cancel"]["p50_ms"] >= 0


def test_a_voice_of_ones_own() -> None:
    found = measure(Piper(TtsSettings(), PIPER), 2)
    assert set(found) == {"first_sound", "rtf", "cancel"} and 0 < found["rtf"] < 1
