"""Timers, reminders and alarms of which one is meant; "for how long" as a question whose answer is understood."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reply.talker import Talker


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talker]:
    talker = Talker(tmp_path / "skills.db")
    yield talker
    talker.store.close()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (["set a timer", "ten minutes"], ["600"]),
        (["set a pasta timer", "for eight minutes please"], ["480"]),
        (["set a timer", "no"], []),
        (["set a timer", "why is the sky blue", "ten minutes"], []),
    ],
)
def test_a_timer_without_a_length_is_asked_for_it(talk: Talker, said: list[str], kept: list[str]) -> None:
    for each in said:
        talk(each)
    assert talk.kept("timer") == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("the pasta one", ["300", "1200"]),
        ("the second one", ["300", "1200"]),
        ("the twenty minute one", ["300", "600"]),
        ("all of them", []),
        ("the ninth one", ["300", "600", "1200"]),
        ("never mind", ["300", "600", "1200"]),
    ],
)
def test_which_timer(talk: Talker, said: str, kept: list[str]) -> None:
    for each in ("set a timer for five minutes", "set a pasta timer for ten minutes", "set a timer for twenty minutes"):
        talk(each)
    assert talk("cancel my timer").startswith("Which one?")
    talk(said)
    assert talk.kept("timer") == kept


def test_which_reminder(talk: Talker) -> None:
    talk("remind me to call mum at five")
    talk("remind me to call dad at six")
    talk("cancel the reminder to call")
    talk("the second one")
    assert [entry.text for entry in talk.store.all("reminder")] == ["call mum"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (["change my seven o'clock alarm to eight"], ["08:00", "10:00"]),
        (["move the alarm from ten to half past nine"], ["07:00", "09:30"]),
        (["change the alarm for three to four"], ["07:00", "10:00"]),
        (["move my alarm to eight", "the ten o'clock one"], ["07:00", "08:00"]),
    ],
)
def test_which_alarm_is_moved(talk: Talker, said: list[str], kept: list[str]) -> None:
    talk("wake me at seven")
    talk("wake me at ten")
    for each in said:
        talk(each)
    assert talk.kept("alarm") == kept
