"""The extra detector, where torch is installed: as good as the other one, and as well isolated."""

import wave
from pathlib import Path

import numpy as np
import pytest

from vacli.config import VadSettings
from vacli.core.audio import Samples, from_pcm16
from vacli.core.errors import ModelMissing
from vacli.core.segments import speech_segments

pytest.importorskip("torch", reason="torch is not installed: pip install 'vacli[torch]'")
pytest.importorskip("silero_vad", reason="silero-vad is not installed: pip install 'vacli[torch]'")

from vacli.vad.silero_torch import FRAME, RATE, SileroTorch, asset

SPEECH = Path(__file__).parents[1] / "data" / "whisper-tiny-commands" / "samples"


@pytest.fixture(scope="module")
def silero() -> SileroTorch:
    return SileroTorch(VadSettings())


def read(name: str) -> Samples:
    with wave.open(str(SPEECH / name)) as file:
        return from_pcm16(file.readframes(file.getnframes()))


def heard(silero: SileroTorch, sound: Samples) -> Samples:
    stream = silero.stream()
    return np.array([stream(sound[at : at + FRAME]) for at in range(0, len(sound) - FRAME, FRAME)], np.float32)


def test_speech_is_found_where_it_is(silero: SileroTorch) -> None:
    ((start, end),) = speech_segments(heard(silero, np.pad(read("02_timer_enus.wav"), (0, RATE))))
    assert abs(start * FRAME / RATE - 0.31) < 0.25
    assert abs(end * FRAME / RATE - 1.97) < 0.25


def test_no_speech_in_silence_and_noise(silero: SileroTorch) -> None:
    noise = np.random.default_rng(3).standard_normal(3 * RATE).astype(np.float32) * np.float32(0.05)
    assert heard(silero, noise).max() < 0.5
    assert heard(silero, np.zeros(3 * RATE, np.float32)).max() < 0.5


def test_two_streams_in_turn_hear_what_each_hears_alone(silero: SileroTorch) -> None:
    one, two = read("02_timer_enus.wav"), read("05_weather_slt.wav")
    first, second = silero.stream(), silero.stream()
    length = min(len(one), len(two)) - FRAME
    mixed = [(first(one[at : at + FRAME]), second(two[at : at + FRAME])) for at in range(0, length, FRAME)]
    np.testing.assert_allclose([pair[0] for pair in mixed], heard(silero, one)[: len(mixed)], atol=1e-6)
    np.testing.assert_allclose([pair[1] for pair in mixed], heard(silero, two)[: len(mixed)], atol=1e-6)


def test_nonsense_and_wrong_lengths(silero: SileroTorch) -> None:
    stream = silero.stream()
    assert stream(np.full(FRAME, np.nan, np.float32)) == 0.0
    sound = read("02_timer_enus.wav")
    assert max(stream(sound[at : at + FRAME]) for at in range(0, len(sound) - FRAME, FRAME)) > 0.9
    with pytest.raises(ValueError, match="512"):
        stream(np.zeros(3, np.float32))


def test_a_model_that_is_missing_or_broken_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="is not in the installed"):
        asset("json")
    broken = tmp_path / "silero.jit"
    broken.write_bytes(b"nothing")
    with pytest.raises(ModelMissing, match="does not load"):
        SileroTorch(VadSettings(), broken)


def test_it_closes(silero: SileroTorch) -> None:
    SileroTorch(VadSettings()).close()
    assert silero.name == "silero-torch"
