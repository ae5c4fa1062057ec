"""Bare recognised words as people write them: in four languages, twice as once, back to the ear, and in odd texts."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from vacli.text.ear import for_the_ear
from vacli.text.shape import shaped

WRITTEN = {
    "en": {
        "set a timer for twenty five minutes and thirty seconds": "Set a timer for 25 minutes and 30 seconds.",
        "i have one dog and two cats": "I have one dog and two cats.",
        "there were a hundred and five people": "There were 105 people.",
        "a million people": "A million people.",
        "five million dollars": "$5 million.",
        "one hundred thousand people": "100,000 people.",
        "three point one four": "3.14.",
        "two and a half hours": "2½ hours.",
        "the second one came first": "The second one came first.",
        "the twenty third one": "The 23rd one.",
        "a twenty second timer": "A 20 second timer.",
        "it was the twenty third of may nineteen eighty four": "It was the 23rd of May 1984.",
        "may third": "May 3rd.",
        "they may win three times": "They may win 3 times.",
        "in twenty twenty six": "In 2026.",
        "in nineteen oh five": "In 1905.",
        "wake me at half past six": "Wake me at 6:30.",
        "wake me at seven thirty": "Wake me at 7:30.",
        "at seven oh five": "At 7:05.",
        "seven thirty a m": "7:30 am.",
        "quarter to one": "12:45.",
        "seven o'clock": "7 o'clock.",
        "five euros fifty": "€5.50.",
        "five dollars and twenty cents": "$5.20.",
        "five dollars and two cats": "$5 and two cats.",
        "it is ten kilometres": "It is 10 km.",
        "twenty degrees celsius": "20 °C.",
        "minus five degrees": "-5°.",
        "what is five plus seven": "What is 5 plus 7?",
        "twenty percent of eighty": "20% of 80.",
        "call oh seven seven nine five": "Call 07795.",
        "my name is b o b": "My name is BOB.",
        "watch t v": "Watch TV.",
        "is this a b": "Is this a b?",
        "i'm at home on friday in march": "I'm at home on Friday in March.",
        "they march on": "They march on.",
        "can you hear me": "Can you hear me?",
        "so what time is it": "So what time is it?",
        "what a day": "What a day.",
        "do it": "Do it.",
    },
    "de": {
        "stell den wecker auf fünfundzwanzig minuten": "Stell den wecker auf 25 Minuten.",
        "es ist halb sieben": "Es ist 6:30 Uhr.",
        "um viertel nach acht": "Um 8:15 Uhr.",
        "sieben uhr dreißig": "7:30 Uhr.",
        "am dreiundzwanzigsten mai neunzehnhundertvierundachtzig": "Am 23. Mai 1984.",
        "wie spät ist es": "Wie spät ist es?",
        "kannst du mich hören": "Kannst du mich hören?",
        "fünf euro fünfzig": "5,50 €.",
        "zehn kilometer": "10 km.",
        "zwanzig prozent": "20 %.",
        "drei komma fünf": "3,5.",
        "hunderttausend leute am montag": "100.000 leute am Montag.",
        "zwei katzen": "Zwei katzen.",
    },
    "fr": {
        "mets un minuteur de vingt cinq minutes": "Mets un minuteur de 25 minutes.",
        "il est sept heures et demie": "Il est 7:30.",
        "réveille moi à sept heures trente": "Réveille moi à 7:30.",
        "le premier mai deux mille vingt six": "Le 1er mai 2026.",
        "quelle heure est il": "Quelle heure est il\u00a0?",
        "cinq euros cinquante": "5,50 €.",
        "vingt pour cent": "20 %.",
        "cent mille personnes": "100\u00a0000 personnes.",
        "deux chats": "Deux chats.",
    },
    "es": {
        "pon un temporizador de veinticinco minutos": "Pon un temporizador de 25 minutos.",
        "son las siete y media": "Son las 7:30.",
        "el tres de mayo de dos mil veintiséis": "El 3 de mayo de 2026.",
        "qué hora es": "¿Qué hora es?",
        "cinco euros con cincuenta céntimos": "5,50 €.",
        "veinte por ciento": "20 %.",
        "veintiún mil personas": "21.000 personas.",
        "dos gatos": "Dos gatos.",
    },
}
CASES = [(code, bare) for code, each in WRITTEN.items() for bare in each]


@pytest.mark.parametrize(("code", "bare"), CASES)
def test_written_and_written_again(code: str, bare: str) -> None:
    written = shaped(bare, code)
    assert written == WRITTEN[code][bare]
    assert shaped(written, code) == written


OTHER_WORDS = (
    *("call oh seven seven nine five", "in nineteen oh five", "quarter to one"),
    *("veinte por ciento", "cinco euros con cincuenta céntimos"),
)
"""What the ear says in words that are written otherwise: 12:45 is "twelve forty-five"."""


@pytest.mark.parametrize(("code", "bare"), [each for each in CASES if each[1] not in OTHER_WORDS])
def test_what_the_ear_makes_of_it_is_written_the_same(code: str, bare: str) -> None:
    written = shaped(bare, code)
    spoken = re.sub("[.?¿,]", "", for_the_ear(written, code)).lower()
    assert not re.search(r"\d", spoken)
    assert shaped(spoken, code).lower() == written.lower()


def test_what_is_written_stays() -> None:
    for text in ("Hello there. How are you?", "It costs $5.", "¿Qué?", "NASA is 5 km away!", "10", "5 + 3", "Wait…"):
        assert shaped(text).rstrip(".") == text.rstrip(".")


def test_another_language_is_only_begun_and_ended() -> None:
    assert shaped("vijf minuten", "nl") == "Vijf minuten."
    assert shaped("zwei minuten", "de-AT") == "2 Minuten."


@pytest.mark.parametrize("text", ["", " ", "\n", "...", "🙂", "\x00", "«»", "\ue000\ue003"])
def test_no_words_no_sentence(text: str) -> None:
    assert not any(letter.isalnum() for letter in shaped(text))


def test_each_line_is_a_sentence() -> None:
    assert shaped("it is five kilometres\nwhat is it") == "It is 5 km.\nWhat is it?"


def test_ten_thousand_words() -> None:
    assert shaped("twenty five minutes " * 3334) == ("25 minutes " * 3334).strip() + "."
    assert shaped("five " * 10_000).count("5") == 10_000


NUMBERS = {
    "en": "five twenty seven thirty second first hundred thousand million point minus plus at past half oh euros",
    "de": "fünf zwanzig sieben halb uhr hundert million komma minus euro prozent null erste nach vor um",
    "fr": "cinq vingt quatre sept heures cent mille virgule moins euros pour premier et demie",
    "es": "cinco veinte siete las y media cien mil coma menos euros por ciento primero",
}
PLAIN = {"en": "dog house green", "de": "hund haus grün", "fr": "chien maison vert", "es": "perro casa verde"}


@pytest.mark.parametrize("code", WRITTEN)
def test_no_word_is_lost_and_twice_is_as_once(code: str) -> None:
    """Words that are no numbers come out as they went in; numbers leave a word or a figure."""
    chance = random.Random(7)
    for _ in range(300):
        words = chance.choices(NUMBERS[code].split() + PLAIN[code].split() * 3, k=chance.randint(1, 12))
        written = shaped(" ".join(words), code)
        plain = [word for word in words if word in PLAIN[code].split()]
        assert [word for word in re.findall(r"\w+", written.lower()) if word in PLAIN[code].split()] == plain
        assert shaped(written, code) == written, words


@settings(max_examples=200, deadline=None)
@given(some.text(max_size=60), some.sampled_from(sorted(WRITTEN)))
def test_any_text_at_all(text: str, code: str) -> None:
    written = shaped(text, code)
    assert not re.search("[\ue000-\ue003]", written)
