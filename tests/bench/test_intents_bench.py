"""The measurement of the second pass on others' sentences tells a good model from a bad one, and says what it lacks."""

from pathlib import Path

import pytest

from vacli.bench.own.intents import OUT, _marked, _threshold, _wilson, clinc, figures, snips
from vacli.core.errors import ModelMissing
from vacli.understand.examples import example
from vacli.understand.language import language


def test_slots_are_marked_where_they_stand() -> None:
    row = {"text": "play [live] jazz by Miles", "slots": [{"slot": "artist", "start": 20, "end": 25}]}
    assert _marked(row) == "play  live  jazz by [Miles](artist)"


def test_the_threshold_leaves_what_was_asked() -> None:
    held = [("a", "a", 0.01 * sure) for sure in range(1, 101)] + [(OUT, OUT, 0.001), ("a", "b", 0.002)]
    assert sum(sure >= _threshold(held) for told, intent, sure in held if told == intent != OUT) == 98
    assert _threshold([("a", "b", 0.9), ("a", "a", 0.5)]) == 0.5


def test_the_interval_holds_the_share() -> None:
    low, high = _wilson([True] * 60 + [False] * 40)
    assert low < 0.6 < high and high - low == pytest.approx(0.19, abs=0.01)


def test_without_sentences_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACLI_SPEECH_DIR", str(tmp_path))
    with pytest.raises(ModelMissing, match="sentences"):
        figures()


def test_what_can_be_told_apart_is_told_apart() -> None:
    pytest.importorskip("sklearn", reason="training needs scikit-learn")
    towns = ["paris", "rome", "oslo", "cairo", "lima", "delhi", "quito", "riga", "bonn", "york"]
    rows = [
        {"text": f"weather in {town}", "intent": "weather", "slots": [{"slot": "city", "start": 11, "end": 40}]}
        for town in towns
    ]
    rows += [{"text": f"play some {town} music", "intent": "play", "slots": []} for town in towns]
    found = snips(rows)
    assert found["n"] == 20 and found["intent_accuracy"] == 1.0 and found["slot_f1"] >= 0.9
    train = [example(f"{verb} the {town} thing", verb, language("en")) for verb in ("open", "close") for town in towns]
    train += [example(f"{town} is a town of old kings", OUT, language("en")) for town in towns[:5]]
    judged = clinc(train, train)
    assert judged["in_scope"]["accuracy"] >= 0.9 and judged["out_of_scope"]["recall"] == 1.0
