"""Whole conversations in real time: each clip is said, its reply waited for, listened to for a moment, and stopped.

The clock starts when the clip's last sample of speech was at the microphone, never at the detector's decision. No turn
is dropped: turns.py says what counts as a miss. Knows the ways of sound only as a `Route`.
"""

import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from vacli.bench.e2e.routes import Route, Voice
from vacli.bench.e2e.turns import PATIENCE, Round, audible
from vacli.bench.speech.clips import Clip
from vacli.core.errors import DeviceError
from vacli.core.events import Bus, Event
from vacli.core.flow import settle, spawn

if TYPE_CHECKING:  # heavy
    from vacli.engines import Engines
    from vacli.live.conversation import Conversation

NO_CACHES = {"cache.response": 0, "cache.speech": 0}
"""Every answer and every clause is made when it is asked for."""
FRAMES = 0.2
"""Seconds, a few frames: what was asked of the listening thread is done by then."""
WAKING = frozenset({"speak.begin", "turn.end", "barge_in.stop", "command"})
"""Events for which whoever waits is woken at once: that costs thirty times what it takes to keep one."""
HEARING = 60.0
"""Seconds after which a conversation must hear its microphone."""
AGAIN = 1.0
"""Seconds after which it is looked again without being woken."""
LOST = ("listen.lost", "listen.late", "fault")


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. `heard` of a reply before it is stopped; `overtime` beyond the limit that a late reply is waited for, so
    that its lateness is known; `settled` that a turn may take to be over after it was stopped; `gap` before the next.
    """

    heard: float = 1.0
    overtime: float = 3.0
    settled: float = 5.0
    gap: float = 0.4
    patience: float = PATIENCE


USUAL = Pace()


class Talk(Protocol):
    """What the bench needs of a conversation."""

    def stop(self) -> None: ...


class Arm(Talk, Protocol):
    """One of several that are spoken to turn about: it listens from `attend` to `leave`."""

    def attend(self) -> None: ...

    def leave(self) -> None: ...


class Attending:
    """A conversation that is muted while others are spoken to."""

    def __init__(self, talk: "Conversation") -> None:
        self.stop = talk.stop
        self._mute = talk.mute
        self._mute(True)

    def attend(self) -> None:
        self._mute(False)
        time.sleep(FRAMES)

    def leave(self) -> None:
        self._mute(True)


class Record:
    """All that the conversation told and the ear heard, in order, and a way to wait for more of it.

    `spent`: seconds of CPU that keeping it and waiting for it have taken, since `begun`: what measuring costs.
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.sounds: list[tuple[bool, float]] = []
        self.begun = time.monotonic()
        self.spent = 0.0
        self._news = threading.Condition()

    def event(self, event: Event) -> None:
        begun = time.thread_time()
        with self._news:
            self.events.append(event)
            if event.name in WAKING:
                self._news.notify_all()
            self.spent += time.thread_time() - begun

    def sound(self, began: bool, at: float) -> None:
        with self._news:
            self.sounds.append((began, at))
            self._news.notify_all()

    def wait(self, until: Callable[[], bool], deadline: Callable[[], float]) -> bool:
        """Whether it came true before the deadline, which may move while it is waited for."""
        begun = time.thread_time()
        with self._news:
            while not (true := until()) and (left := deadline() - time.monotonic()) > 0:
                self._news.wait(min(left, AGAIN))
            self.spent += time.thread_time() - begun
        return true


@contextmanager
def talking(engines: "Engines", route: Route, record: Record) -> Iterator["Conversation"]:
    """A conversation over these engines, ready to be talked to."""
    from vacli.live.conversation import Conversation

    bus, hears = Bus(), threading.Event()
    bus.subscribe(record.event)
    enough = bus.subscribe(lambda event: hears.set() if event.name == "listen.level" else None)
    with settled(), route.speaker(engines.tts.rate) as speaker:
        talk = Conversation(engines.session(speaker, bus, skills="live"), route.mic())
        running = spawn("conversation", talk.run)
        try:
            if not hears.wait(HEARING):
                raise DeviceError("the conversation hears nothing from its microphone", "vacli doctor")
            enough()
            yield talk
        finally:
            talk.close()
            running.join(5.0)


@contextmanager
def settled() -> Iterator[None]:
    """As in a conversation of the product; what comes after in this process is as it was."""
    before = sys.getswitchinterval()
    settle()
    try:
        yield
    finally:
        sys.setswitchinterval(before)
        gc.unfreeze()


def one_round(clip: Clip, person: Voice, talk: Talk, record: Record, scratch: Path, pace: Pace = USUAL) -> Round:
    """One clip said, and all that followed it."""
    events, sounds = len(record.events), len(record.sounds)
    start, end, underflows = person.say(clip, scratch)

    def told(name: str) -> list[Event]:
        return [each for each in record.events[events:] if each.name == name]

    def limit() -> float:
        hold = max((float(each.data.get("hold_ms", 0.0)) for each in told("turn.endpoint")), default=PATIENCE * 1000)
        return end + pace.patience + hold / 1000 + pace.overtime

    if record.wait(lambda: any(audible(each) > end for each in told("speak.begin")), limit):
        time.sleep(pace.heard)
    talk.stop()
    ids = {each.turn for each in told("turn.begin")}
    record.wait(lambda: ids <= {each.turn for each in told("turn.end")}, within(pace.settled))
    record.wait(lambda: not record.sounds[sounds:] or not record.sounds[-1][0], within(pace.settled))
    time.sleep(pace.gap)
    began = [at for loud, at in record.sounds[sounds:] if loud]
    return Round(clip.kind, clip.text, start, end, record.events[events:], began, underflows, pace.patience)


def within(seconds: float) -> Callable[[], float]:
    """The moment by which, for `Record.wait`."""
    moment = time.monotonic() + seconds
    return lambda: moment
