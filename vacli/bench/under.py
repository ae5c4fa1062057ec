"""The machine while a bench runs: kept busy on purpose, and watched for being short of CPU. Knows no bench's figures.

A figure taken on a starved machine says little about an engine, so it is told beside it instead of being believed.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import psutil

from vacli.bench import reading
from vacli.bench.result import Section
from vacli.bench.wish import Wish
from vacli.core.device import usable_cpus
from vacli.core.errors import UsageError

SPIN = """
import os, sys, threading
threading.Thread(target=lambda: (sys.stdin.buffer.read(), os._exit(0)), daemon=True).start()
while True: pass
"""
TICK = """
import json, sys, threading, time
over, late, due = threading.Event(), [], time.monotonic()
threading.Thread(target=lambda: (sys.stdin.buffer.read(), over.set()), daemon=True).start()
while not over.is_set() or due + 0.01 < time.monotonic():
    due += 0.01
    time.sleep(max(0.0, due - time.monotonic()))
    now = time.monotonic()
    late.append(now - due)
print(json.dumps({"late": late, "cpu": time.process_time()}))
"""
LATE = 15.0
"""ms, p99, that a process with nothing else to do may come late to its moment; on an idle machine 0.1 to 1, on one that
has a third more to do than it can 11."""
OTHERS = 0.2
"""Share of the processors that others may have used."""
STEAL = 0.05
"""The same, of the hypervisor's other guests."""
TOGETHER = 0.5
"""Seconds within which sections come from the same measurement."""


@dataclass(frozen=True)
class Spent:
    """Seconds of CPU until now, on the processors that this process may run on; `own`: of it and its children."""

    busy: float
    steal: float
    own: float
    cpus: int


@dataclass
class Watching:
    """What was seen from the block's beginning to its end; complete when it has ended."""

    late_p99_ms: float = 0.0  # of a ticker in a process of its own: how late it was woken
    others: float = 0.0  # share of the processors that went to other processes
    steal: float = 0.0
    overhead: float = 0.0  # share of one processor that the watching took
    seconds: float = 0.0

    def note(self) -> str:
        """For a section, if the machine was short of CPU; else empty."""
        signs = {
            f"a ticker was late by {self.late_p99_ms:.0f} ms (p99)": self.late_p99_ms > LATE,
            f"{reading.OTHERS[0]} {self.others:.0%} of the processors": self.others > OTHERS,
            f"{reading.OTHERS[1]} {self.steal:.0%}": self.steal > STEAL,
        }
        seen = ", ".join(sign for sign, holds in signs.items() if holds)
        return f"{reading.STARVED} ({seen}): the figures say little about the engines" if seen else ""


@contextmanager
def watch() -> Iterator[Watching]:
    """Whether this process gets the CPU when it wants it. 0.3 % of a processor."""
    watching, begun = Watching(), time.monotonic()
    with _child(TICK) as ticker:
        before = spent()
        try:
            yield watching
        finally:
            watching.seconds = time.monotonic() - begun
            after = spent()
            late, cpu = _last_words(ticker)
            watching.late_p99_ms = _p99(late) * 1000
            watching.overhead = cpu / watching.seconds
            watching.others, watching.steal = taken(before, after, watching.seconds)


def spent() -> Spent:
    times = psutil.cpu_times(percpu=True)
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(len(times))
    mine = [times[number] for number in allowed if number < len(times)] or times
    busy = sum(getattr(each, name, 0.0) for each in mine for name in ("user", "nice", "system"))
    return Spent(busy, sum(getattr(each, "steal", 0.0) for each in mine), _own(), len(mine))


def taken(before: Spent, after: Spent, seconds: float) -> tuple[float, float]:
    """Share of the processors that went to other processes, and to the hypervisor's other guests."""
    whole = seconds * after.cpus
    others = after.busy - before.busy - (after.own - before.own)
    return max(0.0, others) / whole, max(0.0, after.steal - before.steal) / whole


@contextmanager
def busy(cores: int) -> Iterator[None]:
    """So many processors have something else to do. They are free again at the end, and if this process dies."""
    with _children(SPIN, cores):
        yield


def under(wish: Wish) -> int:
    """How many processors are to be busy: `under` as asked for, `cpu=1`. UsageError if it cannot be."""
    asked = wish.options.get("under", "")
    what, _, count = asked.partition("=")
    if not asked:
        return 0
    if what != "cpu" or not count.isdigit() or not 0 < int(count) <= usable_cpus():
        raise UsageError(f"--under {asked} is none that can be had here", f"--under cpu=1 to cpu={usable_cpus()}")
    return int(count)


def watched(run: Callable[[Wish], Iterator[Section]], wish: Wish) -> Iterator[Section]:
    """A bench's sections, each with a note if the machine was short of CPU. With `under` all of it twice: as the
    machine is, then beside busy processors."""
    cores = under(wish)
    yield from _noted(run(wish))
    if cores:
        beside = f"{cores} core{'s' if cores > 1 else ''} busy"
        with busy(cores):
            for section in run(wish):
                yield replace(section, subject=f"{section.subject}, {beside}", notes=(*section.notes, beside))


def _noted(sections: Iterator[Section]) -> Iterator[Section]:
    """Watched from one section to the next."""
    note = ""
    while True:
        with watch() as watching:
            section = next(sections, None)
        if section is None:
            return
        if watching.seconds > TOGETHER:
            note = watching.note()
        yield replace(section, notes=(*section.notes, note)) if note else section


@contextmanager
def _children(code: str, count: int) -> Iterator[None]:
    if not count:
        yield
        return
    with _child(code), _children(code, count - 1):
        yield


@contextmanager
def _child(code: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A Python without anything of ours. It ends when its standard input does, so also when we are killed; Ctrl-C is
    for us alone."""
    command = [sys.executable, "-ISc", code]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _last_words(ticker: "subprocess.Popen[bytes]") -> tuple[list[float], float]:
    """Seconds that it was late, tick by tick; its seconds of CPU."""
    told = ticker.communicate()[0]
    if not told:  # somebody has ended it
        return [], 0.0
    report = json.loads(told)
    return report["late"], report["cpu"]


def _own() -> float:
    """Seconds of CPU of this process and of its children, also of those that are over."""
    me = psutil.Process()
    times = me.cpu_times()
    own = times.user + times.system + times.children_user + times.children_system
    for child in me.children(recursive=True):
        try:
            spent = child.cpu_times()
        except psutil.Error:  # it is over meanwhile
            continue
        own += spent.user + spent.system
    return own


def _p99(values: list[float]) -> float:
    return sorted(values)[int(0.99 * (len(values) - 1))] if values else 0.0
