"""What the clock answers, at fixed moments, in four languages."""

from datetime import datetime

import pytest

from vacli.core.meaning import Understood
from vacli.core.turn import Turn
from vacli.skills.clock import Clock

NOON = datetime(2025, 11, 21, 14, 5)  # a Friday


def answer(intent: str, language: str = "en", at: datetime = NOON, **slots: str | int | float) -> str:
    return Clock(language, lambda: at).answer(Understood("", intent, slots, language=language), Turn())


@pytest.mark.parametrize(
    ("language", "at", "said"),
    [
        ("en", NOON, "It is 2:05 PM."),
        ("en", datetime(2025, 1, 1, 0, 0), "It is 12:00 AM."),
        ("en", datetime(2025, 1, 1, 12, 30), "It is 12:30 PM."),
        ("de", NOON, "Es ist 14:05 Uhr."),
        ("fr", NOON, "Il est 14 h 05."),
        ("es", NOON, "Son las 14:05."),
        ("es", datetime(2025, 1, 1, 1, 5), "Es la 1:05."),
    ],
)
def test_the_time(language: str, at: datetime, said: str) -> None:
    assert answer("time", language, at) == said


@pytest.mark.parametrize(
    ("slots", "said"),
    [
        ({}, "Today is Friday, November 21, 2025."),
        ({"days": 1}, "It will be Saturday, November 22, 2025."),
        ({"days": -1}, "It was Thursday, November 20, 2025."),
        ({"weeks": 2}, "It will be Friday, December 5, 2025."),
        ({"days_ago": 21}, "It was Friday, October 31, 2025."),
        ({"part": "month"}, "It is November."),
        ({"part": "year"}, "It is the year 2025."),
        ({"occasion": "12-25"}, "In 34 days, on Thursday, December 25, 2025."),
        ({"occasion": "01-01"}, "In 41 days, on Thursday, January 1, 2026."),
        ({"occasion": "4"}, "That is today."),
        ({"occasion": "5"}, "That is tomorrow."),
        ({"days": 10**12}, "That is beyond my calendar."),
        ({"days_ago": 10**6}, "That is beyond my calendar."),
    ],
)
def test_the_date(slots: dict[str, str | int], said: str) -> None:
    assert answer("date", **slots) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Heute ist Freitag, der 21. November 2025."),
        ("fr", "Nous sommes le vendredi 21 novembre 2025."),
        ("es", "Hoy es viernes, 21 de noviembre de 2025."),
    ],
)
def test_the_date_in_other_languages(language: str, said: str) -> None:
    assert answer("date", language) == said
