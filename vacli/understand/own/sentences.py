"""The user's own sentences, and those that packages bring, beside ours: checked, and merged into a language.

A file with a mistake is left out with all that it says, and the mistake is told; nothing of it reaches our sentences.
Does no action and knows no skill.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from vacli.rules import Problem, Rules
from vacli.rules.files import Anything, File, Range
from vacli.rules.marked import At, Wrong
from vacli.understand.compile import parsed
from vacli.understand.language import Language, widen
from vacli.understand.own.answers import check_answers
from vacli.understand.own.names import Names
from vacli.understand.own.size import Measure
from vacli.understand.own.templates import TemplateError
from vacli.understand.own.ways import Ways

if TYPE_CHECKING:  # 0.1 s to import
    from hassil.expression import Expression
    from hassil.intents import IntentData

LARGEST, MOST = 3000, 60_000
"""Words of a sentence with all that its lists and rules stand for, and of all sentences together."""
MOST_FREE = 3
"""Free texts in a sentence."""
AMBIGUOUS = 10.0
"""Binary digits of the ways in which a sentence's words can be read: a thousand take hassil 50 ms or less."""
HEARD = 100
"""Numbers of a range that a recogniser with a closed grammar still listens for."""

Bounds = Mapping[str, Mapping[str, tuple[int, int]]]


@dataclass(frozen=True)
class Own:
    """What was taken. `bounds`: of numbers, by intent and slot. `slots`: what an intent's sentences may fill."""

    content: Mapping[str, Any] = field(default_factory=dict)  # as hassil takes it
    ranges: Mapping[str, range] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    bounds: Bounds = field(default_factory=dict)
    slots: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rules: tuple[Rules, ...] = ()  # without what was left out


def own_of(data: Language, all_rules: Sequence[Rules]) -> Own:
    """All that can be taken of them, the user's own first."""
    problems: list[Problem] = []
    parts: list[_Part] = []
    for number, rules in enumerate(all_rules):
        part = _Part(data, rules, f"own{number}_", parts)
        problems += rules.problems
        while part.wrong:  # what is left out may be missed by others
            problems += [error.problem(file.path) for file, error in part.wrong]
            bad = [file for file, _ in part.wrong]
            left = tuple(file for file in part.rules.files if file not in bad)
            part = _Part(data, replace(rules, files=left), f"own{number}_", parts)
        parts.append(part)
    whole: dict[str, Any] = {"language": data.code, "intents": {}, "lists": {}, "expansion_rules": {}}
    for part in parts:
        for name, blocks in part.intents.items():
            whole["intents"].setdefault(name, {"data": []})["data"] += blocks
        whole["lists"] |= part.names.lists
        whole["expansion_rules"] |= part.names.rules
    return Own(
        whole,
        {name: each for part in parts for name, each in part.names.ranges.items()},
        tuple(problems),
        {name: each for part in parts for name, each in part.bounds.items()},
        {name: each for part in parts for name, each in part.slots.items()},
        tuple(part.rules for part in parts),
    )


def extended(data: Language, own: Own) -> Language:
    """The language with them, before ours: of two sentences that fit equally well theirs is meant."""
    from hassil import Intents

    if not own.content.get("intents"):
        return data
    more, whole = Intents.from_dict(dict(own.content)), data.intents
    widen(more)
    alone = [(name, each) for name, intent in more.intents.items() for block in intent.data for each in _alone(block)]
    lists, rules = {**whole.slot_lists, **more.slot_lists}, {**whole.expansion_rules, **more.expansion_rules}
    return replace(
        data,
        intents=Intents(data.code, whole.intents, lists, rules),  # what means what stands in `named`
        sentences=(*(each for _, each in alone), *data.sentences),
        named=(*(name for name, _ in alone), *data.named),
        ranges={**data.ranges, **own.ranges},
    )


def _alone(block: "IntentData") -> "Iterator[IntentData]":
    return (replace(block, sentence_texts=[text]) for text in block.sentence_texts)


class _Part:
    """One `Rules` as it is taken. `wrong`: the files that are not, each with its first mistake."""

    def __init__(self, data: Language, rules: Rules, prefix: str, others: "Sequence[_Part]") -> None:
        self.rules = rules
        self.names = Names(data, rules, prefix)
        self.intents: dict[str, list[dict[str, Any]]] = {}
        self.slots: dict[str, frozenset[str]] = {}
        self.bounds: dict[str, dict[str, tuple[int, int]]] = {}
        self.wrong: list[tuple[File, Wrong]] = []
        self._data = data
        self._others = {name for part in others for name in part.intents}
        self._total = 0
        for step in (self.names.take, self._sentences, self._answers):
            for file in rules.files if not self.wrong else ():
                try:
                    step(file)
                except Wrong as error:
                    self.wrong.append((file, error))

    @cached_property
    def _measures(self) -> tuple[Measure, Ways]:
        from hassil import Intents

        ours = self._data.intents
        lists_and_rules = {"lists": self.names.lists, "expansion_rules": self.names.rules}
        found = Intents.from_dict({"language": self._data.code, "intents": {}, **lists_and_rules})
        rules = {**ours.expansion_rules, **found.expansion_rules}
        lists = {**ours.slot_lists, **found.slot_lists}
        return Measure(rules, lists), Ways(rules, lists)

    def _sentences(self, file: File) -> None:
        for name, text in file.expansions.items():
            self._checked(self.names.rules[self.names.prefix + name], text)
        for name, blocks in file.intents.items():
            if name in self._others:
                raise Wrong(f"another package has an intent {name}", name, "take another name")
            self.slots[name] = frozenset()
            self.intents[name] = [self._block(name, text, block.slots) for block in blocks for text in block.texts]

    def _block(self, intent: At, text: At, slots: Mapping[str, Any]) -> dict[str, Any]:
        written = self.names.sentences[text]
        expression = self._checked(written, text)
        measure, ways = self._measures
        if ways.bits(expression) > AMBIGUOUS:
            raise Wrong("the same words can be read in too many ways", text, "fewer [a] [b] that may follow each other")
        if not measure.least(expression):
            raise Wrong("it has no word that must be said: any text would fit", text, "add a word")
        fills = dict(measure.fills(expression))
        free = [name for name in fills.values() if isinstance(self.names.own.get(name), Anything)]
        if len(free) > MOST_FREE:
            raise Wrong(f"more than {MOST_FREE} free texts in one sentence", text, "split it into several sentences")
        self.slots[intent] |= {*slots, *fills}
        for slot, name in fills.items():
            if isinstance(found := self.names.own.get(name), Range):
                low, high = self.bounds.setdefault(intent, {}).get(slot, (found.low, found.high))
                self.bounds[intent][slot] = min(low, found.low), max(high, found.high)
        heard = {} if self._heard(expression) else {"metadata": {"unheard": True}}
        return {"sentences": [written], "slots": {str(name): slots[name] for name in slots}, **heard}

    def _checked(self, written: str, at: At) -> "Expression":
        """Parsed, and of bounded size."""
        expression = parsed(written)
        try:
            size = self._measures[0].size(expression)
        except TemplateError as error:
            raise Wrong(str(error), at, "write it out, or take a list") from None
        self._total += size
        if size > LARGEST or self._total > MOST:
            raise Wrong(f"it stands for too much: {size} words", at, "take lists, and fewer (a|b) and [c]")
        return expression

    def _heard(self, expression: "Expression") -> bool:
        """Whether a recogniser with a closed grammar can listen for it: it knows how to pronounce our words only."""
        measure, _ = self._measures
        for _, name in measure.fills(expression):
            free = measure.is_free(name) and name not in self._data.words["free"]
            if free or len(self.names.ranges.get(name, ())) > HEARD:
                return False
        return all(word in self.names.pronounced for word in measure.words(expression))

    def _answers(self, file: File) -> None:
        check_answers(file, self.rules, self.slots, self._data.intents.intents)
