"""Praise and complaint as an assistant hears them: on sentences written before the word lists, and in odd texts."""

import json
from pathlib import Path

import pytest

from vacli.understand.annotations.sentiment import CLEAR, sentiment
from vacli.understand.language import LANGUAGES

FILE = Path(__file__).parents[1] / "data/meaning/sentiment.jsonl"
SAID = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def kind(text: str, code: str = "en") -> str:
    score = sentiment(text, code).score
    return "positive" if score >= CLEAR else "negative" if score <= -CLEAR else "neutral"


@pytest.mark.parametrize("code", LANGUAGES)
def test_of_a_hundred_at_least_ninety_five_are_told_apart(code: str) -> None:
    said = [each for each in SAID if each["language"] == code]
    wrong = [each["text"] for each in said if kind(each["text"], code) != each["said"]]
    assert len(said) >= 20
    assert len(wrong) <= 0.05 * len(said), wrong


@pytest.mark.parametrize(
    "text",
    [
        "That's wrong!",
        "no that's not what i asked",
        "You idiot.",
        "why are you so slow",
        "THIS IS SO ANNOYING",
        "not good",
    ],
)
def test_a_complaint(text: str) -> None:
    assert kind(text) == "negative"


def test_not_turns_and_very_strengthens() -> None:
    assert (
        sentiment("this is not useful").score
        < 0
        < sentiment("this is useful").score
        < sentiment("this is very useful").score
    )
    assert 0 < sentiment("a bit useful").score < sentiment("useful").score


def test_what_a_text_is_about_is_no_feeling() -> None:
    for text in (
        "how many people died in the war",
        "what is a good book",
        "is the weather nice in rome",
        "give me a good joke",
    ):
        assert sentiment(text).score == 0, text


def test_it_says_which_words_decided() -> None:
    found = sentiment("thanks, that was very helpful")
    assert [word for word, _ in found.words] == ["thanks", "helpful"]
    assert "'helpful' +2.8" in found.explanation
    assert sentiment("the third of may").explanation == "no word of praise or complaint"


@pytest.mark.parametrize("text", ["", " ", "\x00", "🙂", "5 5 5", "... !"])
def test_nothing_said_is_neutral(text: str) -> None:
    assert sentiment(text).score == 0


def test_the_score_keeps_its_bounds() -> None:
    assert -1 <= sentiment("you stupid idiot " * 5000).score < -0.9
    assert 0.9 < sentiment("perfect thanks " * 5000).score <= 1


def test_on_sentences_that_nothing_was_tuned_on_it_misses_some_but_never_takes_one_for_the_other() -> None:
    held = [json.loads(line) for line in FILE.with_name("sentiment_held.jsonl").read_text().splitlines()]
    found = [(kind(each["text"]), each["said"]) for each in held]
    assert {"positive", "negative"} not in [set(pair) for pair in found]
    assert sum(one == other for one, other in found) >= 0.7 * len(held) >= 30
