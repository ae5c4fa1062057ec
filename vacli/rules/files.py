"""Files of rules, each checked by itself and then beside the others: a file with a mistake is left out, the rest works.

What a sentence template means is not looked at here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from vacli import paths
from vacli.rules.actions import Action, plain, read_actions
from vacli.rules.marked import At, Problem, Wrong, load, near, text_at
from vacli.rules.source import source

LARGEST = 256_000
"""Bytes of a file."""
MOST_FILES, MOST_SENTENCES, LONGEST = 100, 1000, 500
"""Files of a language, sentences of all of them together, characters of a sentence."""
HOME = "Hass"
"""Intents of the home begin like this: their sentences need not stand in the user's files."""

_SECTIONS = ("language", "intents", "lists", "expansion_rules", "responses", "actions")
_NAME = re.compile(r"[A-Za-z]\w{0,59}")


@dataclass(frozen=True)
class Block:
    """Sentences that mean the same, and slots that they fill by being said."""

    texts: tuple[At, ...]
    slots: Mapping[str, str | int | float]


@dataclass(frozen=True)
class Words:
    """What may stand in a list, and the value that each means."""

    values: tuple[tuple[At, str | int | float], ...]


@dataclass(frozen=True)
class Range:
    low: int
    high: int
    step: int = 1


@dataclass(frozen=True)
class Anything:
    """Any words."""


List: TypeAlias = Words | Range | Anything


@dataclass(frozen=True)
class File:
    path: Path
    intents: Mapping[At, tuple[Block, ...]] = field(default_factory=dict)
    lists: Mapping[At, List] = field(default_factory=dict)
    expansions: Mapping[At, At] = field(default_factory=dict)
    responses: Mapping[At, At] = field(default_factory=dict)
    actions: Mapping[At, tuple[Action, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Rules:
    """The good files of a language. `given`: they belong to a skill that answers what they mean."""

    files: tuple[File, ...] = ()
    problems: tuple[Problem, ...] = ()
    given: bool = False

    @cached_property
    def homes(self) -> dict[str, File]:
        """Where each intent stands."""
        return {name: file for file in self.files for name in (*file.actions, *file.responses, *file.intents)}

    @cached_property
    def responses(self) -> dict[str, str]:
        return {name: text for file in self.files for name, text in file.responses.items()}

    @cached_property
    def actions(self) -> dict[str, tuple[Action, ...]]:
        return {name: actions for file in self.files for name, actions in file.actions.items()}


def folder() -> Path:
    """Where the user's own files lie: a folder a language in it."""
    return paths.config_file().parent / "sentences"


def read(root: Path, language: str, given: bool = False) -> Rules:
    """All files of a language. Nothing there: no rules. Every mistake is among `problems`."""
    good: list[File] = []
    problems: list[Problem] = []
    try:
        found = sorted(path for path in (root / language).iterdir() if path.suffix in (".yaml", ".yml"))
    except (FileNotFoundError, NotADirectoryError):
        return Rules()
    except OSError as error:
        return Rules((), (Problem(root / language, 0, 0, f"it cannot be read: {error.strerror}", "ls -l"),))
    for path in found[:MOST_FILES]:
        try:
            file = read_file(path, language, given)
            _beside(file, good)
            good.append(file)
        except Wrong as error:
            problems.append(error.problem(path))
    if more := found[MOST_FILES:]:
        problems.append(Problem(more[0], 0, 0, f"more than {MOST_FILES} files; this and later ones are left out"))
    return Rules(tuple(good), tuple(problems), given)


def read_file(path: Path, language: str, given: bool = False) -> File:
    """One file. Wrong tells its first mistake."""
    content = load(_text(path))
    if content is None:
        return File(path)
    if not isinstance(content, dict):
        raise Wrong("a file of rules has sections", text_at("", 1, 1), f"they are: {', '.join(_SECTIONS)}")
    for name in content:
        if name not in _SECTIONS:
            raise Wrong(f"there is no section {name}", name, near(name, _SECTIONS))
        if given and name in ("responses", "actions"):
            raise Wrong(f"{name} are the user's: a skill answers by its code", name)
    said = content.get("language", language)
    if str(said) != language:
        raise Wrong(f"language is {said}, but the folder is {language}", said, f"mv {path} ../{said}/")
    responses = _mapping(_mapping(content, "responses", ("intents",)), "intents")
    return File(
        path,
        {_name(name): tuple(_blocks(each, name)) for name, each in _mapping(content, "intents").items()},
        {_name(name): _list(each, name) for name, each in _mapping(content, "lists").items()},
        {_name(name): _sentence(each, name) for name, each in _mapping(content, "expansion_rules").items()},
        {_name(name): _response(each, name) for name, each in responses.items()},
        {_name(name): read_actions(each, name) for name, each in _mapping(content, "actions").items()},
    )


def _text(path: Path) -> str:
    try:
        return source(path, LARGEST)
    except FileNotFoundError:
        raise Wrong("it is not there", hint=f"ls -l {path}") from None


def _beside(file: File, others: Sequence[File]) -> None:
    """Wrong where another file has the same name for something else, or all together are too many."""
    for other in others:
        for kind in ("intents", "lists", "expansions", "responses", "actions"):
            if twice := [name for name in getattr(file, kind) if name in getattr(other, kind)]:
                raise Wrong(f"{twice[0]} stands in {other.path.name}, too", twice[0], "put both into one file")
    count = sum(len(block.texts) for each in (*others, file) for blocks in each.intents.values() for block in blocks)
    if count > MOST_SENTENCES:
        raise Wrong(f"with it there are more than {MOST_SENTENCES} sentences", hint="use lists and [optional] words")


def _blocks(written: Any, at: At) -> Iterator[Block]:
    data = _mapping({at: written}, at, ("data",)).get("data")
    if not isinstance(data, list) or not data:
        raise Wrong(f"{at} needs data with sentences", at, 'data: [{sentences: ["open the door"]}]')
    for block in data:
        options = _mapping({at: block}, at, ("sentences", "slots"))
        texts = options.get("sentences")
        if not isinstance(texts, list) or not texts:
            raise Wrong(f"{at} has data without a list of sentences", at, 'sentences: ["open the door"]')
        slots = _mapping(options, "slots")
        for name, value in slots.items():
            plain(value, name, f"slot {name}")
        yield Block(tuple(_sentence(text, at) for text in texts), slots)


def _sentence(text: Any, at: At) -> At:
    if not isinstance(text, At):
        text = text_at(str(text), at.line, at.column) if type(text) in (int, float) else None
    if text is None or not text.strip():
        raise Wrong("a sentence is a text", at, "put it in quotes")
    if len(text) > LONGEST:
        raise Wrong(f"a sentence has {LONGEST} characters at the most", text, "use expansion_rules and lists")
    return text_at(" ".join(text.split()), text.line, text.column)


def _list(written: Any, at: At) -> List:
    options = _mapping({at: written}, at, ("values", "range", "wildcard"))
    if options.get("wildcard") is True:
        return Anything()
    if "range" in options:
        numbers = _mapping(options, "range", ("from", "to", "step"))
        low, high, step = (numbers.get(name, default) for name, default in (("from", None), ("to", None), ("step", 1)))
        whole = type(low) is int and type(high) is int and type(step) is int
        if not whole or low > high or step < 1:
            raise Wrong(f"the range of {at} needs whole numbers from and to", at, "range: {from: 0, to: 100}")
        return Range(low, high, step)
    values = options.get("values")
    if not isinstance(values, list) or not values:
        raise Wrong(f"list {at} needs values, range or wildcard", at, "values: [red, blue], or: wildcard: true")
    return Words(tuple(_value(each, at) for each in values))


def _value(written: Any, at: At) -> tuple[At, str | int | float]:
    if not isinstance(written, dict):
        text = _sentence(written, at)
        return text, text
    options = _mapping({at: written}, at, ("in", "out"))
    text, out = _sentence(options.get("in"), at), options.get("out", options.get("in"))
    if not isinstance(out, str | int | float):
        raise Wrong(f"out is a text or a number in list {at}", text)
    return text, out


def _response(written: Any, at: At) -> At:
    text = _mapping({at: written}, at, ("default",)).get("default")
    plain(text, text if isinstance(text, At) else at, "a response")
    return text_at(str(text).strip(), getattr(text, "line", at.line), getattr(text, "column", at.column))


def _mapping(content: Mapping[Any, Any], name: str, known: tuple[str, ...] = ()) -> Mapping[Any, Any]:
    """The section of that name; empty if it is not there. With `known`, nothing else may be in it."""
    found = content.get(name)
    at = next((key for key in content if key == name), None)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise Wrong(f"{name} holds names with values", at, f"{name}: {{...}}")
    for key in found:
        if known and key not in known:
            raise Wrong(f"{key} is not known under {name}", key, near(key, known))
    return found


def _name(at: At) -> At:
    if not _NAME.fullmatch(at):
        raise Wrong(f"{at[:60]!r} is no name", at, "letters, digits and _")
    return at
