"""Skills of other packages, found by the entry point group `vacli.skills`, and held apart: what fails in one is said,
and costs nothing but its own answer.

An entry's object is called with a language and a store, and gives a skill. Its attribute `sentences`, a folder, holds
its sentence files, a folder a language, in the form of the user's own.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from vacli.core.errors import Cancelled, EngineError, VacliError
from vacli.core.meaning import Ask, Skill, Understood
from vacli.core.turn import Turn
from vacli.core.words import Announcement
from vacli.rules import Problem, Rules, folder, read
from vacli.skills.store import Store

GROUP = "vacli.skills"
LIST = "what is installed: vacli skills list"

Factory = Callable[[str, Store], Skill]


@dataclass(frozen=True)
class Other:
    """A skill of the package `origin`. `problem`: why it is left out; empty if it is not."""

    name: str
    origin: str
    factory: Factory | None
    sentences: Path | None = None
    problem: str = ""

    def rules(self, language: str) -> Rules:
        """Its sentences."""
        if self.problem:
            told = Problem(Path(self.name), 0, 0, f"a skill of {self.origin}: {self.problem}", LIST)
            return Rules((), (told,), given=True)
        return read(self.sentences, language, given=True) if self.sentences else Rules(given=True)

    def open(self, language: str, store: Store, taken: frozenset[str] = frozenset()) -> Skill:
        """EngineError if it does not open, or is after intents that are `taken`."""
        assert self.factory is not None
        try:
            skill = Apart(self.name, self.factory(language, store))
        except Exception as error:
            raise EngineError(f"the skill {self.name} of {self.origin} does not open: {error!r}", LIST) from error
        if both := skill.intents & taken:
            raise EngineError(f"the skill {self.name} of {self.origin} is after {min(both)}, which is taken", LIST)
        return skill


def others() -> tuple[Other, ...]:
    """All that are installed."""
    return tuple(sorted(_found(), key=lambda other: other.name))


def added(language: str, packages: Iterable[Other]) -> list[Rules]:
    """The sentences beside ours in a language: the user's own, then those of packages."""
    return [read(folder(), language), *(other.rules(language) for other in packages)]


class Apart:
    """A skill whose failures stay its own. Once it has failed to say when it is due, it says that, and no more."""

    def __init__(self, name: str, skill: Skill) -> None:
        self.name = name
        self.intents = frozenset(map(str, skill.intents))
        self._skill = skill
        self._failure = ""
        self._told = False

    def answer(self, meant: Understood, turn: Turn) -> str | Ask | None:
        try:
            return self._skill.answer(meant, turn)
        except (Cancelled, VacliError):
            raise
        except Exception as error:
            raise EngineError(f"the skill {self.name} failed: {error!r}", LIST) from error

    def due(self) -> float | None:
        if not self._failure:
            try:
                return self._skill.due()
            except Exception as error:
                self._failure = repr(error)
        return None if self._told else 0.0

    def announcements(self) -> list[Announcement]:
        if not self._failure:
            try:
                return self._skill.announcements()
            except Exception as error:
                self._failure = repr(error)
        told, self._told = self._told, True
        return [] if told else [Announcement(f"The skill {self.name} failed: {self._failure}.", source=self.name)]


def _found() -> Iterator[Other]:
    for entry in entry_points(group=GROUP):
        origin = _package(entry)
        try:
            factory = entry.load()
        except Exception as error:
            yield Other(entry.name, origin, None, None, f"it does not import: {error!r}")
            continue
        sentences = getattr(factory, "sentences", None)
        yield Other(entry.name, origin, factory, Path(str(sentences)) if sentences else None)


def _package(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value
