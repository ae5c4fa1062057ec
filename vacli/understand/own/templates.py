"""A sentence template as people write it, in the form that ours have: read words, one space between them, no escapes,
no permutations, letters in brackets ("light[s]") written out, numbers as numbers. Knows no file.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import permutations, product
from typing import TYPE_CHECKING, TypeAlias

from vacli.understand.text import Token

if TYPE_CHECKING:  # 0.1 s to import
    from hassil.expression import Expression

MOST_WAYS = 64
"""Ways to write one word with letters in brackets, and orders of a permutation."""
LONGEST = 20_000
"""Characters that a template becomes, at the most."""
EXACTLY = "="
"""A slot of this name with a number behind it holds that number, or the sentence does not fit."""

_REFERENCE = re.compile(r" ([{<][^}>]*[}>]) ")


class TemplateError(Exception):
    """It is no template; the message says why."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A word, a reference or a group, and whether a space stands before and behind it."""

    content: "str | Expression"
    before: bool
    behind: bool


Named: TypeAlias = Callable[[str], str]


@dataclass
class Writer:
    """`tokens` reads a text; `list_named` and `rule_named` give the names that lists and rules have in the whole, or
    raise a TemplateError; `exact` collects the numbers that sentences name.
    """

    tokens: Callable[[str], tuple[Token, ...]]
    list_named: Named
    rule_named: Named
    exact: dict[str, Token] = field(default_factory=dict)

    def written(self, template: str) -> str:
        from hassil.parse_expression import parse_sentence
        from hassil.parser import ParseError

        try:
            found = self._group(parse_sentence(template).expression)
        except ParseError as error:
            raise TemplateError(_why(template) or f"the template is not whole: {error}"[:200]) from None
        except AssertionError:
            raise TemplateError("there are empty brackets in it") from None
        except RecursionError:
            raise TemplateError("its brackets are nested too deep") from None
        if len(found) > LONGEST:
            raise TemplateError("it stands for too many sentences; use lists")
        return found

    def _group(self, expression: "Expression") -> str:
        from hassil import expression as hassil

        match expression:
            case hassil.Alternative():
                ways = [way for each in expression.items if (way := self._group(each)) or not expression.is_optional]
                if not all(ways):  # "(a|)"
                    ways, optional = [way for way in ways if way], True
                else:
                    optional = expression.is_optional
                whole = "|".join(ways)
                return "" if not ways else f"[{whole}]" if optional else f"({whole})"
            case hassil.Permutation():
                return self._group(_orders(expression))
            case hassil.Sequence():
                return self._sequence(expression.items)
        return self._plain(_raw(expression, self))

    def _sequence(self, items: "list[Expression]") -> str:
        found: list[str] = []
        run: list[Cell] = []
        for cell in (cell for item in items for cell in _cells(item)):
            if run and (run[-1].behind or cell.before):
                found.append(self._glued(run))
                run = []
            run.append(cell)
        found.append(self._glued(run))
        return " ".join(filter(None, found))

    def _glued(self, run: list[Cell]) -> str:
        """Cells without a space between them."""
        if not run:
            return ""
        if len(run) == 1:
            content = run[0].content
            return self._plain(content) if isinstance(content, str) else self._group(content)
        ways = [""]
        for cell in run:
            more = [cell.content] if isinstance(cell.content, str) else _ways(cell.content, self)
            ways = _bounded([way + each for way, each in product(ways, more)])
        written = list(dict.fromkeys(self._plain(way) for way in ways))
        return f"({'|'.join(filter(None, written))})" if any(written) else ""

    def _plain(self, text: str) -> str:
        """Text with references, its words as they are read."""
        pieces = _REFERENCE.split(text)  # every other one is a reference
        return " ".join(filter(None, (piece if at % 2 else self._words(piece) for at, piece in enumerate(pieces))))

    def _words(self, text: str) -> str:
        return " ".join(token if isinstance(token, str) else self._number(token) for token in self.tokens(text))

    def _number(self, number: Token) -> str:
        name = f"own is {number}".replace("-", "minus ").replace(".", " point ").replace(" ", "_")
        self.exact[name] = number
        return "{" + f"{name}:{EXACTLY}{number}" + "}"

    def reference(self, expression: "Expression") -> str:
        from hassil import expression as hassil

        if isinstance(expression, hassil.ListReference):
            name, slot = expression.list_name, expression.slot_name
            if not slot.isidentifier():
                raise TemplateError(f"{slot!r} is no name for a slot: letters, digits and _")
            return "{" + f"{self.list_named(name)}:{expression.slot_name}" + "}"
        assert isinstance(expression, hassil.RuleReference)
        return f"<{self.rule_named(expression.rule_name)}>"


def _cells(item: "Expression") -> list[Cell]:
    """Words one by one; references stand apart."""
    from hassil import expression as hassil

    if isinstance(item, hassil.TextChunk):
        text = item.original_text
        words = text.split()
        last = len(words) - 1
        if not words:
            return [Cell("", True, True)] if text else []
        return [
            Cell(word, at > 0 or text[0].isspace(), at < last or text[-1].isspace()) for at, word in enumerate(words)
        ]
    if isinstance(item, hassil.ListReference | hassil.RuleReference):
        return [Cell(item, True, True)]
    return [Cell(item, _edge(item, 0), _edge(item, -1))]


def _edge(item: "Expression", end: int) -> bool:
    """Whether all that it stands for begins (0) or ends (-1) with a space."""
    from hassil import expression as hassil

    if isinstance(item, hassil.TextChunk):
        return not item.original_text or item.original_text[end].isspace()
    if isinstance(item, hassil.Sequence):
        return bool(item.items) and _edge(item.items[end], end)
    if isinstance(item, hassil.Group):
        return all(_edge(each, end) for each in item.items if not _is_empty(each))
    return True


def _is_empty(item: "Expression") -> bool:
    from hassil import expression as hassil

    if isinstance(item, hassil.Sequence):
        return all(map(_is_empty, item.items))
    return isinstance(item, hassil.TextChunk) and not item.original_text


def _ways(item: "Expression", writer: Writer) -> list[str]:
    """All texts that it stands for; references stand apart."""
    from hassil import expression as hassil

    if isinstance(item, hassil.Permutation):
        item = _orders(item)
    if isinstance(item, hassil.Alternative):
        found = [way for each in item.items for way in _ways(each, writer)]
        return _bounded(found)
    if isinstance(item, hassil.Sequence):
        ways = [""]
        for each in item.items:
            ways = _bounded([way + more for way, more in product(ways, _ways(each, writer))])
        return ways
    return [_raw(item, writer)]


def _raw(item: "Expression", writer: Writer) -> str:
    from hassil import expression as hassil

    return item.original_text if isinstance(item, hassil.TextChunk) else f" {writer.reference(item)} "


def _orders(item: "Expression") -> "Expression":
    """A permutation as a choice of its orders."""
    from hassil import expression as hassil

    assert isinstance(item, hassil.Permutation)
    if len(item.items) > 4:
        raise TemplateError("more than four parts in any order")
    return hassil.Alternative(items=[hassil.Sequence(items=list(order)) for order in permutations(item.items)])


def _bounded(ways: list[str]) -> list[str]:
    if len(ways) > MOST_WAYS:
        raise TemplateError("too much is in brackets without a space beside it")
    return ways


def _why(template: str) -> str:
    """Which bracket is alone, for people."""
    pairs: Mapping[str, str] = {"(": ")", "[": "]", "{": "}", "<": ">"}
    opened: list[str] = []
    for letter in re.sub(r"\\.", "", template):
        if letter in pairs:
            opened.append(letter)
        elif letter in pairs.values() and (not opened or pairs[opened.pop()] != letter):
            return f"a {letter} closes nothing"
    return f"a {opened[-1]} is never closed" if opened else ""
