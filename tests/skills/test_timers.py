"""Timers, asked for as a user would, on a clock that the test turns: set, left, cancelled, corrected, undone, rung."""

import pytest

from vacli.core.errors import Cancelled
from vacli.core.turn import Turn
from vacli.core.words import Urgency
from vacli.skills import open_skills
from vacli.skills.timers import Timers
from vacli.understand import open_language


class Kitchen:
    """Timers and a clock."""

    def __init__(self, *, announces: bool = True, language: str = "en") -> None:
        self.now = 1000.0
        self.timers = Timers(language, announces=announces, monotonic=lambda: self.now)
        self.understanding = open_language(language)

    def say(self, text: str, turn: Turn | None = None) -> str:
        meant = self.understanding.understand(text)
        assert meant.intent in self.timers.intents
        return self.timers.answer(meant, turn or Turn())


@pytest.fixture
def kitchen() -> Kitchen:
    return Kitchen()


def test_a_timer_goes_off_once(kitchen: Kitchen) -> None:
    assert kitchen.timers.due() is None
    assert kitchen.say("set a timer for five minutes") == "Your 5 minute timer is set."
    assert kitchen.timers.due() == 1300
    kitchen.now = 1299.9
    assert kitchen.timers.announcements() == []
    kitchen.now = 1300
    [rung] = kitchen.timers.announcements()
    assert (rung.text, rung.urgency, rung.source) == ("Your 5 minute timer is done.", Urgency.WHEN_QUIET, "timer")
    assert rung.id
    assert kitchen.timers.announcements() == []
    assert kitchen.timers.due() is None


def test_several_go_off_in_order(kitchen: Kitchen) -> None:
    kitchen.say("set a timer for ten minutes")
    assert kitchen.say("set a pizza timer for two minutes") == "Your pizza timer is set for 2 minutes."
    kitchen.now += 3600
    assert [each.text for each in kitchen.timers.announcements()] == [
        "Your pizza timer is done.",
        "Your 10 minute timer is done.",
    ]


def test_what_is_left(kitchen: Kitchen) -> None:
    assert kitchen.say("how much time is left") == "No timer is running."
    kitchen.say("set a timer for an hour and a half")
    kitchen.now += 61
    assert kitchen.say("how much time is left") == (
        "1 hour, 28 minutes and 59 seconds left on your 1 hour 30 minute timer."
    )
    kitchen.say("set a tea timer for 90 seconds")
    assert kitchen.say("how long is left on the tea timer") == "1 minute and 30 seconds left on your tea timer."
    assert "and 1 minute and 30 seconds on your tea timer." in kitchen.say("how much time is left")
    assert kitchen.say("how long is left on the pizza timer").startswith("There is no such timer.")


def test_cancelling(kitchen: Kitchen) -> None:
    assert kitchen.say("cancel the timer") == "No timer is running."
    kitchen.say("set a timer for five minutes")
    kitchen.say("set a pizza timer for 5 minutes")
    kitchen.say("set a timer for ten minutes")
    assert kitchen.say("cancel the timer").startswith("Which one?")
    assert kitchen.say("cancel the pizza timer") == "I cancelled your pizza timer."
    assert kitchen.say("cancel the five minute timer") == "I cancelled your 5 minute timer."
    assert kitchen.say("cancel the timer") == "I cancelled your 10 minute timer."
    kitchen.say("set a timer for five minutes")
    kitchen.say("set a timer for six minutes")
    assert kitchen.say("cancel all timers") == "I cancelled all timers: your 5 minute timer and 6 minute timer."
    assert kitchen.timers.due() is None


def test_more_time_and_corrections(kitchen: Kitchen) -> None:
    kitchen.say("set a timer for five minutes")
    kitchen.now += 60
    assert kitchen.say("add two minutes") == "Changed: your 7 minute timer has 6 minutes left."
    assert kitchen.say("no make it ten minutes") == "Changed: your 10 minute timer has 9 minutes left."
    kitchen.say("set a pizza timer for 20 minutes")
    assert kitchen.say("No, ten minutes.") == "Changed: your pizza timer has 10 minutes left."
    assert kitchen.timers.due() == 1600


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("set a timer for 0 seconds", "A timer needs at least one second."),
        ("set a timer for three years", "That is too long for a timer: 24 hours at the most."),
        ("set a timer for 999999999999 hours", "That is too long for a timer: 24 hours at the most."),
        ("set a timer for minus five minutes", "A timer needs at least one second."),
        ("set a timer", "Say for how long, for example: set a timer for 5 minutes."),
        ("add five minutes to the timer", "No timer is running."),
        ("no ten minutes", "No timer is running."),
    ],
)
def test_timers_that_cannot_be(kitchen: Kitchen, text: str, said: str) -> None:
    assert kitchen.say(text) == said
    assert kitchen.timers.due() is None


def test_there_is_a_most(kitchen: Kitchen) -> None:
    for _ in range(20):
        kitchen.say("set a timer for five minutes")
    assert kitchen.say("set a timer for five minutes").startswith("I can run 20 timers")


def test_a_draft_sets_nothing_until_it_is_committed(kitchen: Kitchen) -> None:
    turn = Turn()
    dropped, used = turn.child(), turn.child()
    kitchen.say("set a timer for five minutes", dropped)
    assert kitchen.timers.due() is None
    dropped.cancel()
    with pytest.raises(Cancelled):
        dropped.commit()
    kitchen.say("set a timer for six minutes", used)
    kitchen.now += 2
    used.commit()
    assert kitchen.timers.due() == 1362, "it runs from the moment at which it was set"
    turn.undo()
    assert kitchen.timers.due() is None


@pytest.mark.parametrize("text", ["cancel the timer", "cancel all timers", "add five minutes", "no, ten minutes"])
def test_undo_takes_it_back_exactly(kitchen: Kitchen, text: str) -> None:
    kitchen.say("set a pizza timer for five minutes")
    before = dict(kitchen.timers._timers)
    turn = Turn()
    kitchen.say(text, turn)
    assert kitchen.timers._timers != before
    later = "set a timer for one hour"
    kitchen.say(later)
    turn.undo()
    assert {key: kitchen.timers._timers[key] for key in before} == before
    assert len(kitchen.timers._timers) == 2, "what was set after it stays"


def test_nothing_is_set_where_nobody_would_hear_it() -> None:
    kitchen = Kitchen(announces=False)
    assert "vacli listen" in kitchen.say("set a timer for five minutes")
    assert kitchen.timers.due() is None


@pytest.mark.parametrize(
    ("language", "text", "said", "rung"),
    [
        (
            "de",
            "stell einen timer auf eine stunde",
            "Dein Timer über eine Stunde läuft.",
            "Dein Timer über eine Stunde",
        ),
        ("fr", "mets un minuteur d'une heure", "Votre minuteur d'une heure est lancé.", "Votre minuteur d'une heure"),
        ("es", "pon un temporizador de una hora", "Tu temporizador de una hora está", "Tu temporizador de una hora ha"),
    ],
)
def test_other_languages(language: str, text: str, said: str, rung: str) -> None:
    kitchen = Kitchen(language=language)
    assert kitchen.say(text).startswith(said)
    kitchen.now += 3600
    assert kitchen.timers.announcements()[0].text.startswith(rung)


def test_every_intent_has_one_skill() -> None:
    skills = open_skills("en-US")
    intents = [intent for skill in skills for intent in skill.intents]
    assert sorted(intents) == sorted(set(open_language()._data.intents.intents))


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_home_says_that_nothing_is_connected(language: str) -> None:
    [home] = [skill for skill in open_skills(language) if "home" in skill.intents]
    said = home.answer(open_language().understand("turn on the lights"), Turn())
    assert said.count(".") == 1
    assert home.due() is None
    assert home.announcements() == []
