"""What counts as the same words: our own pairs, the published ones where this machine has them, other languages."""

import json
import sys
from pathlib import Path

import pytest

from vacli.core.errors import EngineMissing
from vacli.text import wer
from vacli.text.wer import plain

SAME = [
    ("Set a timer for twenty five minutes.", "set a timer for 25 minutes"),
    ("It's half past three.", "it is half past 3"),
    ("Dr. Brown can't come, he'll call.", "doctor brown can not come he will call"),
    ("Um, the colour of the, uh, neighbour's car", "the color of the neighbor's car"),
    ("That costs $20.", "that costs twenty dollars"),
    ("ninety per cent", "90 percent"),
    ("twenty first of may two thousand and twenty", "21st of May 2020"),
    ("[music] Hello (laughs) there!", "hello there"),
    ("Wait...", "wait"),
    ("- yes -", "YES"),
    ("one hundred and five", "105"),
    ("She realised it on New Year’s Eve.", "she realized it on new year's eve"),
]
OTHER = [
    ("I can", "I can't"),
    ("fifteen", "fifty"),
    ("turn it on", "turn it off"),
    ("two point five", "two five"),
    ("their house", "there house"),
]


@pytest.mark.parametrize(("one", "other"), SAME, ids=[one for one, _ in SAME])
def test_another_way_to_write_it_is_no_error(one: str, other: str) -> None:
    assert plain(one) == plain(other)


@pytest.mark.parametrize(("one", "other"), OTHER, ids=[one for one, _ in OTHER])
def test_other_words_stay_other_words(one: str, other: str) -> None:
    assert plain(one) != plain(other)


def test_the_published_pairs(speech: Path) -> None:
    lines = (speech / "normalizer" / "dev" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = [(row["raw"], row["normalized"]) for row in map(json.loads, lines)]
    assert len(pairs) == 59
    assert [pair for pair in pairs if plain(pair[0]) != pair[1]] == []


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("de", "Straße, ÄRGER! (lacht)", "straße ärger"),
        ("fr-FR", "Ça va, l'été ?", "ça va l été"),
        ("ja", "今日は、晴れ。", "今 日 は 晴 れ"),
        ("hi", "हिन्दी में।", "हिन्दी में"),
        ("en_GB", "Colour", "color"),
        ("", "Colour", "color"),
    ],
)
def test_each_language_by_its_rules(language: str, text: str, words: str) -> None:
    assert plain(text, language) == words


@pytest.mark.parametrize("text", ["", "   ", "...", "?!", "[noise]", "\0", "🙂"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_what_holds_no_word_is_nothing(text: str, language: str) -> None:
    assert plain(text, language) == ""


def test_without_the_package_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    wer.normaliser.cache_clear()
    monkeypatch.setitem(sys.modules, "whisper_normalizer.english", None)
    with pytest.raises(EngineMissing, match="whisper-normalizer") as caught:
        plain("one")
    assert "pip install" in caught.value.hint
    wer.normaliser.cache_clear()
