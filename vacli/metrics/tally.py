"""Turns as counts that only grow, for monitors: each under a metric and its labels. Knows no database and no format.

What is forgotten with its age stays in these counts: a monitor takes a count that falls for one that began anew.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping

from vacli.metrics.row import STAGES, Row

Key = tuple[str, tuple[str, ...]]
"""A metric and the values of its labels; of a histogram, the last one is a bucket's upper bound, `sum` or nothing."""

SECONDS = {
    "vacli_turn_seconds": (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0),
    "vacli_stage_seconds": (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.125, 0.16, 0.2, 0.35, 0.5, 0.75, 1.0, 2.0, 5.0),
}
"""Histograms and their buckets: the budgets of the stages and the targets of the whole are among them."""
LAST = "+Inf"


def tally(rows: Iterable[Row], before: Mapping[Key, float] | None = None) -> dict[Key, float]:
    """Of these turns, added to what was counted before."""
    found: dict[Key, float] = defaultdict(float, before or {})
    for row in rows:
        kind = row.reply_class or "none"
        found["vacli_turns", (row.origin, kind)] += 1
        for stage in filter(None, row.faults.split(",")):
            found["vacli_faults", (stage,)] += 1
        if row.origin != "speech" or not row.timed:
            continue
        found["vacli_interrupted", (kind,)] += row.interrupted
        found["vacli_false_cutoffs", ()] += row.false_cutoff
        found["vacli_drafts", ("used",)] += row.drafts_used
        found["vacli_drafts", ("dropped",)] += row.drafts - row.drafts_used
        found["vacli_wasted_cpu_seconds", ()] += row.wasted_cpu_ms / 1000
        if row.total_ms is None:
            found["vacli_turns_without_time", (kind, row.missing)] += 1
        else:
            _observe(found, "vacli_turn_seconds", (kind,), row.total_ms)
        for stage in STAGES:
            if (ms := getattr(row, stage)) is not None:
                _observe(found, "vacli_stage_seconds", (stage, kind), ms)
    return found


def _observe(found: dict[Key, float], metric: str, labels: tuple[str, ...], ms: float) -> None:
    bounds = SECONDS[metric]
    place = bisect_left(bounds, ms / 1000)
    found[metric, (*labels, str(bounds[place]) if place < len(bounds) else LAST)] += 1
    found[metric, (*labels, "sum")] += ms / 1000
