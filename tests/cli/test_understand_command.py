"""`vacli understand`: what is shown of a text, for people and for machines, and what is no text."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]


def test_a_request_with_its_slots_and_why(run: Run) -> None:
    done = run("understand", "Could you set a timer for ten minutes?", "--explain")
    assert (done.code, done.err) == (0, "")
    lines = [line.split(None, 1) for line in done.out.splitlines()]
    assert ["intent", "timer_set"] in lines and ["duration", "600"] in lines
    assert ["confidence", "1.00"] in lines and ["completeness", "complete"] in lines
    assert "because" in done.out and "because" not in run("understand", "what time is it").out


def test_a_command_and_what_is_neither(run: Run) -> None:
    assert run("understand", "stop").out.split()[:4] == ["intent", "command", "command", "stop"]
    assert "none: for the language model" in run("understand", "why is the sky blue").out


def test_for_machines(run: Run) -> None:
    found = json.loads(run("understand", "why is the sky blue", "--json").out)
    assert (found["intent"], found["slots"], found["command"]) == ("", {}, None)
    assert found["standalone"] == "why sky blue"


def test_entities_sentiment_and_action_items_with_why(run: Run) -> None:
    said = "thanks, I'll call Anna in ten minutes"
    plain, why = run("understand", said).out, run("understand", said, "--explain").out
    for shown in (
        "duration    600 second, said as 'ten minutes'",
        "sentiment     +0.50, praise",
        "I           call Anna, in ten minutes (",
    ):
        assert shown in plain and shown in why
    assert "numbers and units of time" in why and "'thanks' +2.0" in why and '"i\'ll"' in why
    assert "numbers and units of time" not in plain
    assert "a complaint" in run("understand", "no, that's wrong").out


def test_all_of_it_for_machines(run: Run) -> None:
    found = json.loads(run("understand", "I'll call Anna in ten minutes", "--json").out)
    (duration,), (item,) = found["entities"], found["action_items"]
    assert (duration["kind"], duration["value"], duration["start"], duration["end"]) == ("duration", 600, 18, 29)
    assert (item["who"], item["what"], item["when"]) == ("I", "call Anna", "in ten minutes")
    assert found["sentiment"] == 0


def test_nothing_named_is_not_listed(run: Run) -> None:
    shown = run("understand", "what time is it").out
    assert "entities" not in shown and "action items" not in shown


def test_ten_thousand_words_are_no_command(run: Run) -> None:
    found = json.loads(run("understand", "set a timer for ten minutes " * 2000, "--json").out)
    assert (found["intent"], found["command"]) == ("", None)


def test_another_language(run: Run) -> None:
    assert "timer_set" in run("understand", "stell einen timer auf zehn minuten", "--language", "de").out


@pytest.mark.parametrize(
    ("argv", "said"),
    [([], "no text was given"), ([""], "empty"), (["hello", "--language", "xx"], "'xx'")],
)
def test_what_cannot_be_understood(run: Run, argv: list[str], said: str) -> None:
    done = run("understand", *argv)
    assert (done.code, done.out) == (2, "")
    assert said in done.err and "hint: " in done.err
