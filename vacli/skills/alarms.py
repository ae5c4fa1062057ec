"""Alarms: set for a time of the wall clock, once or on days that come again. `alerts` lets them ring.

Knows no clock but the one of what is kept.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from vacli.core.meaning import Ask, Understood
from vacli.core.turn import Turn
from vacli.skills.alarm_words import CANCEL, FOR_TIME, FOR_TIME_ON, MOVE, MOVE_TO, Say, say
from vacli.skills.base import Ringing
from vacli.skills.choice import chosen
from vacli.skills.clock_words import clock_time
from vacli.skills.clockwork import due, following, rang
from vacli.skills.durations import together
from vacli.skills.store import Entry, Store
from vacli.skills.when import DATED, WEEKDAYS, Slots, coming, date_of, days_of, kept, moment_of
from vacli.skills.when_words import day_again, moment_said

MOST = 20
"""Alarms at a time."""
SNOOZE = 600.0
"""Seconds that "snooze" gives, unless it says how many."""
JUST = 900.0
"""Seconds after which an alarm has not just rung."""
LONGEST_SNOOZE = 24 * 3600.0
WAS = "was_"
"""What the slots begin with that tell which alarm is to be moved."""


class Alarms(Ringing):
    """With `rings` false nothing would be there to ring, so none is set."""

    name = "alarms"

    def __init__(
        self, language: str, store: Store, rings: Callable[[], bool], wall: Callable[[], float] = time.time
    ) -> None:
        super().__init__(language, store, rings, wall)
        self._answers: Mapping[str, Callable[[Understood, Turn], str | Ask]] = {
            "alarm_set": self._set,
            "alarm_list": self._list,
            "alarm_move": self._move,
            "alarm_cancel": self._cancel,
            "alarm_cancel_all": self._cancel_all,
            "alarm_snooze": self._snooze,
        }
        self.intents = frozenset(self._answers)

    def answer(self, meant: Understood, turn: Turn) -> str | Ask:
        return self._answers[meant.intent](meant, turn)

    def _set(self, meant: Understood, turn: Turn) -> str | Ask:
        slots = meant.slots
        if "at" not in slots:
            return self._ask(meant)
        at = _coming(slots, self._now())
        if at is None:
            return self._say(Say.OVER)
        if len(self._all()) >= MOST:
            return self._say(Say.TOO_MANY, count=MOST)
        if not self._rings():
            return self._say(Say.ONLY_LISTEN)
        every = days_of(str(slots["every"])) if "every" in slots else ""
        alarm = replace(Entry("alarm", language=self._language, every=every), **kept(at))  # type: ignore[arg-type]
        if not any((each.local, each.due, each.every) == (alarm.local, alarm.due, every) for each in self._all()):
            self._store.change(turn, [alarm])
        return self._say(Say.SET, when=self._said(alarm))

    def _ask(self, meant: Understood) -> str | Ask:
        now = self._now()
        named = {
            name: value for name, value in meant.slots.items() if name in ("days", "weekday", "month", "day", "every")
        }
        if not named:
            return Ask(self._say(Say.WHEN), FOR_TIME[self._language])
        end = _coming({**named, "at": "23:59"}, now)
        if end is None:
            return self._say(Say.OVER)
        ahead = (end.date() - datetime.fromtimestamp(now).date()).days
        every = days_of(str(named["every"])) if "every" in named else ""
        return Ask(self._say(Say.WHEN), FOR_TIME_ON[self._language].format(day=day_again(ahead, every, self._language)))

    def _list(self, meant: Understood, turn: Turn) -> str:
        found = self._all()
        if len(found) > 1:
            return self._say(Say.ALL, count=len(found), alarms=self._together(found))
        return self._say(Say.ONE, when=self._said(found[0])) if found else self._say(Say.NONE)

    def _cancel(self, meant: Understood, turn: Turn) -> str | Ask:
        everything = self._all()
        found = [each for each in everything if self._is_meant(each, meant)]
        if not everything:
            return self._say(Say.NONE)
        if not found:
            return self._say(Say.NO_SUCH, alarms=self._together(everything))
        picked = found if len(found) == 1 else chosen(found, meant)
        if not picked:
            return Ask(self._say(Say.WHICH, alarms=self._together(found)), CANCEL[self._language])
        if len(picked) == 1 and picked[0].every and _names_one_day(meant, picked[0]):
            return self._skip(picked[0], turn)
        self._store.change(turn, drop=picked)
        if len(picked) > 1:
            return self._say(Say.CANCELLED_ALL, count=len(picked))
        return self._say(Say.CANCELLED, when=self._said(picked[0]))

    def _move(self, meant: Understood, turn: Turn) -> str | Ask:
        """Another time or day for one that is set; without any, what is wanted is one at that time."""
        everything = self._all()
        new = {name: value for name, value in meant.slots.items() if name != "choice" and not name.startswith(WAS)}
        if not everything:
            return self._set(replace(meant, slots=new), turn)
        if not {"at", *DATED} & new.keys():
            return Ask(self._say(Say.WHEN), MOVE[self._language])
        was = {name.removeprefix(WAS): value for name, value in meant.slots.items() if name.startswith(WAS)}
        found = [each for each in everything if self._is_meant(each, replace(meant, slots=was))]
        if not found:
            return self._say(Say.NO_SUCH, alarms=self._together(everything))
        picked = found if len(found) == 1 else chosen(found, meant)
        if len(picked) != 1:
            only_time = not any(name in new for name in DATED)
            again = MOVE_TO[self._language].format(time=str(new["at"]).lstrip("0")) if only_time else ""
            return Ask(self._say(Say.WHICH, alarms=self._together(found)), again)
        moved = _moved(picked[0], new, self._now())
        if moved is None:
            return self._say(Say.OVER)
        self._store.change(turn, [moved])
        return self._say(Say.SET, when=self._said(moved))

    def _skip(self, alarm: Entry, turn: Turn) -> str:
        """One that comes again is left out once."""
        then = replace(alarm, local=following(alarm, due(alarm)), claimed=None)
        self._store.change(turn, [then])
        once, again = (self._said(replace(each, every="")) for each in (alarm, then))
        return self._say(Say.SKIPPED, when=once, then=again)

    def _cancel_all(self, meant: Understood, turn: Turn) -> str | Ask:
        found = self._all()
        if len(found) < 2:
            return self._cancel(replace(meant, slots={}), turn)
        if "sure" not in meant.slots:
            return Ask(self._say(Say.SURE, count=len(found), alarms=self._together(found)))
        self._store.change(turn, drop=found)
        return self._say(Say.CANCELLED_ALL, count=len(found))

    def _snooze(self, meant: Understood, turn: Turn) -> str:
        """What rings now rings again later; and what has just rung and is over."""
        now = self._now()
        ringing = [each for each in self._store.all("alarm") if due(each) <= now]
        if not ringing and now - rang(self._store) > JUST:
            return self._say(Say.NOTHING_RANG)
        if not self._rings():
            return self._say(Say.ONLY_LISTEN)
        later = now + min(max(float(meant.slots.get("duration", SNOOZE)), 1.0), LONGEST_SNOOZE)
        repeated = [replace(each, local=following(each, now), claimed=None) for each in ringing if each.every]
        over = [each for each in ringing if not each.every]
        self._store.change(turn, [Entry("alarm", language=self._language, due=later), *repeated], over)
        at = clock_time(datetime.fromtimestamp(later), self._language)
        return self._say(Say.SNOOZED, time=at).replace("a las 1:", "a la 1:")

    def _all(self) -> list[Entry]:
        """The next one first."""
        return sorted(self._store.all("alarm"), key=due)

    def _is_meant(self, alarm: Entry, meant: Understood) -> bool:
        """Whether the words fit; where they name nothing, any does."""
        slots, at = meant.slots, moment_of(alarm)
        halves = (0, 12) if slots.get("half") == "open" else (0,)
        if "at" in slots:
            hour, minute = map(int, str(slots["at"]).split(":"))
            if at.minute != minute or at.hour not in [(hour + half) % 24 for half in halves]:
                return False
        if "every" in slots and alarm.every != days_of(str(slots["every"])):
            return False
        if "weekday" in slots:
            return WEEKDAYS[at.weekday()] == slots["weekday"] or alarm.every == days_of(str(slots["weekday"]))
        day = date_of(slots, datetime.fromtimestamp(self._now()).date())
        return day is None or day == at.date()

    def _said(self, alarm: Entry) -> str:
        now = datetime.fromtimestamp(self._now())
        return moment_said(moment_of(alarm), now, self._language, alarm.every)

    def _together(self, alarms: Iterable[Entry]) -> str:
        return together([self._said(each) for each in alarms], self._language)

    def _say(self, what: Say, **parts: object) -> str:
        return say(what, self._language, **parts)


def _coming(slots: Slots, now: float) -> datetime | None:
    try:
        return coming(slots, now, wakes=True)
    except (OverflowError, ValueError):
        return None


def _moved(alarm: Entry, new: Slots, now: float) -> Entry | None:
    """At another time of its day, or its time on another day. One at seven in the evening is moved to eight in it."""
    old, slots = moment_of(alarm), dict(new)
    if "at" not in slots:
        slots["at"] = f"{old:%H:%M}"
    elif slots.pop("half", "") == "open":
        hour, minute = map(int, str(slots["at"]).split(":"))
        near = min((hour % 12, hour % 12 + 12), key=lambda each: min(abs(each - old.hour), 24 - abs(each - old.hour)))
        slots["at"] = f"{near:02}:{minute:02}"
    dated = any(name in slots for name in DATED)
    if alarm.every and not dated:
        again = replace(alarm, local=f"{old.date()}T{slots['at']}", claimed=None)
        return replace(again, local=following(again, now))
    if not dated:
        slots["days"] = (old.date() - datetime.fromtimestamp(now).date()).days
    at = _coming(slots, now)
    every = days_of(str(slots["every"])) if "every" in slots else ""
    return replace(alarm, **{"due": None, "local": "", "every": every, "claimed": None, **kept(at)}) if at else None  # type: ignore[arg-type]


def _names_one_day(meant: Understood, alarm: Entry) -> bool:
    """Tomorrow's alarm, but not the Monday alarm of one that rings every Monday."""
    return any(name in meant.slots for name in ("days", "day", "weekday")) and " " in alarm.every
