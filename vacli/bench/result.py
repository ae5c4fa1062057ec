"""What a bench finds: samples, not only their averages, so that two runs can be compared. Knows no bench.

A run is a list of sections; a section is what one bench found of one subject (an engine, a class of turns), as metrics.
`as_json` gives what `schema.json` describes.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from vacli.bench.spread import QUANTILES, interval, percentiles, wilson

SCHEMA = 1
Better = Literal["lower", "higher", "neither"]


@dataclass(frozen=True, slots=True)
class Samples:
    """One quantity, measured again and again. A value of None is a miss: it counts as worse than anything measured."""

    name: str  # "v2v", "first_partial": unique in its section
    unit: str  # ms, s, MB, x, /s, %
    values: Sequence[float | None]
    better: Better = "lower"
    about: str = ""  # one line for people
    machine: Sequence[float] = ()  # of what is work and nothing else: ms of a fixed computation beside each value

    def as_json(self) -> dict[str, Any]:
        worst = float("-inf") if self.better == "higher" else float("inf")
        values = [_finite(value) for value in self.values]
        every = [worst if value is None else value for value in values]
        return {
            "kind": "samples",
            "name": self.name,
            "unit": self.unit,
            "better": self.better,
            "about": self.about,
            "n": len(every),
            "misses": sum(value is None for value in values),
            **percentiles(every),
            "p50_interval": list(interval(every, QUANTILES["p50"])),
            "p95_interval": list(interval(every, QUANTILES["p95"])),
            "values": values,
            **({"machine": [_finite(ms) for ms in self.machine]} if self.machine else {}),
        }


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`: a rate, with Wilson's interval at 95 %."""

    name: str
    part: int
    whole: int
    better: Better = "lower"
    about: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": "share",
            "name": self.name,
            "unit": "share",
            "better": self.better,
            "about": self.about,
            "part": self.part,
            "whole": self.whole,
            "value": round(self.part / self.whole, 5) if self.whole else None,
            "interval": _list(wilson(self.part, self.whole)),
        }


@dataclass(frozen=True, slots=True)
class Value:
    """A quantity that was read once, or whose interval was found another way."""

    name: str
    unit: str
    value: float | None
    better: Better = "lower"
    about: str = ""
    interval: tuple[float, float] | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": "value",
            "name": self.name,
            "unit": self.unit,
            "better": self.better,
            "about": self.about,
            "value": _finite(self.value),
            "interval": _list(self.interval),
        }


Metric = Samples | Share | Value


@dataclass(frozen=True, slots=True)
class Section:
    """What one bench found of one subject. `details` is plain JSON for what is more than a number: turns, curves."""

    bench: str  # "stt"
    subject: str  # "vosk", "quick", "quick, one core busy"
    metrics: Sequence[Metric]
    stack: Mapping[str, str] = field(default_factory=dict)  # stage to engine and model
    notes: Sequence[str] = ()  # what must be known to read the figures: synthetic, skipped and why, starved
    details: Mapping[str, Any] = field(default_factory=dict)

    def metric(self, name: str) -> Metric:
        """KeyError if there is none of that name."""
        found = {each.name: each for each in self.metrics}
        return found[name]

    def as_json(self) -> dict[str, Any]:
        return {
            "bench": self.bench,
            "subject": self.subject,
            "stack": dict(self.stack),
            "notes": list(self.notes),
            "metrics": [each.as_json() for each in self.metrics],
            "details": dict(self.details),
        }


def _finite(value: float | None) -> float | None:
    """As JSON can hold it: what is infinite or not a number was not measured."""
    return float(f"{value:.6g}") if value is not None and math.isfinite(value) else None


def _list(interval: tuple[float, float] | None) -> list[float | None] | None:
    return interval and [_finite(bound) for bound in interval]


def skipped(bench: str, subject: str, why: str, fix: str = "", *, failed: bool = False) -> Section:
    """What could not be measured here, said where its figures would stand. `failed`: it broke."""
    told = f"not measured: {why}" + (f" ({fix})" if fix else "")
    return Section(bench, subject, (), notes=(told,), details={"failed": True} if failed else {})
