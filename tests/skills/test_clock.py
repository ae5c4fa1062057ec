"""What the clock answers, at fixed moments, in four languages."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

import pytest

from vacli.core.meaning import Understood
from vacli.core.turn import Turn
from vacli.skills.clock import Clock
from vacli.skills.occasions import next_occasion
from vacli.understand import open_language
from vacli.understand.language import LANGUAGES

NOON = datetime(2025, 11, 21, 14, 5)  # a Friday


def answer(
    intent: str,
    language: str = "en",
    at: datetime = NOON,
    slots: Mapping[str, str | int | float] = MappingProxyType({}),
) -> str:
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
        ({"days": 14}, "It will be Friday, December 5, 2025."),
        ({"days": -21}, "It was Friday, October 31, 2025."),
        ({"weekday": "friday"}, "Today is Friday, November 21, 2025."),
        ({"weekday": "thursday"}, "It will be Thursday, November 27, 2025."),
        ({"weekday": "friday", "last": 1}, "It was Friday, November 14, 2025."),
        ({"month": 2, "day": 29}, "It will be Tuesday, February 29, 2028."),
        ({"day": 31}, "It will be Wednesday, December 31, 2025."),
        ({"part": "day"}, "Today is Friday, November 21, 2025."),
        ({"part": "month"}, "It is November."),
        ({"part": "year"}, "It is the year 2025."),
        ({"days": 10**12}, "That is beyond my calendar."),
        ({"days": -(10**6)}, "That is beyond my calendar."),
    ],
)
def test_the_date(slots: dict[str, str | int], said: str) -> None:
    assert answer("date", slots=slots) == said


@pytest.mark.parametrize(
    ("language", "slots", "said"),
    [
        ("en", {"occasion": "christmas"}, "In 34 days, on Thursday, December 25, 2025."),
        ("en", {"occasion": "the new year"}, "In 41 days, on Thursday, January 1, 2026."),
        ("en", {"occasion": "thanksgiving"}, "In 6 days, on Thursday, November 27, 2025."),
        ("en", {"occasion": "memorial day"}, "In 185 days, on Monday, May 25, 2026."),
        ("en", {"occasion": "the weekend"}, "That is tomorrow."),
        ("en", {"weekday": "friday"}, "That is today."),
        ("en", {"month": 3, "day": 3}, "In 102 days, on Tuesday, March 3, 2026."),
        ("en", {"days": -1}, "It was Thursday, November 20, 2025."),
        ("en", {"occasion": "the day after never"}, "I do not know which day that is."),
        ("en", {"month": 2, "day": 30}, "I do not know which day that is."),
        ("de", {"occasion": "ostern"}, "In 135 Tagen: Sonntag, der 5. April 2026."),
        ("fr", {"occasion": "la pentecôte"}, "Dans 184 jours, le dimanche 24 mai 2026."),
        ("es", {"occasion": "nochevieja"}, "Dentro de 40 días, el miércoles, 31 de diciembre de 2025."),
    ],
)
def test_how_long_until_a_day(language: str, slots: dict[str, str | int], said: str) -> None:
    assert answer("days_until", language, slots=slots) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_occasion_that_is_understood_has_a_date(language: str) -> None:
    occasions: Any = open_language(language)._data.intents.slot_lists["occasion"]
    names = [value.text_in.text.strip() for value in occasions.values]
    assert len(names) > 10
    assert [name for name in names if next_occasion(name, NOON.date(), language) is None] == []


@pytest.mark.parametrize(
    ("language", "place", "said"),
    [
        ("en", "tokyo", "It is 10:05 PM in Tokyo."),
        ("en", "new york", "It is 8:05 AM in New York."),
        ("en", "the Netherlands", "It is 2:05 PM in the Netherlands."),
        ("en", "sydney", "It is 12:05 AM on Saturday in Sydney."),
        ("en", "atlantis", "I do not know the time in Atlantis."),
        ("en", "the us", "There are several time zones in the US. Name a city there."),
        ("en", "'; drop table entry; --", "I do not know the time in '; Drop Table Entry; --."),
        ("de", "tokio", "In Tokio ist es 22:05 Uhr."),
        ("fr", "londres", "Il est 13 h 05 à cet endroit : Londres."),
        ("es", "londres", "Son las 13:05 en Londres."),
    ],
)
def test_the_time_elsewhere(in_zone: Callable[[str], None], language: str, place: str, said: str) -> None:
    in_zone("Europe/Berlin")
    assert answer("time", language, slots={"place": place}) == said


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
