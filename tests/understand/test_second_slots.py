"""What the second pass reads in a request: lengths of time, sums, conversions, numbers to choose from."""

import pytest

from vacli.understand.amounts import Conversions, Sums, bounds, dice
from vacli.understand.features import LETTERS, features, hashed, pieces
from vacli.understand.language import language
from vacli.understand.lengths import length

LANGUAGE = language("en")
READ = LANGUAGE.reader.tokens


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("ten minutes", 600),
        ("an hour and a half", 5400),
        ("two and a half hours", 9000),
        ("half an hour", 1800),
        ("three quarters of an hour", 2700),
        ("an hour and ten minutes", 4200),
        ("five more minutes", 300),
        ("another hour", 3600),
        ("a couple of minutes", 120),
        ("two minutes and thirty seconds", 150),
        ("two minutes thirty", 150),
        ("an hour twenty", 4800),
        ("one hour ten", 4200),
    ],
)
def test_lengths_of_time(text: str, seconds: float) -> None:
    tokens = READ(text)
    assert length(tokens, 0) == (len(tokens), seconds)


@pytest.mark.parametrize(
    ("text", "seconds"), [("two minutes thirty percent", 120), ("an hour one", 3600), ("three days twenty", 3 * 86400)]
)
def test_a_number_behind_a_length_may_count_something_else(text: str, seconds: float) -> None:
    found = length(READ(text), 0)
    assert found and found[1] == seconds


@pytest.mark.parametrize("text", ["ten", "minutes", "half", "a", "and a half", "ten apples"])
def test_what_is_no_length(text: str) -> None:
    assert length(READ(text), 0) is None
    assert length((), 0) is None


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("seven plus nine times two", {"a": 7, "operator": "+", "b": 9, "then": "*", "c": 2}),
        ("if i take sixteen from forty one", {"a": 41, "operator": "-", "b": 16}),
        ("what would twenty percent be on a ninety dollar bill", {"a": 90, "operator": "%", "b": 20}),
        ("the square root of one forty four", {"a": 144, "operator": "sqrt"}),
        ("what's a third of ninety", {"a": 90, "operator": "/", "b": 3}),
        ("how often does five go into twenty", {"a": 20, "operator": "/", "b": 5}),
        ("six times nine i always forget that one", {"a": 6, "operator": "*", "b": 9}),
        ("split ninety between six of us", {"a": 90, "operator": "/", "b": 6}),
        ("nine cubed please", {"a": 9, "operator": "cube"}),
        ("add up eleven fifteen and thirty", {"a": 11, "operator": "+", "b": 15, "then": "+", "c": 30}),
        ("work out seven eights", {"a": 7, "operator": "*", "b": 8}),
        ("what's two thirds of ninety", {"a": 90, "operator": "*", "b": 2, "then": "/", "c": 3}),
        ("three quarters of sixty", {"a": 60, "operator": "*", "b": 0.75}),
    ],
)
def test_sums(text: str, slots: dict[str, object]) -> None:
    assert Sums(LANGUAGE.intents).slots(READ(text)) == slots


@pytest.mark.parametrize(
    "text", ["", "twenty percent off forty five", "seventeen mod five", "one two three four five", "four times", "ten"]
)
def test_what_is_no_clear_sum(text: str) -> None:
    assert Sums(LANGUAGE.intents).slots(READ(text)) is None


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("how many grams in an ounce", {"amount": 1, "from": "ounce", "to": "gram"}),
        ("the oven says two hundred celsius what's that in fahrenheit", {"amount": 200, "from": "celsius"}),
        ("two and a half litres in pints", {"amount": 2, "half": 0.5, "from": "litre", "to": "pint"}),
        ("seventy degrees in celsius", {"amount": 70, "from": "fahrenheit", "to": "celsius"}),
        ("i'd like three miles in kilometres", {"amount": 3, "from": "mile", "to": "kilometre"}),
    ],
)
def test_conversions(text: str, slots: dict[str, object]) -> None:
    found = Conversions(LANGUAGE.intents).slots(READ(text))
    assert found and {name: found.get(name) for name in slots} == slots


@pytest.mark.parametrize(
    "text", ["", "five foot six in centimetres", "miles", "ten miles", "one mile two feet in metres"]
)
def test_what_is_no_clear_conversion(text: str) -> None:
    assert Conversions(LANGUAGE.intents).slots(READ(text)) is None


def test_dice_and_bounds() -> None:
    assert dice(READ("throw two twenty sided dice")) in ({"count": 2, "sides": 20}, {"sides": 20})
    assert dice(READ("roll it")) == {}
    assert bounds(READ("pick one between three and thirty")) == {"low": 3, "high": 30}
    assert bounds(READ("a number under fifty")) == {"high": 50}
    assert bounds(READ("one two or three")) is None


def test_features_are_the_same_in_every_process() -> None:
    names = [each.name for each in pieces(READ("wake me at half past six tomorrow for ten minutes"), LANGUAGE.calendar)]
    assert names == ["wake", "me", "at", "@at", "@day", "for", "@for"]
    assert hashed("milk") == 0xBC269C16 and hashed("milk", LETTERS) == hashed("milk") + 1
    assert len(features(["a"])) == len(set(features(["a"]).tolist())) and len(features([])) == 2
