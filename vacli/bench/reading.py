"""Reading a result: which figures carry its message, and how a figure is written for people. Knows plain JSON only."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from vacli.core.marks import WATERFALL

Json = Mapping[str, Any]

HEADLINES = {
    "vad": ("frame", "onset", "offset", "false_alarms"),
    "stt": ("first_partial", "tail", "rtf"),
    "llm": ("ttft_cold", "ttft_warm", "first_clause"),
    "tts": ("ttfa", "rtf"),
    "wer": ("wer",),
    "e2e": ("v2v", "v2v_label35", "miss", "false_cutoff"),
    "barge-in": ("silence", "missed"),
    "endpointing": ("delay", "false_cutoff"),
    "load": ("callers", "in_time"),
    "soak": ("memory_growth",),
}
"""Of each bench, the figures that say whether it went better or worse; the others say why."""

PERCENTILES = ("p50", "p90", "p95", "p99", "max")
STAGES = tuple(stage.name for stage in WATERFALL)
STARVED = "the machine was short of CPU"
"""How a note begins that `under.py` put beside figures of a machine that had other things to do."""
OTHERS = ("other processes took", "the hypervisor took")
"""What stands in such a note where it was not our own work that kept the machine busy."""
_BESIDE = re.compile(r"\bbusy$|\bsequential\b|\bcold$|\bin noise$|, people$")


def metrics(document: Json) -> Iterator[tuple[Json, Json]]:
    """Every metric with its section."""
    for section in document["sections"]:
        yield from ((section, metric) for metric in section["metrics"])


def is_headline(section: Json, metric: Json) -> bool:
    return metric["name"] in HEADLINES.get(section["bench"], ())


def is_beside(section: Json) -> bool:
    """Measured for comparison only: under stress, or of another way to do it."""
    return bool(_BESIDE.search(section["subject"]))


def has_failed(section: Json) -> bool:
    """It has no figures because it broke, not because it is not installed."""
    return not section["metrics"] and bool((section.get("details") or {}).get("failed"))


def typical(metric: Json) -> float | None:
    """The one number to name: the median, the share, the value. None: nothing, or the median is a miss."""
    found = metric.get("p50") if metric["kind"] == "samples" else metric.get("value")
    return None if found is None else float(found)


def size(metric: Json) -> int:
    """How many measurements it rests on."""
    return int(metric.get("n", metric.get("whole", 1)))


def sure(metric: Json) -> tuple[float, float] | None:
    """Within which the typical number lies with 95 % confidence, where that is known."""
    found = metric.get("p50_interval" if metric["kind"] == "samples" else "interval")
    if not found or None in found:
        return None
    return float(found[0]), float(found[1])


def figure(value: float | None, unit: str) -> str:
    """A number with its unit, in three figures."""
    if value is None:
        return "none"
    if unit == "share":
        return f"{100 * value:.1f} %" if 0 < abs(value) < 0.1 else f"{100 * value:.0f} %"
    return f"{number(value)} {unit}".strip()


def number(value: float) -> str:
    if not math.isfinite(value) or value == int(value):
        return f"{value:,.0f}"
    return f"{value:,.{max(0, 2 - math.floor(math.log10(abs(value))))}f}" if abs(value) < 100 else f"{value:,.0f}"


def about_range(bounds: tuple[float, float] | None, unit: str) -> str:
    """An interval; the unit stands once."""
    if bounds is None:
        return ""
    low, high = ((100 * bound, "%") if unit == "share" else (bound, unit) for bound in bounds)
    return f"{number(low[0])} to {number(high[0])} {low[1]}".strip()


def title(name: str) -> str:
    return name.replace("_", " ")


def waterfall(section: Json) -> dict[str, float]:
    """Mean ms of each stage, in order, so that they add up; nothing where the section has no stages."""
    found = {name: mean for name in STAGES if (mean := _mean(section, name)) is not None}
    return found if STAGES[0] in found else {}


def hidden(section: Json) -> float:
    """Mean ms of work that was done before its stage came up: nobody waited for it."""
    return _mean(section, "hidden") or 0.0


def notes(sections: Iterable[Json]) -> dict[str, list[str]]:
    """Each remark once, with what it is about. That the machine was busy is one remark, whatever its figures."""
    found: dict[str, list[str]] = {}
    for section in sections:
        for note in section.get("notes", ()):
            told = f"{STARVED}: these figures say little" if str(note).startswith(STARVED) else str(note)
            found.setdefault(told, []).append(f"{section['bench']} {section['subject']}")
    return found


def _mean(section: Json, name: str) -> float | None:
    metric = next((each for each in section["metrics"] if each["name"] == name), None)
    values = [value for value in (metric or {}).get("values", ()) if value is not None]
    return sum(values) / len(values) if values else None
