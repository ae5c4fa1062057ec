"""Clocks that people and machines change: when a kept entry falls due, and timers that a change of the clock moves not.

A timer lasts as long as it was set for, so it follows the machine's steady clock; an alarm goes off when the clock on
the wall shows its time, so it follows the wall clock, its time zone and its summer time.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from vacli.skills.store import Entry, Store

JUMP = 1.5
"""Seconds that the wall clock may drift against the steady one before it counts as changed."""
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def steady() -> float:
    """Seconds that nobody changes, and that go on while the machine sleeps, where the system has such a clock."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


def boot() -> str:
    """Which run of the machine this is: `steady` begins anew with each."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


@dataclass(frozen=True)
class Clocks:
    """`wall` in seconds since 1970, `steady` in seconds since anything, `boot` names the run of the machine."""

    wall: Callable[[], float] = time.time
    steady: Callable[[], float] = steady
    boot: Callable[[], str] = boot


def due(entry: Entry) -> float:
    """When it falls due, in seconds since 1970. A time that the clock skips in spring is due when it has skipped it."""
    if entry.local:
        return datetime.fromisoformat(entry.local).timestamp()
    return entry.due if entry.due is not None else float("inf")


def following(entry: Entry, now: float) -> str:
    """The next local time of one that repeats, after `now`."""
    at = datetime.fromisoformat(entry.local)
    day = max(at, datetime.fromtimestamp(now).replace(hour=at.hour, minute=at.minute, second=0, microsecond=0))
    days = entry.every.split()
    while day.timestamp() <= now or DAYS[day.weekday()] not in days:
        day += timedelta(days=1)
    return day.isoformat(timespec="minutes")


def rang(store: Store) -> float:
    """When an alarm was heard last, in seconds since 1970; long ago if none was."""
    with store.transaction() as base:
        found = base.execute("SELECT value FROM fact WHERE name = 'rang'").fetchone()
    return float(found[0]) if found else -math.inf


def keep_steady(store: Store, clocks: Clocks, kinds: tuple[str, ...] = ("timer", "reminder")) -> float:
    """If the wall clock was changed since the last call of any process, move what lasts by as much. The change in s."""
    offset, run = clocks.wall() - clocks.steady(), clocks.boot()
    with store.transaction() as base:
        before = dict(base.execute("SELECT name, value FROM fact WHERE name IN ('offset', 'boot')"))
        jump = offset - float(before["offset"]) if before.get("boot") == run and run else 0.0
        if abs(jump) < JUMP and before:
            return 0.0
        base.executemany("INSERT OR REPLACE INTO fact VALUES (?, ?)", [("offset", repr(offset)), ("boot", run)])
        if abs(jump) >= JUMP:
            marks = ", ".join("?" * len(kinds))
            base.execute(f"UPDATE entry SET due = due + ? WHERE due IS NOT NULL AND kind IN ({marks})", (jump, *kinds))
    return jump if abs(jump) >= JUMP else 0.0
