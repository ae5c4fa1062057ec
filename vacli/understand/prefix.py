"""Whether words are a whole sentence of a grammar, or could become one. Knows no language.

The grammar's tree as an automaton whose states are the places of its literals: each knows which places may follow.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from vacli.core.grammar import Alternatives, Literal, Maybe, Node
from vacli.core.grammar import Sequence as Parts
from vacli.understand.compile import FREE, NUMBER
from vacli.understand.text import Token

FREE_WORDS = 3
"""Words that a free text may have."""

END = -1
States = frozenset[int]


@dataclass(frozen=True, slots=True)
class Walked:
    """`whole`: it is a sentence; `alive`: a sentence begins like this."""

    whole: bool
    alive: bool


class Prefixes:
    """`unfit` are words that no free text holds."""

    def __init__(self, root: Node, unfit: frozenset[str] = frozenset()) -> None:
        self._unfit = unfit
        self._words: list[str] = []
        self._follow: list[States] = []
        self._cached: dict[States, dict[str, States]] = {}
        self._start = self._entry(root, frozenset({END}))

    def walk(self, tokens: Sequence[Token]) -> Walked:
        state = self._start
        for token in tokens:
            state = self._step(state, token if isinstance(token, str) else NUMBER)
            if not state:
                return Walked(False, False)
        return Walked(END in state, True)

    def _step(self, state: States, word: str) -> States:
        by_word = self._cached.get(state)
        if by_word is None:
            by_word = self._cached[state] = self._by_word(state)
        free = by_word.get(FREE, frozenset()) if word != NUMBER and word not in self._unfit else frozenset()
        return by_word.get(word, frozenset()) | free

    def _by_word(self, state: States) -> dict[str, States]:
        found: dict[str, States] = {}
        for place in state - {END}:
            word = self._words[place]
            found[word] = found.get(word, frozenset()) | self._follow[place]
        return found

    def _entry(self, node: Node, follow: States) -> States:
        """The places where the node may begin, given those that may follow it."""
        match node:
            case Literal(word) if word[:1] == FREE:
                for _ in range(FREE_WORDS):
                    follow = follow | self._place(FREE, follow)
                return frozenset({max(follow)})
            case Literal(word):
                return self._place(NUMBER if word[:1] == NUMBER else word, follow)
            case Parts(parts):
                for part in reversed(parts):
                    follow = self._entry(part, follow)
                return follow
            case Alternatives(options):
                return frozenset().union(*(self._entry(option, follow) for option in options))
            case Maybe(part):
                return self._entry(part, follow) | follow
        raise TypeError(f"templates have no {type(node).__name__}")

    def _place(self, word: str, follow: States) -> States:
        self._words.append(word)
        self._follow.append(follow)
        return frozenset({len(self._words) - 1})
