"""Times of the day and days in a request: "half past six", "tomorrow evening", "every weekday", each as a token.

They are read beside the plain words, for a template decides what it takes: "add five to seven" is a sum. Forms come
from a language's moments.yaml. Knows no clock and no calendar: what "tomorrow" is, a skill tells.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

Slots: TypeAlias = dict[str, str | int | float]

PARTS = {
    "am": range(12),
    "pm": range(12, 24),
    "morning": range(1, 12),
    "afternoon": range(12, 21),
    "evening": range(16, 27),
    "night": range(18, 30),
}
"""The hours that a part of the day may have, on a clock that goes on after midnight."""
NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of the day, `at` as HH:MM. `half` is open where it may be twelve hours later as well."""

    at: str
    half: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day: so many `days` from today, or a `weekday`, or a `month` and `day`, or the next such `day` of any month.

    `last`: the weekday that was. `when`: the part of the day that was named with it.
    """

    days: int | None = None
    weekday: str = ""
    month: int | None = None
    day: int | None = None
    last: int | None = None
    when: str = ""


@dataclass(frozen=True, slots=True)
class Every:
    """Days that come again: day, weekday, weekend or a weekday's name."""

    every: str
    when: str = ""


Read: TypeAlias = Moment | Day | Every
LISTS: Mapping[type, str] = {Moment: "at", Day: "day", Every: "every"}
"""What templates call them; {hour} is a number that is meant as one."""


def moment(hour: int, minute: int = 0, part: str = "", exact: bool = False) -> Moment | None:
    """The time of the day that these words mean; None if there is no such time.

    `part`: morning, afternoon, evening or night. `exact`: noon, or written out, so the hour is that of 24.
    """
    minutes = (hour * 60 + minute) % (24 * 60)
    if not (0 <= hour <= 24 and -60 < minute < 60):
        return None
    at = f"{minutes // 60:02}:{minutes % 60:02}"
    if exact or not 1 <= hour <= 12:
        return Moment(at)
    return _settled(Moment(at, "open"), part)


def _settled(found: Moment, part: str) -> Moment:
    """With the half of the day that the part of the day says."""
    if found.half != "open" or part not in PARTS:
        return found
    hour, minutes = int(found.at[:2]) % 12, found.at[2:]
    fits = next((each for each in (hour, hour + 12, hour + 24) if each in PARTS[part]), None)
    return Moment(f"{fits % 24:02}{minutes}") if fits is not None else found


def slots_of(read: Iterable[Read]) -> Slots:
    """What was read in one request as plain values; a part of the day settles the half that a time left open."""
    found: dict[str, Any] = {}
    for each in read:
        named = {field.name: getattr(each, field.name) for field in fields(each)}
        found |= {name: value for name, value in named.items() if value not in ("", None)}
    if found.get("when") and "at" in found:
        settled = _settled(Moment(found["at"], found.pop("half", "")), found.pop("when"))
        found |= {"at": settled.at} | ({"half": settled.half} if settled.half else {})
    return found


class Calendar:
    """The forms of one language; `table` is its moments.yaml. Tokens are compared in writing, numbers in figures."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.heard: Mapping[str, str] = table["heard"]  # what a recogniser with a closed grammar listens for
        self._words: dict[str, Mapping[str, Any]] = {name: table.get(name, {}) for name in _FIGURES}
        fill = {}
        for name, figures in _FIGURES.items():
            choices = sorted(map(re.escape, map(str, self._words[name])), key=len, reverse=True)
            fill[name] = "|".join([*choices, figures] if figures else choices)
        forms = [(kind, form) for kind in ("at", "day", "every") for form in table[kind]]
        self._forms = [(kind, *_compiled(form, table["_part"], fill)) for kind, form in forms]
        self._any = re.compile("|".join(f"(?:{_unnamed(pattern.pattern)})" for _, pattern, _ in self._forms))

    def read(self, tokens: Sequence[object]) -> dict[int, list[tuple[int, Read]]]:
        """What begins at a token: where it ends, and what it is; the longest first."""
        text = " ".join(map(str, tokens)) + " "
        begins = _begins(text)
        found = {}
        for at, number in begins.items():
            read = {(begins.get(end, len(tokens)), type(value)): value for end, value in self._read(text, at)}
            if read:
                found[number] = [(end, value) for (end, _), value in sorted(read.items(), key=lambda e: -e[0][0])]
        return found

    def _read(self, text: str, at: int) -> Iterator[tuple[int, Read]]:
        if not self._any.match(text, at):
            return
        for kind, pattern, fixed in self._forms:
            match = pattern.match(text, at)
            value = self._value(kind, match.groupdict() | fixed) if match else None
            if match and value:
                yield match.end(), value

    def _value(self, kind: str, groups: Mapping[str, Any]) -> Read | None:
        said = {
            name.rstrip("_"): self._meant(name.rstrip("_"), word) for name, word in groups.items() if word is not None
        }
        part = said.get("part", "")
        if kind == "every":
            return Every(said.get("every") or NAMES[said["weekday"]], part)
        if kind == "at":
            minute = said.get("minute", 0) - said.get("less", 0) - said.get("also", 0)
            return moment(said["hour"], minute, part, bool(said.get("exact")))
        days = said["count"] * said.get("times", 1) if "count" in said else said.get("days")
        weekday = NAMES[said["weekday"]] if "weekday" in said else ""
        month, day = said.get("month"), said.get("ordinal")
        if day is not None and not 1 <= day <= (_LONGEST[month - 1] if month else 31):
            return None
        return Day(days, "" if day else weekday, month, day, said.get("last"), part)

    def _meant(self, group: str, word: object) -> Any:
        if not isinstance(word, str):
            return word
        known = self._words.get(group, {})
        return known[word] if word in known else int(word) if word.lstrip("-").isdecimal() else word


_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FIGURES = {
    **dict.fromkeys(("hour", "less", "also", "ordinal"), "[0-9]{1,2}"),
    "minute": "-?[0-9]{1,2}",
    "count": "[0-9]{1,4}",
    **dict.fromkeys(("part", "weekday", "month", "days"), ""),
}
"""The groups of forms, and the figures that may stand for them beside the words of a language."""


def _compiled(
    form: str | Mapping[str, Any], part: str, fill: Mapping[str, str]
) -> tuple[re.Pattern[str], dict[str, Any]]:
    """A form's pattern, and the values that it says without a word of their own."""
    fixed = {} if isinstance(form, str) else {name: value for name, value in form.items() if name != "say"}
    said = (form if isinstance(form, str) else form["say"]).replace("{_part}", part)
    grouped = re.sub(r"\{([a-z]+)(_?)\}", lambda name: f"(?P<{name[1]}{name[2]}>{fill[name[1]]})", said)
    return re.compile(f"(?:{grouped}) "), fixed


def _unnamed(pattern: str) -> str:
    return re.sub(r"\?P<\w+>", "?:", pattern)


def _begins(text: str) -> dict[int, int]:
    """The number of each word of a text, by where it begins."""
    places = [0, *(found.end() for found in re.finditer(" ", text))]
    return {at: number for number, at in enumerate(places[:-1])}
