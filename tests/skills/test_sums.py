"""Sums, as they are said, and those that cannot be done."""

import pytest

from vacli.core.meaning import Understood
from vacli.core.turn import Turn
from vacli.skills.sums import Sums


def answer(operator: str, a: float, b: float = 0, language: str = "en") -> str:
    return Sums(language).answer(Understood("", "sum", {"operator": operator, "a": a, "b": b}), Turn())


@pytest.mark.parametrize(
    ("operator", "a", "b", "said"),
    [
        ("+", 5, 3, "5 plus 3 is 8."),
        ("+", 0.1, 0.2, "0.1 plus 0.2 is 0.3."),
        ("-", 3, 5, "3 minus 5 is -2."),
        ("*", 3.5, 12000, "3.5 times 12,000 is 42,000."),
        ("/", 10, 3, "10 divided by 3 is about 3.333."),
        ("/", 1, 8, "1 divided by 8 is 0.125."),
        ("/", 5, 0, "Nothing can be divided by zero."),
        ("/", 1, 3000, "1 divided by 3,000 is about 0.000333."),
        ("-", 5, 5, "5 minus 5 is 0."),
        ("%", 80, 15, "15 percent of 80 is 12."),
        ("^", 2, 10, "2 to the power of 10 is 1,024."),
        ("^", 99, 999, "That number is too large for me to say."),
        ("^", 0, -1, "That number is too large for me to say."),
        ("*", 10**14, 10**14, "That number is too large for me to say."),
        ("+", 10**17, 0, "That number is too large for me to say."),
        ("sqrt", 16, 0, "The square root of 16 is 4."),
        ("sqrt", 2, 0, "The square root of 2 is about 1.414."),
        ("sqrt", -4, 0, "A negative number has no square root that I could say."),
        ("half", 7, 0, "Half of 7 is 3.5."),
        ("double", 8, 0, "Twice 8 is 16."),
        ("square", 12, 0, "12 squared is 144."),
        ("cube", 3, 0, "3 cubed is 27."),
    ],
)
def test_sums(operator: str, a: float, b: float, said: str) -> None:
    assert answer(operator, a, b) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [("de", "1.500 mal 2,5 ist 3.750."), ("fr", "1 500 fois 2,5 font 3 750."), ("es", "1.500 por 2,5 es 3.750.")],
)
def test_figures_are_written_as_the_language_does(language: str, said: str) -> None:
    assert answer("*", 1500, 2.5, language) == said


@pytest.mark.parametrize(
    ("slots", "said"),
    [
        ({"a": 2, "operator": "+", "b": 3, "then": "*", "c": 4}, "2 plus 3 times 4 is 14."),
        ({"a": 2, "operator": "*", "b": 3, "then": "+", "c": 4}, "2 times 3 plus 4 is 10."),
        (
            {"a": 9, "operator": "-", "b": 3, "then": "-", "c": 2, "then_also": "+", "d": 1},
            "9 minus 3 minus 2 plus 1 is 5.",
        ),
        ({"a": 2, "operator": "*", "b": 3, "then": "^", "c": 2}, "2 times 3 to the power of 2 is 18."),
        ({"a": 8, "operator": "/", "b": 2, "then": "/", "c": 4}, "8 divided by 2 divided by 4 is 1."),
        ({"a": 1, "operator": "+", "b": 2, "then": "/", "c": 0}, "Nothing can be divided by zero."),
        ({"a": 10**14, "operator": "*", "b": 99, "then": "-", "c": 1}, "That number is too large for me to say."),
    ],
)
def test_sums_of_several_operators(slots: dict[str, float | str], said: str) -> None:
    assert Sums("en").answer(Understood("", "sum", slots), Turn()) == said
