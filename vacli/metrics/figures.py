"""Rows summed up: percentiles, shares, rates, trends. Arithmetic only; plain JSON comes out.

Percentiles are measured values (nearest rank), never a mean of two. Reply classes are kept apart in every group. A turn
without a waterfall is in no percentile, and is counted under the first mark it lacks.
"""

import json
import math
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from vacli.metrics.row import STAGES, Row
from vacli.metrics.targets import BARS, ESTIMATES, LIMIT, TARGET

Numbers: TypeAlias = npt.NDArray[np.float64]
Table: TypeAlias = dict[str, Numbers]
QUANTILES = {"p50": 50, "p90": 90, "p95": 95, "p99": 99, "max": 100}
HOURLY = 2 * 86400
"""Seconds up to which a trend goes by the hour; by the day beyond."""
COLUMNS = (
    *("total_ms", *STAGES, "hidden_ms"),
    *("drafts", "drafts_used", "wasted_cpu_ms", "false_cutoff", "interrupted", "late_ms", "lost_ms"),
)
NONE = "none"
"""The class of turns that got no reply."""


def figures(rows: Sequence[Row], by: str, since: float, until: float) -> dict[str, Any]:
    """`by`: class, engine or hour (of the day). Times in seconds since 1970."""
    spoken = [row for row in rows if row.origin == "speech"]
    timed = [row for row in spoken if row.timed]
    typed = [row for row in rows if row.origin == "text"]
    table = _table(timed)
    return {
        "since": round(since),
        "until": round(until),
        "estimated": True,
        "clock": "the backdated end of speech, as the detector heard it",
        "estimate_error_ms": [each._asdict() for each in ESTIMATES],
        "target_ms": TARGET,
        "limit_ms": LIMIT,
        "turns": {
            "spoken": len(timed),
            "untimed": len(spoken) - len(timed),
            "typed": len(typed),
            "typed_with_faults": sum(bool(row.faults) for row in typed),
            "announcements": sum(row.origin == "announcement" for row in rows),
        },
        "rates": rates(timed, table),
        "by": by,
        "groups": groups(timed, table, by),
        "trend": trend(timed, until - since),
    }


def groups(rows: Sequence[Row], table: Table, by: str) -> list[dict[str, Any]]:
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    name = GROUPS[by]
    for place, row in enumerate(rows):
        found[name(row), _class(row)].append(place)
    told = []
    for key in sorted(found, key=_order):
        own = {column: values[found[key]] for column, values in table.items()}
        told.append({"name": key[0], "class": key[1], **group([rows[place] for place in found[key]], own)})
    return told


def group(rows: Sequence[Row], table: Table) -> dict[str, Any]:
    """One line of the table, with its stages and bars."""
    totals = _there(table["total_ms"])
    return {
        "n": len(rows),
        "total": spread(totals),
        "inside_target": _share(int((totals <= TARGET).sum()), len(totals)),
        "inside_limit": _share(int((totals <= LIMIT).sum()), len(totals)),
        "stages": {name: spread(_there(table[name])) for name in STAGES},
        "bars": {bar.name: _bar(_there(sum(table[name] for name in bar.stages)), bar.budget) for bar in BARS},
        "hidden": spread(table["hidden_ms"][~np.isnan(table["total_ms"])]),
        "missing": dict(Counter(row.missing or "unknown" for row in rows if row.total_ms is None)),
        "rates": rates(rows, table),
    }


def rates(rows: Sequence[Row], table: Table) -> dict[str, Any]:
    """Shares of all spoken turns, but for the cache: of those that would have needed the language model."""
    n = len(rows)
    classes = Counter(row.reply_class for row in rows)
    faults = Counter(stage for row in rows if row.faults for stage in row.faults.split(","))
    return {
        "turns": n,
        "speculation_hit_rate": _share(int((table["drafts_used"] > 0).sum()), n),
        "drafts": int(table["drafts"].sum()),
        "drafts_used": int(table["drafts_used"].sum()),
        "wasted_cpu_ms_a_turn": round(float(table["wasted_cpu_ms"].sum()) / n, 1) if n else None,
        "cache_hit_rate": _share(classes["cached"], classes["cached"] + classes["llm"]),
        "false_cutoff_rate": _share(int(table["false_cutoff"].sum()), n),
        "interruption_rate": _share(int(table["interrupted"].sum()), n),
        "error_rate": _share(sum(row.faults != "" for row in rows), n),
        "faults": dict(faults),
        "late_or_lost_rate": _share(int(((table["late_ms"] > 0) | (table["lost_ms"] > 0)).sum()), n),
    }


def trend(rows: Iterable[Row], seconds: float) -> dict[str, Any]:
    """By the hour or the day, local time; slots without a turn are absent."""
    step, form = ("hour", "%Y-%m-%d %H:00") if seconds <= HOURLY else ("day", "%Y-%m-%d")
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    slots: dict[int, str] = {}  # a day or an hour is asked of the calendar once
    for row in rows:
        if row.total_ms is not None:
            quarter = int(row.at // 900)
            slot = slots.get(quarter) or slots.setdefault(quarter, time.strftime(form, time.localtime(row.at)))
            found[slot, _class(row)].append(row.total_ms)
    points = [
        {
            "at": slot,
            "class": kind,
            "n": len(values),
            **{name: each for name, each in spread(values).items() if name in ("p50", "p95")},
        }
        for (slot, kind), values in sorted(found.items())
    ]
    return {"step": step, "points": points}


def spread(values: Numbers | Sequence[float]) -> dict[str, float]:
    """In ms; of nothing, nothing but n."""
    ordered = np.sort(np.asarray(values, float))
    n = len(ordered)
    if not n:
        return {"n": 0}
    found = {name: round(float(ordered[math.ceil(q * n / 100) - 1]), 1) for name, q in QUANTILES.items()}
    return {"n": n, "mean": round(float(ordered.mean()), 1), **found}


def _bar(sums: Numbers, budget: int | None) -> dict[str, Any]:
    """Of the turns that have all of its stages."""
    inside = None if budget is None else _share(int((sums <= budget).sum()), len(sums))
    return {"budget_ms": budget, "inside": inside, **spread(sums)}


def _table(rows: Sequence[Row]) -> Table:
    """Columns; NaN where there is nothing."""
    pick = itemgetter(*(Row._fields.index(name) for name in COLUMNS))
    table = np.array([pick(row) for row in rows], float).reshape(len(rows), len(COLUMNS))
    return dict(zip(COLUMNS, table.T, strict=True))


def _there(values: Any) -> Numbers:
    found: Numbers = values[~np.isnan(values)]
    return found


@cache
def _engines(told_as: str) -> str:
    told = json.loads(told_as)
    return ", ".join(told[stage] for stage in ("stt", "llm", "tts") if stage in told) or "unknown"


def _class(row: Row) -> str:
    return row.reply_class or NONE


GROUPS: dict[str, Callable[[Row], str]] = {
    "class": _class,
    "engine": lambda row: _engines(row.engines),
    "hour": lambda row: time.strftime("%H:00", time.localtime(row.at)),
}
CLASSES = ("quick", "cached", "llm", "command", "fallback", NONE)


def _order(key: tuple[str, str]) -> tuple[str, int]:
    name, kind = key
    place = CLASSES.index(kind) if kind in CLASSES else len(CLASSES)
    return "" if name == kind else name, place


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
