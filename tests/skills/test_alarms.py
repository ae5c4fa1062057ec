"""Alarms on clocks that the test turns: the next such time, days that come again, summer time, snoozing, undoing."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bedroom import Bedroom, Opened

from vacli.core.errors import Cancelled
from vacli.core.turn import Turn
from vacli.core.words import Urgency
from vacli.skills.alerts import CLAIMED

FRIDAY = "2025-11-21T"


@pytest.fixture
def opened(tmp_path: Path, in_zone: Callable[[str], None]) -> Iterator[Opened]:
    rooms: list[Bedroom] = []

    def make(at: str = FRIDAY + "14:00", zone: str = "Europe/Berlin", **options: object) -> Bedroom:
        in_zone(zone)
        rooms.append(Bedroom(tmp_path / "skills.db", at, **options))  # type: ignore[arg-type]
        return rooms[-1]

    yield make
    for room in rooms:
        room.store.close()


@pytest.mark.parametrize(
    ("now", "said", "rings"),
    [
        ("14:00", "wake me at seven", "2025-11-21 19:00"),
        ("17:00", "set an alarm for six", "2025-11-21 18:00"),
        ("20:00", "wake me at seven", "2025-11-22 07:00"),
        ("20:00", "set an alarm for nine", "2025-11-22 09:00"),
        ("20:00", "set an alarm for twelve", "2025-11-22 00:00"),
        ("06:00", "wake me at seven", "2025-11-21 07:00"),
        ("07:00", "wake me at seven", "2025-11-21 19:00"),
        ("07:00", "wake me at seven am", "2025-11-22 07:00"),
        ("14:00", "wake me at 7 pm", "2025-11-21 19:00"),
        ("14:00", "wake me tomorrow at seven", "2025-11-22 07:00"),
        ("14:00", "wake me at seven tonight", "2025-11-21 19:00"),
        ("22:00", "wake me tonight at one", "2025-11-22 01:00"),
        ("14:00", "set an alarm for noon", "2025-11-22 12:00"),
        ("14:00", "set an alarm for midnight", "2025-11-22 00:00"),
        ("14:00", "wake me on friday at six", "2025-11-28 06:00"),
        ("05:00", "wake me on friday at six", "2025-11-21 06:00"),
        ("14:00", "wake me next monday at half past six", "2025-11-24 06:30"),
        ("14:00", "wake me at quarter to eight tomorrow morning", "2025-11-22 07:45"),
        ("14:00", "wake me in three days at eight", "2025-11-24 08:00"),
        ("14:00", "set an alarm for 6:15 on december 24th", "2025-12-24 06:15"),
        ("14:00", "set an alarm for 6:15 on february 29th", "2028-02-29 06:15"),
        ("14:00", "set an alarm for 6:15 on the 31st", "2025-12-31 06:15"),
        ("14:00", "wake me at seven every weekday", "2025-11-24 07:00"),
        ("14:00", "wake me every weekend at ten", "2025-11-22 10:00"),
        ("14:00", "wake me at twelve every day", "2025-11-22 12:00"),
        ("23:59", "set an alarm for twelve am", "2025-11-22 00:00"),
    ],
)
def test_the_next_such_time(opened: Opened, now: str, said: str, rings: str) -> None:
    room = opened(FRIDAY + now)
    assert room.say(said).startswith("Your alarm will ring ")
    assert room.times() == [rings]


@pytest.mark.parametrize(
    ("now", "said", "rings"),
    [
        ("2025-12-31T23:00", "wake me at seven", "2026-01-01 07:00"),
        ("2024-02-28T23:00", "wake me at seven", "2024-02-29 07:00"),
        ("2025-02-28T23:00", "wake me at seven", "2025-03-01 07:00"),
        ("2025-04-29T23:00", "wake me in two days at seven", "2025-05-01 07:00"),
    ],
)
def test_ends_of_months_and_years(opened: Opened, now: str, said: str, rings: str) -> None:
    room = opened(now)
    room.say(said)
    assert room.times() == [rings]


def test_what_is_said_tells_when(opened: Opened) -> None:
    room = opened()
    assert room.say("wake me at seven") == "Your alarm will ring today at 7:00 PM."
    assert room.say("wake me tomorrow at seven") == "Your alarm will ring tomorrow at 7:00 AM."
    assert room.say("wake me at seven every weekday") == "Your alarm will ring every weekday at 7:00 AM."
    assert room.say("what alarms do i have") == (
        "You have 3 alarms: today at 7:00 PM, tomorrow at 7:00 AM and every weekday at 7:00 AM."
    )
    assert room.say("set an alarm for six am on december 24th").endswith("on Wednesday, December 24 at 6:00 AM.")


def test_it_rings_once_and_at_once(opened: Opened) -> None:
    room = opened(FRIDAY + "22:00")
    assert room.say("what alarms do i have") == "No alarm is set."
    room.say("wake me at seven")
    room.turn_to("2025-11-22T06:59:59")
    assert room.ring() == []
    room.turn_to("2025-11-22T07:00")
    [rung] = room.ring()
    assert (rung.text, rung.urgency, rung.source) == ("It is 7:00 AM.", Urgency.NOW, "alarm")
    assert room.ring() == [] and room.kept() == []


def test_one_that_comes_again_rings_on_its_days(opened: Opened) -> None:
    room = opened("2025-11-21T22:00")  # a Friday
    room.say("wake me at seven every weekday")
    for day in ("24", "25", "26", "27", "28"):
        assert room.times() == [f"2025-11-{day} 07:00"]
        room.turn_to(f"2025-11-{day}T07:00")
        assert len(room.ring()) == 1
    assert room.times() == ["2025-12-01 07:00"]


@pytest.mark.parametrize(
    ("zone", "evening", "skipped", "shown"),
    [
        ("Europe/Berlin", "2026-03-28T22:00", "2026-03-29 02:30", "2026-03-29 03:30"),
        ("America/New_York", "2026-03-07T22:00", "2026-03-08 02:30", "2026-03-08 03:30"),
    ],
)
def test_a_time_that_the_clock_skips_comes_when_it_has(
    opened: Opened, zone: str, evening: str, skipped: str, shown: str
) -> None:
    room = opened(evening, zone)
    room.say("set an alarm for 2:30 am")
    assert room.kept()[0].local == skipped.replace(" ", "T")
    assert room.times() == [shown]
    room.now += 4.5 * 3600 - 1
    assert room.ring() == []
    room.now += 1
    assert len(room.ring()) == 1


@pytest.mark.parametrize(
    ("zone", "evening", "again"),
    [("Europe/Berlin", "2025-10-25T22:00", "2025-10-26"), ("America/New_York", "2025-11-01T22:00", "2025-11-02")],
)
def test_a_time_that_the_clock_shows_twice_rings_once(opened: Opened, zone: str, evening: str, again: str) -> None:
    room = opened(evening, zone)
    shown = "2:30" if zone == "Europe/Berlin" else "1:30"
    room.say(f"set an alarm for {shown} am")
    assert room.times() == [f"{again} 0{shown}"]
    room.now = room.store.all("alarm")[0].made
    hours = 4.5 if zone == "Europe/Berlin" else 3.5
    room.now += hours * 3600
    assert len(room.ring()) == 1
    room.now += 3600
    assert room.ring() == [] and room.kept() == []


def test_the_second_of_two_such_times_counts_if_the_first_is_over(opened: Opened) -> None:
    room = opened("2025-10-25T22:00")
    room.now += 5.25 * 3600  # 2:15 for the second time
    room.say("set an alarm for 2:30 am")
    room.now += 15 * 60 - 1
    assert room.ring() == []
    room.now += 1
    assert len(room.ring()) == 1


def test_seven_stays_seven_when_summer_time_begins(opened: Opened) -> None:
    room = opened("2026-03-27T22:00")
    room.say("wake me at seven every day")
    for day in ("28", "29", "30"):
        assert room.times() == [f"2026-03-{day} 07:00"]
        room.turn_to(f"2026-03-{day}T07:00")
        assert [each.text for each in room.ring()] == ["It is 7:00 AM."]


def test_a_machine_that_moves_keeps_the_time_on_the_wall(opened: Opened, in_zone: Callable[[str], None]) -> None:
    room = opened(FRIDAY + "22:00")
    room.say("wake me at seven")
    in_zone("America/New_York")
    assert room.times() == ["2025-11-22 07:00"]


def test_asking_back_for_the_time(opened: Opened) -> None:
    room = opened(FRIDAY + "22:00")
    assert room.say("set an alarm") == "For what time?"
    assert room.say("half past six") == "Your alarm will ring tomorrow at 6:30 AM."
    assert room.say("wake me up on monday") == "For what time?"
    assert room.say("at seven") == "Your alarm will ring on Monday at 7:00 AM."
    assert room.say("wake me every weekday") == "For what time?"
    assert room.say("seven fifteen") == "Your alarm will ring every weekday at 7:15 AM."
    assert room.say("set an alarm") == "For what time?"
    assert room.say("tomorrow at nine am") == "Your alarm will ring tomorrow at 9:00 AM."


def test_cancelling(opened: Opened) -> None:
    room = opened(FRIDAY + "22:00")
    assert room.say("cancel the alarm") == "No alarm is set."
    room.say("wake me at seven")
    room.say("wake me at eight")
    room.say("wake me on monday at nine")
    assert room.say("cancel the ten o'clock alarm").startswith("There is no such alarm. You have: tomorrow at 7:00")
    assert room.say("cancel the alarm").startswith("Which one? You have alarms tomorrow at 7:00 AM, tomorrow at 8")
    assert room.say("seven o'clock") == "I cancelled your alarm tomorrow at 7:00 AM."
    assert room.say("cancel my monday alarm") == "I cancelled your alarm on Monday at 9:00 AM."
    assert room.say("turn off the alarm") == "I cancelled your alarm tomorrow at 8:00 AM."
    assert room.times() == []


def test_one_day_of_those_that_come_again_is_left_out(opened: Opened) -> None:
    room = opened("2025-11-24T22:00")  # a Monday
    room.say("wake me at seven every weekday")
    assert room.say("cancel tomorrow's alarm") == (
        "I skip your alarm tomorrow at 7:00 AM. The next one rings on Wednesday at 7:00 AM."
    )
    assert room.say("what alarms do i have") == "You have one alarm, every weekday at 7:00 AM."
    assert room.times() == ["2025-11-26 07:00"]
    room.say("wake me every monday at five")
    assert room.say("cancel the monday alarm") == "I cancelled your alarm every Monday at 5:00 AM."
    assert room.say("cancel the alarm") == "I cancelled your alarm every weekday at 7:00 AM."


def test_all_of_several_are_cancelled_after_a_yes(opened: Opened) -> None:
    room = opened(FRIDAY + "22:00")
    room.say("wake me at seven")
    room.say("wake me at eight")
    assert room.say("cancel all alarms").endswith("Shall I cancel them all?")
    assert room.say("no") == "as it is" and len(room.kept()) == 2
    room.say("cancel all alarms")
    assert room.say("yes please") == "I cancelled all 2 alarms." and room.kept() == []
    room.say("wake me at seven")
    assert room.say("cancel all alarms") == "I cancelled your alarm tomorrow at 7:00 AM."


def test_snoozing(opened: Opened) -> None:
    room = opened(FRIDAY + "22:00")
    assert room.say("snooze") == "No alarm has just rung."
    room.say("wake me at seven")
    room.turn_to("2025-11-22T07:00")
    room.ring()
    assert room.say("snooze") == "Your alarm will ring again at 7:10 AM."
    room.turn_to("2025-11-22T07:10")
    room.alerts.announcements()  # and the user speaks over it
    assert room.say("snooze for five minutes") == "Your alarm will ring again at 7:15 AM."
    room.now += CLAIMED
    assert room.ring() == []
    room.turn_to("2025-11-22T07:15")
    assert len(room.ring()) == 1
    room.turn_to("2025-11-22T09:00")
    assert room.say("snooze") == "No alarm has just rung."


def test_snoozing_what_comes_again_leaves_its_next_day(opened: Opened) -> None:
    room = opened(FRIDAY + "22:00")
    room.say("wake me every day at seven")
    room.turn_to("2025-11-22T07:00")
    room.alerts.announcements()
    turn = Turn()
    room.say("snooze", turn)
    assert room.times() == ["2025-11-22 07:10", "2025-11-23 07:00"]
    turn.undo()
    assert room.times() == ["2025-11-22 07:00"]


def test_missed_while_nobody_listened(opened: Opened) -> None:
    room = opened(FRIDAY + "22:00")
    room.say("wake me at seven")
    room.store.close()
    after = opened("2025-11-22T08:00")
    [missed] = after.ring()
    assert missed.text == "While I was away, your alarm was due at 7:00 AM."


def test_two_processes_ring_it_once(opened: Opened) -> None:
    one, other = opened(FRIDAY + "22:00"), opened(FRIDAY + "22:00")
    one.say("wake me at seven")
    assert other.say("what alarms do i have") == "You have one alarm, tomorrow at 7:00 AM."
    for room in (one, other):
        room.turn_to("2025-11-22T07:00")
    assert len(other.alerts.announcements()) == 1
    assert one.alerts.announcements() == []


def test_drafts_and_undoing(opened: Opened) -> None:
    room, turn = opened(FRIDAY + "22:00"), Turn()
    dropped, used = turn.child(), turn.child()
    room.say("wake me at seven", dropped)
    dropped.cancel()
    with pytest.raises(Cancelled):
        dropped.commit()
    assert room.kept() == []
    room.say("wake me at eight", used)
    used.commit()
    assert room.times() == ["2025-11-22 08:00"]
    turn.undo()
    assert room.kept() == []
    room.say("wake me at seven")
    before, cancelled = room.kept(), Turn()
    room.say("cancel the alarm", cancelled)
    cancelled.undo()
    assert room.kept() == before


def test_the_same_one_twice_is_one(opened: Opened) -> None:
    room = opened(FRIDAY + "22:00")
    assert room.say("wake me at seven") == room.say("wake me at seven am tomorrow")
    assert len(room.kept()) == 1


def test_alarms_that_cannot_be(opened: Opened) -> None:
    room = opened()
    assert room.say("wake me today at seven am") == "That time is over."
    assert room.say("wake me yesterday at seven") == "That time is over."
    assert room.say("wake me in 9999 weeks at seven").startswith("Your alarm will ring")
    assert len(room.kept()) == 1
    for minute in range(10, 29):
        room.say(f"set an alarm for 6:{minute} am")
    assert room.say("wake me at five") == "I can keep 20 alarms, and all of them are set."
    assert len(room.kept()) == 20
    nobody = opened(rings=False)
    nobody.say("cancel all alarms")
    nobody.say("yes")
    assert "vacli listen" in nobody.say("wake me at seven")
    assert nobody.kept() == []


@pytest.mark.parametrize(
    ("language", "said", "answer", "listed"),
    [
        ("de", "weck mich um halb sieben", "Dein Wecker klingelt morgen um 6:30 Uhr.", "Du hast einen Wecker, morgen"),
        (
            "fr",
            "réveille-moi à six heures et demie",
            "Votre réveil sonnera demain à 6 h 30.",
            "Vous avez un réveil, de",
        ),
        ("es", "despiértame a las seis y media", "Tu alarma sonará mañana a las 6:30.", "Tienes una alarma, ma"),
    ],
)
def test_other_languages(opened: Opened, language: str, said: str, answer: str, listed: str) -> None:
    room = opened(FRIDAY + "22:00", language=language)
    assert room.say(said) == answer
    ask = {"de": "welche wecker habe ich", "fr": "mes réveils", "es": "qué alarmas tengo"}[language]
    assert room.say(ask).startswith(listed)
    every = {
        "de": ("weck mich jeden werktag um sieben", "Dein Wecker klingelt jeden Werktag um 7:00 Uhr."),
        "fr": ("réveille-moi tous les lundis à sept heures", "Votre réveil sonnera tous les lundis à 7 h 00."),
        "es": ("despiértame los lunes a la una", "Tu alarma sonará todos los lunes a la 1:00."),
    }[language]
    assert room.say(every[0]) == every[1]
    snooze = {"de": "schlummern", "fr": "snooze", "es": "posponer"}[language]
    room.turn_to("2025-11-22T06:30")
    room.ring()
    assert "6" in room.say(snooze)
    back = {"de": "stell einen wecker", "fr": "mets un réveil", "es": "pon una alarma"}[language]
    time = {"de": "acht uhr", "fr": "huit heures", "es": "las ocho"}[language]
    assert room.say(back).endswith("?")
    assert "8" in room.say(time)
    on = {"de": "weck mich am montag", "fr": "réveille-moi lundi", "es": "despiértame el lunes"}[language]
    assert room.say(on).endswith("?")
    assert room.say(time) != room.say(back)
    cancel = {"de": "lösche alle wecker", "fr": "annule tous les réveils", "es": "cancela todas las alarmas"}[language]
    assert room.say(cancel).endswith("?")
    assert "4" in room.say({"de": "ja", "fr": "oui", "es": "sí"}[language])


def test_any_minute_of_years_is_a_later_time_that_the_clock_shows(opened: Opened) -> None:
    """Moments drawn at random, many of them close to a change of the clock."""
    room, chance = opened(), random.Random(11)
    changes = [1743296400.0, 1761440400.0, 1774746000.0, 1792890000.0]
    for _ in range(60):
        room.now = chance.choice(changes) + chance.randint(-30 * 60, 30 * 60) * chance.choice((1, 10, 1000))
        hour, minute, turn = chance.randint(0, 23), chance.randint(10, 59), Turn()
        room.say(f"set an alarm for {hour}:{minute} {'am' if hour < 12 else 'pm' if hour == 12 else ''}", turn)
        [at] = room.times()
        assert room.alerts.announcements() == []
        hours = at[11:13] if f"{hour:02}" != "02" else f"{hour:02}"  # the hour that is skipped in spring
        assert (hours, at[14:]) == (f"{hour:02}", f"{minute:02}")
        turn.undo()
