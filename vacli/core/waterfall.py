"""The waterfall of a turn: how long each stage took on the way from the end of speech to the first audible sample.

Arithmetic over the marks that a turn keeps; knows no event and no engine.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from vacli.core.marks import WATERFALL, Mark


@dataclass(frozen=True, slots=True)
class Waterfall:
    """All in ms. `stages` by name, in order, none negative; they add up to `total_ms`.

    `hidden_ms` is work that a draft had done before its stage came up: the user did not wait for it. A stage that lacks
    a mark is absent; then `total_ms` is None and `missing` names what was never marked.
    """

    stages: Mapping[str, float]
    hidden_ms: float
    total_ms: float | None
    missing: tuple[Mark, ...] = ()


def waterfall(marks: Mapping[Mark, float]) -> Waterfall:
    """`marks` in seconds of one clock. A moment that lies before the one that it follows counts as the same moment."""
    path = (WATERFALL[0].begins, *(stage.ends for stage in WATERFALL))
    missing = tuple(mark for mark in path if mark not in marks)
    there = [mark for mark in path if mark in marks]
    latest: dict[Mark, float] = {}
    now = float("-inf")
    for mark in there:
        latest[mark] = now = max(now, marks[mark])
    stages: dict[str, float] = {}
    hidden = 0.0
    for name, begins, ends in WATERFALL:
        if begins in latest and ends in latest:
            stages[name] = (latest[ends] - latest[begins]) * 1000
            hidden += max(0.0, (marks[ends] - marks[begins]) * 1000 - stages[name])
    total = None if missing else (latest[path[-1]] - latest[path[0]]) * 1000
    return Waterfall(stages, hidden, total, missing)
