"""Timers: set, asked for, cancelled, changed. They are kept, so they outlive the process; `alerts` lets them ring.

Knows no clock but the one of what is kept.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from vacli.core.meaning import Ask, Understood
from vacli.core.turn import Turn
from vacli.skills.base import Ringing
from vacli.skills.choice import chosen
from vacli.skills.durations import duration, together, told_by
from vacli.skills.store import Entry, Store
from vacli.skills.timer_words import CANCEL, FOR_LENGTH, FOR_LENGTH_NAMED, Say, named, say

LONGEST = 24 * 3600
MOST = 20
"""Timers at a time."""


class Timers(Ringing):
    """With `rings` false nothing would be there to ring, so none is set."""

    name = "timers"

    def __init__(
        self, language: str, store: Store, rings: Callable[[], bool], wall: Callable[[], float] = time.time
    ) -> None:
        super().__init__(language, store, rings, wall)
        self._answers: Mapping[str, Callable[[Understood, Turn], str | Ask]] = {
            "timer_set": self._set,
            "timer_left": self._left,
            "timer_cancel": self._cancel,
            "timer_cancel_all": self._cancel_all,
            "timer_add": self._add,
            "timer_correct": self._correct,
        }
        self.intents = frozenset(self._answers)

    def answer(self, meant: Understood, turn: Turn) -> str | Ask:
        return self._answers[meant.intent](meant, turn)

    def _set(self, meant: Understood, turn: Turn) -> str | Ask:
        if "duration" not in meant.slots:
            name = str(meant.slots.get("name", "")).replace("{", "").replace("}", "")
            again = FOR_LENGTH_NAMED[self._language].format(name=name) if name else FOR_LENGTH[self._language]
            return Ask(say(Say.HOW_LONG, self._language), again)
        seconds = float(meant.slots["duration"])
        wrong = _wrong(seconds, self._language)
        if wrong or len(self._all()) >= MOST:
            return wrong or say(Say.TOO_MANY, self._language, count=MOST)
        if not self._rings():
            return say(Say.ONLY_LISTEN, self._language)
        timer = Entry("timer", str(meant.slots.get("name", "")), language=self._language, seconds=seconds)
        self._store.change(turn, [timer])
        length = duration(seconds, self._language)
        return say(Say.SET_NAMED if timer.name else Say.SET, self._language, timer=_named(timer), length=length)

    def _left(self, meant: Understood, turn: Turn) -> str:
        found = self._meant(meant)
        if not found:
            return self._none(meant)
        lengths = [self._left_of(each) for each in found]
        if len(found) == 1:
            return say(Say.LEFT, self._language, timer=_named(found[0]), length=lengths[0])
        each = [say(Say.EACH, self._language, timer=_named(t), length=d) for t, d in zip(found, lengths, strict=True)]
        return together(each, self._language) + "."

    def _cancel(self, meant: Understood, turn: Turn) -> str | Ask:
        found = self._meant(meant)
        if not found:
            return self._none(meant)
        picked = found if len(found) == 1 else chosen(found, meant)
        if not picked:
            return Ask(say(Say.WHICH, self._language, timers=_list(found, self._language)), CANCEL[self._language])
        self._store.change(turn, drop=picked)
        if len(picked) > 1:
            return say(Say.CANCELLED_ALL, self._language, timers=_list(picked, self._language))
        return say(Say.CANCELLED, self._language, timer=_named(picked[0]))

    def _cancel_all(self, meant: Understood, turn: Turn) -> str:
        found = self._all()
        if not found:
            return say(Say.NONE, self._language)
        self._store.change(turn, drop=found)
        return say(Say.CANCELLED_ALL, self._language, timers=_list(found, self._language))

    def _add(self, meant: Understood, turn: Turn) -> str:
        found = self._meant(meant)
        if not found:
            return self._none(meant)
        timer, more = found[-1], float(meant.slots["duration"])
        return self._lasts(timer, timer.seconds + more, meant, turn) if more > 0 else _wrong(0, self._language)

    def _correct(self, meant: Understood, turn: Turn) -> str:
        found = self._meant(meant)
        return self._lasts(found[-1], float(meant.slots["duration"]), meant, turn) if found else self._none(meant)

    def _lasts(self, timer: Entry, seconds: float, meant: Understood, turn: Turn) -> str:
        """Let it last `seconds` from when it was started."""
        wrong = _wrong(seconds, self._language)
        if wrong:
            return wrong
        longer = replace(timer, seconds=seconds, due=(timer.due or 0.0) - timer.seconds + seconds, claimed=None)
        self._store.change(turn, [longer])
        return say(Say.CHANGED, self._language, timer=_named(longer), length=self._left_of(longer))

    def _left_of(self, timer: Entry) -> str:
        return duration(max(0.0, (timer.due or 0.0) - self._now()), self._language)

    def _all(self) -> list[Entry]:
        """Running timers, in the order in which they were set."""
        return self._store.all("timer")

    def _meant(self, meant: Understood) -> list[Entry]:
        """Those that the words name; all of them where they name none."""
        name = meant.slots.get("name")
        seconds = told_by(meant.slots)
        return [
            timer
            for timer in self._all()
            if name in (None, timer.name) and (timer.seconds == seconds or not _tells_length(meant))
        ]

    def _none(self, meant: Understood) -> str:
        running = self._all()
        if running:
            return say(Say.NO_SUCH, self._language, timers=_list(running, self._language))
        return say(Say.NONE, self._language)


def _tells_length(meant: Understood) -> bool:
    return any(slot.startswith("which_") for slot in meant.slots)


def _wrong(seconds: float, language: str) -> str:
    """What to answer to a length that no timer can have; empty if it can."""
    if round(seconds) < 1:
        return say(Say.TOO_SHORT, language)
    return say(Say.TOO_LONG, language) if seconds > LONGEST else ""


def _named(timer: Entry) -> str:
    return named(timer.seconds, timer.name, timer.language)


def _list(timers: Iterable[Entry], language: str) -> str:
    return together([_named(timer) for timer in timers], language)
