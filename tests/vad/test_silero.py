"""The real detector on real sound: where speech begins and ends, and that streams share nothing but the weights."""

import json
import wave
from pathlib import Path

import numpy as np
import pytest

from vacli.config import VadSettings
from vacli.core.audio import Samples, from_pcm16
from vacli.core.errors import ModelMissing
from vacli.core.segments import speech_segments
from vacli.vad.silero import FRAME, RATE, Silero, asset

SPEECH = Path(__file__).parents[1] / "data" / "whisper-tiny-commands" / "samples"


@pytest.fixture(scope="module")
def silero() -> Silero:
    return Silero(VadSettings())


def read(name: str) -> Samples:
    with wave.open(str(SPEECH / name)) as file:
        assert file.getframerate() == RATE
        return from_pcm16(file.readframes(file.getnframes()))


def heard(silero: Silero, sound: Samples) -> Samples:
    stream = silero.stream()
    frames = len(sound) // FRAME
    return np.array([stream(sound[at * FRAME : (at + 1) * FRAME]) for at in range(frames)], np.float32)


def samples() -> list[dict[str, object]]:
    return [json.loads(line) for line in (SPEECH / "manifest.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("row", samples(), ids=lambda row: row["file"])
def test_speech_is_found_where_it_is(silero: Silero, row: dict[str, object]) -> None:
    found = speech_segments(heard(silero, np.pad(read(row["file"]), (0, RATE))))
    spans = row["spans"]
    assert abs(found[0][0] * FRAME / RATE - spans[0][0]) < 0.25
    assert abs(found[-1][1] * FRAME / RATE - spans[-1][1]) < 0.25


def noises() -> dict[str, Samples]:
    time = np.arange(5 * RATE, dtype=np.float32) / RATE
    random = np.random.default_rng(3)
    clicks = np.zeros_like(time)
    clicks[:: RATE // 3] = 0.8
    return {
        "silence": np.zeros_like(time),
        "noise": random.standard_normal(len(time)).astype(np.float32) * 0.05,
        "tone": 0.3 * np.sin(2 * np.pi * 1000 * time),
        "hum": 0.1 * np.sin(2 * np.pi * 50 * time),
        "clicks": clicks,
        "offset": np.full_like(time, 0.5),
    }


@pytest.mark.parametrize("name", noises())
def test_no_speech_in_what_is_none(silero: Silero, name: str) -> None:
    assert heard(silero, noises()[name].astype(np.float32)).max() < 0.5


def test_real_speech_and_real_nonspeech(silero: Silero, speech: Path) -> None:
    av = pytest.importorskip("av")

    def decoded(path: Path) -> Samples:
        resampler = av.AudioResampler("flt", "mono", RATE)
        with av.open(str(path)) as container:
            parts = [part.to_ndarray()[0] for frame in container.decode(audio=0) for part in resampler.resample(frame)]
        return np.concatenate(parts)

    folder = speech / "derived" / "dev"
    for path in sorted((folder / "signals").glob("*.flac")):
        if "sweep" not in path.name:  # a sweep passes through the band of a voice: five frames of it count
            assert heard(silero, decoded(path)).max() < 0.5, path.name
    for path in sorted((folder / "endpoint").glob("*.flac"))[:3]:
        assert heard(silero, decoded(path)).max() > 0.9, path.name


def test_two_streams_in_turn_hear_what_each_hears_alone(silero: Silero) -> None:
    one, two = read("02_timer_enus.wav"), read("05_weather_slt.wav")
    alone = heard(silero, one), heard(silero, two)
    first, second = silero.stream(), silero.stream()
    mixed: tuple[list[float], list[float]] = ([], [])
    for at in range(min(len(one), len(two)) // FRAME):
        piece = slice(at * FRAME, (at + 1) * FRAME)
        mixed[0].append(first(one[piece]))
        mixed[1].append(second(two[piece]))
    for together, apart in zip(mixed, alone, strict=True):
        np.testing.assert_allclose(together, apart[: len(together)], atol=1e-6)


def test_a_stream_can_be_reset(silero: Silero) -> None:
    stream, sound = silero.stream(), read("04_stop_f3.wav")
    frames = [sound[at : at + FRAME] for at in range(0, 20 * FRAME, FRAME)]
    once = [stream(frame) for frame in frames]
    stream.reset()
    assert [stream(frame) for frame in frames] == once


def test_a_frame_of_nonsense_does_not_poison_the_stream(silero: Silero) -> None:
    stream = silero.stream()
    assert stream(np.full(FRAME, np.nan, np.float32)) == 0.0
    stream(np.full(FRAME, np.inf, np.float32))
    sound = read("02_timer_enus.wav")
    later = [stream(sound[at : at + FRAME]) for at in range(0, len(sound) - FRAME, FRAME)]
    assert max(later) > 0.9


def test_a_frame_of_another_length_is_an_error(silero: Silero) -> None:
    with pytest.raises(ValueError, match="512"):
        silero.stream()(np.zeros(100, np.float32))


def test_a_model_that_is_missing_or_broken_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="is not in the installed") as missing:
        asset("json")
    assert "pip install" in missing.value.hint
    broken = tmp_path / "silero.onnx"
    broken.write_bytes(asset().read_bytes()[:5000])
    with pytest.raises(ModelMissing, match="does not load"):
        Silero(VadSettings(), broken)


def test_closing_twice_is_fine_and_its_name_is_told(silero: Silero) -> None:
    other = Silero(VadSettings())
    other.close()
    other.close()
    assert (other.name, other.model, other.device) == ("silero", "silero_vad_v6", "cpu")
