"""What became of many callers at once, in figures: their turns, what each costs, how alike they were served.

Knows no conversation. Every turn that was planned counts: one that was never said, or never answered, is a miss.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Any

import numpy as np

from vacli.bench.e2e.turns import Result
from vacli.bench.result import Metric, Samples, Section, Share, Value
from vacli.bench.spread import percentiles, share
from vacli.core.device import usable_cpus

BENCH = "load"
FULL = 0.9
"""Share of the processors from which they count as busy altogether."""
WAITED = 50.0
"""ms by which sound is read too late: threads waited for each other, or for a processor."""
NOTES = (
    "SYNTHETIC speech (espeak-ng), questions that are answered rightly by one caller alone",
    "sound goes in and out in memory, in steps of 20 ms: no device's latency; nothing is answered from a cache",
)


@dataclass(frozen=True)
class Crowd:
    """One level. `asked`: the class of each turn of each caller; `results`: of those that came about."""

    asked: Sequence[Sequence[str]]
    results: Sequence[Sequence[Result]]
    lateness: Sequence[float]  # ms, the worst of each turn
    wall: float  # s
    cpu: float  # s
    others: float  # processors that other processes used
    grown_mb: float

    @property
    def callers(self) -> int:
        return len(self.asked)

    @cached_property
    def each(self) -> list[list[tuple[str, float | None]]]:
        """By caller: class and ms of each turn; None is a miss."""
        return [
            [(kind, _good(done[at]) if at < len(done) else None) for at, kind in enumerate(kinds)]
            for kinds, done in zip(self.asked, self.results, strict=True)
        ]

    @property
    def turns(self) -> list[tuple[str, float | None]]:
        return [turn for caller in self.each for turn in caller]

    @property
    def at(self) -> dict[str, float | None]:
        return percentiles([float("inf") if ms is None else ms for _, ms in self.turns])

    @property
    def misses(self) -> Counter[str]:
        """By reason."""
        found = Counter(result.why for caller in self.results for result in caller if result.why)
        return found + Counter({"not said in time": sum(map(len, self.asked)) - sum(map(len, self.results))})

    @property
    def medians(self) -> list[float]:
        """Of each caller; infinite where that is a miss."""
        return [median(float("inf") if ms is None else ms for _, ms in caller) for caller in self.each]

    @property
    def jain(self) -> float:
        """Jain's index of how fast each was answered, 1 / median: 1 if all alike, 1 / n if one has it all."""
        speeds = np.array([1 / max(1.0, each) for each in self.medians])
        return float(speeds.sum() ** 2 / (len(speeds) * np.square(speeds).sum())) if speeds.any() else 0.0

    @property
    def worst_to_best(self) -> float | None:
        """Median of the worst served caller to that of the best; None if it is a miss."""
        worst, best = max(self.medians), min(self.medians)
        return worst / max(1.0, best) if np.isfinite(worst) else None

    @property
    def busy(self) -> float:
        """Processors in use, on average."""
        return self.cpu / self.wall

    @property
    def hopeless(self) -> bool:
        """Most are missed: more callers need not be tried."""
        return 2 * sum(self.misses.values()) > len(self.turns)

    @property
    def stages(self) -> dict[str, float]:
        """Mean ms of each, of the turns that were answered."""
        rows = [result.stages for caller in self.results for result in caller if not result.why and not result.missing]
        return {name: float(np.mean([row[name] for row in rows])) for name in (rows[0] if rows else {})}

    def as_json(self) -> dict[str, Any]:
        return {
            "callers": self.callers,
            "n": len(self.turns),
            "p50": self.at["p50"],
            "p95": self.at["p95"],
            "miss": share(sum(self.misses.values()), len(self.turns)),
            "misses": dict(self.misses),
            "cpu_per_session": round(self.busy / self.callers, 3),
            "processors_busy": round(self.busy, 2),
            "processors_of_others": round(self.others, 2),
            "mb_per_session": round(self.grown_mb / self.callers, 1),
            "fairness": round(self.jain, 3),
            "worst_to_best": None if self.worst_to_best is None else round(self.worst_to_best, 2),
            "lateness_p95": percentiles(self.lateness).get("p95"),
            "stages": {name: round(ms, 1) for name, ms in self.stages.items()},
        }


def section(crowd: Crowd, stack: Mapping[str, str], target: float) -> Section:
    """Of one level."""
    kinds = dict.fromkeys(kind for kind, _ in crowd.turns)
    missed, n = sum(crowd.misses.values()), len(crowd.turns)
    cut = sum(result.cut_off for caller in crowd.results for result in caller)
    in_time = sum(ms is not None and ms <= target for _, ms in crowd.turns)
    of_class = [Samples(f"v2v_{kind}", "ms", [ms for each, ms in crowd.turns if each == kind]) for kind in kinds]
    found: list[Metric] = [
        *of_class,
        Share("in_time", in_time, n, "higher", about=f"answered rightly within {target:.0f} ms"),
        Share("miss", missed, n, about="no reply, a late or a wrong one, or cut off"),
        Share("false_cutoff", cut, n),
        Value("cpu_per_session", "cores", crowd.busy / crowd.callers, about="processors in use, by callers"),
        Value("mb_per_session", "MB", crowd.grown_mb / crowd.callers, about="memory grown, by callers"),
        Value("fairness", "", crowd.jain, "higher", about="Jain's index: 1 if all callers were answered alike"),
        Value("worst_to_best", "x", crowd.worst_to_best, about="median of the worst served caller to the best's"),
        Samples("lateness", "ms", list(crowd.lateness), about="sound read too late, the worst of each turn"),
    ]
    subject = "1 caller" if crowd.callers == 1 else f"{crowd.callers} callers"
    return Section(BENCH, subject, found, stack, NOTES, {"level": crowd.as_json()})


def capacity(crowds: Sequence[Crowd], left_out: Sequence[int], stack: Mapping[str, str], target: float) -> Section:
    """What the levels come to. A larger level that happens to hold after one that did not is not believed."""
    most = 0
    for crowd in crowds:
        p95 = crowd.at["p95"]
        if p95 is None or p95 > target:
            break
        most = crowd.callers
    beyond = next((crowd.callers for crowd in crowds if crowd.callers > most), most)
    about = f"most at once whose p95 stays under {target:.0f} ms; between it and the next level tried"
    found = [Value("callers", "callers", most, "higher", about, interval=(most, beyond))]
    notes = [*NOTES, *_why(crowds, target)]
    if left_out:
        notes.append(f"not tried: {', '.join(map(str, left_out))} at once, for {crowds[-1].callers} was hopeless")
    return Section(BENCH, "capacity", found, stack, notes, {"callers": [each.as_json() for each in crowds]})


def _why(crowds: Sequence[Crowd], target: float) -> list[str]:
    """What gave way first, and the stage that grew most."""
    over = [each for each in crowds if (p95 := each.at["p95"]) is None or p95 > target]
    if not over:
        return []
    broke, first = over[0], crowds[0]
    said = [f"{broke.callers} at once were too many: {_short_of(broke)}"]
    grown = {name: ms - first.stages.get(name, 0.0) for name, ms in broke.stages.items()}
    if broke is not first and grown:
        most = max(grown, key=grown.__getitem__)
        said.append(f"the stage that grew most from {first.callers} to {broke.callers}: {most}, {grown[most]:+.0f} ms")
    return said


def _short_of(crowd: Crowd) -> str:
    """Processors, a lock, or nothing that can be seen from here."""
    cores, late = usable_cpus(), percentiles(crowd.lateness).get("p95") or 0.0
    used = f"{crowd.busy:.1f} of {cores} processors were in use"
    if crowd.busy > FULL * cores:
        return f"{used}, all there are"
    if crowd.busy + crowd.others > FULL * cores:
        return f"{used}, and other processes had {crowd.others:.1f}: close them and run it again"
    if late > WAITED:
        return f"{used}, yet sound was read {late:.0f} ms late (p95): threads waited for Python's lock, or an engine's"
    return used


def _good(result: Result) -> float | None:
    return None if result.why else result.v2v
