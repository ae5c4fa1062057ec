"""What a text names: in four languages, where it stands in the text, seen from a day, and what is none."""

from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pint import UnitRegistry

from vacli.core.errors import UsageError
from vacli.core.meaning import Entity
from vacli.understand.annotations.amounts import MONEY, units
from vacli.understand.annotations.entities import entities
from vacli.understand.annotations.placed import placed
from vacli.understand.language import LANGUAGES, language

SATURDAY = datetime(2026, 11, 21, 10, 30)
NAMES = {"kitchen": "room", "living room": "room", "room": "place", "Anna": "person", "to-do": "list"}

NAMED = {
    "en": {
        "a timer for twenty five minutes and ten seconds": [("duration", 1510, "twenty five minutes and ten seconds")],
        "um, set, uh, a timer for, um, 5 minutes.": [("duration", 300, "5 minutes")],
        "a ten-minute timer": [("duration", 600, "ten-minute")],
        "in an hour and a half": [("duration", 5400, "an hour and a half")],
        "two and a half hours": [("duration", 9000, "two and a half hours")],
        "wake me at half past six tomorrow": [("time", "06:30", "half past six"), ("date", "2026-11-22", "tomorrow")],
        "Dinner at 7:30pm, tonight": [("time", "19:30", "7:30pm"), ("date", "2026-11-21", "tonight")],
        "meet me at seven": [("time", "07:00", "seven")],
        "is it five to seven": [("time", "06:55", "five to seven")],
        "add five to seven": [("number", 5, "five"), ("number", 7, "seven")],
        "by 5 tomorrow": [("time", "05:00", "5"), ("date", "2026-11-22", "tomorrow")],
        "on the third of may twenty twenty seven": [("date", "2027-05-03", "on the third of may twenty twenty seven")],
        "it was 2026-02-28": [("date", "2026-02-28", "2026-02-28")],
        "next friday": [("date", "2026-11-27", "next friday")],
        "in three days": [("date", "2026-11-24", "in three days")],
        "every weekday at seven": [("recurrence", "weekday", "every weekday"), ("time", "07:00", "seven")],
        "10km are ten kilometres": [("quantity", 10, "10km"), ("quantity", 10, "ten kilometres")],
        "it is minus five degrees celsius": [("quantity", -5, "minus five degrees celsius")],
        "twenty percent of 80": [("percentage", 20, "twenty percent"), ("number", 80, "80")],
        "five euros fifty": [("money", 5.5, "five euros fifty")],
        "five dollars and twenty cents": [("money", 5.2, "five dollars and twenty cents")],
        "$5.50 or £3.20": [("money", 5.5, "$5.50"), ("money", 3.2, "£3.20")],
        "12,000 people": [("number", 12000, "12,000")],
        "one of us": [],
        "add milk, eggs and two litres of Orange Juice to the shopping list": [
            ("item", "milk", "milk"), ("item", "eggs", "eggs"),
            ("quantity", 2, "two litres"), ("item", "orange juice", "Orange Juice"),
        ],
        "buy some bread and butter tomorrow": [
            ("item", "bread", "bread"), ("item", "butter", "butter"), ("date", "2026-11-22", "tomorrow"),
        ],
        "turn on the light and open the door": [],
    },
    "de": {
        "stell einen timer auf fünfundzwanzig minuten": [("duration", 1500, "fünfundzwanzig minuten")],
        "weck mich morgen um halb sieben": [("date", "2026-11-22", "morgen"), ("time", "06:30", "halb sieben")],
        "anderthalb stunden": [("duration", 5400, "anderthalb stunden")],
        "fünf euro fünfzig": [("money", 5.5, "fünf euro fünfzig")],
        "setz milch und eier auf die einkaufsliste": [("item", "milch", "milch"), ("item", "eier", "eier")],
    },
    "fr": {
        "mets un minuteur de vingt-cinq minutes": [("duration", 1500, "vingt-cinq minutes")],
        "demain à sept heures et demie": [("date", "2026-11-22", "demain"), ("time", "07:30", "sept heures et demie")],
        "pendant deux heures": [("duration", 7200, "deux heures")],
        "vingt pour cent": [("percentage", 20, "vingt pour cent")],
        "ajoute du lait et des oeufs à la liste": [("item", "lait", "lait"), ("item", "oeufs", "oeufs")],
    },
    "es": {
        "pon un temporizador de veinticinco minutos": [("duration", 1500, "veinticinco minutos")],
        "mañana a las siete y media": [("date", "2026-11-22", "mañana"), ("time", "07:30", "siete y media")],
        "dos horas": [("duration", 7200, "dos horas")],
        "veinte por ciento": [("percentage", 20, "veinte por ciento")],
        "añade leche y huevos a la lista": [("item", "leche", "leche"), ("item", "huevos", "huevos")],
    },
}  # fmt: skip


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in NAMED.items() for text in texts])
def test_what_is_named_and_where(code: str, text: str) -> None:
    found = entities(text, code, now=SATURDAY)
    assert [(each.kind, each.value, each.text) for each in found] == NAMED[code][text]
    assert all(text[each.start : each.end] == each.text and each.explanation for each in found)


def test_the_half_of_the_day_is_open_where_it_was_not_said() -> None:
    assert [each.unit for each in entities("at seven or at 7 pm or at 19:00")] == ["12h", "", ""]


def test_names_of_the_user_the_longest_in_any_case() -> None:
    found = entities("Is ANNA in the Living  Room or the kitchens, for two minutes", names=NAMES)
    assert [(each.kind, each.value, each.text) for each in found] == [
        ("person", "Anna", "ANNA"),
        ("room", "living room", "Living  Room"),
        ("duration", 120, "two minutes"),
    ]


def test_a_name_wins_over_what_is_shorter_only() -> None:
    assert [each.kind for each in entities("two minutes", names={"minutes": "film"})] == ["duration"]
    assert [each.kind for each in entities("two minutes", names={"two minutes": "film"})] == ["film"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_units_are_those_that_pint_knows(code: str) -> None:
    known: UnitRegistry[float] = UnitRegistry()
    names = set(units(code).values()) - set(MONEY)
    assert len(names) > 40
    for name in names:
        assert known.parse_units(name) != known.parse_units(""), name  # it raises for one that it does not know


@pytest.mark.parametrize("text", ["", " ", "...", "\x00\x07", "🙂", "-", "$", "£", "2026-13-45"])
def test_what_names_nothing(text: str) -> None:
    assert [each for each in entities(text, names=NAMES) if each.kind != "number"] == []


def test_much_text_is_looked_at_to_its_bound() -> None:
    found = entities("remind me at seven " * 10_000)
    assert 20 < len(found) < 200


def test_an_unknown_language() -> None:
    with pytest.raises(UsageError, match="'xx'"):
        entities("five", "xx")


WORDS = """five twenty seven thirty half past to at in two hours minutes and a euros percent tomorrow
    on friday march , . - : um"""


@settings(max_examples=150, deadline=None)
@given(some.lists(some.sampled_from(WORDS.split()), max_size=12), some.sampled_from(LANGUAGES))
def test_whatever_is_said_entities_stand_apart_and_in_order(words: list[str], code: str) -> None:
    text = " ".join(words)
    found = entities(text, code, NAMES, SATURDAY)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(text[each.start : each.end] == each.text and each.text.strip() for each in found)


@settings(max_examples=200, deadline=None)
@given(some.text(max_size=80))
def test_any_text_at_all(text: str) -> None:
    for each in entities(text, names={"a": "x", text[:3]: "y"}, now=SATURDAY):
        assert isinstance(each, Entity) and text[each.start : each.end] == each.text


@pytest.mark.parametrize(
    "text", ["It's 7:30am, um, 12,000 people", "three quarters of a mile", "please please stop", "20 % − 3"]
)
def test_placed_tokens_are_those_of_the_reader(text: str) -> None:
    data = language("en")
    found = placed(data.reader, text, data.words["fillers"])
    assert tuple(each.token for each in found) == data.reader.tokens(text)
    assert all(text[each.start : each.end].strip() for each in found)
