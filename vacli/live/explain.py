"""Why turns ended when they did: the last of them in a file that `vacli explain` reads. Knows no words.

What is kept are numbers and names of rules. Told by events; folds them and writes on a thread of its own.
"""

import json
import os
import tempfile
import time
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from vacli.core.errors import ResourceError
from vacli.core.events import Bus, Event
from vacli.core.flow import spawn
from vacli.paths import private, runtime_dir
from vacli.turns import Decision

KEPT = 20
"""Turns in the file."""
OPEN = 20
"""Turns that are followed at a time: of a voice over the reply that was nothing no end is told."""
VERSION = 1

FIELDS = {
    "turn.begin": ("origin",),
    "turn.endpoint": (
        *("rule", "completeness", "hold_ms", "silence_ms", "speech_ms", "floor_dbfs", "level_dbfs", "learned"),
    ),
    "turn.continued": ("false_cutoff",),
    "turn.end": ("reply_class", "cancelled", "stages", "total_ms", "hidden_ms"),
}
"""What is kept of an event as it is: none of these holds a word that was said."""

COUNTED = ("turn.pause", "turn.resume", "draft.begin", "draft.used", "draft.dropped", "fault")
NUMBERS = (
    *("hold_ms", "silence_ms", "speech_ms", "floor_dbfs", "level_dbfs", "learned"),
    *("total_ms", "hidden_ms", "wasted_cpu_ms", "ended", *COUNTED),
)
BARGE_IN = {"barge_in.hold", "barge_in.release", "barge_in.stop"}


def path() -> Path:
    return runtime_dir() / "turns.json"


def read() -> list[dict[str, Any]]:
    """The turns in the file, the oldest first; none if there is no file. ResourceError if it cannot be read."""
    file = path()
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        turns = content["turns"]
        if content["version"] != VERSION or not all(map(_sound, turns)):
            raise ValueError("not what this vacli wrote")
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is damaged, or of another vacli"
        raise ResourceError(f"cannot read {file}: {why}", f"remove it, and talk again: rm {file}") from None
    return list(turns)


class ExplainFile:
    """Follows `bus` until it is closed."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._open: dict[str, dict[str, Any]] = {}
        self._queue: SimpleQueue[Event | None] = SimpleQueue()  # None: the end
        self._unsubscribe = bus.subscribe(self._take)
        self._thread = spawn("explain", self._run)

    def close(self) -> None:
        """Write what was told so far."""
        self._unsubscribe()
        self._queue.put(None)
        self._thread.join(1.0)

    def _take(self, event: Event) -> None:
        if event.name in FIELDS or event.name in COUNTED or event.name in BARGE_IN:
            self._queue.put(event)

    def _run(self) -> None:
        try:
            turns = read()
        except ResourceError:  # it is replaced by a good one
            turns = []
        failed = False
        while (event := self._queue.get()) is not None:
            self._fold(event)
            if event.name != "turn.end":
                continue
            turns = [*turns, {**self._open.pop(event.turn), "ended": round(time.time(), 1)}][-KEPT:]
            try:
                _write(turns)
            except OSError as error:
                if not failed:
                    failed = True
                    self._tell(error)

    def _fold(self, event: Event) -> None:
        """Add what the event tells to its turn."""
        if not event.turn:
            return
        turn = self._open.setdefault(event.turn, {"turn": event.turn})
        if len(self._open) > OPEN:
            del self._open[next(iter(self._open))]
        for name in FIELDS.get(event.name, ()):
            if event.data.get(name) is not None:
                turn[name] = event.data[name]
        if event.name in COUNTED:
            turn[event.name] = turn.get(event.name, 0) + 1
        if event.name == "draft.dropped":
            turn["wasted_cpu_ms"] = turn.get("wasted_cpu_ms", 0) + (event.data.get("cpu_ms") or 0)
        if event.name in BARGE_IN:
            turn[event.name] = {key: event.data[key] for key in ("rule", "ms") if key in event.data}
        if event.name == "turn.continued":
            turn["continues"] = event.data.get("before")

    def _tell(self, error: OSError) -> None:
        message = f"the reasons of turns cannot be kept in {path()}: {error.strerror}"
        self._bus.publish(Event("fault", "", {"stage": "explain", "message": message, "hint": "vacli config paths"}))


def _sound(turn: dict[str, Any]) -> bool:
    """Whether every value is of the kind that is written: readers may calculate with it."""
    stages = turn.get("stages", {})
    numbers = [turn[name] for name in NUMBERS if name in turn] + list(stages.values())
    numbers += [turn[name]["ms"] for name in BARGE_IN if "ms" in turn.get(name, {})]
    return all(isinstance(number, int | float) for number in numbers)


def _write(turns: list[dict[str, Any]]) -> None:
    """Whole or not at all, readable by its owner alone."""
    target = path()
    private(target.parent)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".turns-")  # made with 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"version": VERSION, "turns": turns}, file)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def reasons(decision: Decision, rate: int) -> dict[str, object]:
    """Why a turn was ended, as its event tells it. `rate` in Hz."""
    ms = 1000.0 / rate
    return {
        "rule": decision.rule,
        "completeness": decision.completeness,
        "hold_ms": round(decision.hold * ms),
        "silence_ms": round(decision.silence * ms),
        "speech_ms": round(decision.speech * ms),
        "floor_dbfs": decision.floor,
        "level_dbfs": decision.level,
        "learned": round(decision.learned, 2),
    }
