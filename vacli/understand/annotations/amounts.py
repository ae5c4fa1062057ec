"""Numbers with what they count: lengths of time, quantities, sums of money, percentages. Knows no clock."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from vacli.understand.annotations.entity_words import EntityWords
from vacli.understand.annotations.placed import Placed
from vacli.understand.language import language
from vacli.understand.text import Token

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
"""Units of a duration; months and years have no length of their own and are quantities."""
MONEY = {
    "dollar": "USD",
    "euro": "EUR",
    "pound sterling": "GBP",
    "yen": "JPY",
    "franc": "CHF",
    "rupee": "INR",
}
LONGEST_UNIT = 4
"""Words of a unit."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the tokens from `begin` up to `end` name."""

    kind: str
    value: Token
    begin: int
    end: int
    unit: str = ""
    explanation: str = ""


@lru_cache(maxsize=4)
def units(code: str) -> Mapping[tuple[str, ...], str]:
    """The units that the templates know, as they are said, under the names that pint has for them."""
    from hassil.intents import TextSlotList
    from hassil.sample import sample_expression

    intents = language(code).intents
    listed = intents.slot_lists["unit"]
    assert isinstance(listed, TextSlotList)
    said: dict[tuple[str, ...], str] = {}
    for value in listed.values:
        for each in sample_expression(value.text_in, {}, intents.expansion_rules):
            said[tuple(each.split())] = _for_pint(str(value.value_out))
    return said


def _for_pint(name: str) -> str:
    apart = " per " in name or name.startswith(("square ", "cubic ")) or name in MONEY
    return name if apart else name.replace(" ", "_")


class Amounts:
    def __init__(self, code: str, words: EntityWords) -> None:
        self._words = words
        self._units = units(code)

    def read(self, tokens: Sequence[Placed], text: str) -> Iterator[Found]:
        """What begins at any token, also within something longer; a number alone is one as well."""
        plain = [each.token for each in tokens]
        for at, (token, placed) in enumerate(zip(plain, tokens, strict=True)):
            amount = self._amount(plain, at)
            if amount:
                yield from self._counted(plain, at, *amount)
            if isinstance(token, int | float) and text[placed.start : placed.end].lower() not in self._words.alone:
                yield Found("number", token, at, at + 1, "", "a number")
            unit = self._unit(plain, at) if text[placed.start] in "$€" else None
            if unit and unit[1] < len(plain) and isinstance(plain[unit[1]], int | float):
                yield Found("money", plain[unit[1]], at, unit[1] + 1, MONEY[unit[0]], "a sign and a number")

    def counts(self, token: Token) -> bool:
        """Whether a number before this word counts something, so that it is no hour."""
        return (str(token),) in self._units or token in self._words.percent or token in self._words.degrees

    def _counted(self, plain: Sequence[Token], at: int, value: float, end: int) -> Iterator[Found]:
        if end < len(plain) and plain[end] in self._words.percent:
            yield Found("percentage", value, at, end + 1, "percent", "a number and percent")
            return
        degrees = end < len(plain) and plain[end] in self._words.degrees
        unit = self._unit(plain, end + degrees) or (("degree", end + 1) if degrees else None)
        if unit is None:
            return
        name, after = unit
        if name in SECONDS:
            yield self._duration(plain, at, value, name, after)
        elif name in MONEY:
            yield self._money(plain, at, value, name, after)
        else:
            value, after = self._with_half(plain, after, value)
            yield Found("quantity", value, at, after, name, f"a number and the unit {name}")

    def _duration(self, plain: Sequence[Token], at: int, value: float, name: str, end: int) -> Found:
        """With the smaller units behind it: "two hours and five minutes"."""
        total = 0.0
        while True:
            value, end = self._with_half(plain, end, value)
            total += value * SECONDS[name]
            joined = end + (end < len(plain) and plain[end] in self._words.joins)
            amount = self._amount(plain, joined)
            unit = self._unit(plain, amount[1]) if amount else None
            if amount is None or unit is None or SECONDS.get(unit[0], SECONDS[name]) >= SECONDS[name]:
                break
            value, (name, end) = amount[0], unit
        seconds = int(total) if total == int(total) else total
        return Found("duration", seconds, at, end, "second", "numbers and units of time")

    def _money(self, plain: Sequence[Token], at: int, value: float, name: str, end: int) -> Found:
        """With the hundredths behind it: "five euros fifty"."""
        joined = end + (end < len(plain) and plain[end] in self._words.joins)
        parts = plain[joined] if joined < len(plain) else None
        if isinstance(parts, int) and 0 < parts < 100:
            cents = joined + 1 < len(plain) and plain[joined + 1] in self._words.cents
            if cents or (joined == end and self._unit(plain, joined + 1) is None):
                value, end = round(value + parts / 100, 2), joined + 1 + cents
        return Found("money", value, at, end, MONEY[name], f"a number and {name}")

    def _amount(self, plain: Sequence[Token], at: int) -> tuple[float, int] | None:
        """The number that begins at a token, or the part of a unit, and where it ends."""
        if at >= len(plain):
            return None
        token = plain[at]
        if isinstance(token, int | float):
            return self._with_half(plain, at + 1, token)
        fits = (phrase for phrase in self._words.parts if tuple(plain[at : at + len(phrase)]) == phrase)
        phrase = max(fits, key=len, default=None)
        return (self._words.parts[phrase], at + len(phrase)) if phrase else None

    def _with_half(self, plain: Sequence[Token], at: int, value: float) -> tuple[float, int]:
        phrase = next((each for each in self._words.halves if tuple(plain[at : at + len(each)]) == each), ())
        return (value + 0.5, at + len(phrase)) if phrase else (value, at)

    def _unit(self, plain: Sequence[Token], at: int) -> tuple[str, int] | None:
        for length in range(LONGEST_UNIT, 0, -1):
            name = self._units.get(tuple(map(str, plain[at : at + length]))) if at + length <= len(plain) else None
            if name:
                return name, at + length
        return None
