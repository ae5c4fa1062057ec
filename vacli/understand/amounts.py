"""Sums, conversions, dice and numbers to choose from, read from English tokens in whatever order they are said.

They give the slots that templates give. What is not clear to the last number gives nothing.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from vacli.understand.moments import Slots
from vacli.understand.text import Tokens

if TYPE_CHECKING:
    from hassil import Intents

Phrases: TypeAlias = Mapping[tuple[object, ...], str]
_NAMES = "abcd"
_OPERATORS = ("operator", "then", "then_also")
_VERBS = (
    ({"add", "sum", "total", "together", "altogether", "plus"}, "+"),
    ({"multiply", "multiplied", "product", "times", "lots"}, "*"),
)
_ADDED = {"add", "sum", "total", "tot", "together"}
_AWAY = {"subtract", "take", "deduct", "remove", "minus", "taken", "subtracted", "deducted"}
_SHARED = {"divide", "divided", "split", "share", "shared"}
_CHANGED = {
    "off",
    "discount",
    "increase",
    "plus",
    "minus",
    "more",
    "less",
    "add",
    "top",
    "up",
    "down",
    "reduced",
    "raise",
}
_PARTS = {"half": 0.5, "quarter": 0.25, "threequarters": 0.75}
_SHARES = {"third": 3, "thirds": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_POINTING = ("that", "this", "which", "the", "any", "another")
_COUNTS = ("twos", "threes", "fours", "fives", "sixes", "sevens", "eights", "nines", "tens", "elevens", "twelves")
_DEGREES = ("degree", "degrees")
_TEMPERATURES = ("celsius", "fahrenheit")


def phrases(intents: "Intents", *lists: str) -> dict[tuple[object, ...], str]:
    """The ways to say each value of the templates' lists."""
    from hassil.intents import TextSlotList
    from hassil.sample import sample_expression

    found: dict[tuple[object, ...], str] = {}
    for name in lists:
        known = intents.slot_lists[name]
        assert isinstance(known, TextSlotList)
        for value in known.values:
            found |= {tuple(said.split()): str(value.value_out) for said in sample_expression(value.text_in)}
    return found


def longest(tokens: Tokens, at: int, known: Phrases) -> tuple[int, str] | None:
    """Where the longest phrase that begins at a token ends, and what it means."""
    for end in range(min(len(tokens), at + 5), at, -1):
        if (meant := known.get(tokens[at:end])) is not None:
            return end, meant
    return None


def numbers(tokens: Tokens) -> list[int]:
    """Where they stand; "that one" is none."""
    said = [at for at, token in enumerate(tokens) if not isinstance(token, str)]
    return [at for at in said if tokens[at] != 1 or not at or tokens[at - 1] not in _POINTING]


def joined(tokens: Tokens) -> Tokens:
    """With "one forty four" as one number."""
    found: list[str | int | float] = []
    for token in tokens:
        last = found[-1] if found else ""
        if isinstance(token, int) and isinstance(last, int) and 0 < last < 10 <= token < 100:
            found[-1] = 100 * last + token
        else:
            found.append(token)
    return tuple(found)


class Sums:
    def __init__(self, intents: "Intents") -> None:
        operators = phrases(intents, "operator", "more_operator")
        self._between = {
            said: operator for said, operator in operators.items() if said not in (("add",), ("to", "the"))
        }

    def slots(self, tokens: Tokens) -> Slots | None:
        """Of the sum that is asked for."""
        at, words = numbers(tokens), frozenset[object](tokens)
        if (
            len(at) > 2
            and words & {"add", "sum", "total", "tot", "together"}
            and set(tokens[at[0] : at[-1]]) <= {"and", *_values(tokens)}
        ):
            return self._total(tokens, at)
        tokens = joined(tokens)
        at = numbers(tokens)
        if not 1 <= len(at) <= len(_NAMES):
            return None
        if "percent" in words or "cent" in words:
            return self._percent(tokens, at, words)
        if len(at) == 1:
            return _of_one(tokens, at[0])
        return self._chain(tokens, at) or (_of_two(tokens, at, words) if len(at) == 2 else None)

    def _total(self, tokens: Tokens, at: Sequence[int]) -> Slots | None:
        """ "add up 3, 4 and 5", without commas."""
        named = dict(zip(_NAMES, (_number(tokens, each) for each in at), strict=False))
        return named | dict(zip(_OPERATORS, "+" * (len(at) - 1), strict=False)) if len(at) <= len(_NAMES) else None

    def _chain(self, tokens: Tokens, at: Sequence[int]) -> Slots | None:
        """ "2 plus 3 times 4", with nothing else between."""
        slots: Slots = {"a": _number(tokens, at[0])}
        for name, operator, one, other in zip(_NAMES[1:], _OPERATORS, at, at[1:], strict=False):
            between = self._between.get(tokens[one + 1 : other])
            if tokens[one + 1 : other] == ("and",) and len(at) > 2:
                between = "+"
            if between is None:
                return None
            slots |= {operator: between, name: _number(tokens, other)}
        return slots

    def _percent(self, tokens: Tokens, at: Sequence[int], words: Set[object]) -> Slots | None:
        after = [each for each in at if tokens[each + 1 : each + 2] in (("percent",), ("per",))]
        if len(at) != 2 or len(after) != 1 or words & _CHANGED:
            return None
        [whole] = [each for each in at if each not in after]
        return {"a": _number(tokens, whole), "operator": "%", "b": _number(tokens, after[0])}


def _values(tokens: Tokens) -> list[int | float]:
    return [token for token in tokens if not isinstance(token, str)]


def _number(tokens: Tokens, at: int) -> int | float:
    token = tokens[at]
    assert not isinstance(token, str)
    return token


def _of_one(tokens: Tokens, at: int) -> Slots | None:
    """What is asked of a single number."""
    number = _number(tokens, at)
    before, after = [each for each in tokens[:at] if each not in ("of", "the", "number")], tokens[at + 1 :]
    last = before[-1] if before else ""
    operator = {"half": "half", "double": "double", "twice": "double", "square": "square", "cube": "cube"}.get(
        str(last)
    )
    if last in ("root", "route"):
        operator = "sqrt" if "square" in before and "cube" not in before else None
    elif after[:1] in (("squared",), ("cubed",)):
        operator = str(after[0]).removesuffix("d")
    elif last == "threequarters":
        return {"a": number, "operator": "*", "b": 0.75}
    elif after[:1] and after[0] in _COUNTS:  # "7 eights"
        return {"a": number, "operator": "*", "b": _COUNTS.index(str(after[0])) + 2}
    elif last in _SHARES and before[-2:-1] in (["a"], ["an"]):
        return {"a": number, "operator": "/", "b": _SHARES[str(last)]}
    return {"operator": operator, "a": number} if operator else None


def _of_two(tokens: Tokens, at: Sequence[int], words: Set[object]) -> Slots | None:
    """What is asked of two numbers by a verb."""
    first, second = (_number(tokens, each) for each in at)
    between = tokens[at[0] + 1 : at[1]]
    if len(between) == 2 and between[0] in _SHARES and between[1] == "of":  # "2 thirds of 90"
        return {"a": second, "operator": "*", "b": first, "then": "/", "c": _SHARES[str(between[0])]}
    if words & _AWAY and "from" in between:
        return {"a": second, "operator": "-", "b": first}
    if "into" in between and not words & _SHARED:  # "how often does 5 go into 20"
        return {"a": second, "operator": "/", "b": first}
    if words & _SHARED:
        return {"a": first, "operator": "/", "b": second}
    if "difference" in words:
        return {"a": first, "operator": "-", "b": second}
    meant = [operator for verbs, operator in _VERBS if words & verbs]
    return {"a": first, "operator": meant[0], "b": second} if len(meant) == 1 else None


@dataclass(frozen=True, slots=True)
class _Unit:
    name: str
    begin: int
    end: int


class Conversions:
    def __init__(self, intents: "Intents") -> None:
        self._units = phrases(intents, "unit")

    def slots(self, tokens: Tokens) -> Slots | None:
        """How much of what is to be told in what."""
        tokens = joined(tokens)
        units = self._said(tokens)
        if len(units) == 1 and units[0].name in _TEMPERATURES:
            return _degrees(tokens, units[0])
        if len({each.name for each in units}) != 2 or len(units) != 2:
            return None
        amounts = [_amount(tokens, each.begin) for each in units]
        if not any(amounts) and "many" in tokens[: units[0].begin]:  # "how many ounces to the pound"
            amounts = [None, (1, 0.0)]
        chosen = [at for at, amount in enumerate(amounts) if amount]
        if len(chosen) == 2:
            chosen = [at for at, each in enumerate(units) if not isinstance(tokens[each.begin - 1], str)]
        counted = len(numbers(tokens))
        if (
            len(chosen) != 1
            or counted > 1
            or (counted and isinstance(tokens[units[chosen[0]].begin - 1], str) and not _near(tokens, units[chosen[0]]))
        ):
            return None
        amount = amounts[chosen[0]]
        assert amount
        slots: Slots = {"amount": amount[0], "from": units[chosen[0]].name, "to": units[1 - chosen[0]].name}
        return slots | ({"half": amount[1]} if amount[1] else {})

    def _said(self, tokens: Tokens) -> list[_Unit]:
        found, at = list[_Unit](), 0
        while at < len(tokens):
            unit = longest(tokens, at, self._units)
            alone = unit and unit[0] == at + 1 and len(str(tokens[at])) == 1
            if unit and not (alone and (not at or isinstance(tokens[at - 1], str))):
                found.append(_Unit(unit[1], at, unit[0]))
                at = unit[0]
            else:
                at += 1
        return found


def _near(tokens: Tokens, unit: _Unit) -> bool:
    """Whether the number is among the few words before a unit."""
    return any(not isinstance(each, str) for each in tokens[max(0, unit.begin - 4) : unit.begin])


def _amount(tokens: Tokens, at: int) -> tuple[int | float, float] | None:
    """The amount before a unit, and what more a "half" of it says."""
    before = [each for each in tokens[:at] if each not in (*_DEGREES, "of")]
    if before[-3:-1] == ["and", "a"] and before[-1] in _PARTS and len(before) > 3 and not isinstance(before[-4], str):
        return before[-4], _PARTS[str(before[-1])]
    if before and not isinstance(before[-1], str):
        return before[-1], 0.0
    article = bool(before) and before[-1] in ("a", "an")
    part = before[-2] if article and len(before) > 1 else before[-1] if before else ""
    if part in _PARTS:
        return _PARTS[str(part)], 0.0
    return (1, 0.0) if article else None


def _degrees(tokens: Tokens, unit: _Unit) -> Slots | None:
    """ "70 degrees in celsius" are of the other scale."""
    at = numbers(tokens)
    if (
        len(at) != 1
        or at[0] > unit.begin
        or not any(each in tokens[at[0] : unit.begin] for each in ("in", "to", "into"))
    ):
        return None
    other = _TEMPERATURES[1 - _TEMPERATURES.index(unit.name)]
    return {"amount": _number(tokens, at[0]), "from": other, "to": unit.name}


def dice(tokens: Tokens) -> Slots:
    """How many, and of how many sides, where that is said."""
    slots: Slots = {}
    for at in numbers(tokens):
        sided = "sided" in tokens[at + 1 : at + 2] or "sides" in tokens[at + 1 : at + 2] or "d" in tokens[at - 1 : at]
        slots["sides" if sided else "count"] = _number(tokens, at)
    return {"count": 2, **slots} if "pair" in tokens or "both" in tokens else slots


def bounds(tokens: Tokens) -> Slots | None:
    """Of a number to choose: behind "between" or "from", where that is said."""
    begin = max((at for at, token in enumerate(tokens) if token in ("between", "from")), default=-1)
    found = [_number(tokens, at) for at in range(begin + 1, len(tokens)) if not isinstance(tokens[at], str)]
    if len(found) > 2 or (len(found) == 1 and begin >= 0):
        return None
    return {"low": found[0], "high": found[1]} if len(found) == 2 else {"high": found[0]} if found else {}
