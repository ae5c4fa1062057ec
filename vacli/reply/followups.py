"""What leans on the request before it: "and in celsius", "what about tomorrow", "no, at eight", "cancel it", "again".

The new part of a request is put into a sentence that gives it its meaning ("what is one metre in celsius"), and what
the templates find there takes its place in the request before. The words are data (`followups` of a language). Knows
no skill, only which intents can go on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from vacli.core.meaning import Understander, Understood
from vacli.core.turn import Turn
from vacli.reply.results import result
from vacli.skills.durations import WHICH, split
from vacli.understand.language import code_of, language
from vacli.understand.text import Frame

LONGEST = 10
"""Words that something which leans on another request may have."""
SURE = 0.9
"""What a new part means must be clear from templates alone."""
LAST = 2
"""Requests back that something may lean on."""
TAKEN_BACK = "taken_back"
"""The intent of a request that the one before is to be undone."""
INSTEAD = "instead"
"""The slot that names the turn which is undone first."""

CLOCK = frozenset({"at", "half", "when", "duration"})
DAY = frozenset({"days", "weekday", "month", "day", "every", "last", "occasion", "duration"})
AMOUNT = frozenset({"amount", "half", "from"})
SUM = frozenset({"operator", "b", "c", "d", "then", "then_also"})
ALONE = (frozenset({"to"}), frozenset({"place"}), frozenset({"items"}))
FREE = frozenset({"place", "items", "occasion"})
"""Slots of any words: only behind "and" or the like, and right after the request."""


@dataclass(frozen=True)
class Past:
    """A request, what was answered, and the turn that can take it back. `asked`: it was not answered but asked back."""

    request: Understood
    answer: str
    turn: Turn
    asked: bool = False


@dataclass(frozen=True)
class Way:
    """How a request goes on: the sentence, the intent that it has, its slots that count, and what leads to it."""

    carrier: str
    intent: str
    slots: frozenset[str]
    leads: frozenset[str]


ANY = frozenset({"", "also", "about", "no"})
LED = ANY - {""}
MORE = frozenset({"also", "no"})
ITEMS = Way("items", "list_add", frozenset({"items"}), MORE)
NUMBER = Way("number", "convert", frozenset({"amount", "half"}), LED)
"""Of the same unit as before."""
WAYS: Mapping[str, tuple[Way, ...]] = {
    "convert": (Way("unit", "convert", frozenset({"to"}), ANY), Way("amount", "convert", AMOUNT, LED), NUMBER),
    "weather": (Way("weather", "weather", DAY | {"place", "when"}, ANY),),
    "time": (Way("place", "time", frozenset({"place"}), LED),),
    "date": (Way("day", "date", DAY | {"when"}, ANY),),
    "days_until": (Way("until", "days_until", DAY, LED),),
    "alarm_set": (Way("at", "alarm_set", CLOCK | DAY, MORE),),
    "reminder_set": (Way("remind", "reminder_set", CLOCK | DAY, frozenset({"no"})),),
    "list_add": (ITEMS,),
    "list_remove": (ITEMS,),
    "sum": (Way("sum", "sum", SUM, ANY),),
}
CORRECTED = frozenset({"alarm_set", "reminder_set", "list_add", "list_remove"})
"""What was done is undone where another is meant instead."""
AGAIN = frozenset({"coin", "dice", "random"})
TIMERS = frozenset({"timer_set", "timer_add", "timer_correct", "timer_left"})
NEEDED = {"timer_set": "duration", "alarm_set": "at", "reminder_set": "text", "list_add": "items"}
"""Without it nothing was made."""
CANCELS = {
    **dict.fromkeys(("timer_set", "timer_correct", "timer_add"), "timer_cancel"),
    **dict.fromkeys(("alarm_set", "alarm_move"), "alarm_cancel"),
    "reminder_set": "reminder_cancel",
    "list_add": "list_remove",
}
UNDONE = frozenset({"note_add", "remember", "list_remove", "volume", "speed", "alarm_snooze"})
"""What no request cancels exactly: its turn is undone."""
LISTED = {"alarm_list": "alarm_cancel", "reminder_list": "reminder_cancel", "timer_left": "timer_cancel"}
"""After these one of what was told can be cancelled by its place."""


class Followups:
    """Of one language."""

    def __init__(self, understander: Understander) -> None:
        self._understander = understander
        self._data = language(code_of(understander.language))
        words: Mapping[str, Any] = self._data.words["followups"]
        self._before, self._after = (self._leads(words[place]) for place in ("before", "after"))
        self._asked = frozenset(self._data.words["questions"])
        self._never = self._asked | set(words["never"])
        self._cancel, self._again, self._left, self._all = (
            frozenset(map(self._read, words[name])) for name in ("cancel", "again", "left", "all")
        )
        self._drop = sorted((self._read(each) for each in words["drop"]), key=len, reverse=True)
        self._one = Frame(words["one"]["before"], words["one"]["after"])
        self._places: dict[str, int] = {self._read(said): place for said, place in words["places"].items()}
        self._carriers: Mapping[str, list[str]] = words["carriers"]
        self._it = frozenset(words.get("it", ()))

    def meant(self, text: str, past: Sequence[Past]) -> Understood | None:
        """What the text means after the requests of `past`, the latest first: one of them, changed or undone."""
        said = self._words(text)
        if not 0 < len(said) <= LONGEST:
            return None
        for age, each in enumerate(past[:LAST]):
            if not each.asked and (found := self._about(said, each, latest=not age)):
                explained = f"after {each.request.text[:40]!r}: {found.intent} {found.explanation}".strip()
                return replace(found, explanation=explained, confidence=1.0)
        return None

    def cancels(self, text: str) -> bool:
        """It is nothing but "cancel it"."""
        return self._is(self._cancel, self._words(text))

    def place(self, text: str) -> int | None:
        """Which of several is meant by "the second one": from 1 on, -1 the last, 0 all of them."""
        return self._place(self._words(text)[: LONGEST + 1])

    def asks(self, text: str) -> bool:
        """It begins as a question does, so it answers none."""
        return bool(self._asked & {*self._words(text)[:1]})

    def bare(self, text: str) -> str:
        """ "the pasta one" without what only points."""
        return " ".join(map(str, self._one.strip(self._words(text))))

    def _about(self, said: tuple[str, ...], past: Past, latest: bool) -> Understood | None:
        request = past.request
        if request.intent.startswith("Hass") and (found := self._pointed(said, str(request.slots.get("name", "all")))):
            return found
        if self._is(self._cancel, said) or self._is(self._cancel, self._part(said)[1]):  # "actually cancel that"
            return self._cancelled(past)
        if self._is(self._left, said) and request.intent in TIMERS:
            return replace(request, intent="timer_left", slots=_timer(request))
        if self._is(self._again, said) and request.intent in AGAIN:
            return request
        if request.intent in LISTED and (place := self._dropped(said)) is not None:
            return replace(request, intent=LISTED[request.intent], slots={"choice": place})
        return self._other(said, past, latest)

    def _pointed(self, said: tuple[str, ...], name: str) -> Understood | None:
        """ "turn it off", of what was named before at home."""
        if name == "all" or not self._it & set(said):
            return None
        found = self._understander.understand(" ".join(name if word in self._it else word for word in said))
        return found if found.intent.startswith("Hass") and found.confidence >= SURE else None

    def _cancelled(self, past: Past) -> Understood | None:
        request = past.request
        if NEEDED.get(request.intent, "") not in ("", *request.slots):
            return None
        if request.intent in UNDONE:
            return replace(request, intent=TAKEN_BACK, slots={INSTEAD: past.turn.id})
        slots = _timer(request) if request.intent in TIMERS else _without(request, {INSTEAD, "sure", "choice"})
        intent = CANCELS.get(request.intent) or LISTED.get(request.intent)  # "which one?" where several were told
        return replace(request, intent=intent, slots=slots) if intent else None

    def _other(self, said: tuple[str, ...], past: Past, latest: bool) -> Understood | None:
        """The request before, with another part."""
        leads, part = self._part(said)
        for way in WAYS.get(past.request.intent, ()):
            if way.leads & (leads or {""}):
                for found in self._carried(way, part):
                    new = {name: value for name, value in found.slots.items() if name in way.slots}
                    if new and (not FREE & new.keys() or (latest and leads and self._names(part))):
                        return self._merged(past, new, "no" in leads)
        return None

    def _carried(self, way: Way, part: tuple[str, ...]) -> Iterator[Understood]:
        for carrier in self._carriers[way.carrier]:
            found = self._understander.understand(carrier.format(" ".join(part)))
            if found.intent == way.intent and found.confidence >= SURE:
                yield found

    def _merged(self, past: Past, new: dict[str, str | int | float], corrects: bool) -> Understood | None:
        request = past.request
        gone = frozenset().union(*(each for each in (CLOCK, DAY, AMOUNT, SUM, *ALONE) if each & new.keys()))
        kept = {"from"} - new.keys() if request.intent == "convert" else set()
        slots = _without(request, gone - kept | {INSTEAD, "sure"}) | new
        if request.intent == "sum":
            return self._further(past, new)
        if "duration" in new:
            slots = {name: value for name, value in slots.items() if name == "duration" or name not in CLOCK | DAY}
        if corrects and request.intent in CORRECTED:
            slots[INSTEAD] = past.turn.id
        return replace(request, slots=slots)

    def _further(self, past: Past, new: dict[str, str | int | float]) -> Understood | None:
        """ "times three" of a result. One that was rounded is calculated once more, exactly."""
        before, value = past.request.slots, result(past.answer, self._understander.language)
        products = before.keys() == new.keys() | {"a"} == {"a", "operator", "b"}
        if isinstance(value, float) and products and {before["operator"], new["operator"]} <= {"*", "/"}:
            return replace(past.request, slots={**before, "then": new["operator"], "c": new["b"]})
        return replace(past.request, slots={**new, "a": value}) if value is not None else None

    def _part(self, said: tuple[str, ...]) -> tuple[set[str], tuple[str, ...]]:
        """What leads to the new part ("and", "no"), and the part."""
        leads: set[str] = set()
        found = True
        while found:
            found = False
            for phrase, lead in self._before:
                if said[: len(phrase)] == phrase and len(said) > len(phrase):
                    said, found = said[len(phrase) :], True
                    leads.add(lead)
            for phrase, lead in self._after:
                if said[-len(phrase) :] == phrase and len(said) > len(phrase):
                    said, found = said[: -len(phrase)], True
                    leads.add(lead)
        return leads, said

    def _names(self, part: tuple[str, ...]) -> bool:
        """The words may name something: no "you", no "how are things", no day."""
        read = self._data.calendar.read(part).get(0, ())
        return not self._never & set(part) and all(end < len(part) for end, _ in read)

    def _dropped(self, said: tuple[str, ...]) -> int | None:
        text = " ".join(said)
        verb = next((each for each in self._drop if text.startswith(f"{each} ")), "")
        return self._place(tuple(text[len(verb) :].split())) if verb else None

    def _place(self, said: tuple[str, ...]) -> int | None:
        for each in (said, self._one.strip(said)):
            text = " ".join(map(str, each))
            if text in self._all:
                return 0
            if text in self._places:
                return self._places[text]
        return None

    def _is(self, phrases: frozenset[str], said: tuple[str, ...]) -> bool:
        return any(" ".join(map(str, each)) in phrases for each in (said, self._data.frame.strip(said)))

    def _words(self, text: str) -> tuple[str, ...]:
        if len(text) > 20 * LONGEST:
            return ()
        return tuple(word for word in self._data.reader.words(text) if word not in self._data.words["fillers"])

    def _read(self, phrase: str) -> str:
        return " ".join(self._data.reader.words(phrase))

    def _leads(self, phrases: Mapping[str, Sequence[str]]) -> list[tuple[tuple[str, ...], str]]:
        """The longest first."""
        found = [(tuple(self._read(each).split()), lead) for lead, every in phrases.items() for each in every]
        return sorted(found, key=lambda each: -len(each[0]))


def _timer(request: Understood) -> dict[str, str | int | float]:
    """The slots that name the timer of a request."""
    named = {name: value for name, value in request.slots.items() if name == "name" or name.startswith("which_")}
    if "duration" not in request.slots or request.intent == "timer_add":
        return named
    lengths = zip(WHICH, split(float(request.slots["duration"])), strict=True)
    return named | {unit: count for unit, count in lengths if count}


def _without(request: Understood, names: frozenset[str] | set[str]) -> dict[str, str | int | float]:
    return {name: value for name, value in request.slots.items() if name not in names}
