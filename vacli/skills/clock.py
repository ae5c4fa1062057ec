"""The time and the date, and a little reckoning with days. Knows this machine's clock and no calendar of the user's."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from vacli.core.meaning import Understood
from vacli.core.turn import Turn
from vacli.core.words import Announcement
from vacli.skills.clock_words import (
    BEYOND,
    FUTURE,
    IN_DAYS,
    IS_TODAY,
    MONTH,
    PAST,
    TODAY,
    TOMORROW,
    YEAR,
    day_of,
    month_of,
    time_said,
)


class Clock:
    name = "clock"
    intents = frozenset({"time", "date"})

    def __init__(self, language: str, clock: Callable[[], datetime] = datetime.now) -> None:
        self._language = language
        self._clock = clock

    def answer(self, meant: Understood, turn: Turn) -> str:
        now = self._clock()
        if meant.intent == "time":
            return time_said(now, self._language)
        try:
            return _date(meant, now.date(), self._language)
        except OverflowError:
            return BEYOND[self._language]

    def due(self) -> float | None:
        return None

    def announcements(self) -> list[Announcement]:
        return []


def _date(meant: Understood, today: date, language: str) -> str:
    slots = meant.slots
    if "part" in slots:
        form = MONTH if slots["part"] == "month" else YEAR
        return form[language].format(month=month_of(today, language), year=today.year)
    if "occasion" in slots:
        day = _next(str(slots["occasion"]), today)
        days = (day - today).days
        form = (IS_TODAY, TOMORROW)[days] if days < 2 else IN_DAYS
        return form[language].format(days=days, day=day_of(day, language))
    ahead = float(slots.get("days", 0)) + 7 * float(slots.get("weeks", 0))
    ahead -= float(slots.get("days_ago", 0)) + 7 * float(slots.get("weeks_ago", 0))
    day = today + timedelta(days=int(ahead))
    form = TODAY if day == today else FUTURE if day > today else PAST
    return form[language].format(day=day_of(day, language))


def _next(occasion: str, today: date) -> date:
    """`MM-DD`, or a weekday from 0 for Monday: the next such day, today at the earliest."""
    if len(occasion) == 1:
        return today + timedelta(days=(int(occasion) - today.weekday()) % 7)
    month, day = map(int, occasion.split("-"))
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)
