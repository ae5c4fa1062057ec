"""The quality score against two labels a reply: does it order good replies before poor ones?

The formula was made on the first set; the second one, of other questions, is untouched. A reply is good if both labels
say so. The class alone (a skill is good, the language model poor) stands beside as what is easily had.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from vacli.bench.spread import spread
from vacli.core.errors import MissingError
from vacli.reply.quality import POOR, score

FOLDER = Path("tests/data/quality")
SETS = {"development": "replies.jsonl", "untouched": "replies2.jsonl"}
ROUNDS = 2000
"""Samples drawn for an interval."""

Row = dict[str, Any]
Scorer = Callable[[Row], float]


def figures() -> dict[str, Any]:
    sets = {name: rows(FOLDER / file) for name, file in SETS.items() if (FOLDER / file).is_file()}
    if not sets:
        raise MissingError("the labelled replies are not here", hint="run it in the repository, where tests/ is")
    times = [_seconds(row) for labelled in sets.values() for row in labelled for _ in range(5)]
    return {**{name: measured(labelled) for name, labelled in sets.items()}, "time": spread(times)}


def rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def measured(labelled: list[Row]) -> dict[str, Any]:
    """What one set shows. `both_agree`: without the replies of which one said good, the other poor."""
    model = [row for row in labelled if _by_model(row)]
    agreed = [row for row in labelled if row["a"] == row["b"]]
    return {
        "kappa": {"all": kappa(labelled), "language_model": kappa(model)},
        "all": _separation(labelled, _score),
        "both_agree": _separation(agreed, _score),
        "language_model": _separation(model, _score),
        "class_alone": _separation(labelled, lambda row: float(not _by_model(row))),
        "scores": {label: _spread_of(labelled, label == "good") for label in ("good", "poor")},
        "poor_below_" + str(POOR): _alarms(labelled),
        "language_model_poor_below_" + str(POOR): _alarms(model),
    }


def auc(good: Sequence[float], poor: Sequence[float]) -> float:
    """How often a good one stands above a poor one; level counts half."""
    above = np.subtract.outer(np.asarray(good, float), np.asarray(poor, float))
    return float(((above > 0) + 0.5 * (above == 0)).mean())


def kappa(labelled: Sequence[Row]) -> float:
    """Cohen's: agreement of the two labels beyond chance."""
    first, second = (np.array([row[who] == "good" for row in labelled]) for who in "ab")
    chance = first.mean() * second.mean() + (1 - first.mean()) * (1 - second.mean())
    agreed = (first == second).mean()
    return round(float((agreed - chance) / (1 - chance)), 3) if chance < 1 else 1.0


def _separation(labelled: Sequence[Row], scorer: Scorer) -> dict[str, Any]:
    """AUC and the middle 95 % of it over samples of the rows drawn with replacement."""
    scores, good = np.array([scorer(row) for row in labelled]), np.array([_good(row) for row in labelled], bool)
    counts = {"good": int(good.sum()), "poor": int((~good).sum())}
    if not all(counts.values()):  # there is nothing to tell apart
        return counts
    drawn, rng = [], np.random.default_rng(0)
    for _ in range(ROUNDS):
        at = rng.integers(0, len(labelled), len(labelled))
        if 0 < good[at].sum() < len(labelled):
            drawn.append(auc(scores[at][good[at]], scores[at][~good[at]]))
    low, high = np.percentile(drawn, [2.5, 97.5])
    value = round(auc(scores[good], scores[~good]), 3)
    return {"auc": value, "interval": [round(float(low), 3), round(float(high), 3)], **counts}


def _spread_of(labelled: Sequence[Row], good: bool) -> dict[str, float]:
    quantiles = np.percentile([_score(row) for row in labelled if _good(row) is good], [10, 25, 50, 75, 90])
    return dict(zip(["p10", "p25", "p50", "p75", "p90"], quantiles.tolist(), strict=True))


def _alarms(labelled: Sequence[Row]) -> dict[str, str]:
    """What calling a reply poor below the threshold finds, and what it blames wrongly."""
    low = [row for row in labelled if _score(row) < POOR]
    wrong = sum(map(_good, low))
    good = sum(map(_good, labelled))
    return {"found": f"{len(low) - wrong} of {len(labelled) - good} poor", "blamed": f"{wrong} of {good} good"}


def _good(row: Row) -> bool:
    return bool(row["a"] == row["b"] == "good")


def _by_model(row: Row) -> bool:
    return bool(row["reply_class"] == "llm")


def _score(row: Row) -> float:
    return score(row["question"], row["answer"], language=row["language"], reply_class=row["reply_class"]).score


def _seconds(row: Row) -> float:
    begun = perf_counter()
    _score(row)
    return perf_counter() - begun
