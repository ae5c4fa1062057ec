"""The measurement of a recogniser's tail runs as the loop does, and tells a good recogniser from a bad one."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vacli.bench.stages.stream import TEXTS, clips, hear
from vacli.bench.stages.stt import live
from vacli.bench.wish import Wish
from vacli.config import SttSettings, VadSettings
from vacli.core.engines import NO_HINTS, Stt
from vacli.stt.scripted import ScriptedStt
from vacli.vad.silero import Silero

DATA = Path(__file__).parents[1] / "data"


def figures(stt: Stt, n: int) -> dict[str, Any]:
    return {metric.name: metric.as_json() for metric in live(stt, Wish(), n, pace=0)}


def test_a_recogniser_that_knows_the_phrases_is_right_and_soon_done() -> None:
    vosk = pytest.importorskip("vacli.stt.vosk")
    found = figures(vosk.Vosk(SttSettings(), DATA / "vosk-tiny-commands"), 4)
    assert found["right"]["value"] == 1.0 and found["peek_is_final"]["whole"] == 4
    assert {(found[name]["n"], found[name]["misses"]) for name in ("peek", "finish", "tail", "late", "cpu")} == {(4, 0)}
    assert found["finish"]["p50"] > 0 and found["cpu"]["p50"] > 0


def test_a_recogniser_that_hears_something_else_is_wrong() -> None:
    found = figures(ScriptedStt(SttSettings(model="no|no|no")), 3)
    assert found["right"]["value"] == 0.0 and found["peek_is_final"]["value"] == 1.0


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
