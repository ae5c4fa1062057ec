"""The waterfall of a turn: how long each stage took on the way from the end of speech to the first audible sample.

Arithmetic over the marks that a turn keeps; knows no event and no engine.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vacli.core.marks import WATERFALL, Mark


@dataclass(frozen=True, slots=True)
class Waterfall:
    """All in ms. `stages` by name, in order; they add up to `total_ms`. Only `endpoint_hold` can be negative: the turn
    was ended before the user was done, and a negative total is a reply that talked over the user.

    `hidden` by stage, where there is any: work that a draft had done before its stage came up, which the user did not
    wait for. A stage that lacks a mark is absent; then `total_ms` is None and `missing` names what was never marked.
    """

    stages: Mapping[str, float]
    total_ms: float | None
    hidden: Mapping[str, float] = field(default_factory=dict)
    missing: tuple[Mark, ...] = ()

    @property
    def hidden_ms(self) -> float:
        return sum(self.hidden.values())

    def told(self) -> dict[str, Any]:
        """Plain JSON, as `turn.end` has it."""
        stages, hidden = ({name: round(ms, 1) for name, ms in part.items()} for part in (self.stages, self.hidden))
        return {"stages": stages, "total_ms": self.total_ms, "hidden": hidden, "hidden_ms": self.hidden_ms}


def waterfall(marks: Mapping[Mark, float]) -> Waterfall:
    """`marks` in seconds of one clock. What was done before the endpoint, or before what it is named after, counts as
    done at that moment: nobody waited for it."""
    path = (WATERFALL[0].begins, *(stage.ends for stage in WATERFALL))
    missing = tuple(mark for mark in path if mark not in marks)
    latest = {Mark.SPEECH_END: marks[Mark.SPEECH_END]} if Mark.SPEECH_END in marks else {}
    now = float("-inf")
    for mark in path[1:]:
        if mark in marks:
            latest[mark] = now = max(now, marks[mark])
    stages: dict[str, float] = {}
    hidden: dict[str, float] = {}
    for name, begins, ends in WATERFALL:
        if begins in latest and ends in latest:
            stages[name] = (latest[ends] - latest[begins]) * 1000
            waited = ends is path[-1]  # sound that is ready lies in wait: that is no work
            if not waited and (before := (marks[ends] - marks[begins]) * 1000 - stages[name]) > 0:
                hidden[name] = before
    total = None if missing else (latest[path[-1]] - latest[path[0]]) * 1000
    return Waterfall(stages, total, hidden, missing)
