"""What a day or a time that was said means, seen from now: ISO dates. Knows no sentence."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from vacli.understand.annotations.placed import Placed
from vacli.understand.moments import NAMES, Day, Moment

AHEAD = 3000
"""Days that are looked through for a date such as the 29th of February."""
FIRST_WAKING = 7
"""Of seven and the like on another day the morning is meant, of what comes before them the afternoon."""


def date_of(day: Day, today: date) -> date | None:
    """None where only a part of the day was named, or beyond the calendar."""
    try:
        return next(_days(day, today), None)
    except OverflowError:
        return None


def _days(day: Day, today: date) -> Iterator[date]:
    if day.days is not None:
        yield today + timedelta(days=day.days)
    elif day.last:
        yield today - timedelta(days=(today.weekday() - NAMES.index(day.weekday) - 1) % 7 + 1)
    elif day.weekday or day.day:
        for each in (today + timedelta(days=ahead) for ahead in range(AHEAD if day.day else 7)):
            fits = day.day in (None, each.day) and day.month in (None, each.month)
            if fits and day.weekday in ("", NAMES[each.weekday()]):
                yield each


def year_after(tokens: Sequence[Placed], at: int) -> tuple[int, int] | None:
    """The year that stands at a token, as 2026 or as 20 26, and where it ends."""
    numbers = [each.token for each in tokens[at : at + 2]]
    match numbers:
        case [int(year), *_] if 1900 <= year < 2100:
            return year, at + 1
        case [int(century), int(rest)] if century in (19, 20) and 10 <= rest < 100:
            return century * 100 + rest, at + 2
    return None


def in_year(day: Day, year: int) -> date | None:
    try:
        return date(year, day.month, day.day) if day.month and day.day else None
    except ValueError:
        return None


def due(day: date | None, moment: Moment | None, now: datetime) -> str:
    """The ISO date, with the time if one was said; of two halves of the day the likelier one. Empty if neither."""
    if moment is None:
        return day.isoformat() if day else ""
    hour, minute = (int(part) for part in moment.at.split(":"))
    halves = (hour % 12, hour % 12 + 12) if moment.half == "open" else (hour,)
    days = [day] if day else [now.date(), now.date() + timedelta(days=1)]
    times = [datetime.combine(each, time(half, minute)) for each in days for half in halves]
    awake = [each for each in times if each.hour >= FIRST_WAKING or len(halves) == 1 or day == now.date()]
    coming = [each for each in awake if each > now] if days[0] == now.date() else awake
    return (coming or times[-1:])[0].isoformat(timespec="minutes")
