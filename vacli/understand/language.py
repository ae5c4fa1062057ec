"""The data of one language: its sentence templates and its word lists, read from `sentences/`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

from vacli.core.errors import UsageError
from vacli.core.meaning import Command
from vacli.understand.numbers import numerals
from vacli.understand.text import LONGEST, Frame, Reader, Tokens

if TYPE_CHECKING:  # 0.1 s to import
    from hassil import Intents

LANGUAGES = ("en", "de", "fr", "es")


@dataclass(frozen=True)
class Language:
    code: str
    reader: Reader
    frame: Frame
    intents: "Intents"
    heard: "Intents"  # rules and lists in place of those of the same name, for recognisers with a closed grammar
    ranges: Mapping[str, range]  # the numbers that these listen for, by list
    commands: Mapping[Tokens, Command]
    backchannels: frozenset[Tokens]  # with their hesitations: "uh huh"
    unnamed: frozenset[str]  # words that stand in no timer's name
    words: Mapping[str, Any]  # the other lists of the word file, as they stand there


def code_of(language: str) -> str:
    """`en` of `en-US`. UsageError for a language without sentences."""
    code = language.replace("_", "-").split("-")[0].lower()
    if code not in LANGUAGES:
        raise UsageError(
            f"there are no commands in {language!r} yet", "languages: " + ", ".join(LANGUAGES) + "; e.g. --language en"
        )
    return code


@lru_cache(maxsize=len(LANGUAGES))
def language(code: str) -> Language:
    """Read once per process: nothing of it ever changes."""
    from hassil import Intents

    folder = files("vacli.understand").joinpath("sentences", code)
    content = {path.name: _yaml(path) for path in sorted(folder.iterdir(), key=lambda path: path.name)}
    words, templates = content.pop("words.yaml"), merged(code, content)
    reader = Reader(numerals(code), words["symbols"], words["contractions"], words["fillers"])
    commands = {reader.tokens(said): Command(name) for name, all_said in words["commands"].items() for said in all_said}
    backchannels = frozenset(tuple(reader.words(said)) for said in words["backchannels"])
    unnamed = frozenset({*words["open"], *words["never_names"]})
    intents = Intents.from_dict(templates)
    heard = Intents.from_dict({"language": code, "intents": {}, **words["heard"]})
    frame, ranges = Frame(words["before"], words["after"]), {**_widen(intents), **_widen(heard)}
    return Language(code, reader, frame, intents, heard, ranges, commands, backchannels, unnamed, words)


def _widen(intents: "Intents") -> dict[str, range]:
    """The ranges as written; from here on every number matches: hassil is shown its index in place of its value."""
    from hassil.intents import RangeSlotList

    ranges = {}
    for name, found in intents.slot_lists.items():
        if isinstance(found, RangeSlotList):
            ranges[name] = range(found.start, found.stop + 1, found.step)
            found.start, found.stop, found.step, found.words = 0, LONGEST, 1, False
    return ranges


def merged(code: str, content: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Files of templates as one, as hassil takes it. UsageError where two of them name the same thing."""
    whole: dict[str, Any] = {"language": code, "intents": {}}
    for file, sections in content.items():
        for section, entries in sections.items():
            known = whole.setdefault(section, {})
            if twice := known.keys() & entries.keys():
                raise UsageError(f"{file}: {section} {min(twice)} is in another file too", "rename one of them")
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
