"""Keeps a turn that went wrong, by consent: the latest minute of sound is held in memory, and one turn of it is written
when somebody asks for it, or, if that was wanted, by itself when a turn was cut off, failed or came late.

Knows no key and no screen. What is written: kept.py. Without a `Keep` nothing is held and nothing is written.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np

from vacli.core.audio import Audio, Samples
from vacli.core.errors import VacliError
from vacli.core.events import Bus, Event
from vacli.core.flow import spawn
from vacli.core.turn import Origin
from vacli.live.conversation import Conversation
from vacli.live.kept import Kept, write

HELD = 60.0
"""Seconds of sound and events that are held."""
BEFORE, AFTER = 1.0, 0.5
"""Seconds before the speech of a turn and after its end that are kept with it."""
LATE = 500.0
"""ms from the end of speech to the reply, from which a turn counts as late."""
OPEN = 20
"""Turns at once that are followed: of more, the oldest was never told to be over."""
LEAVE = 1.0
"""Seconds that whoever closes waits for what is still written."""
MOST = 50
"""Turns a conversation that are kept without being asked for: a slow machine must not fill the disk."""
NEAR = 0.02
"""Seconds by which the times of two pieces may be off each other without a gap between them."""
UNWANTED = frozenset({"listen.level", "listen.state", "listen.kept"})


class Ring:
    """The latest sound of one stream. One thread puts, any thread cuts."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._pieces: deque[tuple[float, Samples]] = deque()

    def put(self, samples: Samples, at: float) -> None:
        """`at`: when its first sample sounds. Copies nothing: it is called by devices."""
        self._pieces.append((at, samples))
        while self._pieces[0][0] < at - HELD:
            self._pieces.popleft()

    def since(self) -> float:
        """When what is still held begins."""
        pieces = tuple(self._pieces)
        return pieces[0][0] if pieces else float("inf")

    def cut(self, begin: float, end: float) -> Audio:
        """From one moment to another; silence where there is nothing."""
        whole = np.zeros(max(1, round((end - begin) * self.rate)), np.float32)
        follows = 0
        for at, samples in tuple(self._pieces):
            place = round((at - begin) * self.rate)
            place = follows if abs(place - follows) <= NEAR * self.rate else place
            follows = place + len(samples)
            first, last = max(0, place), min(len(whole), follows)
            if first < last:
                whole[first:last] = samples[first - place : last - place]
        return Audio(whole, self.rate)


@dataclass
class _Open:
    """A turn that is being spoken or answered."""

    since: float  # where it, or what it goes on with, began
    why: list[str] = field(default_factory=list)
    over: bool = False  # the user is done


@dataclass(frozen=True)
class _Order:
    turn: str
    why: str
    begin: float
    end: float


class Keep:
    """`about` tells what ran, `settings` how it was set; both are written with the turn. `wrong`: also by itself."""

    def __init__(
        self, folder: Path, bus: Bus, settings: Mapping[str, Any], about: Callable[[], Mapping[str, Any]], wrong: bool
    ) -> None:
        self._folder = folder
        self._bus = bus
        self._settings = settings
        self._about = about
        self._wrong = wrong
        self._heard: Ring | None = None
        self._said: Ring | None = None
        self._events: deque[Event] = deque()
        self._open: dict[str, _Open] = {}
        self._latest: _Order | None = None  # the turn that ended last
        self._telling: _Order | None = None  # the latest one in which something was understood, answered or wrong
        self._wanted = ""  # the turn that goes on and is to be kept
        self._by_itself = 0
        self._queue: SimpleQueue[_Order | None] = SimpleQueue()  # None: the end
        self._closed = threading.Event()
        self._thread = spawn("keep", self._run)

    def follow(self, talk: Conversation) -> None:
        """Hold from now on what this conversation hears and says. Before it runs. LookupError without a microphone."""
        if talk.listen is None:
            raise LookupError("a conversation without a microphone")
        mic, speaker = talk.listen.mic, talk.session.speaker
        heard, said = self._heard, self._said = Ring(mic.rate), Ring(speaker.rate if speaker else mic.rate)
        talk.wires.heard = lambda audio: heard.put(audio.samples, mic.time_of(audio.start))
        self._bus.subscribe(self._take)
        if speaker is None:  # answers are printed: what was played is silence
            return
        before = speaker.on_emitted

        def emitted(samples: Samples, at: float) -> None:
            said.put(samples, at)
            if before:
                before(samples, at)

        speaker.on_emitted = emitted

    def ask(self) -> None:
        """Keep the turn that is being answered, else the latest one. From any thread."""
        answered = next((turn for turn, each in reversed(tuple(self._open.items())) if each.over), "")
        if answered:
            self._wanted = answered
        elif found := self._telling or self._latest:
            self._queue.put(replace(found, why="asked for"))
        else:
            self._fault(VacliError("nothing was said yet that could be kept", "say something first"))

    def close(self) -> None:
        """Write what was ordered, as far as it was heard."""
        self._closed.set()
        self._queue.put(None)
        self._thread.join(LEAVE)
        if self._thread.is_alive():
            self._fault(VacliError(f"a turn may not be kept: it took over {LEAVE:.0f} s to write", "vacli doctor"))

    def _take(self, event: Event) -> None:
        """Whatever is told, on the thread that tells it."""
        if event.name in UNWANTED:
            return
        self._events.append(event)
        while self._events[0].at < event.at - HELD:
            self._events.popleft()
        if event.name == "turn.begin" and event.data.get("origin") == Origin.SPEECH:
            self._open[event.turn] = _Open(event.at)
            while len(self._open) > OPEN:
                del self._open[next(iter(self._open))]
        elif (turn := self._open.get(event.turn)) is not None:
            self._follow(turn, event)

    def _follow(self, turn: _Open, event: Event) -> None:
        match event.name:
            case "turn.continued":
                if self._latest and self._latest.turn == event.data.get("before"):
                    turn.since = self._latest.begin + BEFORE
                elif before := self._open.get(str(event.data.get("before"))):
                    turn.since = before.since
                if event.data.get("false_cutoff"):
                    turn.why.append("cut off")
            case "turn.endpoint":
                turn.over = True
            case "fault":
                turn.why.append(f"fault: {event.data.get('message')}")
            case "turn.end":
                self._ended(turn, event)

    def _ended(self, turn: _Open, event: Event) -> None:
        del self._open[event.turn]
        total = event.data.get("total_ms")
        if total is not None and total > LATE and not event.data.get("cancelled"):  # what goes on says it all
            turn.why.append(f"late: {total:.0f} ms")
        started = event.data.get("marks", {}).get("speech_start", turn.since)
        self._latest = _Order(event.turn, "; ".join(turn.why), min(turn.since, started) - BEFORE, event.at + AFTER)
        if turn.why or event.data.get("text") or total is not None:  # else a cough
            self._telling = self._latest
        if self._wanted == event.turn:
            self._wanted = ""
            self._queue.put(replace(self._latest, why="asked for"))
        elif turn.why and self._wrong and self._by_itself <= MOST:
            self._by_itself += 1
            if self._by_itself <= MOST:
                self._queue.put(self._latest)
            else:
                self._fault(VacliError(f"{MOST} turns are kept: no more by themselves", "the key k keeps more"))

    def _run(self) -> None:
        while (order := self._queue.get()) is not None:
            self._closed.wait(max(0.0, order.end + NEAR - time.monotonic()))  # its sound is not all there yet
            try:
                target = self._write(order)
            except VacliError as error:
                self._fault(error)
            except Exception as error:  # a bug of ours: it costs this turn, not the conversation
                self._fault(VacliError(f"the turn was not kept: {error!r}", "vacli doctor"))
            else:
                self._bus.publish(Event("listen.kept", order.turn, {"folder": str(target), "why": order.why}))

    def _write(self, order: _Order) -> Path:
        assert self._heard is not None and self._said is not None
        begin = max(order.begin, self._heard.since())
        if begin >= order.end - AFTER:
            raise VacliError(
                f"the sound of that turn is gone: {HELD:.0f} s are held", "ask for a turn right after it was answered"
            )
        when = time.localtime(time.time() - time.monotonic() + order.begin)
        target = self._folder / f"{time.strftime('%Y-%m-%dT%H-%M-%S', when)}-{order.turn}"
        if target.exists():
            return target
        events = list(_within(tuple(self._events), begin, order.end))
        kept = Kept(
            order.turn, order.why, self._heard.cut(begin, order.end), events, self._settings, self._told(order, begin)
        )
        write(target, kept, self._said.cut(begin, order.end))
        return target

    def _told(self, order: _Order, begin: float) -> dict[str, Any]:
        """`cut_s`: seconds at the beginning that were not held any more."""
        return {**self._about(), "kept": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "cut_s": round(begin - order.begin, 3)}

    def _fault(self, error: VacliError) -> None:
        self._bus.publish(Event("fault", "", {"stage": "keep", "message": error.message, "hint": error.hint}))


def _within(events: tuple[Event, ...], begin: float, end: float) -> Iterator[Event]:
    """Those of the turns that begin between two moments, and of none, with their times from the first one on."""
    there = [each for each in events if begin <= each.at <= end]
    begun = {each.turn for each in there if each.name in ("turn.begin", "turn.announcement")} | {""}
    for each in there:
        if each.turn not in begun:
            continue
        data = dict(each.data)
        if "dac" in data:
            data["dac"] = round(data["dac"] - begin, 4)
        if "marks" in data:
            data["marks"] = {str(name): round(at - begin, 4) for name, at in data["marks"].items()}
        yield Event(each.name, each.turn, data, each.at - begin)
