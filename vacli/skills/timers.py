"""Timers, in memory: they end with the conversation, and a restart forgets them (a later change makes them survive).

They run on the monotonic clock, so a change of the wall clock moves none; what a suspended machine counts is up to it.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count

from vacli.core.meaning import Understood
from vacli.core.turn import Turn
from vacli.core.words import Announcement, Urgency
from vacli.skills.durations import duration, together
from vacli.skills.timer_words import Say, named, say

LONGEST = 24 * 3600
MOST = 20
"""Timers at a time."""


@dataclass(frozen=True, slots=True)
class Timer:
    """`seconds` it lasts; `started` on the monotonic clock."""

    id: int
    seconds: float
    started: float
    name: str
    language: str

    @property
    def ends(self) -> float:
        return self.started + self.seconds

    def __str__(self) -> str:
        return named(self.seconds, self.name, self.language)


Change = Callable[[dict[int, Timer]], object]


class Timers:
    """With `announces` False nothing will be there to ring, so none is set."""

    name = "timers"

    def __init__(
        self, language: str, *, announces: bool = True, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._language = language
        self._answers: Mapping[str, Callable[[Understood, Turn], str]] = {
            "timer_set": self._set,
            "timer_left": self._left,
            "timer_cancel": self._cancel,
            "timer_cancel_all": self._cancel_all,
            "timer_add": self._add,
            "timer_correct": self._correct,
        }
        self.intents = frozenset(self._answers)
        self._announces = announces
        self._now = monotonic
        self._lock = threading.Lock()
        self._timers: dict[int, Timer] = {}
        self._ids = count(1)

    def answer(self, meant: Understood, turn: Turn) -> str:
        if not self._announces:
            return say(Say.ONLY_LISTEN, self._language)
        return self._answers[meant.intent](meant, turn)

    def due(self) -> float | None:
        with self._lock:
            return min((timer.ends for timer in self._timers.values()), default=None)

    def announcements(self) -> list[Announcement]:
        now = self._now()
        with self._lock:
            over = sorted((each for each in self._timers.values() if each.ends <= now), key=lambda each: each.ends)
            for timer in over:
                del self._timers[timer.id]
        return [
            Announcement(say(Say.DONE, each.language, timer=each), Urgency.WHEN_QUIET, "timer", f"timer-{each.id}")
            for each in over
        ]

    def _set(self, meant: Understood, turn: Turn) -> str:
        if "duration" not in meant.slots:
            return say(Say.HOW_LONG, self._language)
        seconds = float(meant.slots["duration"])
        wrong = _wrong(seconds, self._language)
        if wrong or len(self._all()) >= MOST:
            return wrong or say(Say.TOO_MANY, self._language, count=MOST)
        timer = Timer(next(self._ids), seconds, 0.0, str(meant.slots.get("name", "")), self._language)
        self._change(turn, lambda timers: timers.update({timer.id: replace(timer, started=self._now())}))
        return say(
            Say.SET_NAMED if timer.name else Say.SET,
            self._language,
            timer=timer,
            length=duration(seconds, self._language),
        )

    def _left(self, meant: Understood, turn: Turn) -> str:
        found = self._meant(meant)
        if not found:
            return self._none(meant)
        lengths = [duration(max(0.0, each.ends - self._now()), self._language) for each in found]
        if len(found) == 1:
            return say(Say.LEFT, self._language, timer=found[0], length=lengths[0])
        each = [say(Say.EACH, self._language, timer=t, length=d) for t, d in zip(found, lengths, strict=True)]
        return together(each, self._language) + "."

    def _cancel(self, meant: Understood, turn: Turn) -> str:
        found = self._meant(meant)
        if not found:
            return self._none(meant)
        if len(found) > 1:
            return say(Say.WHICH, self._language, timers=_list(found, self._language))
        self._change(turn, lambda timers: timers.pop(found[0].id, None))
        return say(Say.CANCELLED, self._language, timer=found[0])

    def _cancel_all(self, meant: Understood, turn: Turn) -> str:
        found = self._all()
        if not found:
            return say(Say.NONE, self._language)
        self._change(turn, lambda timers: timers.clear())
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

    def _lasts(self, timer: Timer, seconds: float, meant: Understood, turn: Turn) -> str:
        """Let it last `seconds` from when it was started."""
        wrong = _wrong(seconds, self._language)
        if wrong:
            return wrong
        longer = replace(timer, seconds=seconds)
        self._change(turn, lambda timers: timers.update({timer.id: longer}) if timer.id in timers else None)
        left = duration(max(0.0, longer.ends - self._now()), self._language)
        return say(Say.CHANGED, self._language, timer=longer, length=left)

    def _change(self, turn: Turn, change: Change) -> None:
        """Change the timers when the turn does, and put back what was changed when it is undone."""
        before: dict[int, Timer] = {}
        after: dict[int, Timer] = {}

        def do() -> None:
            with self._lock:
                before.update(self._timers)
                change(self._timers)
                after.update(self._timers)

        def undo() -> None:
            with self._lock:
                for key in {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}:
                    self._timers.pop(key, None)
                    if key in before:
                        self._timers[key] = before[key]

        turn.act(do, undo)

    def _all(self) -> list[Timer]:
        """Running timers, in the order in which they were set."""
        with self._lock:
            return sorted(self._timers.values(), key=lambda timer: timer.id)

    def _meant(self, meant: Understood) -> list[Timer]:
        """Those that the words name; all of them where they name none."""
        name = meant.slots.get("name")
        units = (("which_hours", 3600), ("which_minutes", 60), ("which_seconds", 1))
        seconds = sum(float(meant.slots[unit]) * worth for unit, worth in units if unit in meant.slots)
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


def _list(timers: Iterable[Timer], language: str) -> str:
    return together([str(timer) for timer in timers], language)
