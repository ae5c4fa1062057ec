"""Who is to do what by when: on sentences labelled before the rules, when each is due, and what is none."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from vacli.core.meaning import ActionItem
from vacli.understand.annotations.action_items import action_items
from vacli.understand.language import LANGUAGES

WEDNESDAY = datetime(2026, 11, 18, 10, 0)
FILE = Path(__file__).parents[1] / "data/meaning/action_items.jsonl"
LABELLED = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def found(text: str, code: str = "en") -> tuple[ActionItem, ...]:
    return action_items(text, code, now=WEDNESDAY)


def fits(item: ActionItem, label: dict[str, str]) -> bool:
    return all(getattr(item, name).lower() == value.lower() for name, value in label.items())


@pytest.mark.parametrize("code", LANGUAGES)
def test_precision_and_recall_on_labelled_sentences(code: str) -> None:
    labelled = [each for each in LABELLED if each["language"] == code]
    pairs = [(found(each["text"], code), each["items"]) for each in labelled]
    right = sum(sum(map(fits, items, labels)) for items, labels in pairs)
    assert len(labelled) >= 16
    assert right >= 0.95 * sum(len(labels) for _, labels in pairs)
    assert right >= 0.95 * sum(len(items) for items, _ in pairs)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("I'll send the report by Friday", "2026-11-20"),
        ("I need to call her tomorrow at three", "2026-11-19T15:00"),
        ("I have to leave at half past nine", "2026-11-18T21:30"),
        ("I need to on Friday at noon call her", "2026-11-20T12:00"),
        ("remind me to take out the trash in ten minutes", "2026-11-18T10:10"),
        ("we must sign it on the third of may", "2027-05-03"),
        ("I'll write it by the end of the month", ""),
        ("I'll buy milk", ""),
    ],
)
def test_when_it_is_due(text: str, due: str) -> None:
    assert [item.due for item in found(text)] == [due]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("remind me at five to call Sam", "2026-11-19T17:00"),
        ("remind me at seven to call Sam", "2026-11-19T07:00"),
        ("remind me at nine to call Sam", "2026-11-18T21:00"),
        ("I'll call Sam today at nine", "2026-11-18T21:00"),
        ("I'll call Sam at 6 am", "2026-11-19T06:00"),
    ],
)
def test_in_the_evening_nobody_means_the_early_morning(text: str, due: str) -> None:
    assert [item.due for item in action_items(text, now=datetime(2026, 11, 18, 20, 6))] == [due]


def test_the_parts_stand_in_the_text() -> None:
    text = "Great. Okay, so I'll check the invoice, and Tom will send it out by Thursday; that was all."
    first, second = found(text)
    assert (first.who, first.what, first.when) == ("I", "check the invoice", "")
    assert (second.who, second.what, second.when, second.due) == ("Tom", "send it out", "by Thursday", "2026-11-19")
    assert all(item.text in text and item.what in item.text for item in (first, second))
    assert first.explanation == '"i\'ll"'


@pytest.mark.parametrize(
    "text",
    [
        "I would send it", "I sent it on Friday", "if I win I'll buy a house", "will it rain tomorrow",
        "should I call her tomorrow",
        "I won't go", "let's not", "we should have called", "it will rain on Monday", "could you turn on the light",
        "",
        " ", "\x00", "🙂", "I'll", "let's", "set a timer for ten minutes", "add milk to the list", "can you help me",
    ],
)  # fmt: skip
def test_what_takes_nothing_on(text: str) -> None:
    assert found(text) == ()


def test_a_request_counts_with_a_time_only() -> None:
    assert found("can you send me the notes") == ()
    assert [item.who for item in found("can you send me the notes by noon?")] == ["you"]


def test_much_text_is_looked_at_to_its_bound() -> None:
    assert len(found("I'll call Anna at seven. " * 10_000)) == 160
    assert found("and " * 10_000) == ()


WORDS = """i'll we anna will need to call send tomorrow
    by friday at five and if , . ? not the report in ten minutes let's
    bis ich que voy a"""


@settings(max_examples=200, deadline=None)
@given(some.lists(some.sampled_from(WORDS.split()), max_size=15), some.sampled_from(LANGUAGES))
def test_whatever_is_said_an_item_says_who_and_what(words: list[str], code: str) -> None:
    text = " ".join(words)
    for item in found(text, code):
        assert item.who and item.what and item.text in text


def test_precision_and_recall_on_sentences_that_nothing_was_tuned_on() -> None:
    held = [json.loads(line) for line in FILE.with_name("action_items_held.jsonl").read_text().splitlines()]
    pairs = [(found(each["text"]), each["items"]) for each in held]
    right = sum(sum(map(fits, items, labels)) for items, labels in pairs)
    assert right >= 0.85 * sum(len(labels) for _, labels in pairs) >= 0.85 * 20
    assert right >= 0.90 * sum(len(items) for items, _ in pairs)
