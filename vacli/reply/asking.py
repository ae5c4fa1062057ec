"""A request in words, to ask back whether it was meant: "set a timer for 10 minutes". Knows no turn and no skill.

The patterns are data of a language (`asked` among its words). A request that cannot be said whole is not asked.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from vacli.core.meaning import Understood
from vacli.skills.clock_words import clock_time, month_of
from vacli.skills.convert_words import unit
from vacli.skills.durations import WHICH, before_noun, duration, told_by
from vacli.skills.list_words import called
from vacli.skills.sum_words import SAID
from vacli.skills.sums import figure
from vacli.skills.when import WEEKDAYS, days_of
from vacli.skills.when_words import day_again, day_said, every_said
from vacli.understand.language import code_of, language

Slots = Mapping[str, str | int | float]

MADE_OF = {
    "duration": ("duration",),
    "at": ("at", "half"),
    "day": ("days", "weekday", "month", "day", "every"),
    "which": tuple(WHICH),
    "expression": ("a", "b", "c", "d", "operator", "then", "then_also"),
    "amount": ("amount", "half", "from"),
    "to": ("to",),
    "list": ("list",),
}
"""What a pattern calls by one name, and the slots that are said with it. Anything else is said as it is."""
UNSAID = frozenset({"sure"})
_CONDITION = re.compile(r"(\w+)=(\w+): ")
_NAME = re.compile(r"\{(\w+)\}")
_DATE = {"en": "{month} {day}", "de": "{day}. {month}", "fr": "{day} {month}", "es": "{day} de {month}"}


class Asking:
    """Of one language."""

    def __init__(self, code: str) -> None:
        self._language = code_of(code)
        self._patterns: Mapping[str, list[str]] = language(self._language).words.get("asked", {})
        self._made: Mapping[str, Callable[[Slots], str]] = {
            "duration": self._duration,
            "at": self._at,
            "day": self._day,
            "which": self._which,
            "expression": self._expression,
            "amount": self._amount,
            "to": self._to,
            "list": self._list,
        }

    def words(self, meant: Understood) -> str:
        """The request as one would say it; empty where no pattern says all of it."""
        patterns = self._patterns.get(meant.intent, ())
        said = self._said(meant.slots) if patterns else {}
        return next((text for each in patterns if (text := _filled(each, said, meant.slots))), "")

    def _said(self, slots: Slots) -> dict[str, str]:
        made = {name: make(slots) for name, make in self._made.items() if slots.keys() & set(MADE_OF[name])}
        plain = {name: str(value) for name, value in slots.items() if name not in MADE_OF}
        return {name: text for name, text in (plain | made).items() if text}

    def _duration(self, slots: Slots) -> str:
        return duration(float(slots["duration"]), self._language)

    def _which(self, slots: Slots) -> str:
        seconds = told_by(slots)
        return before_noun(seconds) if self._language == "en" else duration(seconds, self._language)

    def _at(self, slots: Slots) -> str:
        if "at" not in slots:
            return ""
        at = time.fromisoformat(str(slots["at"]))
        if self._language == "en" and slots.get("half") == "open":
            return f"{at.hour % 12 or 12}:{at.minute:02}"
        return clock_time(datetime.combine(date.today(), at), self._language)

    def _day(self, slots: Slots) -> str:
        code, today = self._language, date.today()
        if "days" in slots:
            days = int(slots["days"])
            near = day_said(today + timedelta(days=days), today, code) if days < 2 else day_again(days, "", code)
            return near if days >= 0 else ""
        if "every" in slots:
            return every_said(days_of(str(slots["every"])), code)
        if "weekday" in slots:
            named = date(2024, 1, 1 + WEEKDAYS.index(str(slots["weekday"])))  # a year that begins on a Monday
            return day_said(named, named - timedelta(days=3), code)
        if "month" not in slots or "day" not in slots:
            return ""
        month = month_of(date(2024, int(slots["month"]), 1), code)
        return _DATE[code].format(month=month, day=slots["day"])

    def _expression(self, slots: Slots) -> str:
        said = {name: figure(Decimal(str(slots[name])), self._language) for name in "abcd" if name in slots}
        words, text = SAID[self._language], said.get("a", "")
        text = words[str(slots["operator"])].format(a=text, b=said.get("b", ""))
        for operator, number in (("then", "c"), ("then_also", "d")):
            if operator in slots:
                text = words[str(slots[operator])].format(a=text, b=said[number])
        return text[0].lower() + text[1:]

    def _amount(self, slots: Slots) -> str:
        if "amount" not in slots or "from" not in slots:
            return ""
        amount = Decimal(str(slots["amount"])) + Decimal(str(slots.get("half", 0)))
        return f"{figure(amount, self._language)} {unit(str(slots['from']), amount, self._language)}"

    def _to(self, slots: Slots) -> str:
        return unit(str(slots["to"]), Decimal(2), self._language)

    def _list(self, slots: Slots) -> str:
        return called(str(slots["list"]), self._language)


def _filled(pattern: str, said: Mapping[str, str], slots: Slots) -> str:
    """The pattern with what is said put in; empty where something is missing, or left unsaid."""
    used = set(UNSAID)
    if condition := _CONDITION.match(pattern):
        if str(slots.get(condition[1])) != condition[2]:
            return ""
        used, pattern = used | {condition[1]}, pattern[condition.end() :]
    pattern = re.sub(
        r"\[([^\]]*)\]", lambda part: part[1] if set(_NAME.findall(part[1])) <= said.keys() else "", pattern
    )
    names = set(_NAME.findall(pattern))
    used |= {slot for name in names for slot in MADE_OF.get(name, (name,))}
    if not names <= said.keys() or not slots.keys() <= used:
        return ""
    text = " ".join(pattern.format_map(said).split())
    return text.replace(" de une ", " d'une ").replace(" de el ", " del ")
