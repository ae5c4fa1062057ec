"""Many measurements in a few figures: percentiles, their intervals, rates. Knows nothing of what was measured."""

from collections.abc import Callable, Sequence
from math import ceil
from time import perf_counter

import numpy as np
import numpy.typing as npt

QUANTILES = {"p50": 50, "p90": 90, "p95": 95, "p99": 99, "max": 100}
RESAMPLED = 2000
Z = 1.959964
"""Of a normal distribution, within which 95 % lie."""


def percentiles(values: Sequence[float], names: Sequence[str] = tuple(QUANTILES)) -> dict[str, float | None]:
    """Of at least one value; of none, nothing. Infinite is None: the percentile falls on a miss."""
    if not values:
        return {}
    return {name: _finite(_at(np.asarray(values), QUANTILES[name])) for name in names}


def interval(values: Sequence[float], quantile: float) -> tuple[float | None, float | None]:
    """Within which the percentile lies with 95 % confidence, by bootstrap from a fixed seed."""
    if not values:
        return None, None
    found = drawn(values, quantile, 0)
    return _finite(_at(found, 2.5)), _finite(_at(found, 97.5))


def drawn(values: npt.ArrayLike, quantile: float, seed: int, times: int = RESAMPLED) -> npt.NDArray[np.float64]:
    """The percentile of so many samples drawn from these values with replacement (bootstrap).

    Nothing is drawn but the place of the percentile: that of the k-th smallest of n uniform numbers, a beta variable.
    """
    ordered = np.sort(np.asarray(values, np.float64))
    n = len(ordered)
    k = min(n, max(1, ceil(n * quantile / 100)))
    places = np.random.default_rng(seed).beta(k, n - k + 1, times)
    found: npt.NDArray[np.float64] = ordered[(places * n).astype(int).clip(0, n - 1)]
    return found


def wilson(part: int, whole: int, z: float = Z) -> tuple[float, float] | None:
    """Wilson's interval of a rate, 95 % by default; None of nothing."""
    if not whole:
        return None
    rate, square = part / whole, z * z / whole
    middle, reach = rate + square / 2, z * ((rate * (1 - rate) + square / 4) / whole) ** 0.5
    return round(max(0.0, middle - reach) / (1 + square), 5), round((middle + reach) / (1 + square), 5)


def share(part: int, whole: int) -> float:
    return round(part / max(1, whole), 4)


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile in ms, and how many there were."""
    p50, p95 = np.percentile(np.asarray(seconds) * 1000, [50, 95])
    return {"p50_ms": round(float(p50), 3), "p95_ms": round(float(p95), 3), "n": len(seconds)}


def alternating(what: dict[str, Callable[[], object]], n: int) -> dict[str, list[float]]:
    """Seconds that each of several things takes, in turn, so that drift of the machine hits all alike.

    One round before is not counted.
    """
    times: dict[str, list[float]] = {name: [] for name in what}
    for number in range(n + 1):
        for name, do in what.items():
            begun = perf_counter()
            do()
            if number:
                times[name].append(perf_counter() - begun)
    return times


def _at(values: npt.NDArray[np.float64], quantile: float) -> float:
    """The smallest value that so many per cent do not exceed: no mean of two, for one may be infinite."""
    return float(np.percentile(values, quantile, method="inverted_cdf"))


def _finite(value: float) -> float | None:
    return float(f"{value:.6g}") if np.isfinite(value) else None
