"""How much a template stands for, what it fills, and what it must hold, rules and lists included. Knows no file."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from vacli.understand.own.templates import EXACTLY, TemplateError

if TYPE_CHECKING:  # 0.1 s to import
    from hassil.expression import Expression, Sentence
    from hassil.intents import SlotList


class Measure:
    """With these rules and lists. A rule that leads back to itself is a TemplateError wherever it is met."""

    def __init__(self, rules: "Mapping[str, Sentence]", lists: "Mapping[str, SlotList]") -> None:
        self._rules = rules
        self._lists = lists
        self._sizes: dict[str, int] = {}
        self._within: list[str] = []

    def size(self, expression: "Expression") -> int:
        """Words, those of lists and rules counted wherever they are named."""
        from hassil import expression as hassil
        from hassil.intents import TextSlotList

        match expression:
            case hassil.TextChunk():
                return len(expression.text.split())
            case hassil.ListReference():
                found = self._lists[expression.list_name]
                return len(found.values) if isinstance(found, TextSlotList) else 1
            case hassil.RuleReference():
                return self._rule(expression.rule_name)
            case hassil.Group():
                return sum(map(self.size, expression.items))
        return 0

    def _rule(self, name: str) -> int:
        if name in self._within:
            circle = [*self._within[self._within.index(name) :], name]
            raise TemplateError(f"{' → '.join(f'<{bare(each)}>' for each in circle)} goes round in circles")
        if name not in self._sizes:
            self._within.append(name)
            try:
                self._sizes[name] = self.size(self._rules[name].expression)
            finally:
                self._within.pop()
        return self._sizes[name]

    def least(self, expression: "Expression") -> int:
        """Words and values that must be said, free text aside."""
        from hassil import expression as hassil

        match expression:
            case hassil.TextChunk():
                return len(expression.text.split())
            case hassil.ListReference():
                return 0 if self.is_free(expression.list_name) else 1
            case hassil.RuleReference():
                return self.least(self._rules[expression.rule_name].expression)
            case hassil.Alternative():
                return 0 if expression.is_optional else min(map(self.least, expression.items))
            case hassil.Group():
                return sum(map(self.least, expression.items))
        return 0

    def is_free(self, name: str) -> bool:
        """Whether the list holds any words."""
        from hassil.intents import WildcardSlotList

        return isinstance(self._lists[name], WildcardSlotList)

    def fills(self, expression: "Expression") -> Iterator[tuple[str, str]]:
        """Slots, each with its list."""
        from hassil import expression as hassil

        if isinstance(expression, hassil.Group):
            for each in expression.list_references(dict(self._rules)):
                if not each.slot_name.startswith(EXACTLY):
                    yield each.slot_name, each.list_name

    def words(self, expression: "Expression") -> Iterator[str]:
        """All words that may be said."""
        from hassil import expression as hassil
        from hassil.intents import TextSlotList

        match expression:
            case hassil.TextChunk():
                yield from expression.text.split()
            case hassil.ListReference():
                found = self._lists[expression.list_name]
                for value in found.values if isinstance(found, TextSlotList) else ():
                    yield from self.words(value.text_in)
            case hassil.RuleReference():
                yield from self.words(self._rules[expression.rule_name].expression)
            case hassil.Group():
                for item in expression.items:
                    yield from self.words(item)


def bare(name: str) -> str:
    """As the user calls it."""
    return name.partition("_")[2] if name.startswith("own") else name
