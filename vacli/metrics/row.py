"""One turn as it is kept, and how the events of a conversation fold into it. Knows no database.

What is taken of an event are numbers, names of rules and of stages: none of it holds a word that was said.
"""

import json
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from vacli.core.events import Event
from vacli.core.marks import WATERFALL

OPEN = 20
"""Turns that are followed at a time; more are open only if the end of some is never told."""
BROKEN_OFF = ("barge-in", "stop word", "stopped", "the user spoke")
"""How the reasons begin for which a user breaks off an answer. Going on to speak and quitting are none."""
OURS = ("stats", "explain")
"""Stages whose faults cost no turn anything: those that only look on."""


class Row(NamedTuple):
    """The columns of the table, in order. `timed`: 0 where sound came faster than a clock, and no time means anything.

    `engines`: JSON, stage to engine and model. `missing`: the first mark without which there is no `total_ms`.
    `false_cutoff`: the turn went on with one that had been ended too soon, and a reply to that was heard already.
    `hidden`: JSON, as in `turn.end`. `faults`: names of stages, separated by commas.
    """

    at: float  # seconds since 1970, of its end
    origin: str  # speech, text, announcement
    timed: int = 1
    reply_class: str = ""
    engines: str = "{}"
    total_ms: float | None = None
    endpoint_hold: float | None = None
    stt_tail: float | None = None
    understand: float | None = None
    llm_ttft: float | None = None
    first_clause: float | None = None
    tts_ttfb: float | None = None
    tts_lead_silence: float | None = None
    sink: float | None = None
    hidden: str = "{}"
    hidden_ms: float = 0.0
    missing: str = ""
    rule: str = ""
    hold_ms: float | None = None
    cancelled: int = 0
    interrupted: int = 0
    continued: int = 0
    false_cutoff: int = 0
    drafts: int = 0
    drafts_used: int = 0
    wasted_cpu_ms: float = 0.0
    late_ms: float = 0.0
    lost_ms: float = 0.0
    faults: str = ""


STAGES = tuple(stage.name for stage in WATERFALL)
PATH = (WATERFALL[0].begins, *(stage.ends for stage in WATERFALL))


class Fold:
    """Tell it every event whose name is in NAMES; it gives the row of a turn that is over."""

    def __init__(self, engines: Mapping[str, str], *, timed: bool = True) -> None:
        told = json.dumps(engines, ensure_ascii=False, sort_keys=True)
        self._always: dict[str, Any] = {"engines": told, "timed": int(timed)}
        self._open: dict[str, dict[str, Any]] = {}

    def __call__(self, event: Event) -> Row | None:
        if event.name == "turn.begin":
            self._open[event.turn] = {"origin": str(event.data.get("origin", "speech"))}
            if len(self._open) > OPEN:
                del self._open[next(iter(self._open))]
        elif event.name == "turn.announcement":
            return Row(time.time(), "announcement", **self._always)
        elif event.name == "turn.end" and event.turn in self._open:
            return Row(time.time(), **self._always, **_ended(self._open.pop(event.turn), event.data))
        else:
            self._add(event)
        return None

    def _add(self, event: Event) -> None:
        """To its turn; what belongs to none that is known, to every turn that goes on."""
        data = event.data
        own = self._open.get(event.turn)
        for turn in [own] if own is not None else self._open.values() if event.name in EVERYONES else ():
            match event.name:
                case "turn.endpoint":
                    turn["rule"], turn["hold_ms"] = str(data.get("rule", "")), data.get("hold_ms")
                case "turn.continued":
                    turn["continued"], turn["false_cutoff"] = 1, int(bool(data.get("false_cutoff")))
                case "turn.interrupted" if str(data.get("reason", "")).startswith(BROKEN_OFF):
                    turn["interrupted"] = 1
                case "draft.begin":
                    turn["drafts"] = turn.get("drafts", 0) + 1
                case "draft.used":
                    turn["drafts_used"] = turn.get("drafts_used", 0) + 1
                case "draft.dropped":
                    turn["wasted_cpu_ms"] = turn.get("wasted_cpu_ms", 0.0) + float(data.get("cpu_ms") or 0.0)
                case "listen.late":
                    turn["late_ms"] = max(turn.get("late_ms", 0.0), float(data.get("ms", 0.0)))
                case "listen.lost":
                    turn["lost_ms"] = turn.get("lost_ms", 0.0) + float(data.get("ms", 0.0))
                case "fault" if data.get("stage") not in OURS:
                    turn["faults"] = ",".join(filter(None, [turn.get("faults", ""), str(data.get("stage"))]))


EVERYONES = frozenset({"fault", "listen.late", "listen.lost"})
NAMES = EVERYONES | {
    *("turn.begin", "turn.announcement", "turn.endpoint", "turn.continued", "turn.interrupted", "turn.end"),
    *("draft.begin", "draft.used", "draft.dropped"),
}


def _ended(turn: dict[str, Any], end: Mapping[str, Any]) -> dict[str, Any]:
    stages, marks, total = end.get("stages") or {}, end.get("marks") or {}, end.get("total_ms")
    missing = "" if turn["origin"] == "text" else next((mark.value for mark in PATH if mark not in marks), "")
    return turn | {
        "reply_class": str(end.get("reply_class") or ""),
        "cancelled": int(bool(end.get("cancelled"))),
        "total_ms": None if total is None else round(total, 1),
        **{name: stages.get(name) for name in STAGES},
        "hidden": json.dumps(end.get("hidden") or {}),
        "hidden_ms": round(end.get("hidden_ms") or 0.0, 1),
        "missing": missing,
    }
