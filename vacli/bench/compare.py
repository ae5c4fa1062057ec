"""Two results side by side: what changed, what is noise, and what else was not the same.

The pair is called `no change` unless a headline figure changed; of how many nobody can tell stands beside it. The level
at which one counts keeps the chance of any false alarm among all headline figures at 5 % (Bonferroni): with forty
figures at 5 % each, two would change every time.
The machine's own speed is measured in every run (`reference`), and a figure is judged with it in mind (noise.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vacli.bench.noise import CANNOT, NO_CHANGE, RESAMPLED, TIMES, Draws, Judged, Machine, judge
from vacli.bench.reading import Json, is_headline, metrics
from vacli.bench.reference import NAME, ROUNDS, SECTION
from vacli.bench.spread import drawn

FALSE_ALARM = 0.05
FEWEST_P95 = 60
"""Measurements below which the 95th percentile is no more than one or two of them."""
MACHINE = ("cpu", "cores_usable", "memory_mb", "system", "python", "vacli", "revision")

Key = tuple[str, str, str]
Found = dict[Key, tuple[Json, Json]]


@dataclass(frozen=True)
class Change:
    bench: str
    subject: str
    name: str
    unit: str
    headline: bool
    judged: Judged


@dataclass(frozen=True)
class Comparison:
    """`machine`: how much slower it was itself, 0.03 = 3 %; `unlike`: what forbids to compare like for like."""

    verdict: str
    changes: Sequence[Change]
    machine: float | None
    unsteady: float  # by how much the machine's speed varied within one of the runs, 0.03 = 3 %
    unlike: Sequence[str]


def compare(before: Json, after: Json) -> Comparison:
    """`after` seen from `before`."""
    old, new = (_found(document) for document in (before, after))
    shared = [key for key in old if key in new and key[0] != SECTION]
    machine = _machine(old, new)
    level = FALSE_ALARM / max(1, sum(is_headline(*old[key]) for key in shared))
    changes = [each for key in shared for each in _changes(key, old[key], new[key][1], level, machine)]
    moved = None if machine.drift is None else round(float(np.median(machine.drift)) - 1, 4)
    unsteady = round(machine.unsteady, 4)
    return Comparison(
        _verdict(changes, after["what"]), changes, moved, unsteady, [*_unlike(before, after), *_only_one(old, new)]
    )


def _changes(key: Key, pair: tuple[Json, Json], new: Json, level: float, machine: Machine) -> Iterator[Change]:
    section, old = pair
    bench, subject, name = key
    yield Change(bench, subject, name, old["unit"], is_headline(section, old), judge(old, new, level, machine))
    if old["kind"] == new["kind"] == "samples" and min(len(old["values"]), len(new["values"])) >= FEWEST_P95:
        yield Change(bench, subject, f"{name} p95", old["unit"], False, judge(old, new, level, machine, 95))


def _verdict(changes: Sequence[Change], what: str) -> str:
    """Of the pair. Figures that come out the same every time do not speak for the speed of the others."""
    main = [each for each in changes if each.headline]
    told = [each.judged.verdict for each in main]
    found = [verdict for verdict in told if verdict not in (NO_CHANGE, CANNOT)]
    if found:
        return ", ".join(f"{found.count(kind)} {kind}" for kind in dict.fromkeys(found)) + f" of {len(told)}"
    speeds = [each for each in main if each.unit in TIMES and not each.judged.same] or main
    if 2 * sum(each.judged.few for each in speeds) > len(speeds):
        return f"too short to compare: vacli bench {'e2e' if what == 'quick' else f'{what} --n 20'} --save NAME"
    verdicts = [each.judged.verdict for each in speeds]
    if not speeds or 2 * verdicts.count(CANNOT) > len(verdicts):
        return CANNOT
    unknown = told.count(CANNOT)
    return NO_CHANGE + (f" ({unknown} of {len(told)} cannot be told)" if unknown else "")


def _machine(old: Found, new: Found) -> Machine:
    """What both runs tell of the machine's own speed; nothing where one of them tells nothing."""
    key = (SECTION, NAME, NAME)
    if key not in old or key not in new:
        return Machine()
    one, other = (np.array([value for value in found[key][1]["values"] if value]) for found in (old, new))
    if min(len(one), len(other)) < ROUNDS:
        return Machine()
    drift = drawn(other, 50, 2, RESAMPLED) / drawn(one, 50, 1, RESAMPLED)
    return Machine(drift, max(_unsteady(one), _unsteady(other)))


def _unsteady(times: Draws) -> float:
    """Between the quicker and the slower of the moments at which it was timed; each stands for its median."""
    moments = [float(np.median(times[at : at + ROUNDS])) for at in range(0, len(times), ROUNDS)]
    low, high = np.percentile(moments, [10, 90])
    return float(high / low - 1)


def _found(document: Json) -> Found:
    return {
        (section["bench"], section["subject"], metric["name"]): (section, metric)
        for section, metric in metrics(document)
    }


def _unlike(before: Json, after: Json) -> list[str]:
    """What else differs between the two."""
    one, other = (document["machine"] for document in (before, after))
    found = [f"{key}: {one.get(key)} / {other.get(key)}" for key in MACHINE if one.get(key) != other.get(key)]
    found += _differences("package", one.get("packages", {}), other.get("packages", {}))
    found += _differences("setting", before["settings"], after["settings"])
    found += _differences("threads", before.get("threads", {}), after.get("threads", {}))
    found += _differences("model", _models(before), _models(after))
    if before["partial"] or after["partial"]:
        found.append("one of them was interrupted")
    return found


def _differences(what: str, one: Any, other: Any) -> list[str]:
    names = sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
    return [f"{what} {name}: {one.get(name, 'none')} / {other.get(name, 'none')}" for name in names]


def _models(document: Json) -> dict[str, str]:
    return {
        f"{each.get('stage')} {each.get('engine')}": f"{each.get('model')} {str(each.get('sha256'))[:12]}"
        for each in document["models"]
    }


def _only_one(old: Found, new: Found) -> list[str]:
    apart = {key[:2] for key in old} ^ {key[:2] for key in new}
    return [f"only in one of them: {bench} {subject}" for bench, subject in sorted(apart)]
