"""A closed set of things that may be said, as a neutral tree. Each recogniser renders its own form of it.

Written as text, one phrase a line: words, `(a | b)` for a choice, `[a]` for what may be left out, `a+` for one or more.
`#` begins a comment.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from vacli.core.errors import UsageError


@dataclass(frozen=True, slots=True)
class Literal:
    word: str


@dataclass(frozen=True, slots=True)
class Sequence:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    options: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Maybe:
    part: "Node"


@dataclass(frozen=True, slots=True)
class Repeat:
    """One or more times."""

    part: "Node"


Node: TypeAlias = Literal | Sequence | Alternatives | Maybe | Repeat

_TOKEN = re.compile(r"[()\[\]|+]|[^\s()\[\]|+]+")
_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Grammar:
    """`root` is everything that may be said. With `reject`, what does not fit comes back as empty text. Where a
    recogniser cannot pronounce one of the `spare` words, it does not listen for what holds it; any other it must know.
    """

    root: Node
    reject: bool = True
    spare: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, text: str, *, reject: bool = True) -> "Grammar":
        """From phrases, one a line. UsageError names the line that is wrong."""
        lines = [(number, line.split("#")[0].strip()) for number, line in enumerate(text.splitlines(), 1)]
        phrases = tuple(_Phrase(line, number).parse() for number, line in lines if line)
        if not phrases:
            raise UsageError("the grammar holds no phrase", "write one phrase a line, e.g.: turn (on|off) the lights")
        return cls(Alternatives(phrases), reject)

    def called(self, phrase: str) -> "Grammar":
        """The same, perhaps with `phrase` before it; and the phrase alone."""
        name = Sequence(tuple(Literal(word) for word in phrase.split()))
        return Grammar(Alternatives((name, Sequence((Maybe(name), self.root)))), self.reject, self.spare)

    def words(self) -> frozenset[str]:
        """Every word that occurs."""
        return frozenset(_words(self.root))


def _words(node: Node) -> Iterator[str]:
    match node:
        case Literal(word):
            yield word
        case Sequence(parts) | Alternatives(parts):
            for part in parts:
                yield from _words(part)
        case Maybe(part) | Repeat(part):
            yield from _words(part)


class _Phrase:
    """Recursive descent over one line."""

    def __init__(self, line: str, number: int) -> None:
        self.tokens = _TOKEN.findall(line.lower())
        self.at = 0
        self.depth = 0
        self.number = number

    def parse(self) -> Node:
        node = self._choice()
        if self.at < len(self.tokens):
            raise self._wrong(f"unexpected '{self.tokens[self.at]}'")
        return node

    def _choice(self) -> Node:
        options = [self._sequence()]
        while self._take("|"):
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Alternatives(tuple(options))

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while self.at < len(self.tokens) and self.tokens[self.at] not in ("|", ")", "]"):
            part = self._part()
            parts.append(Repeat(part) if self._take("+") else part)
        if not parts:
            raise self._wrong("something is empty")
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _part(self) -> Node:
        token = self.tokens[self.at]
        self.at += 1
        if token == "+":
            raise self._wrong("'+' follows nothing")
        if token not in ("(", "["):
            return Literal(token)
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self._wrong(f"brackets nested more than {_DEEPEST} deep")
        inner = self._choice()
        self.depth -= 1
        if not self._take(")" if token == "(" else "]"):
            raise self._wrong(f"'{token}' is never closed")
        return Maybe(inner) if token == "[" else inner

    def _take(self, token: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at] == token:
            self.at += 1
            return True
        return False

    def _wrong(self, what: str) -> UsageError:
        return UsageError(f"grammar, line {self.number}: {what}", "phrases look like: turn (on|off) [all] the lights")
