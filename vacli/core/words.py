"""What flows between stages: small frozen values and their names. Knows no engine."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from vacli.core.grammar import Grammar


def primary(language: str) -> str:
    """The language itself, of a tag: `en` of en-US, en_GB and EN."""
    return language.replace("_", "-").partition("-")[0].lower()


@dataclass(frozen=True, slots=True)
class Word:
    """`start` and `end` in seconds of the stream; confidence 0..1, None where the engine gives none."""

    text: str
    start: float
    end: float
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard so far (`final=False`) or at last. `start`, `end` in seconds of the stream.

    The first `stable` characters of a partial will not change. `note` says, for people, what was odd about the
    decoding (a fall-back taken, a phrase rejected).
    """

    text: str
    final: bool
    start: float = 0.0
    end: float = 0.0
    stable: int = 0
    language: str | None = None
    confidence: float | None = None
    words: tuple[Word, ...] = ()
    speaker: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the recogniser may know beforehand. `grammar` closes the vocabulary, `phrases` only favour it."""

    grammar: Grammar | None = None
    phrases: tuple[str, ...] = ()
    prompt: str = ""
    words: bool = False  # word times wanted


class Completeness(StrEnum):
    """How finished an utterance sounds, by its words."""

    COMPLETE = "complete"
    UNFINISHED = "unfinished"
    UNKNOWN = "unknown"


class ReplyClass(StrEnum):
    """Where an answer came from; travels with the turn so that no statistic mixes them."""

    COMMAND = "command"
    QUICK = "quick"
    CACHED = "cached"
    LLM = "llm"
    FALLBACK = "fallback"


class Urgency(StrEnum):
    WHEN_QUIET = "when_quiet"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a timer, a server or a skill wants said without having been asked. `said` is called when it was heard."""

    text: str
    urgency: Urgency = Urgency.WHEN_QUIET
    source: str = ""
    id: str = ""
    said: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What the user heard of an interrupted reply, and how much sound was thrown away."""

    text: str
    seconds_dropped: float


@dataclass(frozen=True, slots=True)
class Message:
    """One line of a conversation as a language model sees it."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one answer: those of its prompt, how many of these were evaluated before, those generated so far."""

    prompt_tokens: int = 0
    cached_tokens: int = 0
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """An automatic choice and its reason, e.g. Choice("device", "cpu", "no CUDA device found")."""

    name: str
    value: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name} = {self.value} ({self.reason})"
