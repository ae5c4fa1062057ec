"""The real engine with a tiny model that truly understands a closed set of phrases: recordings, windows, hints."""

import itertools
import json
import shutil
import subprocess
import threading
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from vacli.config import SttSettings
from vacli.core.audio import Audio, Samples, from_pcm16
from vacli.core.errors import Cancelled, ModelMissing, UsageError
from vacli.core.flow import spawn
from vacli.core.grammar import Grammar
from vacli.core.turn import Turn
from vacli.core.words import Hints, Transcript
from vacli.stt.whisper import Whisper, batches

DATA = Path(__file__).parents[1] / "data" / "whisper-tiny-commands"
SAMPLES = [json.loads(line) for line in (DATA / "samples" / "manifest.jsonl").read_text().splitlines()]
RATE = 16000


@pytest.fixture(scope="module")
def whisper() -> Iterator[Whisper]:
    engine = Whisper(SttSettings(), DATA)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def whole_window() -> Whisper:
    return Whisper(SttSettings(short_window=False), DATA)


def read(path: Path) -> Samples:
    with wave.open(str(path)) as file:
        rate, samples = file.getframerate(), from_pcm16(file.readframes(file.getnframes()))
    if rate == RATE:
        return samples
    at = np.arange(0, len(samples) - 1, rate / RATE)
    return np.interp(at, np.arange(len(samples)), samples).astype(np.float32)


def sample(name: str) -> Samples:
    return read(DATA / "samples" / name)


def pieces(samples: Samples, size: int = 4000) -> Iterator[Audio]:
    for at in range(0, len(samples), size):
        yield Audio(samples[at : at + size], RATE, at)


def text(found: list[Transcript]) -> str:
    return " ".join(each.text for each in found)


def heard(engine: Whisper, samples: Samples, **options: object) -> list[Transcript]:
    return list(engine.transcribe(pieces(samples), Turn(), **options))  # type: ignore[arg-type]


@pytest.mark.parametrize("row", SAMPLES, ids=lambda row: row["file"])
def test_samples_with_the_cut_window_and_with_the_whole_one(
    whisper: Whisper, whole_window: Whisper, row: dict[str, str]
) -> None:
    samples = sample(row["file"])
    cut, whole = heard(whisper, samples), heard(whole_window, samples)
    assert text(cut) == row["text"]
    assert text(whole) == row["text"]
    assert all(each.language == row["language"] and each.final and not each.note for each in cut)
    assert cut[0].stable == len(cut[0].text)
    assert 0.3 < (cut[0].confidence or 0) <= 1.0


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_phrases_read_the_same_with_the_cut_window_and_with_the_whole_one(
    whisper: Whisper, whole_window: Whisper, tmp_path: Path
) -> None:
    known = [json.loads(line) for line in (DATA / "known_good.jsonl").read_text().splitlines()]
    phrases = [row["text"] for row in known if "espeak-ng en-us" in row["ok"]][::8]
    assert len(phrases) > 20
    for phrase in phrases:
        subprocess.run(["espeak-ng", "-v", "en-us", "-w", str(tmp_path / "said.wav"), phrase], check=True)
        samples = np.pad(read(tmp_path / "said.wav"), (5000, 8000))
        assert text(heard(whisper, samples, language="en")) == phrase
        assert text(heard(whole_window, samples, language="en")) == phrase


def test_times_lie_where_the_words_are(whisper: Whisper) -> None:
    late = np.concatenate([np.zeros(7 * RATE, np.float32), sample("10_two_phrases.wav")])
    first, second = heard(whisper, late, language="en", hints=Hints(words=True))
    assert first.text == "Good morning."
    assert abs(first.end - 8.13) < 0.35
    assert abs(second.start - 9.06) < 0.35
    assert abs(second.end - 10.23) < 0.35
    words = [*first.words, *second.words]
    assert [word.text for word in words] == ["Good", "morning.", "Turn", "off", "the", "lights."]
    assert all(before.end <= after.start + 0.02 for before, after in itertools.pairwise(words))
    assert all(0.5 < (word.confidence or 0) <= 1 and 7 <= word.start < word.end <= 10.5 for word in words)


def test_without_being_asked_there_are_no_word_times(whisper: Whisper) -> None:
    assert heard(whisper, sample("04_stop_f3.wav"))[0].words == ()


def test_a_long_recording_comes_in_order_and_whole(whisper: Whisper) -> None:
    rows = [row for row in SAMPLES if row["language"] == "en"] * 2
    parts, starts, at = [], [], 0
    for row in rows:
        parts += [sample(row["file"]), np.zeros(RATE * 2, np.float32)]
        starts.append(at / RATE)
        at += len(parts[-2]) + len(parts[-1])
    found = heard(whisper, np.concatenate(parts), language="en")
    assert text(found) == " ".join(row["text"] for row in rows)
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))
    begins = [each.start for each in found if any(row["text"].startswith(each.text) for row in rows)]
    for row, start in zip(rows, starts, strict=True):
        assert any(abs(begin - start - row["spans"][0][0]) < 0.45 for begin in begins), row["file"]


def test_a_recording_is_read_as_it_is_needed(whisper: Whisper) -> None:
    given = 0

    def endless() -> Iterator[Audio]:
        nonlocal given
        while True:
            piece = np.pad(sample("02_timer_enus.wav"), (0, 5 * RATE))
            yield Audio(piece, RATE, given)
            given += len(piece)

    found = whisper.transcribe(endless(), Turn(), language="en")
    assert next(found).text == "Set a timer for five minutes."
    assert given < 60 * RATE
    found.close()


def nothing() -> dict[str, Samples]:
    time = np.arange(6 * RATE) / RATE
    clicks = np.zeros(len(time))
    clicks[:: RATE // 2] = 0.8
    sounds = {
        "nothing": np.zeros(0),
        "one sample": np.zeros(1),
        "silence": np.zeros(len(time)),
        "noise": np.random.default_rng(1).standard_normal(len(time)) * 0.05,
        "tone": 0.3 * np.sin(2 * np.pi * 1000 * time),
        "hum": 0.1 * np.sin(2 * np.pi * 50 * time),
        "clicks": clicks,
    }
    return {name: sound.astype(np.float32) for name, sound in sounds.items()}


@pytest.mark.parametrize("name", nothing())
def test_nothing_is_invented(whisper: Whisper, name: str) -> None:
    assert heard(whisper, nothing()[name]) == []


def test_nothing_is_invented_on_recorded_signals(whisper: Whisper, speech: Path) -> None:
    av = pytest.importorskip("av")
    files = sorted((speech / "derived" / "dev" / "signals").glob("*.flac"))
    assert len(files) == 10
    for path in files:
        with av.open(str(path)) as container:
            resampler = av.AudioResampler("flt", "mono", RATE)
            parts = [part.to_ndarray()[0] for frame in container.decode(audio=0) for part in resampler.resample(frame)]
        assert heard(whisper, np.concatenate(parts)) == [], path.name


def test_language_fixed_detected_and_refused(whisper: Whisper) -> None:
    german = sample("11_guten_morgen_de.wav")
    assert heard(whisper, german)[0].language == "de"
    assert text(heard(whisper, german, language="DE_de")) == "Guten morgen."
    assert heard(whisper, german, language="en")[0].language == "en"
    for call in (whisper.transcribe, whisper.stream):
        with pytest.raises(UsageError, match="does not know language 'ja'") as caught:
            call(iter([]), Turn(), language="ja") if call == whisper.transcribe else call(Turn(), language="ja")
        assert "de, en, es, fr" in caught.value.hint
    with pytest.raises(UsageError, match="klingon"):
        Whisper(SttSettings(language="klingon"), DATA)
    assert heard(Whisper(SttSettings(language="de"), DATA), german)[0].language == "de"


def test_hints_are_taken_and_long_ones_cut(whisper: Whisper) -> None:
    samples = sample("03_kitchen_engb.wav")
    grammar = Grammar.parse("turn (on|off) the (kitchen|bedroom) lights")
    for hints in (
        Hints(phrases=("kitchen lights",)),
        Hints(grammar=grammar),
        Hints(prompt="Turn on the bedroom lights."),
    ):
        assert "kitchen" in text(heard(whisper, samples, language="en", hints=hints))
    endless = Hints(phrases=tuple(f"word{number}" for number in range(2000)), prompt="very " * 2000)
    assert heard(whisper, samples, language="en", hints=endless) is not None


def test_a_cancelled_turn_stops_before_the_next_window(whisper: Whisper) -> None:
    turn = Turn()
    found = whisper.transcribe(pieces(np.tile(np.pad(sample("02_timer_enus.wav"), (0, 3 * RATE)), 6)), turn)
    next(found)
    turn.cancel("enough")
    with pytest.raises(Cancelled):
        list(found)
    with pytest.raises(Cancelled):
        next(whisper.transcribe(pieces(sample("04_stop_f3.wav")), turn))


def test_one_model_serves_several_at_once(whisper: Whisper) -> None:
    rows = SAMPLES[:6]
    found: dict[str, str] = {}
    long = np.pad(sample("10_two_phrases.wav"), (0, RATE))

    def one(row: dict[str, str]) -> None:
        for _ in range(3):
            found[row["file"]] = text(heard(whisper, sample(row["file"]), language="en"))

    def other() -> None:
        found["long"] = text(heard(whisper, long, language="en"))

    threads: list[threading.Thread] = [spawn("t", lambda row=row: one(row)) for row in rows]  # type: ignore[misc]
    threads.append(spawn("long", other))
    for thread in threads:
        thread.join(60)
    assert found == {**{row["file"]: row["text"] for row in rows}, "long": "Good morning. Turn off the lights."}


def test_batches_keep_short_and_long_windows_apart() -> None:
    def window(seconds: int) -> Audio:
        return Audio(np.zeros(seconds * RATE, np.float32), RATE)

    lengths = [[round(each.seconds) for each in batch] for batch in batches(map(window, [3, 4, 5, 20, 6, 25, 26]), 2)]
    assert lengths == [[3, 4], [5], [20], [6], [25, 26]]


def test_every_choice_has_a_reason_and_threads_are_obeyed() -> None:
    engine = Whisper(SttSettings(threads=1), DATA)
    choices = {choice.name: choice for choice in engine.choices}
    assert list(choices) == ["stt.device", "stt.compute", "stt.threads", "stt.workers", "stt.batch"]
    assert all(choice.reason for choice in engine.choices)
    assert choices["stt.threads"].value == "1"
    assert (engine.name, engine.model, engine.device) == ("whisper", "whisper-tiny-commands", "cpu")
    assert engine.languages == ["de", "en", "es", "fr"]
    engine.close()
    engine.close()


def test_without_a_model_there_is_a_way_out() -> None:
    with pytest.raises(ModelMissing) as caught:
        Whisper(SttSettings(), None)
    assert "vacli models pull" in caught.value.hint
