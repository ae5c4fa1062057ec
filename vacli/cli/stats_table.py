"""The figures of `vacli stats` for a person, in 80 columns of plain text: tables, rates, how they moved."""

import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from vacli.metrics.targets import BARS

WIDTH, LABEL = 80, 14
QUANTILES = ("mean", "p50", "p90", "p95", "p99", "max")
LEVELS, PLAIN = "▁▂▃▄▅▆▇█", "_.-=+*%#"
"""Of a trend, lowest first; the second where the terminal has no such characters."""
SLOTS = 45
"""The latest hours or days of a trend that are shown."""
MISSING = {
    "speech_end": "dropped before its end",
    "endpoint": "dropped before its end",
    "transcript": "nothing understood",
    "understood": "no answer",
    "first_token": "no answer",
    "first_clause": "printed, or no answer",
    "first_sound": "the voice gave no sound",
    "first_audible": "the voice gave no sound",
    "heard": "broken off before it sounded",
}
"""Why a turn has no time, by the first mark it lacks."""


def lines(found: Mapping[str, Any], last: str) -> Iterator[str]:
    """All of it. `last` as the user gave it."""
    if not found["groups"]:
        yield from _nothing(found, last)
        return
    yield from _head(found)
    yield ""
    yield from _summary(found)
    if found["by"] != "hour":
        for group in found["groups"]:
            if group["total"]["n"]:
                yield ""
                yield from _stages(group, found["by"])
    yield ""
    yield from _rates(found)
    if found["trend"]["points"]:
        yield from _trend(found["trend"], list(dict.fromkeys(group["class"] for group in found["groups"])))


def _nothing(found: Mapping[str, Any], last: str) -> Iterator[str]:
    yield f"No spoken turn in the last {last}."
    yield "Talk for a while (vacli listen) and ask again, or look further back: vacli stats --last 30d"
    if any(found["turns"].values()):
        yield _apart(found["turns"])


def _head(found: Mapping[str, Any]) -> Iterator[str]:
    since, until = (datetime.fromtimestamp(found[name]).strftime("%a %d %b %H:%M") for name in ("since", "until"))
    yield f"{_count(found['turns']['spoken'], 'spoken turn')}, {since} to {until}."
    yield from textwrap.wrap(
        "All times in ms and ESTIMATED: the clock starts at the end of speech as the detector heard it, and stops at "
        "the first audible sample. Not to be mixed with figures of vacli bench. The start lies",
        WIDTH,
    )
    for each in found["estimate_error_ms"]:
        side = "after" if each["p50"] >= 0 else "before"
        reach = f"80 % within {each['p10']:+.0f} to {each['p90']:+.0f}"
        yield from textwrap.wrap(
            f"{abs(each['p50']):.0f} ms {side} the true one in the median ({reach}), n = {each['n']} {each['speech']}",
            WIDTH,
            initial_indent="  ",
            subsequent_indent="    ",
        )


def _summary(found: Mapping[str, Any]) -> Iterator[str]:
    target, limit = found["target_ms"], found["limit_ms"]
    yield f"{'total':<{LABEL}}{'n':>6}{_cells(QUANTILES)}{f'<= {target}':>9}{f'<= {limit}':>9}"
    before = ""
    for group in found["groups"]:
        label, name, total = str(group["class"]), str(group["name"]), group["total"]
        if found["by"] == "hour":
            label = f"{name} {label}"
        elif found["by"] == "engine" and name != before:
            before = name
            yield from textwrap.wrap(name, WIDTH)
        if total["n"]:
            shares = f"{_percent(group['inside_target']):>9}{_percent(group['inside_limit']):>9}"
            yield f"{label:<{LABEL}}{total['n']:>6}{_cells(_numbers(total))}{shares}"
        if group["missing"]:
            told = _missing(group) if total["n"] else f"{label:<{LABEL - 3}} {_missing(group)}"
            yield from textwrap.wrap(
                told, WIDTH, initial_indent="" if not total["n"] else "  ", subsequent_indent="    "
            )


def _missing(group: Mapping[str, Any]) -> str:
    whys: dict[str, int] = {}
    for mark, count in group["missing"].items():
        why = MISSING.get(mark, mark)
        whys[why] = whys.get(why, 0) + count
    told = ", ".join(f"{why} {count}" for why, count in whys.items())
    return f"{_count(sum(whys.values()), 'turn')} without a time: {told}"


def _stages(group: Mapping[str, Any], by: str) -> Iterator[str]:
    whole = group["total"]["mean"]
    slowest = max(BARS, key=lambda bar: group["bars"][bar.name].get("mean", 0.0))
    part = group["bars"][slowest.name]["mean"] / whole if whole else None
    about = f" with {group['name']}" if by == "engine" else ""
    told = f"{group['class']}{about}: most goes into {slowest.name.replace('_', ' ')}, {_percent(part)} of the mean"
    yield from textwrap.wrap(told, WIDTH)
    yield f"{'':<27}{_cells(QUANTILES)}  inside budget"
    for bar in BARS:
        figures = group["bars"][bar.name]
        inside = "" if bar.budget is None else f"{_percent(figures['inside']):>7} of {bar.budget}"
        yield f"  {bar.name.replace('_', ' '):<25}{_cells(_numbers(figures))}{inside}"
        if len(bar.stages) > 1:
            for name in bar.stages:
                yield f"    {name:<23}{_cells(_numbers(group['stages'][name]))}"
    yield f"  {'done ahead, not waited':<25}{_cells(_numbers(group['hidden']))}"


def _rates(found: Mapping[str, Any]) -> Iterator[str]:
    rates = found["rates"]
    faults = ", ".join(f"{stage} {count}" for stage, count in rates["faults"].items())
    yield f"Of {_count(rates['turns'], 'spoken turn')}:"
    for name, value, about in (
        (
            "answered by a draft",
            rates["speculation_hit_rate"],
            f"{rates['wasted_cpu_ms_a_turn']} ms of CPU a turn in vain",
        ),
        ("from the cache", rates["cache_hit_rate"], "of the answers that need the language model"),
        ("ended too soon", rates["false_cutoff_rate"], "and the answer was heard by then"),
        ("broken off by you", rates["interruption_rate"], ""),
        ("with faults", rates["error_rate"], faults),
        ("short of CPU", rates["late_or_lost_rate"], "sound came late or was lost"),
    ):
        yield f"  {name:<20}{_percent(value, 1):>8}  {about}".rstrip()
    yield from textwrap.wrap(_apart(found["turns"]), WIDTH)


def _apart(turns: Mapping[str, int]) -> str:
    """Turns that have no end of speech to count from."""
    faults = f" ({turns['typed_with_faults']} with faults)" if turns["typed_with_faults"] else ""
    told = [f"{turns['typed']} typed{faults}", _count(turns["announcements"], "announcement")]
    told += [f"{turns['untimed']} spoken by files at --pace fast, where no time means anything"] * bool(
        turns["untimed"]
    )
    return f"Apart from these: {', '.join(told)}."


def _trend(trend: Mapping[str, Any], classes: Sequence[str]) -> Iterator[str]:
    """A line for the median and one for p95 of each class, from the first slot with a turn to the last."""
    slots = _slots(trend["step"], trend["points"][0]["at"], trend["points"][-1]["at"])
    if len(slots) < 2:
        return
    yield ""
    yield f"By the {trend['step']}, {slots[0]} to {slots[-1]}:"
    for kind in classes:
        at = {point["at"]: point for point in trend["points"] if point["class"] == kind and point["at"] in slots}
        most = max((point["p95"] for point in at.values()), default=0.0)
        for name in ("p50", "p95"):
            values = [at[slot][name] if slot in at else None for slot in slots]
            there = [value for value in values if value is not None]
            if there:
                told = f"{there[0]:.0f} then, {there[-1]:.0f} now, most {max(there):.0f}"
                yield f"  {kind if name == 'p50' else '':<9}{name} {spark(values, most)}  {told}"


def spark(values: Sequence[float | None], most: float) -> str:
    """A character a value, 0 at the bottom, `most` at the top; a gap where there is none."""
    levels = LEVELS if _can(LEVELS) else PLAIN
    top = len(levels) - 1
    return "".join(
        " " if value is None else levels[min(top, max(0, round(value / max(most, 1.0) * top)))] for value in values
    )


def _slots(step: str, first: str, last: str) -> list[str]:
    form, size = ("%Y-%m-%d %H:00", timedelta(hours=1)) if step == "hour" else ("%Y-%m-%d", timedelta(days=1))
    begin, end = (datetime.strptime(each, form) for each in (first, last))
    count = (end - begin) // size + 1
    return [(begin + size * number).strftime(form) for number in range(max(0, count - SLOTS), count)]


def _can(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def _numbers(spread: Mapping[str, float]) -> list[str]:
    return [f"{spread[name]:.0f}" if name in spread else "-" for name in QUANTILES]


def _cells(values: Sequence[str]) -> str:
    return "".join(f"{value:>6}" for value in values)


def _percent(value: float | None, places: int = 0) -> str:
    return "-" if value is None else f"{100 * value:.{places}f} %"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
