"""One figure measured twice: did it change, or is that noise?

Two runs do the same things in the same order, so medians are judged pair by pair: by a bootstrap of the median of the
ratios. Other percentiles, and runs of another length, by a bootstrap of the ratio of the two; rates by Newcombe's
interval of their difference. A change counts when the whole interval lies beyond MARGIN. What is work and nothing else
was measured with a fixed computation beside each value, and is judged by its calm moments. Of all else, where the
machine itself changed, a figure must have changed both as it stands and in proportion to the machine; where its speed
varied within a run, by more than that; otherwise nobody can tell. Knows no document.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from vacli.bench.reading import Json, size, sure, typical
from vacli.bench.spread import drawn, wilson

MARGIN = 0.05
"""Changes of the machine's mood between two runs, which no interval of one run knows of. More on an unsteady one."""
TELLING = 0.25
"""An interval wider than that tells nothing, neither that something changed nor that it did not."""
CALM, APART = 1.2, 1.25
"""A moment is calm if the fixed computation took at most so many times its quickest in the run; on a core that is
shared it takes half as long again. Two runs whose quickest lie further apart than that were on machines of another
speed: from process to process the same work varies by a tenth."""
FEWEST = 5
"""Measurements below which a median says too little."""
RESAMPLED = 4000
TIMES = ("ms", "s", "x", "/s")
"""Units that speak of speed."""
CANNOT, NO_CHANGE = "cannot tell", "no change"

Draws = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """`verdict`: faster, slower, better, worse, changed, no change or cannot tell.

    `low` and `high`: between them lies the ratio after / before, or for rates the difference; None if unknown.
    """

    before: float | None
    after: float | None
    verdict: str
    why: str = ""
    low: float | None = None
    high: float | None = None
    few: bool = False  # it was measured too seldom to tell

    @property
    def same(self) -> bool:
        """Every measurement came out as it was."""
        return self.low == self.high == 1.0


@dataclass(frozen=True)
class Machine:
    """How a fixed computation fared: `drift`, drawn ratios after / before; `unsteady`, its variation in a run."""

    drift: Draws | None = None
    unsteady: float = 0.0


def judge(old: Json, new: Json, level: float, machine: Machine = Machine(), at: float = 50) -> Judged:
    """`level`: the chance of a false alarm that is allowed. `at`: the percentile that is compared."""
    if old["kind"] != new["kind"]:
        return Judged(typical(old), typical(new), CANNOT, "measured in another way")
    if old["kind"] == "share":
        return _share(old, new, level)
    if old["kind"] == "value":
        return _value(old, new)
    return _samples(old, new, level, machine, at)


def _samples(old: Json, new: Json, level: float, machine: Machine, at: float) -> Judged:
    one, other = _values(old), _values(new)
    n = min(len(one), len(other))
    ends = _percentile(one, at), _percentile(other, at)
    if n and np.array_equal(one, other):
        return Judged(*ends, NO_CHANGE, "", 1.0, 1.0)
    if at == 50 and old.get("machine") and new.get("machine"):
        return _at_work(old, new, level, ends)
    if n < FEWEST:
        return Judged(*ends, CANNOT, f"n = {n}", few=True)
    if at == 50 and len(one) == len(other):
        ratio = drawn(_ratio(one, other), at, 1, RESAMPLED)
    else:
        ratio = _ratio(drawn(one, at, 1, RESAMPLED), drawn(other, at, 2, RESAMPLED))
    spans = [_span(ratio, level)]
    if machine.drift is not None and old["unit"] in TIMES:
        spans.append(_span(ratio * (machine.drift if old["unit"] == "/s" else 1 / machine.drift), level))
    bounds = _finite(spans[0][0]), _finite(spans[0][1])
    return Judged(*ends, *_verdict(spans, old, n, machine), *bounds)


def _at_work(old: Json, new: Json, level: float, ends: tuple[float | None, float | None]) -> Judged:
    """Of work and nothing else, each value with the machine's speed beside it: what it took while the machine was calm.

    By pairs where rounds differ in what they do, by both medians else: whichever tells more.
    """
    (one, calm), (other, calm_too) = _lots(old), _lots(new)
    if (moments := min(len(one), len(other))) < FEWEST:
        return Judged(*ends, CANNOT, f"n = {moments}", few=True)
    moved = min(new["machine"]) / min(old["machine"])
    if max(moved, 1 / moved) > APART:
        return Judged(*ends, CANNOT, f"the machine itself was {_slower(moved)}")
    n = min(calm.sum(), calm_too.sum())
    if n < FEWEST:
        return Judged(*ends, CANNOT, f"the machine was calm {n} times")
    ratios = [_ratio(drawn(one[calm], 50, 1, RESAMPLED), drawn(other[calm_too], 50, 2, RESAMPLED))]
    both = calm & calm_too if len(one) == len(other) else np.zeros(0, bool)
    if both.sum() >= FEWEST:
        ratios.append(drawn(_ratio(one[both], other[both]), 50, 1, RESAMPLED))
    span = min((_span(ratio, level / len(ratios)) for ratio in ratios), key=lambda ends: ends[1] - ends[0])
    return Judged(*ends, *_verdict([span], old, int(n), Machine()), _finite(span[0]), _finite(span[1]))


def _lots(metric: Json) -> tuple[Draws, npt.NDArray[np.bool_]]:
    """Values that share one reading of the machine, as one; and which of them are of a calm moment."""
    machine = np.array(metric["machine"], np.float64)
    begins = np.flatnonzero(np.diff(machine)) + 1
    values = np.array([np.median(lot) for lot in np.split(_values(metric), begins)])
    return values, machine[[0, *begins]] <= CALM * machine.min()


def _verdict(spans: Sequence[tuple[float, float]], old: Json, n: int, machine: Machine) -> tuple[str, str]:
    """By the interval as it stands, and by that in proportion to the machine; and why."""
    sides = [_side(*span, MARGIN) for span in spans]
    if sides[0] == 0:
        low, high = spans[0]
        return (CANNOT, f"n = {n}, too much spread") if high - low > TELLING else (NO_CHANGE, "")
    if len(set(sides)) > 1:
        return CANNOT, _moved(machine)
    if old["unit"] in TIMES and any(not _side(*span, max(MARGIN, machine.unsteady)) for span in spans):
        return CANNOT, f"the machine's own speed varied by {machine.unsteady:.0%}"
    return _word(sides[0], old), ""


def _share(old: Json, new: Json, level: float) -> Judged:
    z = NormalDist().inv_cdf(1 - level / 2)
    first, second = (wilson(each["part"], each["whole"], z) for each in (old, new))
    if first is None or second is None:
        return Judged(typical(old), typical(new), CANNOT, "n = 0")
    one, other = (each["part"] / each["whole"] for each in (old, new))
    low = other - one - float(np.hypot(other - second[0], first[1] - one))
    high = other - one + float(np.hypot(second[1] - other, one - first[0]))
    if not low <= 0 <= high:
        return Judged(one, other, _word(1 if other > one else -1, old), "", low, high)
    if high - low > TELLING:
        return Judged(one, other, CANNOT, f"n = {min(size(old), size(new))}", low, high)
    return Judged(one, other, NO_CHANGE, "", low, high)


def _value(old: Json, new: Json) -> Judged:
    """Read once: without an interval nobody knows what is noise."""
    one, other = typical(old), typical(new)
    if one is None or other is None:
        return Judged(one, other, NO_CHANGE if one is other else CANNOT, "not measured")
    if abs(other - one) <= MARGIN * abs(one):
        return Judged(one, other, NO_CHANGE)
    first, second = sure(old), sure(new)
    if first is None or second is None:
        return Judged(one, other, CANNOT, "read once")
    apart = second[0] > first[1] or second[1] < first[0]
    return Judged(one, other, _word(1 if other > one else -1, old) if apart else NO_CHANGE)


def _moved(machine: Machine) -> str:
    moved = float(np.median(machine.drift)) if machine.drift is not None else 1.0
    return f"the machine itself was {_slower(moved)}"


def _slower(moved: float) -> str:
    return f"{abs(moved - 1):.0%} {'slower' if moved > 1 else 'faster'}"


def _side(low: float, high: float, margin: float) -> int:
    return 1 if low > 1 + margin else -1 if high < 1 / (1 + margin) else 0


def _word(side: int, old: Json) -> str:
    if old.get("better") not in ("lower", "higher"):
        return "changed"
    worse = (side > 0) == (old["better"] == "lower")
    if old["unit"] in TIMES:
        return "slower" if worse else "faster"
    return "worse" if worse else "better"


def _values(metric: Json) -> Draws:
    """Misses as what is worse than anything."""
    worst = -np.inf if metric.get("better") == "higher" else np.inf
    return np.array([worst if value is None else value for value in metric["values"]], np.float64)


def _ratio(before: Draws, after: Draws) -> Draws:
    """After / before; where a figure can be 0 or negative, 1 + the difference in proportion to the usual one."""
    with np.errstate(invalid="ignore", divide="ignore"):
        if min(before.min(), after.min()) > 0:
            found = after / before
        else:
            found = 1 + (after - before) / max(abs(float(np.median(before))), 1e-9)
    ratio: Draws = np.nan_to_num(found, nan=1.0, posinf=np.inf, neginf=-np.inf)  # nan: both are misses
    return ratio


def _span(draws: Draws, level: float) -> tuple[float, float]:
    low, high = np.percentile(draws, [50 * level, 100 - 50 * level], method="inverted_cdf")
    return float(low), float(high)


def _percentile(values: Draws, at: float) -> float | None:
    return _finite(float(np.percentile(values, at, method="inverted_cdf"))) if len(values) else None


def _finite(value: float) -> float | None:
    return float(f"{value:.6g}") if np.isfinite(value) else None
