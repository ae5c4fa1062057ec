"""The bench of speech detectors: edges against known ones, exactly; real Silero on speech and on what is none."""

import json
from pathlib import Path

import numpy as np
import pytest

from vacli.audio.write import write_file
from vacli.bench.result import Metric
from vacli.bench.stages import vad
from vacli.bench.stages.vad_sounds import SECONDS, Marked, annotated, no_speech, signals
from vacli.bench.wish import Wish
from vacli.core.audio import Audio, Samples
from vacli.core.errors import InputError
from vacli.core.words import Choice


class Loud:
    """A detector whose frames are speech when they are loud: its edges are known."""

    name, model, device, rate, frame = "loud", "", "cpu", 16000, 160
    choices: tuple[Choice, ...] = ()

    def stream(self) -> "Loud":
        return self

    def __call__(self, samples: Samples) -> float:
        return float(np.abs(samples).max() > 0.5)

    def close(self) -> None:
        return None


def said(begin: float, end: float, *labels: tuple[float, float]) -> Marked:
    samples = np.zeros(16000, np.float32)
    samples[round(begin * 16000) : round(end * 16000)] = 1.0
    return Marked("x", Audio(samples, 16000), {f"label{number}": label for number, label in enumerate(labels)})


def judged(*recordings: Marked) -> dict[str, Metric]:
    found = vad._found(Loud(), 0.5, recordings, Wish())
    return {metric.name: metric for metric in vad.edges(recordings, found)}


def test_errors_are_signed_and_by_each_label() -> None:
    found = judged(said(0.2, 0.6, (0.15, 0.65), (0.25, 0.55)), said(0.3, 0.5, (0.3, 0.5), (0.3, 0.5)))
    values = {name: metric.as_json().get("values") for name, metric in found.items()}
    assert values["onset"] == pytest.approx([50, 0], abs=1e-6)
    assert values["offset"] == pytest.approx([-50, 0], abs=1e-6)
    assert values["onset_label1"] == pytest.approx([-50, 0], abs=1e-6)
    assert values["offset_label1"] == pytest.approx([50, 0], abs=1e-6)
    assert found["edges_right"].as_json()["part"] == 2


def test_speech_that_was_not_found_is_a_miss_and_not_right() -> None:
    found = judged(said(0.0, 0.0, (0.2, 0.6)), said(0.2, 0.9, (0.2, 0.6)))
    assert found["onset"].as_json()["misses"] == 1 and found["offset"].as_json()["misses"] == 1
    assert (found["edges_right"].as_json()["part"], found["edges_right"].as_json()["whole"]) == (0, 2)


def test_seconds_taken_for_speech_are_counted() -> None:
    notes: list[str] = []
    every = {metric.name: metric.as_json() for metric in vad._false_alarms(Loud(), 0.5, Wish(), notes)}
    found = {name: each["value"] for name, each in every.items()}
    assert found["false_alarms[silence]"] == 0 and found["false_alarms[clicks]"] == pytest.approx(60 * 20 * 0.01 / 10)
    assert 0 < found["false_alarms"] < 1 and every["false_alarms"]["whole"] == 10 * 1000, "a share of frames"
    assert found["false_alarm_time"] == pytest.approx(60 * found["false_alarms"], rel=1e-3) and "false" in notes[0]


def test_made_signals_are_what_they_are_called() -> None:
    made = signals()
    assert {len(samples) for samples in made.values()} == {SECONDS * 16000} and not made["silence"].any()
    level = {name: 20 * np.log10(np.sqrt(np.mean(np.square(each))) + 1e-9) for name, each in made.items()}
    assert level["room_tone"] == pytest.approx(-60, abs=0.1)
    assert [level[name] for name in ("white", "pink", "brown")] == pytest.approx([-30] * 3, abs=0.1)
    assert np.argmax(np.abs(np.fft.rfft(made["tone_1k"]))) == 1000 * SECONDS
    assert all(np.abs(samples).max() <= 1 for samples in made.values())


def test_silero_on_clips_and_on_noise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACLI_SPEECH_DIR", str(tmp_path))
    monkeypatch.setattr(vad, "fresh", lambda *args: [])
    (section,) = vad.run(Wish(engines={"vad": "silero"}, n=4))
    found = {metric.name: metric.as_json() for metric in section.metrics}
    assert found["frame"]["n"] == 4 and found["frame"]["p50"] > 0
    assert found["false_alarms"]["value"] < 0.05 and any("SYNTHETIC" in note for note in section.notes)
    if "onset" not in found:
        pytest.skip(section.notes[-1])
    assert found["onset"]["n"] == 4 and found["onset"]["misses"] == 0
    assert abs(found["onset"]["p50"]) < 150 and abs(found["offset"]["p50"]) < 150
    assert found["edges_right"]["part"] >= 3


def test_recordings_of_people_have_both_labels(speech: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACLI_SPEECH_DIR", str(speech))
    people = annotated()
    assert len(people) == 10 and all(set(each.edges) == {"35dB", "26dB"} for each in people)
    assert len(no_speech()[0]) == 10


def test_recordings_of_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = said(0.2, 0.6).audio
    write_file(iter([one]), one.rate, tmp_path / "a.wav", "wav")
    rows = [{"path": "a.wav", "onset": 0.2, "end_of_speech": 0.6}, {"path": "b.wav", "text": "no edges"}]
    (tmp_path / "manifest.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (only,) = annotated(tmp_path)
    assert only.edges == {"label": (0.2, 0.6)} and judged(only)["onset"].as_json()["values"] == [pytest.approx(0)]
    monkeypatch.setattr(vad, "fresh", lambda *args: [])
    monkeypatch.setattr(vad, "synthetic", lambda n: iter([only]))
    wish = Wish(engines={"vad": "silero"}, n=1, input=tmp_path)
    subjects = [(each.subject, each.notes[-1]) for each in vad.run(wish)]
    assert [subject for subject, _ in subjects] == ["silero", "silero, people"] and "labels of" in subjects[1][1]
    (silent,) = vad.run(Wish(engines={"vad": "silero"}, n=1, input=tmp_path / "a.wav"))
    assert "nothing in a.wav has an onset" in silent.notes[-1]


def test_lines_with_one_label_and_lines_with_two_go_together(tmp_path: Path) -> None:
    one = said(0.2, 0.6).audio
    write_file(iter([one]), one.rate, tmp_path / "a.wav", "wav")
    row = {"path": "a.wav", "onset": 0.2, "end_of_speech": 0.6}
    rows = [row, {**row, "end_latest": 0.7}]
    (tmp_path / "manifest.jsonl").write_text("\n".join(map(json.dumps, rows)))
    people = annotated(tmp_path)
    assert [each.edges["35dB"] for each in people] == [(0.2, 0.6), (0.2, 0.7)]
    found = judged(*people)
    assert found["offset"].as_json()["values"] == pytest.approx([0, -100], abs=1e-6)
    assert found["offset_26dB"].as_json()["values"] == pytest.approx([0, 0], abs=1e-6)


@pytest.mark.parametrize("onset", ["soon", None, [1]])
def test_a_label_that_is_none_is_named(tmp_path: Path, onset: object) -> None:
    row = {"path": "a.wav", "onset": onset, "end_of_speech": 1}
    (tmp_path / "manifest.jsonl").write_text(json.dumps(row))
    with pytest.raises(InputError, match=r"manifest\.jsonl:1: path, onset and end_of_speech"):
        vad.run(Wish(input=tmp_path))
    (tmp_path / "manifest.jsonl").write_text('{"path": ')
    with pytest.raises(InputError, match=r"manifest\.jsonl:1: not JSON"):
        vad.run(Wish(input=tmp_path))
