"""Whether words are a whole sentence of a grammar, or could become one. Knows no language.

The grammar's tree as an automaton whose states are the places of its literals: each knows which places may follow.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from vacli.core.grammar import Alternatives, Literal, Maybe, Node
from vacli.core.grammar import Sequence as Parts
from vacli.understand.compile import FREE, NUMBER, READ
from vacli.understand.moments import LISTS, Day, Every, Moment, Read
from vacli.understand.text import Token

NAME = FREE + "timer_name"
NAME_WORDS = 3
"""Words that a timer's name may have; any other free text goes on for as long as it likes."""
ANY = FREE + FREE

States = frozenset[int]
NOWHERE: States = frozenset()
Others: TypeAlias = Mapping[int, Sequence[tuple[int, Read]]]
"""What else may be read where a token begins, and where that ends: see `Calendar.read`."""
EMPTY: Others = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Walked:
    """`ends`: the sentences that it is; `loose`: those that it is if the free text at its end is over, which nobody can
    tell; `more`: a longer one begins like this; `drifts`: one does if these words are in a free text, and anything is.
    A sentence's number counts from -1 down.
    """

    ends: States
    loose: States
    more: bool
    drifts: bool = False

    @property
    def whole(self) -> bool:
        return bool(self.ends)

    @property
    def alive(self) -> bool:
        return self.more or self.drifts or bool(self.loose)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a whole sentence: its tokens, where each began before, and which sentences it may be."""

    tokens: tuple[Token | Read, ...]
    places: tuple[int, ...]
    sentences: tuple[int, ...]


class Prefixes:
    """`roots` are sentences, counted from 0. `unfit` are words that no name holds."""

    def __init__(self, *roots: Node, unfit: frozenset[str] = frozenset()) -> None:
        self._unfit = unfit
        self._words: list[tuple[str, ...]] = []
        self._follow: list[States] = []
        self._cached: dict[States, dict[str, States]] = {}
        starts = (self._entry(root, frozenset({-1 - number})) for number, root in enumerate(roots))
        self._start = NOWHERE.union(*starts)
        first = [place for place in self._start if ANY in self._words[place]]
        self._any = self._start.union(*(self._follow[place] for place in first)) if first else NOWHERE
        """Places that tell nothing, for a free text that begins a sentence is any text."""

    def walk(self, tokens: Sequence[Token], others: Others = EMPTY) -> Walked:
        """All readings at once."""
        reached = [self._start, *[NOWHERE] * len(tokens)]
        bound = self._start if not tokens else NOWHERE
        for at, token in enumerate(tokens):
            for end, each in ((at + 1, token), *others.get(at, ())) if reached[at] else ():
                kept, free = self._step(reached[at], each)
                reached[end] |= kept | free
                bound |= kept if end == len(tokens) else NOWHERE
        drifts = any(place >= 0 for place in reached[-1] - bound - self._any)
        return Walked(_ends(bound), _ends(reached[-1]), any(place >= 0 for place in bound), drifts)

    def readings(self, tokens: Sequence[Token], others: Others = EMPTY) -> Iterator[Reading]:
        """Those that are whole sentences, in plain words first."""
        barren: set[tuple[int, States]] = set()

        def go(at: int, state: States, said: tuple[Token | Read, ...], places: tuple[int, ...]) -> Iterator[Reading]:
            if at == len(tokens) and (ends := _ends(state)):
                yield Reading(said, (*places, at), tuple(sorted(-1 - end for end in ends)))
            if at == len(tokens) or (at, state) in barren:
                return
            fruitless = True
            for end, each in ((at + 1, tokens[at]), *others.get(at, ())):
                if next_state := NOWHERE.union(*self._step(state, each)):
                    for reading in go(end, next_state, (*said, each), (*places, at)):
                        fruitless = False
                        yield reading
            if fruitless:
                barren.add((at, state))

        return go(0, self._start, (), ())

    def _step(self, state: States, token: Token | Read) -> tuple[States, States]:
        """The places that may follow now, and those that may if the token belongs to a free text."""
        by_word = self._cached.get(state)
        if by_word is None:
            by_word = self._cached[state] = self._by_word(state)
        if isinstance(token, Moment | Day | Every):
            return by_word.get(READ + LISTS[type(token)], NOWHERE), NOWHERE
        word = token if isinstance(token, str) else NUMBER
        name = by_word.get(FREE, NOWHERE) if word != NUMBER and word not in self._unfit else NOWHERE
        return by_word.get(word, NOWHERE) | name, by_word.get(ANY, NOWHERE)

    def _by_word(self, state: States) -> dict[str, States]:
        found: dict[str, set[int]] = {}
        for place in state - _ends(state):
            for word in self._words[place]:
                found.setdefault(word, set()).update(self._follow[place])
        return {word: frozenset(each) for word, each in found.items()}

    def _entry(self, node: Node, follow: States) -> States:
        """The places where the node may begin, given those that may follow it."""
        if isinstance(node, Literal):  # not a match: there are some ten thousand of them
            return self._literal(node.word, follow)
        if isinstance(node, Parts):
            for part in reversed(node.parts):
                follow = self._entry(part, follow)
            return follow
        if isinstance(node, Alternatives):
            return self._alternatives(node.options, follow)
        if isinstance(node, Maybe):
            return self._entry(node.part, follow) | follow
        raise TypeError(f"templates have no {type(node).__name__}")

    def _alternatives(self, options: Sequence[Node], follow: States) -> States:
        """Plain words share a place."""
        plain = [each for each in options if isinstance(each, Literal) and each.word[:1] not in (FREE, NUMBER)]
        words = tuple(each.word for each in plain)
        known = set(words)
        entries = [
            self._entry(each, follow) for each in options if not (isinstance(each, Literal) and each.word in known)
        ]
        return NOWHERE.union(*entries, self._place(words, follow) if words else NOWHERE)

    def _literal(self, word: str, follow: States) -> States:
        if word == NAME:
            for _ in range(NAME_WORDS):
                follow = follow | self._place((FREE,), follow)
            return frozenset({max(follow)})
        if word[:1] == FREE:
            return self._place((ANY,), follow | {len(self._words)})
        return self._place((NUMBER if word[:1] == NUMBER else word,), follow)

    def _place(self, words: tuple[str, ...], follow: States) -> States:
        self._words.append(words)
        self._follow.append(follow)
        return frozenset({len(self._words) - 1})


def _ends(state: States) -> States:
    return frozenset(place for place in state if place < 0)
