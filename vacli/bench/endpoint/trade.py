"""Latency against false cutoffs: one policy as a point of the curve, and what plain silence would need to equal it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from vacli.bench.endpoint.pauses import COMPLETE
from vacli.bench.endpoint.policies import Ending
from vacli.bench.spread import percentiles, share, wilson


@dataclass(frozen=True, slots=True)
class Point:
    """`by`: ms of silence, or the factor of an adaptive policy's holds. `cutoff`: of those whose words asked for more.

    Percentiles and mean in ms over the items whose turn ended; None where a percentile falls on one that did not.
    """

    policy: str
    by: float
    cutoff: float
    cutoff_interval: tuple[float, float] | None
    cutoff_complete: float
    missed: float
    p50: float | None
    p90: float | None
    p95: float | None
    mean: float | None
    n: int

    def as_json(self) -> dict[str, Any]:
        found = asdict(self)
        found["hold_ms" if self.policy.startswith("plain") else "factor"] = found.pop("by")
        return found


def point(policy: str, by: float, endings: Sequence[Ending]) -> Point:
    """Of at least one ending."""
    bound, whole = ([each for each in endings if (each.kind == COMPLETE) is flag] for flag in (False, True))
    cut, cut_whole = (sum(each.cut_off for each in some) for some in (bound, whole))
    ended = [each.delay for each in endings if each.delay is not None]
    delays = percentiles([float("inf") if each.delay is None else each.delay for each in endings])
    return Point(
        policy,
        by,
        share(cut, len(bound)),
        wilson(cut, len(bound)),
        share(cut_whole, len(whole)),
        share(sum(each.missed for each in endings), len(endings)),
        delays["p50"],
        delays["p90"],
        delays["p95"],
        round(float(np.mean(ended)), 1) if ended else None,
        len(endings),
    )


def headline(found: Point, silence: Sequence[Point]) -> str:
    """What plain silence would have to pay. `silence`: its points, the hold rising; between them it is interpolated."""
    if found.p50 is None or found.mean is None:
        return "more than half of the turns were never over"
    return f"{found.cutoff:.1%} cut off, {found.p50:.0f} ms in the median, {found.mean:.0f} on average; " + (
        f"{_as_sure(found, silence)}; {_as_fast(found, silence)}"
    )


def _as_sure(found: Point, silence: Sequence[Point]) -> str:
    """The shortest hold that cuts off as few, and how late it is."""
    at = next((number for number, each in enumerate(silence) if each.cutoff <= found.cutoff), None)
    if at is None:
        return f"plain silence of {silence[-1].by:.0f} ms still cuts off {silence[-1].cutoff:.1%}"
    near = silence[max(0, at - 1) : at + 1]
    rates = [-each.cutoff for each in near]  # rising, as interpolation wants it
    hold, late = (float(np.interp(-found.cutoff, rates, ms)) for ms in ([each.by for each in near], _means(near)))
    return f"plain silence needs {hold:.0f} ms to cut off as few, {late:.0f} on average"


def _as_fast(found: Point, silence: Sequence[Point]) -> str:
    """How many it cuts off where it is as late on average."""
    means = _means(silence)
    assert found.mean is not None
    if found.mean < means[0]:
        return f"as fast as that it is at no hold from {silence[0].by:.0f} ms on"
    cut = float(np.interp(found.mean, means, [each.cutoff for each in silence]))
    return f"where it is as fast on average, it cuts off {cut:.1%}"


def _means(silence: Sequence[Point]) -> list[float]:
    return [each.mean or 0.0 for each in silence]
