"""In how many ways hassil would try to read the same words by one template: it looks for the right one by going back,
which takes for ever where "[x] [y] [x] [y]" can be read in thousands of ways. Knows no file.
"""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # 0.1 s to import
    from hassil.expression import Expression, Sentence
    from hassil.intents import SlotList

Firsts = frozenset[str]
ANY, NUMBER = "*", "#"
"""What a free text begins with, and a list of numbers."""


class Ways:
    """With these rules and lists; none of the rules leads back to itself."""

    def __init__(self, rules: "Mapping[str, Sentence]", lists: "Mapping[str, SlotList]") -> None:
        self._rules = rules
        self._lists = lists
        self._firsts: dict[int, tuple[Firsts, bool]] = {}
        self._kept: list[Expression] = []  # so that no id comes twice

    def bits(self, expression: "Expression", follow: Firsts = frozenset()) -> float:
        """Binary digits of the number of ways at the most, where `follow` may come next."""
        from hassil import expression as hassil
        from hassil.intents import TextSlotList

        match expression:
            case hassil.ListReference():
                found = self._lists[expression.list_name]
                return self._choice([v.text_in for v in found.values], follow) if isinstance(found, TextSlotList) else 0
            case hassil.RuleReference():
                return self.bits(self._rules[expression.rule_name].expression, follow)
            case hassil.Alternative():
                return self._choice(expression.items, follow, expression.is_optional)
            case hassil.Group():
                return self._sequence(expression.items, follow)
        return 0.0

    def _sequence(self, items: "Sequence[Expression]", follow: Firsts) -> float:
        bits = 0.0
        for item in reversed(items):
            bits += self.bits(item, follow)
            firsts, empty = self._first(item)
            follow = firsts | follow if empty else firsts
        return bits

    def _choice(self, items: "Sequence[Expression]", follow: Firsts, optional: bool = False) -> float:
        """The deepest of them, and how many of them can begin what the same words go on with."""
        firsts = [self._first(item)[0] for item in items]
        skipped = optional or any(self._first(item)[1] for item in items)
        plain = [self._plain(item) for item in items]
        alike = 1
        for at, (words, first) in enumerate(zip(plain, firsts, strict=True)):
            same = sum(_alike(words, plain[other], first, firsts[other]) for other in range(len(items)) if other != at)
            alike = max(alike, 1 + same + (skipped and _meet(first, follow)))
        return math.log2(alike) + max((self.bits(item, follow) for item in items), default=0.0)

    def _plain(self, item: "Expression") -> tuple[str, ...] | None:
        """All its words, if it is nothing else."""
        from hassil import expression as hassil

        if isinstance(item, hassil.TextChunk):
            return tuple(item.text.split())
        if isinstance(item, hassil.Sequence):
            parts = [self._plain(each) for each in item.items]
            return None if None in parts else tuple(word for part in parts for word in part or ())
        return None

    def _first(self, item: "Expression") -> tuple[Firsts, bool]:
        """Words that it may begin with, and whether it may be nothing."""
        if id(item) not in self._firsts:
            self._kept.append(item)
            self._firsts[id(item)] = self._first_of(item)
        return self._firsts[id(item)]

    def _first_of(self, item: "Expression") -> tuple[Firsts, bool]:
        from hassil import expression as hassil
        from hassil.intents import RangeSlotList, TextSlotList

        match item:
            case hassil.TextChunk():
                words = item.text.split()
                return frozenset(words[:1]), not words
            case hassil.ListReference():
                found = self._lists[item.list_name]
                values = found.values if isinstance(found, TextSlotList) else []
                other = NUMBER if isinstance(found, RangeSlotList) else ANY
                return frozenset().union(*(self._first(v.text_in)[0] for v in values)) or frozenset({other}), False
            case hassil.RuleReference():
                return self._first(self._rules[item.rule_name].expression)
            case hassil.Alternative():
                parts = [self._first(each) for each in item.items]
                return (
                    frozenset().union(*(first for first, _ in parts)),
                    item.is_optional or any(empty for _, empty in parts),
                )
            case hassil.Group():
                found_first: Firsts = frozenset()
                for each in item.items:
                    first, empty = self._first(each)
                    found_first |= first
                    if not empty:
                        return found_first, False
                return found_first, True
        return frozenset(), True


def _alike(one: tuple[str, ...] | None, other: tuple[str, ...] | None, first: Firsts, others: Firsts) -> bool:
    """Of plain words one must begin the other; of anything else the first words tell."""
    if one is not None and other is not None:
        return bool(one and other) and (one[: len(other)] == other or other[: len(one)] == one)
    return _meet(first, others)


def _meet(one: Firsts, other: Firsts) -> bool:
    return not one.isdisjoint(other) or (ANY in one and bool(other)) or (ANY in other and bool(one))
