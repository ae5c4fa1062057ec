"""The error of the clock in use: measured against known ends, and told apart from a detector that is wrong."""

import numpy as np

from vacli.bench.own.recording import figures as recording
from vacli.bench.own.speech_end import error, figures, speech_end, summary
from vacli.bench.speech.clips import RATE, clips
from vacli.config import VadSettings
from vacli.core.audio import Audio
from vacli.metrics.targets import ESTIMATES
from vacli.vad.silero import FRAME, Silero


def test_the_estimate_follows_the_end_that_is_known() -> None:
    vad = Silero(VadSettings())
    clip = next(clips("quick", 1))
    plain = error(vad, clip.audio, clip.end)
    assert plain is not None and abs(plain) < 250
    room = np.resize(clip.audio.samples[: RATE // 4], 32 * FRAME)
    moved = speech_end(vad, Audio(np.concatenate([room, clip.audio.samples]), RATE))
    assert moved is not None and abs(moved - len(room) - clip.end - plain * RATE / 1000) <= 4 * FRAME


def test_an_utterance_whose_end_is_never_found_is_counted() -> None:
    silence = Audio(np.zeros(2 * RATE, np.float32), RATE)
    assert error(Silero(VadSettings()), silence, RATE) is None
    assert summary([4.0, None, 6.0]) == {"n": 2, "no end": 1, "p10_ms": 4.2, "p50_ms": 5.0, "p90_ms": 5.8}


def test_the_figures_say_what_was_heard() -> None:
    found = figures(2)
    assert found["detector"].startswith("silero") and found["espeak-ng, synthetic"]["n"] == 4
    assert ESTIMATES[0].n == 400


def test_recording_is_measured_beside_nobody() -> None:
    found = recording(5)
    assert found["rows"] == 5 and {"nobody", "recorder", "percent_of_a_cpu"} <= found.keys()
