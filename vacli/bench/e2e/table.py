"""Many turns in a table: percentiles with their intervals, misses by reason, the waterfall. Knows no sound."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from vacli.bench.e2e.turns import Result
from vacli.bench.spread import QUANTILES, interval, percentiles, share


def summary(results: Sequence[Result]) -> dict[str, Any]:
    """A table by kind. In `all` a miss counts as a reply that never came: None where a percentile falls on one."""
    kinds = dict.fromkeys(each.kind for each in results)
    return {kind: _row([each for each in results if each.kind == kind]) for kind in kinds}


def _row(results: Sequence[Result]) -> dict[str, Any]:
    answered = [each for each in results if not each.why]
    every = [each.v2v if not each.why and each.v2v is not None else float("inf") for each in results]
    misses = Counter(each.why for each in results if each.why)
    return {
        "n": len(results),
        "all": percentiles(every),
        "answered": {"n": len(answered), **percentiles([each.v2v for each in answered if each.v2v is not None])},
        "interval_95": {name: interval(every, q) for name, q in QUANTILES.items() if name in ("p50", "p95")},
        "miss_rate": share(len(results) - len(answered), len(results)),
        "misses": dict(misses),
        "false_cutoff_rate": share(sum(each.cut_off for each in results), len(results)),
        "ended_early_rate": share(sum(each.early for each in results), len(results)),
        "missed_endpoint_rate": share(sum(each.unended for each in results), len(results)),
        "reply_class": dict(Counter(each.reply_class or "none" for each in results)),
        "endpoint": percentiles([each.endpoint for each in results if each.endpoint is not None]),
        "waterfall_mean_ms": waterfall([each for each in answered if not each.missing]),
        "without_waterfall": dict(Counter(mark for each in answered for mark in each.missing)),
        "drafts": drafts(results),
        "ear_beside_dac_ms": percentiles(
            [abs(each.ear - each.v2v) for each in answered if each.ear is not None and each.v2v is not None],
            ("p50", "p95", "max"),
        ),
        "mouth_ran_dry": sum(bool(each.underflows) for each in results),
    }


def waterfall(results: Sequence[Result]) -> dict[str, float]:
    """Mean of each stage and of the whole, so that they add up; and of the work that drafts had done before."""
    if not results:
        return {}
    names = dict.fromkeys(name for each in results for name in each.stages)
    means = {name: float(np.mean([each.stages.get(name, 0.0) for each in results])) for name in names}
    whole = {"total": sum(means.values()), "hidden": float(np.mean([each.hidden_ms for each in results]))}
    return {name: round(ms, 1) for name, ms in {**means, **whole}.items()}


def drafts(results: Sequence[Result]) -> dict[str, Any]:
    """Share of turns answered by a draft, and processor time a turn that went into drafts nobody heard."""
    used, n = sum(each.drafts_used for each in results), max(1, len(results))
    wasted = sum(each.wasted_ms for each in results) / n
    return {"begun": sum(each.drafts for each in results), "hit_rate": share(used, n), "wasted_ms": round(wasted, 1)}


def lines(table: dict[str, Any]) -> list[str]:
    """For people. `miss`: the percentile falls on one."""
    head = f"{'class':8}{'n':>5}" + "".join(f"{name:>8}" for name in QUANTILES)
    rows = [head + f"{'p50 95 %':>16}{'p95 95 %':>16}{'miss':>8}{'cut off':>9}{'draft':>7}"]
    for kind, row in table.items():
        cells = "".join(f"{_cell(row['all'].get(name)):>8}" for name in QUANTILES)
        spans = "".join(
            f"{'-'.join(_cell(bound) for bound in row['interval_95'][name]):>16}" for name in ("p50", "p95")
        )
        rates = f"{row['miss_rate']:>8.1%}{row['false_cutoff_rate']:>9.1%}{row['drafts']['hit_rate']:>7.0%}"
        rows.append(f"{kind:8}{row['n']:>5}{cells}{spans}{rates}")
        rows += [f"  {name:18}{ms:>8.1f}" for name, ms in row["waterfall_mean_ms"].items()]
        if row["misses"]:
            rows.append("  misses: " + ", ".join(f"{why} {count}" for why, count in row["misses"].items()))
    return rows


def _cell(value: float | None) -> str:
    return "miss" if value is None else f"{value:.0f}"
