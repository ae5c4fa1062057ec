"""The frozen sets of requests, and what was understood in the words of their labels (tests/data/requests/README.md).

Both sides are brought into one form, `plain`, before they are compared: there the sets' rules of fairness stand, and
what a skill takes for the same (a die has six sides). Knows no sentence and no recogniser.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from vacli.core.errors import MissingError
from vacli.core.meaning import Command, Understood
from vacli.skills.durations import WHICH, told_by
from vacli.skills.list_words import SHOPPING, items_of
from vacli.skills.occasions import next_occasion

FOLDER = Path("tests/data/requests")
CHAT, COMMAND = "chat", "command"
ENGLISH = "en"
Slots: TypeAlias = Mapping[str, Any]

SAME_AS = {"volume": {"up": "louder", "down": "quieter"}, "speed": {"up": "faster", "down": "slower"}}
USUAL = {"dice": {"count": 1, "sides": 6}, "random": {"low": 1, "high": 100}}
"""What a skill takes where nothing is said."""
ASKED_FOR = {
    "timer_set": "duration",
    "alarm_set": "at",
    "list_add": "items",
    "convert": "to",
    "remember": "text",
    "reminder_set": "text",
    "note_add": "text",
}
"""Without this a skill does nothing but ask for it."""
UNSAID = frozenset({"when", "last", "sure", "not_minutes", "fixed"})
"""Slots that skills use and labels do not have: the part of a day, "last" Monday, a yes."""
WRITTEN = {
    "%": "{b}/100*{a}",
    "^": "{a}**{b}",
    "sqrt": "sqrt({a})",
    "half": "{a}/2",
    "double": "{a}*2",
    "square": "{a}**2",
    "cube": "{a}**3",
}
LIGHTS = ("light", "lamp")
_ARTICLES = frozenset({"a", "an", "the", "some", "my"})
_SUM = re.compile(r"(?:sqrt|[-+*/(). \d])+")


@dataclass(frozen=True, slots=True)
class Request:
    """A line: `number` from 1, its label, and in a workload what it repeats (`of`) and whether its answer may be given
    again (`answer`)."""

    number: int
    text: str
    intent: str
    slots: Slots = field(default_factory=dict)
    answer: str = ""
    of: int | None = None
    kind: str = "new"


def requests(name: str, folder: Path = FOLDER) -> list[Request]:
    """A set, in order. MissingError outside a checkout."""
    path = folder / f"{name}.jsonl"
    if not path.exists():
        raise MissingError(f"no {path}: the sets of requests are in a checkout", "git clone, and run it there")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Request(number, row["text"], row["intent"], row["slots"], row.get("answer") or "", row.get("of"), kind)
        for number, row in enumerate(rows, 1)
        for kind in (row.get("kind", "new"),)
    ]


def told(command: Command | None, meant: Understood) -> tuple[str, Slots]:
    """The label of what was understood: a command, an intent and its slots, or chat."""
    if command:
        return COMMAND, {"command": command.value}
    return (meant.intent, labelled(meant.intent, meant.slots)) if meant.intent else (CHAT, {})


def labelled(intent: str, slots: Slots) -> dict[str, Any]:
    """A skill's slots by the names and in the values that labels have."""
    found = {name: value for name, value in slots.items() if name not in UNSAID and name not in WHICH}
    if any(name in slots for name in WHICH):
        found["which"] = told_by(slots)
    if intent == "sum":
        found = {"expression": _expression(slots)}
    elif intent == "convert":
        found["amount"] = float(found.get("amount", 0)) + float(found.pop("half", 0))
    elif intent.startswith("list_"):
        found.setdefault("list", SHOPPING)
        if "items" in found:
            found["items"] = items_of(str(found["items"]), ENGLISH, str(found["list"]))
    elif intent == "home":
        found = _device(found)
    return found


def plain(intent: str, slots: Slots) -> tuple[str, dict[str, Any]]:
    """The form in which two labels of the same meaning are equal."""
    if intent in SAME_AS and slots.get("change") in SAME_AS[intent]:
        return COMMAND, {"command": SAME_AS[intent][str(slots["change"])]}
    found = {name: _value(name, value) for name, value in slots.items()}
    found = {**USUAL.get(intent, {}), **found}
    if found.get("days") == 0:
        del found["days"]
    if intent == "date" and found.get("part") == "day":
        del found["part"]  # the plain answer to a question for the date says the weekday too
    if "occasion" in found and (day := next_occasion(_said(slots["occasion"]), date(2026, 1, 1), ENGLISH)):
        found = {"month": float(day.month), "day": float(day.day)}  # however it is called
    if "half" in found and intent.startswith(("alarm", "reminder")):
        found["at"] = f"{int(found['at'][:2]) % 12:02}{found['at'][2:]}"
    if intent == "alarm_cancel":
        found.pop("half", None)
    return intent, found


def alike(one: tuple[str, Slots], other: tuple[str, Slots]) -> bool:
    """Whether two labels mean the same: intent and every slot."""
    (intent, slots), (its, theirs) = plain(*one), plain(*other)
    return intent == its and slots.keys() == theirs.keys() and all(_equal(slots[name], theirs[name]) for name in slots)


def same_intent(one: tuple[str, Slots], other: tuple[str, Slots]) -> bool:
    return plain(*one)[0] == plain(*other)[0]


def asks_for(wanted: tuple[str, Slots], found: tuple[str, Slots]) -> bool:
    """What was understood lacks what the skill asks for first, and the label has it."""
    need = ASKED_FOR.get(found[0])
    return need is not None and need not in found[1] and need in wanted[1]


def _expression(slots: Slots) -> str:
    """As Python would write it."""
    if "then" in slots:
        numbers = [slots[name] for name in "abcd" if name in slots]
        signs = [slots[name] for name in ("operator", "then", "then_also") if name in slots]
        return "".join(f"{number}{sign}" for number, sign in zip(numbers, [*signs, ""], strict=False)).replace(
            "^", "**"
        )
    operator = str(slots.get("operator", ""))
    return WRITTEN.get(operator, f"{{a}}{operator}{{b}}").format(a=slots.get("a"), b=slots.get("b"))


def _device(slots: dict[str, Any]) -> dict[str, Any]:
    """What is switched, and how; up and down mean bright and dim where it is a light."""
    found = dict(slots)
    if "cover" in found:
        found.setdefault("device", found.pop("cover"))
    switch = found.pop("switch", None)
    if switch and _words(found.get("device", ""))[-1:] in [(light,) for light in LIGHTS]:
        switch = {"up": "brighten", "down": "dim"}.get(str(switch), switch)
    if "percent" in found:
        found["value"] = found.pop("percent")
        switch = None if found.get("action") == "dim" else "set"
    return found | ({"action": switch} if switch else {})


def _value(name: str, value: Any) -> Any:
    match name:
        case "items":
            return sorted(_words(each) for each in value)
        case "item" | "name" | "about" | "device":
            return _words(value)
        case "list" | "area" | "place" | "occasion" | "word":
            return " ".join(_bare(value))
        case "text":
            return re.sub(r"^(?:to|about|that) ", "", _said(value))
        case "expression":
            return _worth(str(value))
    return float(value) if isinstance(value, int | float) else value


def _said(text: str) -> str:
    return " ".join(str(text).lower().strip(" .,!?").split())


def _bare(text: object) -> list[str]:
    """Its words without the article that it begins with."""
    words = _said(str(text)).replace("'", "").split()
    while len(words) > 1 and words[0] in _ARTICLES:
        del words[0]
    return words


def _words(text: object) -> tuple[str, ...]:
    """The same, in the singular."""
    return tuple(_singular(word) for word in _bare(text))


def _singular(word: str) -> str:
    for ending, other in (("ies", "y"), ("oes", "o"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("xes", "x")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + other
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _worth(expression: str) -> float:
    """The value of a sum; nan if it has none."""
    if not _SUM.fullmatch(expression):
        return math.nan
    try:
        floats = re.sub(r"\d+(?:\.\d+)?", lambda number: repr(float(number[0])), expression)  # which soon overflow
        return float(eval(floats, {"__builtins__": {}, "sqrt": math.sqrt}))
    except (ArithmeticError, SyntaxError, TypeError, ValueError):
        return math.nan


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9)
    return bool(one == other)


def untouched(row: Request) -> bool:
    """A line of the half that nobody who builds looks at: odd numbers, and what repeats or paraphrases them."""
    return bool((row.of or row.number) % 2)


def shown(rows: Sequence[Request], folder: Path = FOLDER) -> list[Request]:
    """Those whose text nobody can object to be looked at: it is in no untouched half of either set."""
    sets = [rows, *(requests(name, folder) for name in ("paraphrases", "workload"))]
    hidden = {row.text for each in sets for row in each if untouched(row)}
    return [row for row in rows if row.text not in hidden]
