"""The bench of recognisers gives every figure it promises, on real engines, and reads the user's recordings."""

from dataclasses import replace
from pathlib import Path

import pytest

from vacli.bench.result import Samples, Section
from vacli.bench.stages import stt
from vacli.bench.wish import Wish
from vacli.config import Config, SttSettings
from vacli.core.errors import Cancelled, InputError
from vacli.stt.scripted import ScriptedStt

SAMPLES = Path(__file__).parents[1] / "data" / "vosk-tiny-commands" / "samples"
LIVE = ["first_partial", "tail", "peek", "finish", "late", "cpu", "right", "peek_is_final"]


def measured(wish: Wish) -> Section:
    (section,) = stt.run(wish)
    if not section.metrics:
        pytest.skip(section.notes[0])
    return section


def test_whisper_by_threads_and_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vacli.bench.stages.ready.usable_cpus", lambda: 2)
    section = measured(Wish(engines={"stt": "whisper"}, input=SAMPLES / "time.wav", n=1))
    names = [metric.name for metric in section.metrics]
    assert names == ["load", "memory", *LIVE, "rtf", "rtf_threads_1", "rtf_threads_2", "short_window", "full_window"]
    assert section.stack["stt"].startswith("whisper ") and section.stack["stt"].endswith(" cpu")
    for name in ("load", "memory", "tail", "rtf", "short_window"):
        found = section.metric(name).as_json()
        assert found["n"] == 1 and found["misses"] == 0 and found["p50"] > 0
    assert any("SYNTHETIC" in note for note in section.notes)


def test_recordings_of_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stt, "fresh", lambda *args: [])
    section = measured(Wish(engines={"stt": "vosk"}, input=SAMPLES, n=1))
    rtf = section.metric("rtf").as_json()
    assert rtf["n"] == len(list(SAMPLES.glob("*.wav"))) and rtf["p50"] > 0
    assert "rtf_threads_2" not in {metric.name for metric in section.metrics}, "a Vosk utterance has one thread"
    assert any("recordings in samples" in note for note in section.notes)


def test_what_never_came_is_a_miss() -> None:
    found = {metric.name: metric for metric in stt.live(ScriptedStt(SttSettings()), Wish(), 2, pace=0)}
    first = found["first_partial"]
    assert isinstance(first, Samples) and first.values == [None, None]
    assert found["right"].as_json()["part"] == 0 and found["tail"].as_json()["misses"] == 0


def test_a_short_run_still_hears_every_phrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vacli.bench.stages.ready.PATIENCE", 0.0)
    found = {each.name: each.as_json() for each in stt.live(ScriptedStt(SttSettings()), Wish(quick=True), 3, pace=0)}
    assert found["tail"]["n"] == 3


def test_phrases_that_are_heard_count_as_right() -> None:
    script = SttSettings(model="what time is it|Stop.|nothing of the kind")
    found = {metric.name: metric.as_json() for metric in stt.live(ScriptedStt(script), Wish(), 3, pace=0)}
    assert (found["right"]["part"], found["right"]["whole"]) == (2, 3)
    assert found["tail"]["n"] == 3


def test_ctrl_c_ends_it_between_two_phrases() -> None:
    wish = Wish(progress=lambda what, done, of: wish.turn.cancel() if done else None)
    with pytest.raises(Cancelled):
        stt.live(ScriptedStt(SttSettings()), wish, 3, pace=0)


def test_input_that_is_no_sound_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        list(stt.run(Wish(input=tmp_path / "gone")))
    (tmp_path / "a.wav").write_bytes(b"no sound at all")
    config = replace(Config(), stt=SttSettings(model="x"))
    (section,) = stt.run(Wish(config=config, engines={"stt": "scripted"}, input=tmp_path, n=1))
    assert not section.metrics and "a.wav" in section.notes[0]


def test_where_nothing_can_speak_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from vacli.core.errors import EngineMissing

    def missing(*args: object) -> None:
        raise EngineMissing("package espeakng_loader is not installed", "pip install espeakng-loader")

    monkeypatch.setenv("VACLI_SPEECH_DIR", str(tmp_path))
    monkeypatch.setattr("vacli.bench.speech.recordings.speak", missing)
    (section,) = stt.run(Wish())
    assert "espeakng_loader is not installed (pip install" in section.notes[0]
