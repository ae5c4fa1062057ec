"""What answers requests here: built-in skills, the user's own rules, other packages. Prints nothing."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vacli.core.errors import UsageError
from vacli.rules import Problem, Rules, folder, read

if TYPE_CHECKING:  # 0.1 s to import
    from vacli.understand import Understanding

BUILT_IN, OWN = "built in", "own"


@dataclass
class Found:
    """`kind`: built in, own, or the package it comes from. `intents` with their sentences in the language asked for."""

    name: str
    kind: str
    file: str = ""
    languages: list[str] = field(default_factory=list)
    intents: dict[str, list[str]] = field(default_factory=dict)
    problem: str = ""

    @property
    def sentences(self) -> int:
        return sum(map(len, self.intents.values()))


def opened(code: str) -> "Understanding":
    """The language with all that was added to it."""
    from vacli.skills.others import added, others
    from vacli.understand import open_language

    return open_language(code, (), added(code, others()))


def found(code: str) -> list[Found]:
    """All skills, ours first. One that is left out has its `problem`."""
    return [*_built_in(code), *_own(code), *_others(code)]


def named(name: str, code: str) -> list[Found]:
    """The skills of this name, or those that answer the intent. UsageError if there is none."""
    import difflib

    everything = found(code)
    wanted = [each for each in everything if each.name == name] or [each for each in everything if name in each.intents]
    if not wanted:
        known = [each.name for each in everything] + [intent for each in everything for intent in each.intents]
        near = difflib.get_close_matches(name, known, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        raise UsageError(f"there is no skill or intent {name!r}", f"{meant}all of them: vacli skills list")
    return wanted


def problems(code: str) -> list[Problem]:
    """All that is wrong in the files of a language, theirs and those of packages."""
    from vacli.skills.others import added, others
    from vacli.understand.language import language
    from vacli.understand.own.sentences import own_of

    rules = added(code, others())
    if not any(each.files or each.problems for each in rules):
        return []
    wrong = list(own_of(language(code), rules).problems)
    return wrong or _commands(code)


def problems_of(file: Path, code: str) -> list[Problem]:
    """Of one file, wherever it lies."""
    from vacli.rules.files import read_file
    from vacli.rules.marked import Wrong
    from vacli.understand.language import language
    from vacli.understand.own.sentences import own_of

    try:
        rules = Rules((read_file(file, code),))
    except Wrong as error:
        return [error.problem(file)]
    return list(own_of(language(code), [rules]).problems)


def codes() -> list[str]:
    """Languages that are understood."""
    from vacli.understand.language import LANGUAGES

    return list(LANGUAGES)


def _commands(code: str) -> list[Problem]:
    """Sentences that are never reached: a vocal command comes first."""
    from vacli.understand.language import language

    understanding = opened(code)
    texts = {" ".join(map(str, said)) for said in language(code).commands}
    meant = sorted((text, understanding.understand(text).intent) for text in texts)
    homes = {name: file.path for rules in understanding.own.rules for name, file in rules.homes.items()}
    return [
        Problem(homes[intent], 0, 0, f'"{text}" of {intent} is a vocal command, which comes first', "reword it")
        for text, intent in meant
        if intent in homes
    ]


def _built_in(code: str) -> list[Found]:
    from vacli.understand.language import sentence_files

    languages = {each: sentence_files(each) for each in codes()}
    return [
        Found(
            file.removesuffix(".yaml"),
            BUILT_IN,
            languages=[each for each, files in languages.items() if file in files],
            intents={name: _texts(intent) for name, intent in content["intents"].items()},
        )
        for file, content in languages[code].items()
        if content.get("intents")
    ]


def _texts(intent: dict[str, Any]) -> list[str]:
    return [str(text) for block in intent["data"] for text in block["sentences"]]


def _own(code: str) -> list[Found]:
    return _of_rules([read(folder(), code)], code, OWN)


def _others(code: str) -> list[Found]:
    from vacli.skills.others import others

    skills = []
    for other in others():
        rules = other.rules(code)
        languages = [each for each in codes() if other.sentences and (other.sentences / each).is_dir()]
        intents = {
            name: texts for each in _of_rules([rules], code, other.origin) for name, texts in each.intents.items()
        }
        problem = "; ".join(map(str, rules.problems))
        skills.append(Found(other.name, other.origin, str(other.sentences or ""), languages, intents, problem))
    return skills


def _of_rules(all_rules: list[Rules], code: str, kind: str) -> list[Found]:
    """One for each file."""
    from vacli.understand.language import language
    from vacli.understand.own.sentences import own_of

    if not any(each.files or each.problems for each in all_rules):
        return []
    own = own_of(language(code), all_rules)
    good = [
        Found(
            file.path.stem,
            kind,
            str(file.path),
            [code],
            {
                str(name): [str(text) for block in blocks for text in block.texts]
                for name, blocks in file.intents.items()
            }
            | {str(name): [] for name in file.actions if name not in file.intents},
        )
        for rules in own.rules
        for file in rules.files
    ]
    bad = [Found(each.file.stem, kind, str(each.file), [code], problem=str(each)) for each in own.problems]
    return [*good, *bad]
