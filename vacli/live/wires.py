"""What the threads of a conversation share: queues, who is being answered, and whether anything is left to do."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Generic, TypeVar

from vacli.core.audio import Audio
from vacli.core.events import Event
from vacli.core.meaning import Command
from vacli.core.turn import Turn
from vacli.core.words import Announcement
from vacli.session import Session
from vacli.turns import Decision

T = TypeVar("T")

SPOKEN_OVER = "the user spoke"
"""Why a reply was cancelled of which nothing was heard yet."""


@dataclass(eq=False)
class Draft:
    """An answer that is prepared while the user may be done. `pieces` of its text wait until it is used."""

    text: str
    turn: Turn
    pieces: list[str] = field(default_factory=list)
    error: Exception | None = None  # what it failed with


@dataclass(eq=False)
class Utterance:
    """What the user says in one go. `before`: what it goes on with; `text`: all of it so far.

    `ear` is the recogniser's own token: what was said is wanted even of a turn that was cancelled, to go on with.
    """

    turn: Turn
    before: "Utterance | None" = None
    tentative: bool = False  # over a reply: an interruption only if its words mean something
    asleep: bool = False  # nobody was called: nothing but the wake phrase is listened for
    text: str = ""
    heard: float | None = None  # how sure the recogniser is of it, where that means something
    draft: Draft | None = None
    command: Command | None = None  # what steers a reply without breaking it off
    ear: Turn = field(default_factory=Turn)


@dataclass(frozen=True, slots=True)
class Opened:
    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Sound:
    utterance: Utterance
    audio: Audio


@dataclass(frozen=True, slots=True)
class Paused:
    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Resumed:
    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Closed:
    utterance: Utterance
    decision: Decision


@dataclass(frozen=True, slots=True)
class Dropped:
    """The turn was cancelled while the user still spoke."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Warm:
    """Somebody began to speak: have the conversation so far ready."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Prepare:
    utterance: Utterance
    draft: Draft


@dataclass(frozen=True, slots=True)
class Reply:
    """The final text; `doubtful` if the recogniser does not trust it."""

    utterance: Utterance
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Say:
    announcement: Announcement


ToTranscribe = Opened | Sound | Paused | Resumed | Closed | Dropped
ToReply = Warm | Prepare | Reply | Dropped | Say


class Pending:
    """What was queued and is not dealt with yet. While a reply is played, what is asked waits, and nothing is late."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys(("sound", "asked"), 0)
        self._waits: Callable[[], bool] | None = None  # while a reply is played
        self._closed = False
        self._changed = threading.Condition()

    def add(self, queue: str, change: int) -> None:
        with self._changed:
            self._counts[queue] += change
            self._changed.notify_all()

    def playing(self, waits: Callable[[], bool] | None) -> None:
        """A reply is played: `waits` tells whether sound is left to play. None: it was."""
        with self._changed:
            self._waits = waits
            self._changed.notify_all()

    def close(self) -> None:
        """Nobody deals with anything any more: nobody waits for it either."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def wait(self, seconds: float = 60.0) -> bool:
        """Until nothing is left to do but to play. False if that took longer."""
        with self._changed:
            return self._changed.wait_for(self._settled, seconds)

    def _settled(self) -> bool:
        playing = self._waits and self._waits()  # once all was played, there is something to do: the turn ends
        waiting = self._counts["sound"] or (self._counts["asked"] and not playing)
        return self._closed or not waiting


class Queue(Generic[T]):
    """A queue whose items count as pending until `done`."""

    def __init__(self, name: str, pending: Pending) -> None:
        self._name = name
        self._pending = pending
        self._items: SimpleQueue[T | None] = SimpleQueue()

    def put(self, item: T) -> None:
        self._pending.add(self._name, 1)
        self._items.put(item)

    def end(self) -> None:
        """Nothing comes after this."""
        self._items.put(None)

    def get(self, timeout: float | None = None) -> T | None:
        """The next item, None at the end; queue.Empty after `timeout` seconds."""
        return self._items.get(timeout=timeout)

    def done(self) -> None:
        self._pending.add(self._name, -1)


class Wires:
    """See the module. `answering` is the turn whose reply is being made or played; `begun` are those not ended yet."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.pending = Pending()
        self.sound: Queue[ToTranscribe] = Queue("sound", self.pending)
        self.asked: Queue[ToReply] = Queue("asked", self.pending)
        self.posted: SimpleQueue[Callable[[], None]] = SimpleQueue()  # for the listen thread
        self.closing = threading.Event()
        self.answering: Turn | None = None
        self.announcing: Turn | None = None  # an urgent one may go on while the user's turn ends
        self.begun: dict[Turn, Utterance] = {}
        self.starved = False  # the machine is short of CPU: nothing is done that can be left out
        self.brief = False  # that was not enough: answers are to be short
        self.paused = False  # the reply was told to wait
        self.timed = True  # sound comes at the pace of a clock: else how long anything took means nothing
        self.heard: Callable[[Audio], object] = lambda audio: None  # told every frame that is listened to

    def break_off(self, reason: str) -> Turn | None:
        """The reply and the announcement that are being made or played; the former, or None if it is over already."""
        old, self.answering, self.paused = self.answering, None, False
        for turn in {each for each in (old, self.announcing) if each}:
            self.session.interrupt(turn, reason)
        return old

    def finished(self, turn: Turn) -> bool:
        """It is ended now: True once a turn, and only if it was begun."""
        return self.begun.pop(turn, None) is not None

    def dropped(self, draft: Draft, cpu_ms: float) -> None:
        """A draft was cancelled that had cost so much by then: in vain, unless it was the answer."""
        if not draft.turn.committed:
            self.tell("draft.dropped", draft.turn, text=draft.text, reason=draft.turn.reason, cpu_ms=cpu_ms)

    def tell(self, event: str, turn: Turn | None = None, /, **data: object) -> None:
        self.session.bus.publish(Event(event, turn.root.id if turn else "", data))

    def fault(self, stage: str, error: Exception, turn: Turn | None = None) -> None:
        message = getattr(error, "message", None) or f"{type(error).__name__}: {error}"
        self.tell("fault", turn, stage=stage, message=message, hint=getattr(error, "hint", "vacli doctor"))
