"""Reminders: what, and when, at a time of the wall clock or after a while. `alerts` says them when they fall due.

What is to be remembered is data: it is kept, compared and said back, never acted upon.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from vacli.core.meaning import Ask, Understood
from vacli.core.turn import Turn
from vacli.skills.base import Ringing
from vacli.skills.choice import chosen
from vacli.skills.clockwork import due
from vacli.skills.durations import duration, together
from vacli.skills.reminder_words import AT_TIME, CANCEL, OF_THAT, OF_THAT_SOME_TIME, Say, say
from vacli.skills.store import Entry, Store
from vacli.skills.when import DATED, coming, days_of, kept, moment_of
from vacli.skills.when_words import day_again, moment_said

MOST = 50
"""Reminders at a time."""
LONGEST_TEXT = 300
"""Characters of what is to be remembered."""
LONGEST = 366 * 24 * 3600.0
"""Seconds that one set for a length of time may be ahead."""
IN_LENGTH = 24 * 3600.0
"""Seconds up to which its length is said, not its time."""


class Reminders(Ringing):
    """With `rings` false nothing would be there to remind anybody, so none is set."""

    name = "reminders"

    def __init__(
        self, language: str, store: Store, rings: Callable[[], bool], wall: Callable[[], float] = time.time
    ) -> None:
        super().__init__(language, store, rings, wall)
        self._answers: Mapping[str, Callable[[Understood, Turn], str | Ask]] = {
            "reminder_set": self._set,
            "reminder_list": self._list,
            "reminder_cancel": self._cancel,
            "reminder_cancel_all": self._cancel_all,
        }
        self.intents = frozenset(self._answers)

    def answer(self, meant: Understood, turn: Turn) -> str | Ask:
        return self._answers[meant.intent](meant, turn)

    def _set(self, meant: Understood, turn: Turn) -> str | Ask:
        slots, text = meant.slots, _text(meant, self._language)
        if len(text) > LONGEST_TEXT:
            return self._say(Say.TOO_LONG)
        untimed = not any(name in slots for name in ("duration", "at", *DATED))
        if text and (untimed or _only_today(slots)):
            sentence = AT_TIME[self._language].format(text=text.replace("{", "").replace("}", ""))
            return Ask(self._say(Say.WHEN), sentence)
        if untimed:
            return Ask(self._say(Say.OF_WHAT), OF_THAT_SOME_TIME[self._language])
        entry = self._entry(meant, text)
        if isinstance(entry, str):
            return entry
        if not text:
            return Ask(self._say(Say.OF_WHAT), self._again(entry))
        if len(self._all()) >= MOST:
            return self._say(Say.TOO_MANY, count=MOST)
        if not self._rings():
            return self._say(Say.ONLY_LISTEN)
        self._store.change(turn, [entry])
        if 0 < entry.seconds <= IN_LENGTH:
            return self._say(Say.SET_IN, length=duration(entry.seconds, self._language), text=text)
        return self._say(Say.SET, when=self._when(entry), text=text)

    def _entry(self, meant: Understood, text: str) -> Entry | str:
        """What would be kept, or why it cannot be."""
        slots, now = meant.slots, self._now()
        plain = Entry("reminder", text=text, language=self._language)
        if "duration" in slots:
            seconds = float(slots["duration"])
            if round(seconds) < 1:
                return self._say(Say.OVER)
            return replace(plain, seconds=seconds) if seconds <= LONGEST else self._say(Say.TOO_FAR)
        try:
            at = coming(slots, now)
        except (OverflowError, ValueError):
            return self._say(Say.TOO_FAR)
        every = days_of(str(slots["every"])) if "every" in slots else ""
        return replace(plain, every=every, **kept(at)) if at else self._say(Say.OVER)  # type: ignore[arg-type]

    def _again(self, entry: Entry) -> str:
        """The sentence that asks for a reminder at that time, without what it is about."""
        now = datetime.fromtimestamp(self._now())
        at = moment_of(entry) if not entry.seconds else datetime.fromtimestamp(self._now() + entry.seconds)
        day = day_again((at.date() - now.date()).days, entry.every, self._language)
        return OF_THAT[self._language].format(day=day, time=f"{at:%H:%M}")

    def _list(self, meant: Understood, turn: Turn) -> str:
        found = self._all()
        if not found:
            return self._say(Say.NONE)
        what = Say.ALL if len(found) > 1 else Say.ONE
        return self._say(what, count=len(found), reminders=self._together(found))

    def _cancel(self, meant: Understood, turn: Turn) -> str | Ask:
        everything, about = self._all(), _text(meant, self._language)
        found = [each for each in everything if each.text == about]
        found = found or [each for each in everything if _is_about(each.text, about)]
        if not everything:
            return self._say(Say.NONE)
        if not found:
            return self._say(Say.NO_SUCH, reminders=self._together(everything))
        picked = found if len(found) == 1 else chosen(found, meant)
        if not picked:
            return Ask(self._say(Say.WHICH, reminders=self._together(found)), CANCEL[self._language])
        self._store.change(turn, drop=picked)
        if len(picked) > 1:
            return self._say(Say.CANCELLED_ALL, count=len(picked))
        return self._say(Say.CANCELLED, text=picked[0].text)

    def _cancel_all(self, meant: Understood, turn: Turn) -> str | Ask:
        found = self._all()
        if len(found) < 2:
            return self._cancel(replace(meant, slots={}), turn)
        if "sure" not in meant.slots:
            return Ask(self._say(Say.SURE, count=len(found)))
        self._store.change(turn, drop=found)
        return self._say(Say.CANCELLED_ALL, count=len(found))

    def _all(self) -> list[Entry]:
        """The next one first."""
        return sorted(self._store.all("reminder"), key=due)

    def _when(self, entry: Entry) -> str:
        due_at = entry if entry.local or entry.due else replace(entry, due=self._now() + entry.seconds)
        return moment_said(moment_of(due_at), datetime.fromtimestamp(self._now()), self._language, entry.every)

    def _together(self, entries: Iterable[Entry]) -> str:
        each = [self._say(Say.EACH, when=self._when(entry), text=entry.text) for entry in entries]
        return together(each, self._language)

    def _say(self, what: Say, **parts: object) -> str:
        return say(what, self._language, **parts)


def _text(meant: Understood, language: str) -> str:
    """What it is about. French joins a small word to the next one: "d'appeler"."""
    text = str(meant.slots.get("text", "")).strip()
    if language == "fr":
        for small in ("d'", "qu'", "de ", "que "):
            text = text.removeprefix(small)
    return text


def _only_today(slots: Mapping[str, str | int | float]) -> bool:
    """Today is no time of the day."""
    return slots.get("days") == 0 and "at" not in slots and "when" not in slots


def _is_about(text: str, about: str) -> bool:
    """All words of it occur."""
    return set(about.lower().split()) <= set(text.lower().split())
