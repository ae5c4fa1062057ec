"""What was meant: the words between understanding, skills and replies. Knows no sentence and no skill."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from vacli.core.grammar import Grammar
from vacli.core.turn import Turn
from vacli.core.words import Announcement, Completeness


class Command(StrEnum):
    """What steers the conversation itself and may be said at any time."""

    STOP = "stop"
    PAUSE = "pause"
    RESUME = "resume"
    REPEAT = "repeat"
    LOUDER = "louder"
    QUIETER = "quieter"
    SLOWER = "slower"
    FASTER = "faster"
    BACK = "back"  # the last answer again, from the sentence before the one that was heard last
    NEVER_MIND = "never_mind"  # the last request is taken back
    GOODBYE = "goodbye"


@dataclass(frozen=True, slots=True)
class Entity:
    """What a piece of a text names: `text` is `said[start:end]` of the whole text that was said.

    kind: number, percentage, duration (seconds), quantity, money, time (HH:MM), date (ISO), recurrence, item, or what a
    name of the user's own stands for (room, person). unit: what `value` counts, as pint reads it, or an ISO currency;
    12h for a time of which the half of the day was not said. `explanation` names the rule that found it, for people.
    """

    kind: str
    value: str | int | float
    text: str
    start: int
    end: int
    unit: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class ActionItem:
    """Something that somebody is to do: `text` is the piece of what was said that says so.

    who: I, we, you, or a name or pronoun as it was said. `when` is as it was said, `due` the same as an ISO date or
    time where it can be read.
    """

    who: str
    what: str
    when: str
    text: str
    due: str = ""
    explanation: str = ""


CERTAIN = 0.9


@dataclass(frozen=True, slots=True)
class Understood:
    """`intent` is empty where nothing fits; `slots` hold plain values (text, numbers). `confidence` 0..1: from CERTAIN
    on it is said like that, below it is a guess.

    sentiment: -1 (a complaint) to 1 (praise). `explanation` names the rule that decided, for people.
    """

    text: str
    intent: str = ""
    slots: Mapping[str, str | int | float] = field(default_factory=dict)
    confidence: float = 0.0
    completeness: Completeness = Completeness.UNKNOWN
    language: str = "en"
    explanation: str = ""
    entities: tuple[Entity, ...] = ()
    sentiment: float = 0.0
    action_items: tuple[ActionItem, ...] = ()

    def words_of(self, said: "Understood") -> "Understood":
        """The same request in other words: with the text of `said`, and its entities, sentiment and action items."""
        named, items = said.entities, said.action_items
        return replace(self, text=said.text, entities=named, sentiment=said.sentiment, action_items=items)


@dataclass(frozen=True, slots=True)
class Ask:
    """A skill asks back: `text` is said. What the user says next is put into `sentence` ("set a timer for {}") and
    understood like that; if that means nothing, as it stands. Without a sentence it is a matter of yes or no: a yes
    has the same request answered again with the slot `sure`.
    """

    text: str
    sentence: str = ""


class Understander(Protocol):
    """One language. Its methods may be called from any thread."""

    language: str

    def understand(self, text: str) -> Understood:
        """A final text. At most 8 ms."""

    def completeness(self, text: str) -> Completeness:
        """How finished a partial text sounds. At most 4 ms."""

    def command(self, text: str) -> Command | None:
        """The vocal command that the whole text is, if it is one. At most 1 ms."""

    def backchannel(self, text: str) -> bool:
        """Nothing but a sign of listening: "uh-huh", "okay". At most 1 ms."""

    def assent(self, text: str) -> bool | None:
        """Whether the whole text is a yes, or a no; None if it is neither."""

    def standalone(self, text: str) -> str:
        """The plain form of a question whose answer depends on nothing but its words; else empty."""

    def grammar(self) -> Grammar:
        """Everything that is understood, as a closed grammar for recognisers that need one."""


class Skill(Protocol):
    """Answers some intents exactly, and may speak unasked. One object a conversation."""

    name: str
    intents: frozenset[str]

    def answer(self, meant: Understood, turn: Turn) -> str | Ask | None:
        """The reply's text, or a question. None: what `maybe` was meant for it was not, as it knows nothing of it.

        What it changes it changes through `turn.act(do, undo)`, for the turn may be a draft.
        """

    def due(self) -> float | None:
        """When it next wants to speak unasked, in `time.monotonic()` seconds; None: not that it knows."""

    def announcements(self) -> list[Announcement]:
        """What is due by now; each is given out once."""
