"""Limits that a run must keep, for CI: `p50=350,p95=500,cutoff=5%,wer=12%`. Every subject that was measured must.

A limit that nothing was measured for is not kept, and none by what broke: a gate that cannot fail is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vacli.bench.benches import BENCHES
from vacli.bench.reading import PERCENTILES, Json, figure, has_failed, is_beside, metrics, typical
from vacli.core.errors import UsageError

SHORT = {
    **{name: f"e2e.v2v.{name}" for name in PERCENTILES},
    "miss": "e2e.miss",
    "cutoff": "e2e.false_cutoff",
    "talkover": "e2e.talk_over",
    "wer": "wer.wer",
    "cer": "wer.cer",
}
EXAMPLE = '--gate "p50=350,p95=500,cutoff=5%,wer=12%"'
_GATE = re.compile(r"(?P<name>[a-z0-9_.-]+)(\[(?P<subject>[^\]]+)\])?=(?P<limit>\d+(\.\d+)?) ?(?P<unit>%|[a-zA-Z/]*)")
_SCALE = {("s", "ms"): 1000.0, ("ms", "s"): 0.001, ("%", "share"): 0.01}


@dataclass(frozen=True)
class Gate:
    """`metric` of `bench` may not pass `limit`; of one `subject` or of all. `text` is what was asked."""

    text: str
    bench: str
    metric: str
    percentile: str
    subject: str
    limit: float
    unit: str


@dataclass(frozen=True)
class Outcome:
    gate: Gate
    passed: bool
    told: str


def parse(text: str) -> list[Gate]:
    """UsageError says which gates there are."""
    return [_one(part.strip()) for part in re.split(r",(?![^\[]*\])", text)]


def check(gates: Sequence[Gate], document: Json) -> list[Outcome]:
    """What became of each."""
    return [outcome for gate in gates for outcome in _outcomes(gate, document)]


def _one(text: str) -> Gate:
    found = _GATE.fullmatch(text)
    if not found:
        raise UsageError(f"a gate is a name and a limit, not {text[:60]!r}", EXAMPLE)
    bench, _, rest = SHORT.get(found["name"], found["name"]).partition(".")
    metric, _, percentile = rest.partition(".")
    if not metric or not (bench in BENCHES and BENCHES[bench].module) or percentile not in ("", *PERCENTILES):
        raise UsageError(
            f"unknown gate {found['name']!r}",
            f"there are: {', '.join(SHORT)}; or BENCH.METRIC[.p95] with a bench of "
            + ", ".join(each.word for each in BENCHES.values() if each.module),
        )
    return Gate(text, bench, metric, percentile, found["subject"] or "", float(found["limit"]), found["unit"])


def _outcomes(gate: Gate, document: Json) -> Iterator[Outcome]:
    found = [pair for pair in metrics(document) if _is_meant(gate, *pair)]
    if not found:
        yield Outcome(gate, False, f"{gate.text}: nothing was measured for it")
    for section, metric in found:
        yield _outcome(gate, section["subject"], metric)
    for section in document["sections"] if found and not gate.subject else ():
        if section["bench"] == gate.bench and has_failed(section) and not is_beside(section):
            yield Outcome(gate, False, f"{gate.text}: {section['subject']} broke, so nothing was measured of it")


def _is_meant(gate: Gate, section: Json, metric: Json) -> bool:
    if (section["bench"], metric["name"]) != (gate.bench, gate.metric):
        return False
    return section["subject"] == gate.subject if gate.subject else not is_beside(section)


def _outcome(gate: Gate, subject: str, metric: Json) -> Outcome:
    limit = _limit(gate, metric["unit"])
    if limit is None:
        return Outcome(
            gate, False, f"{gate.text}: it is measured in {_unit(metric['unit'])}, not in {gate.unit or 'numbers'}"
        )
    percentile = gate.percentile if metric["kind"] == "samples" else ""
    value = metric.get(percentile) if percentile else typical(metric)
    more = metric.get("better") == "higher"
    passed = value is not None and (value >= limit if more else value <= limit)
    measured = "a miss" if value is None else figure(value, metric["unit"])
    allowed = f"{'at least' if more else 'at most'} {figure(limit, metric['unit'])}"
    return Outcome(gate, passed, f"{gate.text}: {measured} in {subject}, {allowed} allowed")


def _limit(gate: Gate, unit: str) -> float | None:
    """In the metric's own unit; None if that cannot be."""
    if gate.unit in ("", unit):
        return None if unit == "share" and gate.limit > 1 else gate.limit
    scale = _SCALE.get((gate.unit, unit))
    return None if scale is None else gate.limit * scale


def _unit(unit: str) -> str:
    return "per cent" if unit == "share" else unit or "numbers"
