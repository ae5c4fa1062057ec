"""A closed grammar as a graph of words, shared by the recognisers. Knows no engine and no sound.

The graph has no empty arcs: a recogniser that cannot handle them, or handles them slowly, can take it as it is.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from vacli.core.grammar import Alternatives, Grammar, Literal, Maybe, Node, Repeat, Sequence

START, END = 0, 1
Arc = tuple[int, int, str]


@dataclass(frozen=True)
class WordGraph:
    """Arcs are (from state, to state, word). A sentence begins in state 0 and ends in an accepting state."""

    arcs: tuple[Arc, ...]
    accepting: frozenset[int]
    spare: frozenset[str] = frozenset()  # words that need not be known, nor then what holds them

    def leaving(self) -> dict[int, list[Arc]]:
        """The arcs that leave each state."""
        out: dict[int, list[Arc]] = {}
        for arc in self.arcs:
            out.setdefault(arc[0], []).append(arc)
        return out

    def accepts(self, words: Iterable[str]) -> bool:
        """Whether this is a whole sentence of the grammar."""
        return bool(self._after(words) & self.accepting)

    def begins(self, words: Iterable[str]) -> bool:
        """Whether a sentence of the grammar begins like this."""
        return bool(self._after(words))

    def _after(self, words: Iterable[str]) -> set[int]:
        """The states that these words lead to."""
        leaving = self.leaving()
        states = {START}
        for word in words:
            states = {arc[1] for state in states for arc in leaving.get(state, ()) if arc[2] == word}
        return states

    @cached_property
    def loops(self) -> bool:
        """Whether sentences may be of any length. Takes 20 ms for the grammar of the live loop: once."""
        entering, leaving = Counter(target for _, target, _ in self.arcs), self.leaving()
        free = [state for state in leaving if not entering[state]]
        while free:
            for _, target, _ in leaving.pop(free.pop(), ()):
                entering[target] -= 1
                if not entering[target]:
                    free.append(target)
        return bool(leaving)

    def rivals(self, words: list[str]) -> list[set[str]]:
        """For each word of a sentence, or of the beginning of one, the others that could stand in its place."""
        before = [{START}]
        for word in words:
            before.append({arc[1] for state in before[-1] for arc in self._leaving.get(state, ()) if arc[2] == word})
        after = [before[-1] & self.accepting or before[-1]]
        for word in reversed(words):
            after.append({arc[0] for state in after[-1] for arc in self._entering.get(state, ()) if arc[2] == word})
        after.reverse()
        ways = [
            {arc[2] for state in here & before[at] for arc in self._leaving.get(state, ()) if arc[1] in after[at + 1]}
            for at, here in enumerate(after[:-1])
        ]
        return [found - {word} for found, word in zip(ways, words, strict=True)]

    @cached_property
    def _leaving(self) -> dict[int, list[Arc]]:
        return self.leaving()

    @cached_property
    def _entering(self) -> dict[int, list[Arc]]:
        entering: dict[int, list[Arc]] = {}
        for arc in self.arcs:
            entering.setdefault(arc[1], []).append(arc)
        return entering

    def sentences(self) -> Iterator[tuple[str, ...]]:
        """Whole sentences that together hold every pair of neighbours the grammar allows, ends included."""
        leaving, before, after = self.leaving(), self._from_start(), self._to_end()
        seen: set[tuple[str, str]] = set()
        for arc in self.arcs:
            endings = [after[arc[1]]] if arc[1] in self.accepting else []
            endings += [(following[2], *after[following[1]]) for following in leaving.get(arc[1], ())]
            for ending in endings:
                sentence = (*before[arc[0]], arc[2], *ending)
                pairs = set(zip(("", *sentence), (*sentence, ""), strict=True))
                if not pairs <= seen:
                    seen |= pairs
                    yield sentence

    def _from_start(self) -> dict[int, tuple[str, ...]]:
        """The shortest way to each state, as words."""
        leaving = self.leaving()
        ways: dict[int, tuple[str, ...]] = {START: ()}
        queue = deque([START])
        while queue:
            state = queue.popleft()
            for _, target, word in leaving.get(state, ()):
                if target not in ways:
                    ways[target] = (*ways[state], word)
                    queue.append(target)
        return ways

    def _to_end(self) -> dict[int, tuple[str, ...]]:
        """The shortest way from each state to the end of a sentence, as words."""
        entering = self._entering
        ways: dict[int, tuple[str, ...]] = dict.fromkeys(self.accepting, ())
        queue = deque(sorted(self.accepting))
        while queue:
            state = queue.popleft()
            for source, _, word in entering.get(state, ()):
                if source not in ways:
                    ways[source] = (word, *ways[state])
                    queue.append(source)
        return ways


def graph_of(grammar: Grammar) -> WordGraph:
    """The grammar's sentences as a graph."""
    builder = _Builder()
    builder.add(grammar.root, START, END)
    closures = [builder.closure(state) for state in range(builder.states)]
    by_source: dict[int, list[Arc]] = {}
    for arc in builder.arcs:
        by_source.setdefault(arc[0], []).append(arc)
    arcs = {(s, arc[1], arc[2]) for s, near in enumerate(closures) for n in near for arc in by_source.get(n, ())}
    accepting = frozenset(state for state, near in enumerate(closures) if END in near)
    return replace(_reachable(arcs, accepting), spare=grammar.spare)


def _reachable(arcs: set[Arc], accepting: frozenset[int]) -> WordGraph:
    whole = WordGraph(tuple(sorted(arcs)), accepting)
    reached = whole._from_start()
    return WordGraph(tuple(arc for arc in whole.arcs if arc[0] in reached), accepting.intersection(reached))


@dataclass
class _Builder:
    """Thompson's construction: each node of the tree between two states, joined by empty arcs where need be."""

    states: int = 2
    arcs: list[Arc] = field(default_factory=list)
    empty: dict[int, list[int]] = field(default_factory=dict)

    def add(self, node: Node, source: int, target: int) -> None:
        match node:
            case Literal(word):
                self.arcs.append((source, target, word))
            case Sequence(parts):
                for part in parts[:-1]:
                    middle = self._state()
                    self.add(part, source, middle)
                    source = middle
                self.add(parts[-1], source, target)
            case Alternatives(options):
                for option in options:
                    self.add(option, source, target)
            case Maybe(part):
                self.add(part, source, target)
                self._skip(source, target)
            case Repeat(part):
                first, last = self._state(), self._state()
                self.add(part, first, last)
                for a, b in ((source, first), (last, first), (last, target)):
                    self._skip(a, b)

    def closure(self, state: int) -> set[int]:
        """The states reached from this one without a word."""
        near, waiting = {state}, [state]
        while waiting:
            for target in self.empty.get(waiting.pop(), ()):
                if target not in near:
                    near.add(target)
                    waiting.append(target)
        return near

    def _state(self) -> int:
        self.states += 1
        return self.states - 1

    def _skip(self, source: int, target: int) -> None:
        self.empty.setdefault(source, []).append(target)
