"""The measure of the paraphrases: labels are compared by their meaning, every line has one outcome, intervals hold."""

import json
from pathlib import Path

import pytest

from vacli.bench.own import requests as bench
from vacli.bench.own.requests import figures, judge, spread_out, wilson
from vacli.bench.own.requests_labels import Request, alike, labelled, requests, told
from vacli.bench.own.requests_spoken import heard_as, spoken_figures
from vacli.core.errors import MissingError
from vacli.core.meaning import Command, Understood
from vacli.understand import open_language

SETS = Path(__file__).parents[1] / "data" / "requests"
ALIKE = [
    (("volume", {"change": "up"}), ("command", {"command": "louder"})),
    (("speed", {"change": "down"}), ("command", {"command": "slower"})),
    (("weather", {}), ("weather", {"days": 0})),
    (("date", {"part": "day"}), ("date", {})),
    (("dice", {"count": 2}), ("dice", {"count": 2, "sides": 6})),
    (("sum", {"expression": "15/100*80"}), ("sum", {"expression": "80*0.15"})),
    (
        ("list_add", {"items": ["an egg", "milk"], "list": "shopping"}),
        ("list_add", {"items": ["milk", "eggs"], "list": "shopping"}),
    ),
    (("days_until", {"month": 7, "day": 4}), ("days_until", {"occasion": "the fourth of july"})),
    (("alarm_cancel", {"at": "06:30"}), ("alarm_cancel", {"at": "06:30", "half": "open"})),
    (("alarm_set", {"at": "00:15", "half": "open"}), ("alarm_set", {"at": "12:15", "half": "open"})),
    (("timer_set", {"duration": 600}), ("timer_set", {"duration": 600.0})),
    (("recall", {"about": "the keys"}), ("recall", {"about": "key"})),
]
UNLIKE = [
    (("timer_set", {"duration": 600}), ("timer_set", {"duration": 60})),
    (("timer_set", {"duration": 600}), ("timer_set", {"duration": 600, "name": "tea"})),
    (("alarm_set", {"at": "07:00", "half": "open"}), ("alarm_set", {"at": "07:00"})),
    (("alarm_set", {"at": "07:00"}), ("alarm_set", {"at": "19:00"})),
    (("volume", {"change": "up"}), ("command", {"command": "quieter"})),
    (("date", {"part": "year"}), ("date", {})),
    (("date", {"days": 1}), ("date", {})),
    (("sum", {"expression": "12*4"}), ("sum", {"expression": "12+4"})),
    (("sum", {"expression": "1/0"}), ("sum", {"expression": "1/0"})),
    (("sum", {"expression": "__import__('os')"}), ("sum", {"expression": "__import__('os')"})),
    (("list_add", {"items": ["milk", "eggs"], "list": "a"}), ("list_add", {"items": ["milk"], "list": "a"})),
    (("spell", {"word": "cats"}), ("spell", {"word": "cat"})),
    (("list_read", {"list": "to do"}), ("list_read", {"list": "shopping"})),
    (("chat", {}), ("help", {})),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_means_the_same_is_alike(one, other) -> None:  # type: ignore[no-untyped-def]
    assert alike(one, other) and alike(other, one)


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_what_means_something_else_is_not(one, other) -> None:  # type: ignore[no-untyped-def]
    assert not alike(one, other) and not alike(other, one)


@pytest.mark.parametrize(
    ("intent", "slots", "label"),
    [
        ("sum", {"a": 80, "b": 15, "operator": "%"}, {"expression": "15/100*80"}),
        ("sum", {"a": 81, "operator": "sqrt"}, {"expression": "sqrt(81)"}),
        ("sum", {"a": 2, "operator": "+", "b": 3, "then": "^", "c": 2}, {"expression": "2+3**2"}),
        ("convert", {"amount": 2, "half": 0.5, "from": "cup"}, {"amount": 2.5, "from": "cup"}),
        ("timer_left", {"which_hours": 1, "which_minutes": 30}, {"which": 5400.0}),
        ("list_add", {"items": "milk and two eggs"}, {"items": ["milk", "two eggs"], "list": "shopping"}),
        ("home", {"device": "lights", "switch": "off"}, {"device": "lights", "action": "off"}),
        ("home", {"device": "lamp", "switch": "down"}, {"device": "lamp", "action": "dim"}),
        ("home", {"device": "heating", "percent": 21}, {"device": "heating", "value": 21, "action": "set"}),
        ("home", {"cover": "blinds"}, {"device": "blinds"}),
        ("weather", {"days": 1, "when": "morning"}, {"days": 1}),
    ],
)  # fmt: skip
def test_what_skills_are_told_is_put_as_labels_put_it(intent, slots, label) -> None:  # type: ignore[no-untyped-def]
    assert labelled(intent, slots) == label


def test_a_command_and_nothing_understood_have_labels_too() -> None:
    assert told(Command.STOP, Understood("stop")) == ("command", {"command": "stop"})
    assert told(None, Understood("why is the sky blue")) == ("chat", {})


class Guesses:
    """An understander that is sure of what it says to just this degree."""

    language = "en"

    def __init__(self, meant: Understood) -> None:
        self._meant = meant

    def understand(self, text: str) -> Understood:
        return self._meant

    def command(self, text: str) -> Command | None:
        return None


@pytest.mark.parametrize(
    ("intent", "slots", "confidence", "outcome"),
    [
        ("timer_set", {"duration": 600}, 0.9, "right"),
        ("timer_set", {"duration": 60}, 0.9, "wrong"),
        ("timer_set", {"duration": 600}, 0.5, "asked_right"),
        ("timer_set", {"duration": 60}, 0.5, "asked_wrong"),
        ("timer_set", {}, 0.9, "asked_right"),
        ("alarm_set", {}, 0.9, "wrong"),
        ("", {}, 0.0, "missed"),
    ],
)
def test_each_line_has_one_outcome(intent: str, slots: dict[str, int], confidence: float, outcome: str) -> None:
    row = Request(1, "ten minutes please", "timer_set", {"duration": 600})
    guesses = Guesses(Understood(row.text, intent, slots, confidence))
    assert judge(row, row.text, guesses).outcome == outcome  # type: ignore[arg-type]


def test_chat_is_right_where_nobody_acts() -> None:
    row = Request(1, "who invented the timer", "chat", {})
    assert judge(row, row.text, Guesses(Understood(row.text))).outcome == "right"  # type: ignore[arg-type]
    acts = Guesses(Understood(row.text, "timer_set", {"duration": 60}, 1.0))
    assert judge(row, row.text, acts).outcome == "wrong"  # type: ignore[arg-type]
    assert heard_as(row, "", acts).outcome == "refused"  # type: ignore[arg-type]


def test_figures_of_a_few_lines(tmp_path: Path) -> None:
    rows = [
        Request(1, "set a timer for ten minutes", "timer_set", {"duration": 600}),
        Request(2, "set a timer for fifty three minutes", "timer_set", {"duration": 60}),
        Request(3, "stop", "command", {"command": "stop"}),
        Request(4, "the quick brown fox", "chat", {}),
    ]
    found = figures(rows=rows, failed=tmp_path / "failed")
    assert (found["all"]["right"], found["all"]["wrong"], found["all"]["n"]) == (3, 1, 4)
    assert found["untouched_odd"]["action_right"]["share"] == 1.0 and found["even"]["action_right"]["share"] == 0.5
    assert found["by_intent"]["timer_set"] == {"n": 2, "intent_right": 2, "right": 1, "wrong": 1}
    assert found["all"]["chat_kept"]["share"] == 1.0 and found["understand"]["n"] == 4
    assert [line.split("\t")[0] for line in (tmp_path / "failed").read_text().splitlines()] == ["2"]
    assert json.dumps(found) and "\n".join(bench.lines(found["by_intent"]))


def test_the_odd_lines_are_never_shown(tmp_path: Path) -> None:
    rows = [Request(number, "set a timer for ten minutes", "chat", {}) for number in (1, 3)]
    assert figures(rows=rows, failed=tmp_path / "failed")["all"]["wrong"] == 2
    assert not (tmp_path / "failed").read_text().strip()


def test_every_beginning_of_the_order_has_each_intent_by_its_share() -> None:
    rows = [Request(number, "", "time" if number <= 40 else "date", {}) for number in range(1, 61)]
    ordered = spread_out(rows)
    assert sorted(row.number for row in ordered) == list(range(1, 61)) and ordered == spread_out(rows)
    assert 18 <= sum(row.intent == "time" for row in ordered[:30]) <= 22


def test_intervals() -> None:
    low, high = wilson(93, 100)
    assert (round(low, 3), round(high, 3)) == (0.863, 0.966)
    assert wilson(0, 10)[0] == 0.0 and wilson(10, 10)[1] == pytest.approx(1.0)


def test_a_few_lines_are_spoken_and_heard() -> None:
    pytest.importorskip("pocketsphinx")
    rows = [Request(1, "what time is it", "time", {}), Request(2, "set a timer for five minutes", "timer_set", {})]
    found = spoken_figures(rows, 1, open_language("en"))
    assert found["sphinx"]["n"] == 1 and "by_intent" in found["sphinx"]
    assert "skipped" in found["vosk"] or found["vosk"]["n"] <= 1


def test_outside_a_checkout_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="sets of requests"):
        requests("paraphrases", tmp_path)


def test_the_frozen_sets_are_whole() -> None:
    for name in ("paraphrases", "workload"):
        rows = requests(name, SETS)
        assert len(rows) == 500 and all(row.text and row.intent for row in rows)
        assert all(alike((row.intent, row.slots), (row.intent, row.slots)) for row in rows), "a label unlike itself"
