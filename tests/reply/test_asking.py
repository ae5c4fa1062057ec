"""Asked back: whether it was meant at all, whether it was heard right; in the words of the language, once in a row."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.reply.talker import Talker
from vacli.config import ReplySettings
from vacli.core.meaning import Understood
from vacli.core.turn import Turn
from vacli.core.words import ReplyClass
from vacli.reply.asking import Asking
from vacli.reply.phrases import Phrase, phrase
from vacli.understand.language import language as data_of
from vacli.understand.understanding import Understanding

CODES = ["en", "de", "fr", "es"]
WORDS = {
    "en": {"text": "call mum", "items": "milk", "item": "milk", "about": "keys", "word": "necessary"},
    "de": {"text": "den anruf", "items": "milch", "item": "milch", "about": "schlüssel", "word": "haus"},
    "fr": {"text": "partir", "items": "du lait", "item": "lait", "about": "clé", "word": "maison"},
    "es": {"text": "salir", "items": "leche", "item": "leche", "about": "llaves", "word": "casa"},
}
REQUESTS: list[tuple[str, dict[str, str | int | float]]] = [
    ("time", {}),
    ("time", {"place": "paris"}),
    ("date", {"days": 1}),
    ("date", {"days": 3}),
    ("date", {"weekday": "friday"}),
    ("days_until", {"month": 3, "day": 5}),
    ("timer_set", {"duration": 600}),
    ("timer_set", {"duration": 5400}),
    ("timer_left", {}),
    ("timer_cancel", {}),
    ("timer_cancel_all", {}),
    ("timer_add", {"duration": 300}),
    ("timer_correct", {"duration": 300}),
    ("alarm_set", {"at": "07:00", "half": "open"}),
    ("alarm_set", {"at": "19:30"}),
    ("alarm_set", {"at": "07:15", "half": "open", "weekday": "friday"}),
    ("alarm_set", {"at": "07:00", "half": "open", "every": "weekday"}),
    ("alarm_move", {"at": "08:00", "half": "open"}),
    ("alarm_list", {}),
    ("alarm_cancel", {"at": "07:00", "half": "open"}),
    ("alarm_cancel_all", {}),
    ("alarm_snooze", {}),
    ("reminder_set", {"text": "", "duration": 600}),
    ("reminder_set", {"text": "", "at": "05:00", "half": "open", "days": 1}),
    ("reminder_list", {}),
    ("reminder_cancel", {"text": ""}),
    ("reminder_cancel_all", {}),
    ("list_add", {"items": "", "list": "shopping"}),
    ("list_remove", {"items": "", "list": "shopping"}),
    ("list_read", {"list": "shopping"}),
    ("list_has", {"item": "", "list": "shopping"}),
    ("list_clear", {"list": "shopping"}),
    ("note_add", {"text": ""}),
    ("note_read", {}),
    ("note_clear", {}),
    ("sum", {"a": 5, "operator": "*", "b": 7}),
    ("sum", {"a": 80, "operator": "%", "b": 15}),
    ("sum", {"a": 9, "operator": "sqrt"}),
    ("convert", {"amount": 10, "from": "mile", "to": "kilometre"}),
    ("convert", {"amount": 2.5, "from": "kilogram", "to": "pound"}),
    ("spell", {"word": ""}),
    ("coin", {}),
    ("dice", {}),
    ("dice", {"count": 2}),
    ("random", {"low": 1, "high": 10}),
    ("volume", {"change": "up"}),
    ("volume", {"percent": 40}),
    ("speed", {"change": "down"}),
    ("remember", {"text": ""}),
    ("recall", {"about": ""}),
    ("memory_list", {}),
    ("forget", {"about": ""}),
    ("forget_all", {}),
    ("weather", {"place": "paris"}),
    ("weather", {"place": "paris", "weekday": "friday"}),
    ("news", {}),
    ("help", {}),
    ("said", {}),
]
NEVER = {"home"}
"""Intents whose words leave out what was meant ("open", "close"): what cannot be said whole is not asked."""


PASTA, CLEAR = "my pasta takes ten minutes you know", "away with the groceries"
GUESSES = {PASTA: "set a timer for ten minutes", CLEAR: "clear the shopping list", "nine": "flip a coin"}


class Unsure(Understanding):
    """Understands the texts of `GUESSES` as the sentences there, with so much `confidence`."""

    confidence = 0.5

    def understand(self, text: str) -> Understood:
        if text not in GUESSES:
            return super().understand(text)
        return replace(super().understand(GUESSES[text]), text=text, confidence=self.confidence)


@pytest.fixture(scope="module")
def unsure() -> Unsure:
    return Unsure("en")


@pytest.fixture
def talk(tmp_path: Path, unsure: Unsure) -> Iterator[Talker]:
    talker = Talker(tmp_path / "skills.db", understander=unsure)
    yield talker
    talker.store.close()


@pytest.mark.parametrize("code", CODES)
def test_every_intent_can_be_asked_about(code: str) -> None:
    data = data_of(code)
    assert set(data.named) - NEVER <= set(data.words["asked"])
    assert {intent for intent, _ in REQUESTS} >= set(data.named) - NEVER, "a new intent wants a line above"


@pytest.mark.parametrize("code", CODES)
def test_what_is_asked_says_what_was_meant(code: str) -> None:
    """The words of the question, said by a user, mean the same request."""
    understander, asking = Understanding(code), Asking(code)
    for intent, given in REQUESTS:
        slots = {name: WORDS[code].get(name, value) for name, value in given.items()}
        words = asking.words(Understood("", intent, slots, 0.5, language=code))
        found = understander.understand(words)
        assert (found.intent, dict(found.slots)) == (intent, slots), words


@pytest.mark.parametrize(
    "slots",
    [{"days": -1}, {"weekday": "friday", "last": 1}, {"days": 1, "unknown": "x"}],
)
def test_what_cannot_be_said_whole_is_not_asked(slots: dict[str, str | int | float]) -> None:
    assert Asking("en").words(Understood("", "date", slots, 0.5)) == ""
    assert Asking("en").words(Understood("", "nothing_known", {}, 0.5)) == ""


def test_braces_and_brackets_in_a_text_are_said_as_they_are() -> None:
    meant = Understood("", "note_add", {"text": "[x] {y} {0} %s"}, 0.5)
    assert Asking("en").words(meant) == "make a note that [x] {y} {0} %s"


def test_did_you_mean(talk: Talker) -> None:
    assert talk(PASTA) == "Did you mean: set a timer for 10 minutes?"
    assert talk.reply_class is ReplyClass.QUICK and talk.kept("timer") == []
    assert talk("yes please") == "Your 10 minute timer is set."
    assert talk.kept("timer") == ["600"]


def test_a_no_asks_for_other_words_and_anything_else_is_a_request(talk: Talker) -> None:
    talk(PASTA)
    assert talk("no") == "Sorry. How else would you say it?"
    talk(PASTA)
    assert talk("what is two plus two") == "2 plus 2 is 4."
    assert talk("yes") == "chat", "the question is no longer open"
    assert talk.kept("timer") == []


def test_it_is_asked_once_in_a_row(talk: Talker) -> None:
    assert talk(PASTA).startswith("Did you mean")
    assert talk(PASTA) == "chat"
    assert talk(PASTA).startswith("Did you mean")


def test_what_is_sure_is_not_asked(talk: Talker, unsure: Unsure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unsure, "confidence", 0.7)
    assert talk(PASTA) == "Your 10 minute timer is set."


def test_a_guess_does_not_keep_an_answer_from_what_was_asked(talk: Talker) -> None:
    talk("set an alarm")
    assert talk("nine") == "Your alarm will ring tomorrow at 9:00 AM."


def test_a_destructive_guess_is_asked_and_a_yes_is_enough(talk: Talker) -> None:
    talk("add milk and eggs to the shopping list")
    assert talk(CLEAR) == "Did you mean: clear the shopping list?"
    assert talk.kept("item") == ["milk", "eggs"]
    talk("yes")
    assert talk.kept("item") == []


def test_a_draft_asks_nothing(talk: Talker) -> None:
    draft = Turn().child()
    talk(PASTA, draft)
    draft.cancel()
    assert talk("yes") == "chat"


@pytest.mark.parametrize(
    ("said", "heard", "asked"),
    [
        ("set a timer for ten minutes", 0.6, True),
        ("set a timer for ten minutes", 0.9, False),
        ("set a timer for ten minutes", None, False),
        ("what time is it", 0.1, False),
    ],
)
def test_what_was_hardly_heard_is_asked_before_anything_changes(
    talk: Talker, said: str, heard: float | None, asked: bool
) -> None:
    assert talk(said, heard=heard).startswith("Did you mean") is asked
    if asked:
        assert talk("yes", heard=0.2) == "Your 10 minute timer is set."


def test_nobody_is_asked_whether_he_was_heard_if_that_is_not_wanted(tmp_path: Path) -> None:
    talk = Talker(tmp_path / "skills.db", reply=ReplySettings(confirm_below=0.0))
    assert talk("set a timer for ten minutes", heard=0.3) == "Your 10 minute timer is set."
    talk.store.close()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "rename the second alarm to school run"),
        ("en", "move every alarm by a quarter of a moon"),
        ("de", "verschiebe meinen wecker um drei kilometer"),
        ("fr", "déplace mon réveil sur la lune"),
        ("es", "mueve la alarma a la luna"),
    ],
)
def test_an_order_that_nobody_understood_is_not_left_to_the_model(tmp_path: Path, language: str, text: str) -> None:
    talk = Talker(tmp_path / "skills.db", language)
    assert talk(text) == phrase(Phrase.SAY_AGAIN, language)
    assert talk.reply_class is ReplyClass.QUICK
    assert talk("who invented the alarm clock") == "chat"
