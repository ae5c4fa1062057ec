"""From the parts that were measured to the time a user will wait. An estimate: parts of different moments are added.

A turn whose words are complete: the detector's lag, the hold, the recogniser's tail, and what of the answer was not
prepared meanwhile; then the sound output, which is assumed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

OUTPUT = 65.0
"""ms from samples handed over to samples heard, as measured through PortAudio and PulseAudio; not measured here."""
PREPARED = 0.8
"""Share of turns for which the prepared answer is the right one: 0.73 to 0.86 measured."""
P50, P95 = 350.0, 500.0
"""The targets, in ms."""
DRAWN = 4000
FRAME = 32.0


@dataclass(frozen=True)
class Estimate:
    """ms. `stages`: the median of each, one after the other, as if nothing had been prepared."""

    p50: float
    p95: float
    stages: Mapping[str, float]

    @property
    def good(self) -> bool:
        return self.p50 <= P50 and self.p95 <= P95

    @property
    def slowest(self) -> str:
        """Of the stages that an engine or a setting decides."""
        return max((name for name in self.stages if name != "sink"), key=lambda name: self.stages[name])


def estimate(parts: Mapping[str, Any], kind: str, hold: int, pause: int, speculate: bool) -> Estimate:
    """`parts` as `probe` found them; `kind` is quick or llm; `hold` and `pause` in ms."""
    rng = np.random.default_rng(0)
    hear, work = parts["hear"], parts[kind]
    over = _drawn(rng, [each["lag"] for each in hear]) + np.ceil(hold / FRAME) * FRAME
    text = over + np.maximum(0.0, _drawn(rng, [each["tail"] for each in hear]))
    looked = over - hold + pause + _drawn(rng, [each["peek"] for each in hear])
    took = _drawn(rng, [sum(each.values()) for each in work])
    prepared = rng.random(DRAWN) < (PREPARED if speculate else 0.0)
    there = np.where(prepared, np.maximum(text, looked + took), text + took) + OUTPUT
    stages = {"endpoint_hold": float(np.median(over)), "stt_tail": float(np.median(text - over))}
    for name in work[0]:
        stages[name] = float(np.median([each.get(name, 0.0) for each in work]))
    stages["sink"] = OUTPUT
    return Estimate(float(np.percentile(there, 50)), float(np.percentile(there, 95)), stages)


def _drawn(rng: np.random.Generator, values: Sequence[float]) -> "np.ndarray[Any, np.dtype[np.float64]]":
    return rng.choice(np.asarray(values, np.float64), DRAWN)
