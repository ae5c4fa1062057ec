"""Many timings in a few figures."""

from collections.abc import Callable, Sequence
from time import perf_counter

import numpy as np


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
