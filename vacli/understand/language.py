"""The data of one language: its sentence templates and its word lists, read from `sentences/`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

from vacli.core.errors import UsageError
from vacli.core.meaning import Command
from vacli.core.words import primary
from vacli.understand.moments import LISTS, Calendar
from vacli.understand.numbers import numerals
from vacli.understand.text import Frame, Reader, Tokens

if TYPE_CHECKING:  # 0.1 s to import
    from hassil import Intents
    from hassil.intents import IntentData

LANGUAGES = ("en", "de", "fr", "es")
READ = tuple(LISTS.values())
BLOCK = 10_000
"""hassil is shown numbers for what was read: below this a number's index, then a block for each kind of `READ`."""


@dataclass(frozen=True)
class Language:
    code: str
    reader: Reader
    calendar: Calendar
    frame: Frame
    intents: "Intents"
    sentences: "tuple[IntentData, ...]"  # of all intents, each with one sentence
    named: tuple[str, ...]  # their intents
    heard: "Intents"  # rules and lists in place of those of the same name, for recognisers with a closed grammar
    ranges: Mapping[str, range]  # the numbers that these listen for, by list
    commands: Mapping[Tokens, Command]
    backchannels: frozenset[Tokens]  # with their hesitations: "uh huh"
    unnamed: frozenset[str]  # words that stand in no timer's name
    words: Mapping[str, Any]  # the other lists of the word file, as they stand there


def code_of(language: str) -> str:
    """`en` of `en-US`. UsageError for a language without sentences."""
    code = primary(language)
    if code not in LANGUAGES:
        raise UsageError(
            f"there are no commands in {language!r} yet", "languages: " + ", ".join(LANGUAGES) + "; e.g. --language en"
        )
    return code


@lru_cache(maxsize=len(LANGUAGES))
def language(code: str) -> Language:
    """Read once per process: nothing of it ever changes."""
    from hassil import Intents

    content = sentence_files(code)
    words, moments = content.pop("words.yaml"), content.pop("moments.yaml")
    templates = merged(code, content)
    reader = Reader(
        numerals(code), words["symbols"], words["contractions"] | words.get("slurred", {}), words["fillers"]
    )
    commands = {reader.tokens(said): Command(name) for name, all_said in words["commands"].items() for said in all_said}
    backchannels = frozenset(tuple(reader.words(said)) for said in words["backchannels"])
    unnamed = frozenset({*words["open"], *words["never_names"]})
    lists = {name: {"range": {"from": at * BLOCK, "to": (at + 1) * BLOCK - 1}} for at, name in enumerate(READ, 1)}
    intents = Intents.from_dict(templates | {"lists": {**templates["lists"], **lists}})
    heard = Intents.from_dict({"language": code, "intents": {}, **words["heard"]})
    frame, ranges = Frame(words["before"], words["after"]), {**widen(intents), **widen(heard)}
    alone = [(name, each) for name, intent in intents.intents.items() for data in intent.data for each in _alone(data)]
    named, sentences = zip(*alone, strict=True)
    calendar = Calendar(moments)
    return Language(
        code, reader, calendar, frame, intents, sentences, named, heard, ranges, commands, backchannels, unnamed, words
    )


def sentence_files(code: str) -> dict[str, dict[str, Any]]:
    """The files of a language as they stand."""
    folder = files("vacli.understand").joinpath("sentences", code)
    return {path.name: _yaml(path) for path in sorted(folder.iterdir(), key=lambda path: path.name)}


def _alone(data: "IntentData") -> "list[IntentData]":
    return [replace(data, sentence_texts=[text]) for text in data.sentence_texts]


def widen(intents: "Intents") -> dict[str, range]:
    """The ranges as written; from here on every number matches: hassil is shown its index in place of its value."""
    from hassil.intents import RangeSlotList

    ranges = {}
    for name, found in intents.slot_lists.items():
        if isinstance(found, RangeSlotList):
            found.words = False
            if name not in READ:
                ranges[name] = range(found.start, found.stop + 1, found.step)
                found.start, found.stop, found.step = 0, BLOCK - 1, 1
    return ranges


def merged(code: str, content: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Files of templates as one, as hassil takes it. UsageError where two of them call different things the same."""
    whole: dict[str, Any] = {"language": code, "intents": {}}
    for file, sections in content.items():
        for section, entries in sections.items():
            known = whole.setdefault(section, {})
            if twice := [name for name in entries if known.get(name, entries[name]) != entries[name]]:
                raise UsageError(f"{file}: {section} {min(twice)} is another one in another file", "rename one of them")
            known.update(entries)
    return whole


def _yaml(path: Traversable) -> dict[str, Any]:
    """A file of ours, with "on", "no" and "null" as the words that they are."""
    import yaml  # type: ignore[import-untyped]

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        yaml_implicit_resolvers = {  # noqa: RUF012
            first: [(tag, pattern) for tag, pattern in known if not tag.endswith((":bool", ":null"))]
            for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    content: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)
    return content
