"""From sentence templates (hassil's expression trees) to core's grammar tree.

A number becomes the literal `#LIST`, a time or a day `@LIST`, a free text `*LIST`; `spoken` then puts in words for a
recogniser.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import permutations
from types import MappingProxyType
from typing import TYPE_CHECKING

from vacli.core.grammar import Alternatives, Literal, Maybe, Node, Sequence
from vacli.understand.moments import LISTS

if TYPE_CHECKING:  # 0.1 s to import
    from hassil import Intents
    from hassil.expression import Expression

NUMBER, READ, FREE = "#", "@", "*"


class Compiler:
    """`words` turns a piece of a template's text into literals; rules and lists of `heard` go before the others, `fill`
    in place of literals of lists.
    """

    def __init__(
        self,
        intents: "Intents",
        words: Callable[[str], Iterable[str]],
        heard: "Intents | None" = None,
        fill: Mapping[str, Node] = MappingProxyType({}),
    ) -> None:
        self._fill = fill
        self._rules = {**intents.expansion_rules, **(heard.expansion_rules if heard else {})}
        self._found = {**intents.slot_lists, **(heard.slot_lists if heard else {})}
        self._words = words
        self._lists: dict[str, Node] = {}
        self._ruled: dict[str, Node | None] = {}
        self._chunks: dict[str, Node | None] = {}

    def node(self, expression: "Expression") -> Node | None:
        """The tree of an expression; None where it holds no word."""
        from hassil import expression as hassil

        match expression:
            case hassil.TextChunk():
                return self._chunk(expression.original_text)
            case hassil.ListReference():
                return self._list(expression.list_name)
            case hassil.RuleReference():
                return self._rule(expression.rule_name)
            case hassil.Permutation():
                return choice([sequence(order) for order in permutations(self._nodes(expression.items))])
            case hassil.Alternative():
                found = choice(self._nodes(expression.items))
                return Maybe(found) if found and expression.is_optional else found
            case hassil.Sequence():
                return sequence(self._nodes(expression.items))
        raise TypeError(f"a template holds a {type(expression).__name__}")

    def _nodes(self, items: "Iterable[Expression]") -> list[Node]:
        return [node for node in map(self.node, items) if node is not None]

    def _chunk(self, text: str) -> Node | None:
        if text not in self._chunks:
            self._chunks[text] = sequence([Literal(word) for word in self._words(text)])
        return self._chunks[text]

    def _rule(self, name: str) -> Node | None:
        if name not in self._ruled:
            self._ruled[name] = self.node(self._rules[name].expression)
        return self._ruled[name]

    def _list(self, name: str) -> Node:
        from hassil.intents import RangeSlotList, TextSlotList

        if name not in self._lists:
            found = self._found[name]
            if isinstance(found, TextSlotList):
                node = choice(self._nodes(value.text_in for value in found.values))
                assert node is not None, f"list {name} is empty"
                self._lists[name] = node
            else:
                kind = READ if name in LISTS.values() else NUMBER if isinstance(found, RangeSlotList) else FREE
                self._lists[name] = self._fill.get(kind + name, Literal(kind + name))
        return self._lists[name]


_PIECE = re.compile(r"([()\[\]|])|([{<])([^}>]*)[}>]|([^()\[\]|{}<>]+)")


def parsed(template: str) -> "Expression":
    """What hassil's own parser makes of a template without permutations, in a quarter of its time."""
    from hassil import expression as hassil

    whole = hassil.Alternative(items=[hassil.Sequence()])
    within = [whole]
    for mark, opened, name, text in _PIECE.findall(template):
        if mark and mark in ")]":
            within.pop()
            continue
        last = within[-1].items[-1]
        assert isinstance(last, hassil.Sequence)
        if mark == "|":
            within[-1].items.append(hassil.Sequence())
        elif mark:
            within.append(hassil.Alternative(items=[hassil.Sequence()], is_optional=mark == "["))
            last.items.append(within[-1])
        elif opened:
            last.items.append(hassil.ListReference(name) if opened == "{" else hassil.RuleReference(name))
        elif text.strip():
            last.items.append(hassil.TextChunk(text, text))
    assert within == [whole], f"brackets of {template}"
    return whole


def sequence(parts: Iterable[Node | None]) -> Node | None:
    found: list[Node] = []
    for part in parts:
        found += part.parts if isinstance(part, Sequence) else [part] if part is not None else []
    return found[0] if len(found) == 1 else Sequence(tuple(found)) if found else None


def choice(options: Iterable[Node | None]) -> Node | None:
    found = [option for option in options if option is not None]
    return found[0] if len(found) == 1 else Alternatives(tuple(found)) if found else None


def spoken(node: Node, fill: Mapping[str, Node], short: Mapping[tuple[str, str], str]) -> Node:
    """The tree with `fill` in place of `#LIST` and the like, and contractions ("what's") beside what they stand for."""
    match node:
        case Literal(word):
            return fill.get(word, node)
        case Sequence(parts):
            return _contracted([spoken(part, fill, short) for part in parts], short)
        case Alternatives(options):
            return Alternatives(tuple(spoken(option, fill, short) for option in options))
        case Maybe(part):
            return Maybe(spoken(part, fill, short))
    raise TypeError(f"templates have no {type(node).__name__}")


def _contracted(parts: list[Node], short: Mapping[tuple[str, str], str]) -> Node:
    found: list[Node] = []
    while parts:
        first, *rest = parts
        if isinstance(first, Literal) and rest and isinstance(rest[0], Literal):
            contraction = short.get((first.word, rest[0].word))
            if contraction:
                found.append(Alternatives((Sequence((first, rest[0])), Literal(contraction))))
                parts = rest[1:]
                continue
        found.append(first)
        parts = rest
    return found[0] if len(found) == 1 else Sequence(tuple(found))


def phrases(said: Iterable[tuple[str, ...]]) -> Node:
    """A choice of phrases, with those that begin alike sharing their first word."""
    begins: dict[str, list[tuple[str, ...]]] = {}
    for first, *rest in said:
        begins.setdefault(first, []).append(tuple(rest))
    options: list[Node] = []
    for word, rests in begins.items():
        more = [rest for rest in rests if rest]
        tail = phrases(more) if more else None
        optional = Maybe(tail) if tail and len(more) < len(rests) else tail
        options.append(sequence([Literal(word), optional]) or Literal(word))
    return options[0] if len(options) == 1 else Alternatives(tuple(options))
