"""How times to come are said in four languages, and put into sentences that are understood again."""

from datetime import date, datetime

from vacli.skills.clock_words import clock_time, month_of, weekday_of
from vacli.skills.clockwork import DAYS

_TODAY = {"en": "today", "de": "heute", "fr": "aujourd'hui", "es": "hoy"}
_TOMORROW = {"en": "tomorrow", "de": "morgen", "fr": "demain", "es": "mañana"}
_WEEKDAY = {"en": "on {weekday}", "de": "am {weekday}", "fr": "{weekday}", "es": "el {weekday}"}
_DATE = {
    "en": "on {weekday}, {month} {day}",
    "de": "am {weekday}, dem {day}. {month}",
    "fr": "le {weekday} {day} {month}",
    "es": "el {weekday} {day} de {month}",
}
_AT = {"en": "{day} at {time}", "de": "{day} um {time}", "fr": "{day} à {time}", "es": "{day} a las {time}"}
_EVERY = {
    "en": ("every day", "every weekday", "every weekend", "every {weekday}"),
    "de": ("jeden Tag", "jeden Werktag", "jedes Wochenende", "jeden {weekday}"),
    "fr": ("tous les jours", "en semaine", "tous les week-ends", "tous les {weekday}s"),
    "es": ("todos los días", "entre semana", "los fines de semana", "todos los {weekday}"),
}
_IN_DAYS = {"en": "in {days} days", "de": "in {days} tagen", "fr": "dans {days} jours", "es": "dentro de {days} días"}


def day_said(day: date, today: date, language: str) -> str:
    """ "tomorrow", "on Friday", or with its date if that is a week off or more."""
    ahead = (day - today).days
    if ahead in (0, 1):
        return (_TODAY, _TOMORROW)[ahead][language]
    form = _WEEKDAY if 0 < ahead < 7 else _DATE
    number = "1er" if language == "fr" and day.day == 1 else day.day
    said = form[language].format(weekday=weekday_of(day, language), month=month_of(day, language), day=number)
    return said if abs(ahead) < 330 else f"{said} {day.year}"


def every_said(every: str, language: str) -> str:
    """`every` as an entry keeps it: "every weekday" for "mon tue wed thu fri"."""
    days = tuple(every.split())
    groups = (DAYS, DAYS[:5], DAYS[5:])
    if days in groups:
        return _EVERY[language][groups.index(days)]
    weekday = weekday_of(date(2024, 1, 1 + DAYS.index(days[0])), language)  # a year that begins on a Monday
    return _EVERY[language][3].format(weekday=weekday)


def moment_said(at: datetime, now: datetime, language: str, every: str = "") -> str:
    """ "tomorrow at 7:00 AM", "every weekday at 7:00 AM"."""
    day = every_said(every, language) if every else day_said(at.date(), now.date(), language)
    said = _AT[language].format(day=day, time=clock_time(at, language))
    return said.replace("a las 1:", "a la 1:")


def day_again(days: int, every: str, language: str) -> str:
    """The same day in words that are understood: "in 3 days"."""
    return every_said(every, language).lower() if every else _IN_DAYS[language].format(days=days)
