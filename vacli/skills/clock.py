"""The time here and elsewhere, the date, and how long until a day. Knows this machine's clock, and no calendar of the
user's."""

from collections.abc import Callable
from datetime import date, datetime

from vacli.core.meaning import Understood
from vacli.core.turn import Turn
from vacli.skills.base import Quiet
from vacli.skills.clock_words import (
    BEYOND,
    FUTURE,
    IN_DAYS,
    IS_TODAY,
    MONTH,
    NO_PLACE,
    NO_SUCH_DAY,
    PAST,
    SEVERAL_TIMES,
    THERE,
    THERE_ON,
    TODAY,
    TOMORROW,
    YEAR,
    clock_time,
    day_of,
    month_of,
    time_said,
    weekday_of,
)
from vacli.skills.occasions import next_occasion
from vacli.skills.places import SEVERAL, as_written, zone_of
from vacli.skills.when import date_of


class Clock(Quiet):
    name = "clock"
    intents = frozenset({"time", "date", "days_until"})

    def __init__(self, language: str, clock: Callable[[], datetime] = datetime.now) -> None:
        self._language = language
        self._clock = clock

    def answer(self, meant: Understood, turn: Turn) -> str:
        now, language = self._clock(), self._language
        if meant.intent == "time":
            place = str(meant.slots.get("place", ""))
            return _time_there(place, now, language) if place else time_said(now, language)
        try:
            return (_date if meant.intent == "date" else _until)(meant, now.date(), language)
        except (OverflowError, ValueError):
            return BEYOND[language]


def _time_there(place: str, now: datetime, language: str) -> str:
    zone, written = zone_of(place), as_written(place)
    if zone is None:
        return (SEVERAL_TIMES if place.lower() in SEVERAL else NO_PLACE)[language].format(place=written)
    there = now.astimezone(zone)
    said = THERE if there.date() == now.date() else THERE_ON
    time = time_said(there, language).rstrip(".") if language == "es" else clock_time(there, language)
    return said[language].format(time=time, place=written, weekday=weekday_of(there, language))


def _date(meant: Understood, today: date, language: str) -> str:
    part = meant.slots.get("part")
    if part in ("month", "year"):
        form = MONTH if part == "month" else YEAR
        return form[language].format(month=month_of(today, language), year=today.year)
    named = any(name in meant.slots for name in ("days", "weekday", "day"))
    day = date_of(meant.slots, today) if named else today
    if day is None:
        return NO_SUCH_DAY[language]
    form = TODAY if day == today else FUTURE if day > today else PAST
    return form[language].format(day=day_of(day, language))


def _until(meant: Understood, today: date, language: str) -> str:
    occasion = meant.slots.get("occasion")
    day = next_occasion(str(occasion), today, language) if occasion else date_of(meant.slots, today)
    if day is None:
        return NO_SUCH_DAY[language]
    days = (day - today).days
    if days < 0:
        return PAST[language].format(day=day_of(day, language))
    form = (IS_TODAY, TOMORROW)[days] if days < 2 else IN_DAYS
    return form[language].format(days=days, day=day_of(day, language))
