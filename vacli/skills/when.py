"""From what a request says of a day and a time to a time of the wall clock. Knows no words, and keeps nothing.

Times are local and without a zone, like the machine's clock shows them: one that the clock skips in spring comes when
it has skipped it, of one that it shows twice in autumn the first counts that is still to come.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from vacli.skills.clockwork import DAYS
from vacli.skills.store import Entry

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
USUAL = {
    "": range(9, 10),
    "am": range(9, 12),
    "morning": range(9, 12),
    "pm": range(15, 24),
    "afternoon": range(15, 19),
    "evening": range(19, 24),
    "night": range(21, 24),
}
"""Where a day or a part of it is all that was said: the hour, and today those after it, for it may be later already."""
EVENING = 18
"""From this hour on, nobody who wants to be woken at seven means today."""
SOON = timedelta(hours=4)
"""Nobody who is not to be woken means an hour of the small ones, unless it is this near."""
AHEAD = 3000
"""Days that are looked through for a date such as the 29th of February."""

Slots = Mapping[str, str | int | float]
DATED = ("days", "weekday", "month", "day", "every", "when")


def coming(slots: Slots, now: float, *, wakes: bool = False) -> datetime | None:
    """The first such time after `now` (seconds since 1970); None if it is over. OverflowError beyond the calendar.

    `wakes`: it is an alarm's, so that seven is seven in the morning on any other day, and from the evening on.
    """
    here = datetime.fromtimestamp(now)
    for day in _days(slots, here.date()):
        for at in sorted(_times(slots, day, here, wakes)):
            moment = datetime.combine(day, at)
            if at.hour < 6 and slots.get("days") == 0 and _is_late(slots, at, here):
                moment += timedelta(days=1)
            for each in (moment, moment.replace(fold=1)):
                if each.timestamp() > now:
                    return each
    return None


def kept(moment: datetime) -> dict[str, str | float]:
    """How an entry keeps it. The second of two times that look alike can be told by the machine's seconds alone."""
    if moment.fold and moment.timestamp() != moment.replace(fold=0).timestamp():
        return {"due": moment.timestamp()}
    return {"local": moment.replace(fold=0).isoformat(timespec="minutes")}


def days_of(every: str) -> str:
    """Entry's `every` for a slot's: "mon tue wed thu fri" for weekday."""
    groups = {"day": DAYS, "weekday": DAYS[:5], "weekend": DAYS[5:]}
    return " ".join(groups[every] if every in groups else (DAYS[WEEKDAYS.index(every)],))


def date_of(slots: Slots, today: date) -> date | None:
    """The day that is meant, in the past or to come; None where none is named."""
    if "days" in slots:
        return today + timedelta(days=int(slots["days"]))
    if slots.get("last"):
        back = (today.weekday() - WEEKDAYS.index(str(slots["weekday"])) - 1) % 7 + 1
        return today - timedelta(days=back)
    if "weekday" in slots or "day" in slots:
        return next(_days(slots, today), None)
    return None


def _days(slots: Slots, today: date) -> Iterator[date]:
    """The days that are meant, from today on, the nearest first."""
    if "days" in slots:
        yield today + timedelta(days=int(slots["days"]))
        return
    if "day" not in slots and "weekday" not in slots and "every" not in slots:
        yield from (today, today + timedelta(days=1))
        return
    every = days_of(str(slots["every"])).split() if "every" in slots else ()
    for ahead in range(AHEAD if "day" in slots else 8):
        each = today + timedelta(days=ahead)
        fits = slots.get("day", each.day) == each.day and slots.get("month", each.month) == each.month
        fits = fits and slots.get("weekday", WEEKDAYS[each.weekday()]) == WEEKDAYS[each.weekday()]
        if fits and (not every or DAYS[each.weekday()] in every):
            yield each


def _times(slots: Slots, day: date, now: datetime, wakes: bool) -> list[time]:
    """The times of that day that may be meant."""
    if "at" not in slots:
        hours = USUAL[str(slots.get("when", ""))]
        return [time(hour) for hour in (hours if slots.get("days") == 0 else hours[:1])]
    at = time.fromisoformat(str(slots["at"]))
    if slots.get("half") != "open":
        return [at]
    other = at.replace(hour=(at.hour + 12) % 24)
    early, late = min(at, other), max(at, other)
    if slots.get("days") == 0:
        return [early, late]
    if any(name in slots for name in DATED):
        return [late if at.hour == 12 or (not wakes and at.hour < 7) else early]
    if wakes and now.hour >= EVENING and at.hour != 12:
        return [early]
    if not wakes and early.hour < 7 and datetime.combine(day, early) - now > SOON:
        return [late]
    return [early, late]


def _is_late(slots: Slots, at: time, now: datetime) -> bool:
    """Past midnight belongs to the night before: "tonight at one"."""
    return slots.get("half") != "open" and datetime.combine(now.date(), at) <= now and now.hour >= 12


def moment_of(entry: Entry) -> datetime:
    """When an entry is due, on the clock on the wall."""
    return datetime.fromisoformat(entry.local) if entry.local else datetime.fromtimestamp(entry.due or 0.0)
