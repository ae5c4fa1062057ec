"""`vacli bench soak`: one conversation, turn after turn, as fast as it can follow: what grows, what does not come back.

Whole conversations in memory (scenes.py), SYNTHETIC speech, the engines that the settings mean. Read in the quiet
between scenes, after a garbage collection: memory, threads, descriptors, live Python objects. Growth counts from turn
100 on, or from the middle where there are fewer: before, caches fill.
"""

import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import psutil

from vacli.audio.paced import PacedMic
from vacli.audio.playback import Playback
from vacli.bench.e2e.bench import opened
from vacli.bench.e2e.scenes import Sound, Talker
from vacli.bench.neutral import freely
from vacli.bench.result import Metric, Section, Share, Value, skipped
from vacli.bench.speech.clips import speak
from vacli.bench.wish import Wish
from vacli.core.errors import MissingError
from vacli.core.events import Bus
from vacli.engines import Engines

BENCH = "soak"
MINUTES, QUICK = 2.0, 0.3
EVERY = 10
"""Turns from one reading to the next."""
WARM = 100
"""Turns after which nothing should grow any more."""
GROWN = {"memory": "memory_mb", "threads": "threads", "descriptors": "descriptors", "objects": "objects"}
"""The figures and what is read for them."""
NOTE = (
    "SYNTHETIC speech (espeak-ng), in memory and faster than real time: interruptions, timers, corrections, typed lines"
)


@dataclass(frozen=True)
class Reading:
    """After `turn` turns. `objects`: containers that the garbage collector knows; `blocks`: all of Python's memory."""

    turn: int
    threads: int
    descriptors: int
    memory_mb: float
    objects: int
    blocks: int


@dataclass(frozen=True)
class Soak:
    """`before` the conversation was made, `while_on` it went on, and `after` it and the engines were closed."""

    before: Reading
    while_on: Sequence[Reading]
    after: Reading
    lost: int  # turns that were begun and never ended
    told: Mapping[str, int]  # events by name
    classes: Mapping[str, int]  # turns by reply class
    seconds: float

    def since(self) -> Reading | None:
        """From which on growth counts; None where there is nothing to compare it with."""
        half = self.while_on[-1].turn / 2 if self.while_on else 0
        warm = [each for each in self.while_on[:-1] if each.turn >= min(WARM, half)]
        return warm[0] if warm else None

    def growth(self, what: str) -> tuple[float | None, tuple[float, float] | None]:
        """A hundred turns; and between which it lies: of the first half and of the second."""
        if (first := self.since()) is None:
            return None, None
        last = self.while_on[-1]
        middle = min(self.while_on, key=lambda each: abs(2 * each.turn - first.turn - last.turn))
        halves = [_slope(*ends, what) for ends in ((first, middle), (middle, last)) if ends[0] is not ends[1]]
        return _slope(first, last, what), (min(halves), max(halves)) if len(halves) == 2 else None


def _slope(first: Reading, last: Reading, what: str) -> float:
    grown: float = getattr(last, what) - getattr(first, what)
    return grown * 100 / max(1, last.turn - first.turn)


def run(wish: Wish) -> Iterator[Section]:
    """`n` turns, else `minutes`."""
    yield from measured(wish, EVERY)


def measured(wish: Wish, every: int) -> Iterator[Section]:
    """The same, with a reading `every` so many turns."""
    try:
        speak("okay", "en-us", 160)
        yield section(*_soak(wish, every))
    except MissingError as error:
        yield skipped(BENCH, "conversation", error.message, error.hint)


def _soak(wish: Wish, every: int) -> tuple[Soak, dict[str, str]]:
    """Cancelled."""
    begun = time.monotonic()
    with opened(freely(wish.config)) as engines:
        stack = {stage: f"{each.name} {each.model}".strip() for stage, each in engines.loaded.items()}
        before = read(0)
        talker, readings = _talk(engines, wish, every)
    after = read(talker.ended)
    seconds = round(time.monotonic() - begun, 1)
    return Soak(before, readings, after, len(talker.open), dict(talker.told), dict(talker.classes), seconds), stack


def _talk(engines: Engines, wish: Wish, every: int) -> tuple[Talker, list[Reading]]:
    from vacli.live.conversation import Conversation

    speaker, bus, readings = Playback(engines.tts.rate), Bus(), list[Reading]()
    talker = Talker(speaker, lambda line: conversation.type(line))
    bus.subscribe(talker.take)
    session = engines.session(speaker, bus, skills="live")
    mic = PacedMic(_script(talker, _enough(talker, wish), every, readings), pace="fast", speaker=speaker)
    conversation = Conversation(session, mic)

    def close() -> None:
        mic.close()
        conversation.close()

    with wish.turn.on_cancel(close):
        conversation.run()
    wish.turn.check()
    return talker, readings


def _enough(talker: Talker, wish: Wish) -> Callable[[], bool]:
    """Whether it has lasted as long as was asked for; tells how far it is."""
    until = 60 * (wish.minutes or (QUICK if wish.quick else MINUTES))
    begun = time.monotonic()

    def enough() -> bool:
        done, of = (talker.ended, wish.n) if wish.n else (round(time.monotonic() - begun), round(until))
        wish.progress(f"soak: {talker.ended} turns", min(done, of), of)
        return done >= of

    return enough


def _script(talker: Talker, enough: Callable[[], bool], every: int, readings: list[Reading]) -> Sound:
    due, over = 1, False
    while not over:
        yield from talker.scene()
        over = enough()
        if talker.ended >= due or over:
            readings.append(read(talker.ended))
            due = (talker.ended // every + 1) * every


def read(turn: int) -> Reading:
    """Now."""
    gc.collect()
    here = psutil.Process()
    descriptors = int(getattr(here, "num_fds" if hasattr(here, "num_fds") else "num_handles")())  # the latter: Windows
    memory, objects = round(here.memory_info().rss / 1e6, 1), len(gc.get_objects())
    return Reading(turn, threading.active_count(), descriptors, memory, objects, sys.getallocatedblocks())


def section(found: Soak, stack: Mapping[str, str]) -> Section:
    """Of a soak, in figures."""
    begun, ended = found.told.get("turn.begin", 0), found.told.get("turn.end", 0)
    grown: list[Metric] = [
        Value(f"{name}_growth", f"{'MB' if name == 'memory' else name} in 100 turns", value, interval=between)
        for name, what in GROWN.items()
        for value, between in (found.growth(what),)
    ]
    left: list[Metric] = [
        Value(f"{what}_left", "", getattr(found.after, what) - getattr(found.before, what), about="after closing it")
        for what in ("threads", "descriptors")
    ]
    rates: list[Metric] = [
        Share("lost", found.lost, begun, about="turns that never ended"),
        Share("faults", found.told.get("fault", 0), max(ended, found.told.get("fault", 0)), about="by turns"),
        Value("turns", "", ended, "higher", "in the time that was given"),
    ]
    first = found.since()
    said = f"growth from turn {first.turn} to {found.while_on[-1].turn}" if first else "too few turns to see growth"
    details = {
        "readings": [asdict(each) for each in (found.before, *found.while_on, found.after)],
        "told": dict(found.told),
        "classes": dict(found.classes),
        "seconds": found.seconds,
    }
    return Section(BENCH, "conversation", [*rates, *grown, *left], stack, (NOTE, said), details)
