"""Timers, asked for as a user would, on clocks that the test turns: set, left, cancelled, corrected, undone, rung."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vacli.core.errors import Cancelled
from vacli.core.meaning import Ask
from vacli.core.turn import Turn
from vacli.core.words import Announcement, Urgency
from vacli.skills import open_skills
from vacli.skills.alerts import CLAIMED, LOOK, Alerts
from vacli.skills.clockwork import Clocks
from vacli.skills.presence import Presence
from vacli.skills.store import Entry, Store
from vacli.skills.timers import Timers
from vacli.understand import open_language

NOW = 1_800_000_000.0


class Kitchen:
    """Timers, what announces them, and the clocks. `jumped`: by how much somebody has set the wall clock."""

    def __init__(self, path: Path, language: str = "en", rings: bool = True) -> None:
        self.now, self.jumped, self.run = NOW, 0.0, "first"
        self.clocks = Clocks(lambda: self.now + self.jumped, lambda: self.now - NOW + 5000, lambda: self.run)
        self.store = Store(path, self.clocks.wall)
        self.timers = Timers(language, self.store, lambda: rings, self.clocks.wall)
        self.alerts = Alerts(self.store, self.clocks, monotonic=lambda: self.now)
        self.understanding = open_language(language)

    def say(self, text: str, turn: Turn | None = None) -> str:
        meant = self.understanding.understand(text)
        assert meant.intent in self.timers.intents
        answer = self.timers.answer(meant, turn or Turn())
        return answer.text if isinstance(answer, Ask) else answer

    def left(self) -> float | None:
        """Seconds until the next one rings."""
        return min((each.due - self.clocks.wall() for each in self.running() if each.due), default=None)

    def running(self) -> list[Entry]:
        return self.store.all("timer")

    def ring(self) -> list[Announcement]:
        """All that is due, heard by the user."""
        found = self.alerts.announcements()
        for each in found:
            assert each.said is not None
            each.said()
        return found


Opened = Callable[..., Kitchen]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    kitchens: list[Kitchen] = []

    def make(**options: object) -> Kitchen:
        kitchens.append(Kitchen(tmp_path / "skills.db", **options))  # type: ignore[arg-type]
        return kitchens[-1]

    yield make
    for kitchen in kitchens:
        kitchen.store.close()


@pytest.fixture
def kitchen(opened: Opened) -> Kitchen:
    return opened()


def test_a_timer_goes_off_once(kitchen: Kitchen) -> None:
    assert kitchen.left() is None
    assert kitchen.say("set a timer for five minutes") == "Your 5 minute timer is set."
    assert kitchen.left() == 300
    kitchen.now += 299.9
    assert kitchen.ring() == []
    kitchen.now += 0.1
    [rung] = kitchen.ring()
    assert (rung.text, rung.urgency, rung.source) == ("Your 5 minute timer is done.", Urgency.WHEN_QUIET, "timer")
    assert rung.id
    assert kitchen.ring() == [] and kitchen.running() == []


def test_several_go_off_in_order(kitchen: Kitchen) -> None:
    kitchen.say("set a timer for ten minutes")
    assert kitchen.say("set a pizza timer for nine minutes") == "Your pizza timer is set for 9 minutes."
    kitchen.now += 601
    assert [each.text for each in kitchen.ring()] == ["Your pizza timer is done.", "Your 10 minute timer is done."]


def test_whoever_announces_looks_when_it_is_time_and_now_and_then(kitchen: Kitchen) -> None:
    assert kitchen.alerts.due() == kitchen.now + LOOK, "another process may set one"
    kitchen.say("set a timer for three seconds")
    assert kitchen.alerts.due() == kitchen.now + 3
    kitchen.now += 10
    assert kitchen.alerts.due() == kitchen.now
    kitchen.alerts.announcements()
    assert kitchen.alerts.due() == kitchen.now + LOOK, "it is being said"


def test_two_processes_ring_it_once(opened: Opened) -> None:
    one, other = opened(), opened()
    one.say("set a timer for five minutes")
    one.now = other.now = NOW + 301
    assert len(other.alerts.announcements()) == 1
    assert one.alerts.announcements() == []


def test_what_was_not_said_is_said_again(opened: Opened) -> None:
    """Its process died, or the user spoke over it."""
    one, other = opened(), opened()
    one.say("set a tea timer for five minutes")
    one.now = other.now = NOW + 301
    assert len(one.alerts.announcements()) == 1
    other.now += CLAIMED
    [again] = other.ring()
    assert again.text == "Your tea timer is done."
    assert other.ring() == [] and other.running() == []


def test_a_restart_forgets_nothing_and_says_what_was_missed(opened: Opened) -> None:
    before = opened()
    before.say("set a tea timer for five minutes")
    before.say("set a timer for two hours")
    before.store.close()
    after = opened()
    after.now, after.run = NOW + 3600, "second"
    [missed] = after.ring()
    assert missed.text.startswith("While I was away, at ") and missed.text.endswith(", your tea timer ended.")
    assert after.say("how much time is left") == "1 hour left on your 2 hour timer."


@pytest.mark.parametrize("jump", [3600.0, -3600.0, 2.0])
def test_a_change_of_the_clock_moves_no_timer(kitchen: Kitchen, jump: float) -> None:
    kitchen.say("set a timer for five minutes")
    kitchen.now += 100
    kitchen.jumped = jump
    assert kitchen.ring() == []
    kitchen.now += 199
    assert kitchen.ring() == []
    kitchen.now += 2
    assert len(kitchen.ring()) == 1


def test_a_clock_that_runs_a_little_wrong_is_not_a_changed_one(kitchen: Kitchen) -> None:
    kitchen.say("set a timer for five minutes")
    kitchen.jumped = 1.0
    assert kitchen.ring() == []
    assert kitchen.left() == 299


def test_after_the_machine_was_off_only_the_wall_clock_counts(opened: Opened) -> None:
    before = opened()
    before.say("set a timer for two hours")
    after = opened()
    after.now, after.jumped, after.run = NOW - 4990, 8590, "second"  # 10 s after it was started, an hour later
    assert after.ring() == []
    assert after.left() == 3600


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
    assert kitchen.left() is None


def test_more_time_and_corrections(kitchen: Kitchen) -> None:
    kitchen.say("set a timer for five minutes")
    kitchen.now += 60
    assert kitchen.say("add two minutes") == "Changed: your 7 minute timer has 6 minutes left."
    assert kitchen.say("no make it ten minutes") == "Changed: your 10 minute timer has 9 minutes left."
    kitchen.say("set a pizza timer for 20 minutes")
    assert kitchen.say("No, ten minutes.") == "Changed: your pizza timer has 10 minutes left."
    assert kitchen.left() == 540


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
    assert kitchen.left() is None


def test_there_is_a_most(kitchen: Kitchen) -> None:
    for _ in range(20):
        kitchen.say("set a timer for five minutes")
    assert kitchen.say("set a timer for five minutes").startswith("I can run 20 timers")


def test_a_draft_sets_nothing_until_it_is_committed(kitchen: Kitchen) -> None:
    turn = Turn()
    dropped, used = turn.child(), turn.child()
    kitchen.say("set a timer for five minutes", dropped)
    assert kitchen.left() is None
    dropped.cancel()
    with pytest.raises(Cancelled):
        dropped.commit()
    kitchen.say("set a timer for six minutes", used)
    kitchen.now += 2
    used.commit()
    assert kitchen.left() == 360, "it runs from the moment at which it was set"
    turn.undo()
    assert kitchen.left() is None


@pytest.mark.parametrize("text", ["cancel the timer", "cancel all timers", "add five minutes", "no, ten minutes"])
def test_undo_takes_it_back_exactly(kitchen: Kitchen, text: str) -> None:
    kitchen.say("set a pizza timer for five minutes")
    before = kitchen.running()
    turn = Turn()
    kitchen.say(text, turn)
    assert kitchen.running() != before
    kitchen.say("set a timer for one hour")
    turn.undo()
    assert kitchen.running()[:1] == before
    assert len(kitchen.running()) == 2, "what was set after it stays"


def test_nothing_is_set_where_nobody_would_hear_it(opened: Opened) -> None:
    kitchen = opened(rings=False)
    assert "vacli listen" in kitchen.say("set a timer for five minutes")
    assert kitchen.left() is None
    assert kitchen.say("how much time is left") == "No timer is running.", "asking is no matter"


def test_whether_somebody_is_there_to_ring(tmp_path: Path) -> None:
    here, there = Presence(tmp_path / "skills.lock"), Presence(tmp_path / "skills.lock")
    assert not here.anybody() and not there.anybody()
    here.enter()
    assert here.anybody() and there.anybody()
    there.enter()
    here.leave()
    assert here.anybody()
    there.leave()
    assert not here.anybody()


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
def test_other_languages(opened: Opened, language: str, text: str, said: str, rung: str) -> None:
    kitchen = opened(language=language)
    assert kitchen.say(text).startswith(said)
    kitchen.now += 3600
    assert kitchen.ring()[0].text.startswith(rung)
    kitchen.say(text)
    kitchen.now += 9000
    assert kitchen.ring()[0].text != rung


def test_every_intent_has_one_skill(kitchen: Kitchen) -> None:
    skills = open_skills("en-US", kitchen.store)
    intents = [intent for skill in skills for intent in skill.intents]
    assert sorted(intents) == sorted(set(open_language()._data.intents.intents))


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_home_says_that_nothing_is_connected(kitchen: Kitchen, language: str) -> None:
    [home] = [skill for skill in open_skills(language, kitchen.store) if "home" in skill.intents]
    said = home.answer(open_language().understand("turn on the lights"), Turn())
    assert said.count(".") == 1
    assert home.due() is None
    assert home.announcements() == []
