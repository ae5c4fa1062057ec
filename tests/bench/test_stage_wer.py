"""Word error rates: counts that are known beforehand, nothing left out, the same sample each time."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vacli.audio.write import write_file
from vacli.bench.result import Section
from vacli.bench.stages import wer
from vacli.bench.stages.scores import letter_rate, score, word_rate
from vacli.bench.wish import Wish
from vacli.config import Config, SttSettings
from vacli.core.audio import Audio
from vacli.core.errors import Cancelled, InputError, UsageError


def manifest(folder: Path, *texts: str, **more: list[Any]) -> Path:
    """A second of a tone each; `more`: further fields, one value a line."""
    sound = np.sin(np.arange(16000) / 10).astype(np.float32) * np.float32(0.1)
    rows = []
    for number, text in enumerate(texts):
        write_file(iter([Audio(sound, 16000)]), 16000, folder / f"{number}.wav", "wav")
        rows.append({"path": f"{number}.wav", "text": text} | {name: each[number] for name, each in more.items()})
    (folder / "manifest.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return folder


def hearing(folder: Path, *heard: str, **more: Any) -> Wish:
    config = replace(Config(), stt=SttSettings(model="|".join(heard)))
    return Wish(config=config, engines={"stt": "scripted"}, input=folder, **more)


def measured(wish: Wish) -> Section:
    (section,) = wer.run(wish)
    return section


def value(section: Section, name: str) -> float:
    found = section.metric(name).as_json()["value"]
    assert isinstance(found, float)
    return found


def test_what_was_done_to_the_words_is_counted() -> None:
    found = score("Turn on the kitchen lights.", "turn on a kitchen light please", "en")
    assert (found.words, found.substituted, found.deleted, found.inserted, found.errors) == (5, 2, 0, 1, 3)
    assert score("Stop!", "", "en").deleted == 1
    assert score("...", "two words", "en").inserted == 2
    assert score("It's £20", "it is twenty pounds", "en-GB").errors == 0


def test_a_rate_is_of_all_words_and_its_interval_holds_it() -> None:
    scores = [
        score("one two three four", heard, "de") for heard in ("one two three four", "one", "one two", "x two x x")
    ]
    rate, interval = word_rate(scores)
    assert rate == 100 * (0 + 3 + 2 + 3) / 16
    assert interval is not None and interval[0] < rate < interval[1]
    assert word_rate(scores) == (rate, interval), "the same each time"
    letters, _ = letter_rate([score("abcd", "abxd", "de")])
    assert letters == 25
    assert word_rate(scores[1:2]) == (75, None), "one utterance has no interval"
    assert word_rate([]) == (None, None) and word_rate([score("...", "x", "en")]) == (None, None)


def test_utterances_count_together_and_by_group(tmp_path: Path) -> None:
    texts = ("set a timer", "what time is it", "good night")
    where = manifest(tmp_path, *texts, accent=["Scottish", "Irish", "Scottish"], speaker=["a", "b", "c"])
    section = measured(hearing(where, "Set a timer.", "what is it", "good light now"))
    assert (section.bench, section.subject, section.stack) == ("wer", "scripted", {"stt": "scripted script cpu"})
    assert value(section, "wer") == pytest.approx(100 * 3 / 9, abs=1e-3)
    parts = {name: value(section, name) for name in ("substitutions", "deletions", "insertions")}
    assert parts == {name: pytest.approx(100 / 9, abs=1e-3) for name in parts}
    assert value(section, "wer[accent=Scottish]") == pytest.approx(100 * 2 / 5)
    assert value(section, "wer[accent=Irish]") == 25 and value(section, "wer[speaker=a]") == 0
    assert section.details["worst"][0]["said"] == "good night"
    assert section.metric("rtf").as_json()["value"] >= 0
    assert any("normaliser" in note for note in section.notes)


def test_noise_has_a_section_of_its_own_with_its_levels(tmp_path: Path) -> None:
    where = manifest(tmp_path, "one", "two", "three", snr_db=[None, 20, 0.0], noise=["", "white", "white"])
    clean, noisy = wer.run(hearing(where, "one", "two", ""))
    assert (clean.subject, noisy.subject) == ("scripted", "scripted, in noise")
    assert value(clean, "wer") == 0 and value(noisy, "wer") == 50
    assert value(noisy, "wer[noise=white 20 dB]") == 0 and value(noisy, "wer[noise=white 0 dB]") == 100


def test_what_could_not_be_transcribed_counts_as_lost_and_is_named(tmp_path: Path) -> None:
    where = manifest(tmp_path, "one two", "three four", "five six")
    (tmp_path / "1.wav").write_bytes(b"RIFF no sound")
    section = measured(hearing(where, "one two", "!finish"))
    assert value(section, "deletions") == pytest.approx(100 * 4 / 6, abs=1e-3)
    assert section.metric("failed").as_json() | {"interval": 0} == {
        **section.metric("failed").as_json(),
        "part": 2,
        "whole": 3,
        "interval": 0,
    }
    names = {each["path"]: each["problem"] for each in section.details["failed"]}
    assert set(names) == {"1.wav", "2.wav"} and "scripted recogniser failed" in names["2.wav"]
    assert any("2 without a text" in note for note in section.notes)


def test_a_sample_is_the_same_each_time_and_says_so(tmp_path: Path) -> None:
    where = manifest(tmp_path, *"abcdefghij")
    one, again = (measured(hearing(where, n=4)) for _ in range(2))
    drawn = [[each["said"] for each in section.details["worst"]] for section in (one, again)]
    assert drawn[0] == drawn[1] and len(drawn[0]) == 4
    assert any("4 of 10, drawn" in note for note in one.notes)


def test_ctrl_c_ends_it_between_two_utterances(tmp_path: Path) -> None:
    wish = hearing(manifest(tmp_path, "one", "two"), "one", "two")
    told: list[int] = []

    def stop(what: str, done: int, of: int) -> None:
        told.append(done)
        if done:
            wish.turn.cancel("Ctrl-C")

    with pytest.raises(Cancelled):
        list(wer.run(replace(wish, progress=stop)))
    assert told == [0, 1]


def test_a_bad_manifest_or_engine_is_told_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no manifest"):
        list(wer.run(hearing(tmp_path)))
    where = manifest(tmp_path, "one")
    with pytest.raises(UsageError, match="unknown stt engine"):
        list(wer.run(replace(hearing(where), engines={"stt": "scrpted"})))


def test_an_engine_without_its_model_is_skipped_with_the_way_out(tmp_path: Path) -> None:
    section = measured(replace(hearing(manifest(tmp_path, "one"), "gone-model"), engines={"stt": "whisper"}))
    assert (section.bench, section.subject, section.metrics) == ("wer", "whisper", ())
    assert "not measured" in section.notes[0] and "vacli models" in section.notes[0]


def test_without_jiwer_nothing_is_transcribed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACLI_SPEECH_DIR", str(tmp_path))
    monkeypatch.setitem(sys.modules, "jiwer", None)
    section = measured(Wish(engines={"stt": "scripted"}))
    assert "jiwer is not installed" in section.notes[0] and "pip install" in section.notes[0]


def test_where_no_speech_of_people_is_it_is_synthetic_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VACLI_SPEECH_DIR", str(tmp_path))
    sections = list(wer.run(Wish(engines={"stt": "vosk"}, n=10)))
    if not sections[0].metrics:
        pytest.skip(sections[0].notes[0])
    assert [each.subject for each in sections] == ["vosk", "vosk, in noise"]
    assert all(any("SYNTHETIC" in note for note in each.notes) for each in sections)
    assert all(any("TEST MODEL" in note for note in each.notes) for each in sections)
    assert value(sections[0], "wer") < 100


def test_the_sets_of_people(speech: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACLI_SPEECH_DIR", str(speech))
    said, what = wer.chosen(Wish(), tmp_path)
    assert "recordings of people" in what and {each.set for each in said} >= {"librispeech_other", "vctk", "snr"}
    mixed = [each.noise for each in said if each.set == "snr"]
    assert len(mixed) == 17 and set(mixed) == {"babble8", "white", "reverberation"}
