"""Units, asked for as people do: right, rounded as people round, refused where nothing is alike."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from vacli.core.meaning import Understood
from vacli.core.turn import Turn
from vacli.skills.convert import Convert, as_people_say
from vacli.skills.convert_words import CURRENCIES, NAMES
from vacli.understand import open_language

SAID = {
    "How many kilometers is five miles?": "5 miles is about 8.05 kilometres.",
    "convert 70 degrees Fahrenheit to Celsius": "70 degrees Fahrenheit is about 21.1 degrees Celsius.",
    "what's 20 °C in °F": "20 degrees Celsius is 68 degrees Fahrenheit.",
    "what is minus 40 celsius in fahrenheit": "-40 degrees Celsius is -40 degrees Fahrenheit.",
    "how many feet are in a mile": "1 mile is 5,280 feet.",
    "what's two and a half cups in milliliters": "2.5 cups is about 591.5 millilitres.",
    "how many tablespoons in half a cup": "0.5 cups is 8 tablespoons.",
    "how many ounces in two cups": "2 cups is 16 fluid ounces.",
    "how many ounces in two pounds": "2 pounds is 32 ounces.",
    "how many megabytes are in 2 gigabytes": "2 gigabytes is 2,000 megabytes.",
    "100 km/h in mph": "100 kilometres per hour is about 62.1 miles per hour.",
    "5km in miles": "5 kilometres is about 3.11 miles.",
    "how many minutes are in three hours": "3 hours is 180 minutes.",
    "what is 80 kilos in pounds": "80 kilograms is about 176.4 pounds.",
    "how many grams are in an ounce": "1 ounce is about 28.3 grams.",
    "how many square feet are in 50 square meters": "50 square metres is about 538.2 square feet.",
    "0 miles in meters": "0 miles is 0 metres.",
    "how many inches in one foot": "1 foot is 12 inches.",
}


@pytest.mark.parametrize("text", SAID)
def test_converted(talk: Any, text: str) -> None:
    assert talk(text) == SAID[text]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("convert 5 kilograms to miles", "I cannot turn kilograms into miles: they do not measure the same thing."),
        ("how many grams are in a cup", "I cannot turn cups into grams: they do not measure the same thing."),
        ("what is 20 dollars in euros", "I work offline, so I know no exchange rates."),
        ("how many pounds is five euros", "I work offline, so I know no exchange rates."),
        ("convert minus 300 celsius to kelvin", "Nothing is colder than absolute zero."),
        ("convert 999999999999999999 light years to millimeters", "That number is too large for me to say."),
    ],
)
def test_refused_with_the_reason(talk: Any, text: str, said: str) -> None:
    assert talk(text) == said


def test_into_what_is_asked_back(talk: Any) -> None:
    assert talk("convert 5 miles") == "Into which unit?" and talk.asked
    assert talk("kilometers") == "5 miles is about 8.05 kilometres."


@pytest.mark.parametrize(
    "text", ["how many feet has a millipede", "convert me", "5 in miles", "what is a mile", "how many miles"]
)
def test_what_is_no_conversion(talk: Any, text: str) -> None:
    assert talk.dialogue.understand(text).intent != "convert"


@pytest.mark.parametrize("name", sorted(NAMES - CURRENCIES))
def test_every_unit_is_known(name: str) -> None:
    said = Convert("en").answer(Understood("", "convert", {"amount": 3, "from": name, "to": name}), Turn())
    assert isinstance(said, str) and said.startswith("3 ") and " is 3 " in said


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_every_unit_that_is_understood_has_a_name(language: str) -> None:
    values = {value.value_out for value in open_language(language)._data.intents.slot_lists["unit"].values}
    assert values <= NAMES


@pytest.mark.parametrize(
    ("value", "said"),
    [(1609.344, "1609"), (123.456, "123.5"), (8.04672, "8.05"), (0.0123456, "0.0123"), (0.0, "0"), (-40.0, "-40.0")],
)
def test_rounded_as_people_do(value: float, said: str) -> None:
    assert as_people_say(value) == Decimal(said)


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("de", "Wie viele Kilometer sind fünf Meilen?", "5 Meilen sind ungefähr 8,05 Kilometer."),
        ("de", "rechne 70 grad fahrenheit in celsius um", "70 Grad Fahrenheit sind ungefähr 21,1 Grad Celsius."),
        ("fr", "Combien de kilomètres font cinq miles ?", "5 milles font environ 8,05 kilomètres."),
        ("fr", "convertis 1,5 litres en tasses", "1,5 litre font environ 6,34 tasses."),
        ("es", "¿Cuántos kilómetros son cinco millas?", "5 millas son aproximadamente 8,05 kilómetros."),
        ("es", "convierte 20 dólares a euros", "Trabajo sin conexión, así que no conozco los tipos de cambio."),
    ],
)
def test_other_languages(talking: Callable[..., Any], language: str, text: str, said: str) -> None:
    assert talking(language)(text) == said
