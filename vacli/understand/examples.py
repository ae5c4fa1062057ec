"""Examples that the second pass learns from: sentences whose free texts are marked, and those that templates give.

A line "## intent" begins a block; in the others "[milk](items)" marks a slot. Knows no intent by name, but for two ways
to label the same: a command for the voice is a change of its volume or speed.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vacli.understand.compile import parsed
from vacli.understand.features import pieces
from vacli.understand.language import Language
from vacli.understand.tagger import OUTSIDE

if TYPE_CHECKING:
    from hassil.expression import Expression

SAME = {f"command:{name}": "volume" for name in ("louder", "quieter")}
SAME |= {f"command:{name}": "speed" for name in ("faster", "slower")}
AROUND = "+ "
"""What headings of clauses begin with that are said before or after a request: "my hands are full"."""
FEWEST = 3
"""Words of a request, of which one may be missing, at the least."""
LONGEST = 14
"""And of one that is explained, at the most."""
LISTED = "items"
"""The slot whose texts come one after the other."""
_MARK = re.compile(r"\[([^\]]+)\]\((\w+)\)")
_SOUNDS = (
    ("kn", "n"),
    ("wh", "w"),
    ("wr", "r"),
    ("ph", "f"),
    ("ght", "t"),
    ("ck", "k"),
    ("c", "k"),
    ("q", "k"),
    ("z", "s"),
    ("x", "ks"),
)
_SAID = {
    "at": ("half past six", "7 o'clock", "quarter to nine", "6:30", "noon", "eight p m"),
    "day": ("tomorrow", "on friday", "tomorrow morning", "tonight", "today", "next monday"),
    "every": ("every day", "every weekday", "every monday"),
}
_NUMBERS = ("two", "three", "five", "ten", "twelve", "fifteen", "twenty", "thirty", "forty five", "sixty")


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    intent: str
    names: tuple[str, ...]
    tags: tuple[str, ...]
    values: tuple[tuple[str, str], ...] = ()  # the marked slots


def examples(text: str, language: Language) -> Iterator[Example]:
    """Those of a training text."""
    intent = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("## "):
            intent = SAME.get(line[3:].strip(), line[3:].strip())
        elif not line.startswith("#") and not intent.startswith(AROUND):
            yield example(line, intent, language)


def example(line: str, intent: str, language: Language) -> Example:
    plain, spans = _plain(line)
    read = language.reader.tokens
    tokens = read(plain)
    found = pieces(tokens, language.calendar)
    tags = [OUTSIDE] * len(found)
    for slot, begin, end in spans:
        first, last = len(read(plain[:begin])), len(read(plain[:end]))
        inside = [at for at, piece in enumerate(found) if first <= piece.begin < last]
        for at in inside:
            tags[at] = f"{'B' if at == inside[0] else 'I'}-{slot}"
    values = tuple((slot, plain[begin:end]) for slot, begin, end in spans)
    return Example(plain, intent, tuple(each.name for each in found), tuple(tags), values)


def _plain(line: str) -> tuple[str, list[tuple[str, int, int]]]:
    """The sentence without marks, and where they were."""
    plain, at = "", 0
    spans = []
    for mark in _MARK.finditer(line):
        plain += line[at : mark.start()]
        spans.append((mark[2], len(plain), len(plain) + len(mark[1])))
        plain += mark[1]
        at = mark.end()
    return plain + line[at:], spans


def explained(text: str, written: Sequence[Example], language: Language, seed: int = 0) -> Iterator[Example]:
    """Each example with a clause before or behind it that says nothing of what is asked; commands are said alone."""
    clauses = [(where, example(line, "", language).names) for where, line in _around(text)]
    chance = random.Random(seed)
    for each in written if clauses else ():
        if ":" in each.intent or len(each.names) > LONGEST:
            continue
        where, clause = chance.choice(clauses)
        idle = (OUTSIDE,) * len(clause)
        if where == "before":
            yield replace(each, names=clause + each.names, tags=idle + each.tags)
        else:
            yield replace(each, names=each.names + clause, tags=each.tags + idle)


def _around(text: str) -> Iterator[tuple[str, str]]:
    """The clauses, each with where it is said."""
    where = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("## "):
            where = line[3:].removeprefix(AROUND) if line.startswith(f"## {AROUND}") else ""
        elif where:
            yield where, line


def drawn(language: Language, each: int, written: Sequence[Example], seed: int = 0) -> Iterator[Example]:
    """Of the templates, `each` of an intent, with the free texts of those that were written; and all commands."""
    chance = random.Random(seed)
    free: dict[str, list[str]] = {}
    for slot, text in (value for one in written for value in one.values):
        free.setdefault(slot, []).append(text)
    draw = _Draw(language, chance, free)
    by_intent: dict[str, list[str]] = {}
    for name, data in zip(language.named, language.sentences, strict=True):
        by_intent.setdefault(name, []).extend(data.sentence_texts)
    for intent, templates in by_intent.items():
        for _ in range(each):
            said = draw.said(parsed(chance.choice(templates)))
            yield example(" ".join(said.split()), intent, language)
    for name, said_alone in language.words["commands"].items():
        intent = SAME.get(f"command:{name}", f"command:{name}")
        yield from (example(said, intent, language) for said in said_alone)


def mangled(written: Sequence[Example], seed: int = 0) -> Iterator[Example]:
    """The examples as a recogniser might have heard them: one word is another that sounds alike, and one is missing."""
    chance, alike = random.Random(seed), dict[str, list[str]]()
    for word in sorted({name for each in written for name in each.names if name.isalpha()}):
        alike.setdefault(_sound(word), []).append(word)
    for each in written:
        others = {
            at: [word for word in alike.get(_sound(name), ()) if word != name] for at, name in enumerate(each.names)
        }
        if places := [at for at, words in others.items() if words and each.names[at].isalpha()]:
            at = chance.choice(places)
            yield replace(each, names=(*each.names[:at], chance.choice(others[at]), *each.names[at + 1 :]))
        plain = [at for at, tag in enumerate(each.tags) if tag == OUTSIDE]
        if plain and len(each.names) > FEWEST:
            at = chance.choice(plain)
            names, tags = (whole[:at] + whole[at + 1 :] for whole in (each.names, each.tags))
            yield replace(each, names=names, tags=tags)


def _sound(word: str) -> str:
    """The consonants of an English word, about as they sound."""
    for written, said in _SOUNDS:
        word = word.replace(written, said)
    return re.sub(r"[aeiouyh]", "", re.sub(r"(.)\1", r"\1", word))


class _Draw:
    """Sentences of templates; every slot of which there are free texts is marked."""

    def __init__(self, language: Language, chance: random.Random, free: Mapping[str, Sequence[str]]) -> None:
        self._intents, self._chance, self._free = language.intents, chance, free

    def said(self, expression: "Expression") -> str:
        from hassil import expression as hassil

        match expression:
            case hassil.TextChunk():
                return f" {expression.original_text} "
            case hassil.ListReference():
                return self._listed(expression.list_name, expression.slot_name)
            case hassil.RuleReference():
                return self.said(self._intents.expansion_rules[expression.rule_name].expression)
            case hassil.Alternative():
                skipped = expression.is_optional and self._chance.random() < 0.5
                return " " if skipped else self.said(self._chance.choice(expression.items))
            case hassil.Sequence():
                return " ".join(map(self.said, expression.items))
        raise TypeError(f"a template holds a {type(expression).__name__}")

    def _listed(self, name: str, slot: str) -> str:
        from hassil.intents import RangeSlotList, TextSlotList

        found = self._intents.slot_lists[name]
        if isinstance(found, RangeSlotList):
            return self._chance.choice(_SAID.get(name, _NUMBERS))
        if isinstance(found, TextSlotList):
            text = " ".join(self.said(self._chance.choice(found.values).text_in).split())
            return f" [{text}]({slot}) " if slot in self._free else f" {text} "
        said = [
            self._chance.choice(self._free[slot])
            for _ in range(self._chance.choice((1, 1, 2)) if slot == LISTED else 1)
        ]
        return " and ".join(f" [{text}]({slot}) " for text in said)
