"""Sentences in both spellings, near misses, every command, anything at all: the right intent, and never a crash."""

import random
import time

import pytest
from support import A_TIMER, times_the_work

from vacli.config import ReplySettings
from vacli.core.errors import UsageError
from vacli.core.meaning import Command
from vacli.understand import open_language
from vacli.understand.language import LANGUAGES
from vacli.understand.text import LONGEST

MEANT = {
    "en": {
        "What time is it?": ("time", {}),
        "what's the time": ("time", {}),
        "could you tell me the time please": ("time", {}),
        "What is the date today?": ("date", {}),
        "what day was yesterday": ("date", {"days": -1}),
        "what day is the day after tomorrow": ("date", {"days": 2}),
        "what date is it in three weeks": ("date", {"days": 21}),
        "what day was it ten days ago": ("date", {"days": -10}),
        "How many days until Christmas?": ("days_until", {"occasion": "christmas"}),
        "what year is it": ("date", {"part": "year"}),
        "Set a timer for five minutes.": ("timer_set", {"duration": 300}),
        "set a timer for 5 minutes": ("timer_set", {"duration": 300}),
        "Set a timer for 90 seconds": ("timer_set", {"duration": 90}),
        "set a timer for twenty five minutes and thirty seconds": ("timer_set", {"duration": 1530}),
        "Set a timer for half an hour.": ("timer_set", {"duration": 1800}),
        "set a timer for an hour and a half": ("timer_set", {"duration": 5400}),
        "set a timer for one and a half hours": ("timer_set", {"duration": 5400}),
        "set a timer for two hours and fifteen minutes": ("timer_set", {"duration": 8100}),
        "um please set a, uh, ten minute timer called pizza": ("timer_set", {"duration": 600, "name": "pizza"}),
        "start a pasta timer for 8 minutes": ("timer_set", {"duration": 480, "name": "pasta"}),
        "remind me in an hour": ("timer_set", {"duration": 3600}),
        "set a timer": ("timer_set", {}),
        "set a timer for three years": ("timer_set", {"duration": 3 * 365 * 86400}),
        "How much time is left?": ("timer_left", {}),
        "how long is left on the pizza timer": ("timer_left", {"name": "pizza"}),
        "Cancel the timer.": ("timer_cancel", {}),
        "cancel the five minute timer": ("timer_cancel", {"which_minutes": 5}),
        "stop my pizza timer": ("timer_cancel", {"name": "pizza"}),
        "cancel all timers": ("timer_cancel_all", {}),
        "add five minutes to the timer": ("timer_add", {"duration": 300}),
        "five more minutes": ("", {}),
        "give it two minutes more": ("timer_add", {"duration": 120}),
        "No, ten minutes.": ("timer_correct", {"duration": 600}),
        "no make it ten minutes": ("timer_correct", {"duration": 600}),
        "What is 5 plus 3?": ("sum", {"a": 5, "operator": "+", "b": 3}),
        "what is five plus three": ("sum", {"a": 5, "operator": "+", "b": 3}),
        "3.5 times 12,000": ("sum", {"a": 3.5, "operator": "*", "b": 12000}),
        "7*8": ("sum", {"a": 7, "operator": "*", "b": 8}),
        "what is three hundred and five minus two": ("sum", {"a": 305, "operator": "-", "b": 2}),
        "What's 15% of 80?": ("sum", {"a": 80, "operator": "%", "b": 15}),
        "divide one million by eight": ("sum", {"a": 10**6, "operator": "/", "b": 8}),
        "what is the square root of sixteen": ("sum", {"a": 16, "operator": "sqrt"}),
        "what is minus five plus two point five": ("sum", {"a": -5, "operator": "+", "b": 2.5}),
        "Turn on the lights.": ("home", {"switch": "on", "device": "lights"}),
        "turn off the lights in the kitchen": ("home", {"switch": "off", "device": "lights", "area": "kitchen"}),
        "turn the bedroom lamp on": ("home", {"switch": "on", "device": "lamp", "area": "bedroom"}),
    },
    "de": {
        "Wie spät ist es?": ("time", {}),
        "welcher tag ist heute": ("date", {}),
        "Stelle einen Timer auf 5 Minuten.": ("timer_set", {"duration": 300}),
        "stell einen timer auf fünfundzwanzig minuten": ("timer_set", {"duration": 1500}),
        "stell einen timer auf eine halbe stunde": ("timer_set", {"duration": 1800}),
        "wie lange läuft der timer noch": ("timer_left", {}),
        "brich den timer ab": ("timer_cancel", {}),
        "alle timer löschen": ("timer_cancel_all", {}),
        "verlängere den timer um fünf minuten": ("timer_add", {"duration": 300}),
        "nein, zehn minuten": ("timer_correct", {"duration": 600}),
        "was ist drei plus vier": ("sum", {"a": 3, "operator": "+", "b": 4}),
        "zweitausenddreihundert durch zwei": ("sum", {"a": 2300, "operator": "/", "b": 2}),
        "was ist 3,5 mal 2": ("sum", {"a": 3.5, "operator": "*", "b": 2}),
        "mach das licht in der küche an": ("home", {"device": "licht", "area": "küche", "switch": "an"}),
    },
    "fr": {
        "Quelle heure est-il ?": ("time", {}),
        "quel jour sommes nous": ("date", {}),
        "Mets un minuteur de cinq minutes.": ("timer_set", {"duration": 300}),
        "mets un minuteur d'une demi-heure": ("timer_set", {"duration": 1800}),
        "mets un minuteur de vingt et une minutes": ("", {}),
        "combien de temps reste-t-il": ("timer_left", {}),
        "annule le minuteur": ("timer_cancel", {}),
        "annule tous les minuteurs": ("timer_cancel_all", {}),
        "ajoute cinq minutes": ("timer_add", {"duration": 300}),
        "non, dix minutes": ("timer_correct", {"duration": 600}),
        "combien font quatre-vingt-dix-neuf fois trois": ("sum", {"a": 99, "operator": "*", "b": 3}),
        "vingt pour cent de quatre-vingts": ("sum", {"a": 80, "operator": "%", "b": 20}),
        "allume la lumière de la cuisine": ("home", {"device": "lumière", "area": "cuisine"}),
    },
    "es": {
        "¿Qué hora es?": ("time", {}),
        "qué día es hoy": ("date", {}),
        "Pon un temporizador de cinco minutos.": ("timer_set", {"duration": 300}),
        "pon un temporizador de media hora": ("timer_set", {"duration": 1800}),
        "cuánto tiempo queda": ("timer_left", {}),
        "cancela el temporizador": ("timer_cancel", {}),
        "cancela todos los temporizadores": ("timer_cancel_all", {}),
        "añade cinco minutos": ("timer_add", {"duration": 300}),
        "no, diez minutos": ("timer_correct", {"duration": 600}),
        "cuánto es treinta y cinco por dos": ("sum", {"a": 35, "operator": "*", "b": 2}),
        "el veinte por ciento de ochenta": ("sum", {"a": 80, "operator": "%", "b": 20}),
        "enciende la luz de la cocina": ("home", {"device": "luz", "area": "cocina"}),
    },
}

MISSES = (
    *("what time is the meeting", "timer of evil", "what is the date of the battle of hastings", "time flies"),
    *("set the table for five", "cancel my subscription", "add milk to the recipe", "five times a day"),
    *(
        "how many days are in a fortnight",
        "turn on the charm",
        "set a timer for the",
        "what is five",
        "what is plus five",
    ),
    *("stop the car in five minutes", "open your mind", "no ten people came", "the kitchen lights are nice"),
    *("who are you", "tell me a joke", "cancel the meeting"),
)


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in MEANT.items() for text in texts])
def test_sentences_mean_what_they_say(language: str, text: str) -> None:
    meant = open_language(language).understand(text)
    assert (meant.intent, dict(meant.slots)) == MEANT[language][text]
    assert meant.language == language
    assert bool(meant.confidence) == bool(meant.intent)


@pytest.mark.parametrize("text", MISSES)
def test_near_misses_are_left_to_the_language_model(text: str) -> None:
    meant = open_language().understand(text)
    assert meant.intent == "" or meant.confidence < ReplySettings().threshold, "it is asked back at the most"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_known_in_every_language(language: str) -> None:
    understanding = open_language(language)
    known = understanding._data.words["commands"]
    assert set(known) == set(Command)
    for name, said in known.items():
        for text in said:
            assert understanding.command(text) is Command(name)
            assert understanding.command(f"  {text.upper()}! ") is Command(name)


@pytest.mark.parametrize("text", ["cancel the timer", "stop the music", "don't stop", "", "?", "stop " * 100])
def test_a_command_is_the_whole_text(text: str) -> None:
    assert open_language().command(text) is None


def test_stop_words_of_ones_own() -> None:
    understanding = open_language("en-GB", ["Ruhe jetzt", " ", "zip it"])
    assert understanding.command("Zip it!") is Command.STOP
    assert understanding.command("ruhe jetzt") is Command.STOP
    assert open_language("en").command("zip it") is None


@pytest.mark.parametrize(
    ("language", "text", "listening"),
    [
        *(
            ("en", text, True)
            for text in ("uh huh", "Uh-huh.", "mm-hmm", "okay", "yeah right", "I see", "oh okay yeah")
        ),
        *(("en", text, False) for text in ("", "okay stop", "right now", "no", "yeah but why", "what", "...")),
        *(("de", text, True) for text in ("mhm", "ja genau", "ach so")),
        *(("fr", text, True) for text in ("d'accord", "oui oui", "je vois")),
        *(("es", text, True) for text in ("vale", "sí claro", "ya veo")),
    ],
)
def test_back_channels(language: str, text: str, listening: bool) -> None:
    assert open_language(language).backchannel(text) is listening


def test_a_language_without_sentences_says_which_there_are() -> None:
    with pytest.raises(UsageError, match="'pt'") as caught:
        open_language("pt")
    assert "en, de, fr, es" in caught.value.hint


@pytest.mark.parametrize("language", LANGUAGES)
def test_anything_at_all_is_answered_in_time(language: str) -> None:
    understanding = open_language(language)
    words = sorted(
        {*understanding.grammar().words(), *understanding._data.words["open"], "7", "3.5", "-2", "1,000", "0"}
    )
    words += ["\0", "¿", "😀", "'", "--", "%", "1e9", "9" * 400, "ß", "İ", "٣", "²", "a'b'c", "{x}", "(a|b)", "<the>"]
    chance = random.Random(4)

    def all_of(text: str) -> float:
        begin = time.thread_time()
        understanding.understand(text)
        understanding.command(text)
        understanding.backchannel(text)
        return time.thread_time() - begin

    texts = [chance.choice((" ", ", ")).join(chance.choices(words, k=chance.randint(0, 45))) for _ in range(500)]
    slowest = max(texts, key=all_of)
    assert times_the_work(lambda: all_of(slowest), lambda: all_of(A_TIMER[language])) < 60


@pytest.mark.parametrize("text", ["a" * 10**6, "five " * 10**5, "set a timer for " * 10**4, "\n" * 10**5])
def test_a_huge_text_is_no_command_and_no_more_work_than_a_long_one(text: str) -> None:
    understanding = open_language()
    assert understanding.understand(text).intent == ""
    long = text[: LONGEST + 1]
    assert times_the_work(lambda: understanding.understand(text), lambda: understanding.understand(long)) < 3
