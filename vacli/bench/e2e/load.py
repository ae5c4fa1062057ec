"""`vacli bench load`: how many people can talk with one process at once, each with a session of their own.

Callers (callers.py) speak in real time over shared engines, level by level: 1, 2, 5, 10, 25, 50 at once. A level holds
if the 95th percentile of all turns, misses included, stays under the target. What is asked is what this machine answers
rightly with one caller and all the time in the world, so that a miss is the load's fault and not the recogniser's.
"""

import gc
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import ceil
from threading import Thread

import psutil

from vacli.bench.e2e.bench import opened
from vacli.bench.e2e.callers import Caller
from vacli.bench.e2e.crowd import Crowd, capacity, section
from vacli.bench.e2e.live import settled
from vacli.bench.neutral import freely
from vacli.bench.result import Section, skipped
from vacli.bench.speech.clips import Clip, clips
from vacli.bench.wish import Wish
from vacli.core.errors import MissingError, UsageError
from vacli.core.flow import spawn
from vacli.engines import Engines

BENCH = "load"
CALLERS, QUICK = (1, 2, 5, 10, 25, 50), (1, 2)
TARGET = 500.0
"""ms that the 95th percentile must stay under."""
TURNS = 4
"""Turns a caller; few callers have more, so that a level has as many as it takes for a percentile."""
LEAST, LEAST_QUICK = 20, 6
"""Turns a level."""
CANDIDATES = 6
"""Questions a class that are tried before; those that are answered rightly are asked."""
APART = 4.0
"""Seconds, about one turn, over which the beginnings of the callers are spread."""
A_TURN = 13.0
"""Seconds that a turn may take at the most; a level that takes longer is stopped, and what was not said is missed."""
LOOK = 0.2
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Plan:
    """What a level's callers say: each of them so many of the clips, one after the other, from another one on."""

    clips: Sequence[Clip]
    turns: int
    least: int

    def of(self, callers: int) -> list[list[Clip]]:
        many = max(self.turns, ceil(self.least / callers))
        return [[self.clips[(caller + turn) % len(self.clips)] for turn in range(many)] for caller in range(callers)]


@dataclass
class Running:
    """A level while it runs."""

    callers: list[Caller]
    begun: float = field(default_factory=time.monotonic)
    cpu: float = field(default_factory=time.process_time)
    machine: float = field(default_factory=lambda: _busy())
    peak: int = 0  # bytes

    def close(self) -> None:
        for caller in self.callers:
            caller.close()


def run(wish: Wish) -> Iterator[Section]:
    """Options: `callers`, as "1,2,5"; `target` in ms. `n`: turns a caller."""
    levels, target = _levels(wish), _target(wish)
    try:
        with opened(freely(wish.config)) as engines:
            plan = Plan(_answered(engines, wish), wish.times(TURNS, 2), LEAST_QUICK if wish.quick else LEAST)
            if not plan.clips:
                yield skipped(BENCH, "callers", "no question was answered rightly even alone", "vacli bench wer")
                return
            with settled():
                yield from _crowds(engines, plan, levels, target, wish)
    except MissingError as error:
        yield skipped(BENCH, "callers", error.message, error.hint)


def _crowds(engines: Engines, plan: Plan, levels: Sequence[int], target: float, wish: Wish) -> Iterator[Section]:
    """One level after the other, until one is hopeless; and what they come to."""
    stack = {stage: f"{each.name} {each.model}".strip() for stage, each in engines.loaded.items()}
    seen: list[Crowd] = []
    for callers in levels:
        seen.append(_crowd(engines, plan.of(callers), wish))
        yield section(seen[-1], stack, target)
        if seen[-1].hopeless:
            break
    yield capacity(seen, [each for each in levels if each not in {one.callers for one in seen}], stack, target)


def _crowd(engines: Engines, says: Sequence[Sequence[Clip]], wish: Wish) -> Crowd:
    """One level. Cancelled, with every conversation closed."""
    gc.collect()
    before = psutil.Process().memory_info().rss
    starts = [APART * number / len(says) for number in range(len(says))]
    now = Running([Caller(engines, clips, start) for clips, start in zip(says, starts, strict=True)])
    threads = [spawn(f"caller-{number}", caller.run) for number, caller in enumerate(now.callers)]
    try:
        with wish.turn.on_cancel(now.close):
            _watch(now, threads, says, wish)
        wall, cpu = time.monotonic() - now.begun, time.process_time() - now.cpu
        others = max(0.0, _busy() - now.machine - cpu) / wall
    finally:
        now.close()
        for thread in threads:
            thread.join(5.0)
    for error in filter(None, (caller.error for caller in now.callers)):
        raise error
    lateness = tuple(chain.from_iterable(caller.lateness for caller in now.callers))
    asked = tuple(tuple(clip.kind for clip in clips) for clips in says)
    results = tuple(tuple(caller.results) for caller in now.callers)
    return Crowd(asked, results, lateness, wall, cpu, others, max(0, now.peak - before) / 1e6)


def _watch(now: Running, threads: Sequence[Thread], says: Sequence[Sequence[Clip]], wish: Wish) -> None:
    """Until all was said, or that takes too long. Cancelled."""
    here, planned = psutil.Process(), sum(map(len, says))
    until = now.begun + A_TURN * len(says[0]) + APART
    while any(thread.is_alive() for thread in threads) and time.monotonic() < until:
        wish.turn.wait(LOOK)
        now.peak = max(now.peak, here.memory_info().rss)
        wish.progress(f"load: {len(says)} at once", sum(len(each.results) for each in now.callers), planned)
        wish.turn.check()


def _busy() -> float:
    """Seconds that all processors of the machine together have worked since it was started."""
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0) - getattr(times, "guest", 0.0))


def _answered(engines: Engines, wish: Wish) -> list[Clip]:
    """Those of the questions that are answered rightly by a caller alone, as fast as it goes; the classes by turns.

    Without a language model, those that a skill answers."""
    n = 2 if wish.quick else CANDIDATES
    kinds = ("quick", "llm") if "llm" in engines.loaded else ("quick",)
    said = [clip for each in zip(*(clips(kind, n) for kind in kinds), strict=True) for clip in each]
    wish.progress("load: which questions are understood", 0, len(said))
    caller = Caller(engines, said, pace="fast")
    with wish.turn.on_cancel(caller.close):
        caller.run()
    wish.turn.check()
    if caller.error:
        raise caller.error
    done = zip(said, caller.results, strict=False)
    return [clip for clip, found in done if found.right and found.reply_class == clip.kind]


def _levels(wish: Wish) -> Sequence[int]:
    given = wish.options.get("callers")
    if not given:
        return QUICK if wish.quick else CALLERS
    try:
        found = sorted({int(word) for word in given.split(",")})
    except ValueError:
        found = [0]
    if found[0] < 1 or found[-1] > 1000:
        raise UsageError(f"callers {given!r} is no list of numbers from 1 to 1000", "vacli bench load --callers 1,2,5")
    return found


def _target(wish: Wish) -> float:
    given = wish.options.get("target", "")
    try:
        found = float(given or TARGET)
    except ValueError:
        found = 0.0
    if not found > 0:
        raise UsageError(f"target {given!r} is no number of ms", "vacli bench load --target 500")
    return found
