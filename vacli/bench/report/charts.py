"""The charts of a result: where the time goes, how figures are distributed, what waiting buys, how many callers fit."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from vacli.bench.reading import STAGES, Json, figure, hidden, is_headline, title, waterfall
from vacli.bench.report.drawing import COLOURS, Chart, drawn, legend

FEWEST = 4
"""Measurements below which a distribution is a row of dots."""
LINES = 8
"""Curves in one chart."""


def charts(document: Json) -> list[Chart]:
    """Those that the result has data for."""
    sections = document["sections"]
    whole = [each for each in sections if waterfall(each)]
    found = [_waterfalls(whole), _hidden([each for each in whole if hidden(each)])]
    found += _distributions([each for each in sections if each["bench"] == "e2e"])
    found += [_endpointing([each for each in sections if _points(each, "curve")])]
    found += [_load(each) for each in sections if _points(each, "callers")]
    found += _distributions([each for each in sections if each["bench"] != "e2e"])
    return [each for each in found if each]


def _waterfalls(sections: Sequence[Json]) -> Chart | None:
    """Stages one after the other, a bar a class."""
    if not sections:
        return None
    rows = []
    for each in sections:
        stages = waterfall(each)
        cells = (f"{stages.get(name, 0.0):.0f}" for name in STAGES)
        rows.append((each["subject"], *cells, f"{sum(stages.values()):.0f}"))
    told = "; ".join(f"{row[0]}: {row[-1]} ms in all" for row in rows)
    columns = ("ms, on average", *(title(name) for name in STAGES), "in all")
    chart = Chart("Where the time goes, from the end of speech to the reply", f"Stacked bars. {told}.", columns, rows)
    with drawn(chart, 1.5 + 0.36 * len(sections)) as axes:
        for row, each in enumerate(sections):
            _bar(axes, row, each)
        axes.set_yticks(range(len(sections)), [each["subject"] for each in sections])
        axes.invert_yaxis()
        axes.axvline(0, color="#888888", linewidth=0.8)
        axes.set_xlabel("ms after the end of speech, on average")
        axes.grid(axis="x")
        axes.set_axisbelow(True)
        legend(axes, 3)
    return chart


def _bar(axes: Any, row: int, section: Json) -> None:
    """Negative stages (ended too soon) are drawn as they are."""
    at = 0.0
    stages = waterfall(section)
    for number, name in enumerate(STAGES):
        ms = stages.get(name, 0.0)
        axes.barh(row, ms, left=at, height=0.62, color=COLOURS[number], label=title(name) if not row else None)
        at += ms


def _hidden(sections: Sequence[Json]) -> Chart | None:
    """How much was prepared: it took so long, but at no known time before its stage came up."""
    if not sections:
        return None
    rows = [(each["subject"], f"{hidden(each):.0f}") for each in sections]
    told = "; ".join(f"{subject}: {ms} ms hidden" for subject, ms in rows)
    chart = Chart("Work that nobody waited for", f"Bars. {told}.", ("ms, on average", "hidden"), rows)
    chart.notes.append("Done before its stage came up, so it is in none of the stages. How long it took, not when.")
    with drawn(chart, 0.9 + 0.36 * len(sections)) as axes:
        lengths = [hidden(each) for each in sections]
        axes.barh(range(len(sections)), lengths, height=0.62, color="none", edgecolor="#888888", hatch="////")
        axes.set_yticks(range(len(sections)), [each["subject"] for each in sections])
        axes.invert_yaxis()
        axes.set_xlabel("ms of work, on average")
        axes.grid(axis="x")
        axes.set_axisbelow(True)
    return chart


def _distributions(sections: Sequence[Json]) -> Iterator[Chart]:
    """Of every headline figure: what share of the measurements was at most so long."""
    found: dict[tuple[str, str], list[tuple[str, Json]]] = {}
    for section in sections:
        for metric in section["metrics"]:
            if metric["kind"] == "samples" and is_headline(section, metric) and len(metric["values"]) >= FEWEST:
                found.setdefault((section["bench"], metric["name"]), []).append((section["subject"], metric))
    for (bench, name), lines in found.items():
        yield _distribution(f"{bench}: {title(name)}", lines)


def _distribution(name: str, lines: Sequence[tuple[str, Json]]) -> Chart:
    unit = lines[0][1]["unit"]
    columns = ("subject", "n", "p50", "p90", "p95", "p99", "max", "misses")
    rows = [
        (subject, str(each.get("n")), *(_cell(each, key) for key in columns[2:-1]), str(each.get("misses", 0)))
        for subject, each in lines
    ]
    told = "; ".join(f"{row[0]}: median {row[2]}, 95 % within {row[4]}" for row in rows)
    chart = Chart(f"Distribution of {name}", f"Cumulative curves. {told}.", columns, rows)
    chart.notes.append("Whole line: the median; dashed: 95 % lie left of it.")
    if len(lines) > LINES:
        chart.notes.append(f"The first {LINES} of {len(lines)} are drawn; the table has all.")
    with drawn(chart, 2.9) as axes:
        for number, (subject, metric) in enumerate(lines[:LINES]):
            _curve(axes, subject, metric, COLOURS[number])
        for share in (0.5, 0.95):
            axes.axhline(share, color="#888888", linewidth=0.6, linestyle=":")
        axes.set_ylim(0, 1.02)
        axes.set_yticks([0, 0.25, 0.5, 0.75, 0.95], ["0", "25 %", "50 %", "75 %", "95 %"])
        axes.set_xlabel(f"{name.partition(': ')[2]}, {unit}")
        axes.grid(axis="x")
        legend(axes, 2)
    return chart


def _curve(axes: Any, subject: str, metric: Json, colour: str) -> None:
    """A miss takes its share of the height and stands nowhere. Vertical lines: p50 (whole) and p95 (dashed)."""
    values = np.sort([value for value in metric["values"] if value is not None])
    shares = np.arange(1, len(values) + 1) / len(metric["values"])
    if len(values):
        axes.step(values, shares, where="post", color=colour, linewidth=1.4, label=subject)
    for key, style, top in (("p50", "-", 0.5), ("p95", "--", 0.95)):
        if metric.get(key) is not None:
            axes.vlines(metric[key], 0, top, color=colour, linewidth=0.7, linestyle=style)


def _endpointing(sections: Sequence[Json]) -> Chart | None:
    """How late against how often too soon; down and to the left is better."""
    if not sections:
        return None
    lines = {each["subject"]: _points(each, "curve") for each in sections}
    rows = [
        (subject, str(each.get("policy", "")), _share(each.get("cutoff")), _ms(each.get("p50")), _ms(each.get("p95")))
        for subject, points in lines.items()
        for each in points
    ]
    told = "; ".join(f"{subject}: " + ", ".join(_at(each) for each in points) for subject, points in lines.items())
    columns = ("policy", "at", "cut off", "p50", "p95")
    chart = Chart("Waiting against cutting off", f"A curve a policy. {told}.", columns, rows)
    chart.notes.append("Down and to the left is better: sooner, and fewer people cut off.")
    with drawn(chart, 3.2) as axes:
        for number, (subject, points) in enumerate(lines.items()):
            pairs = sorted((each["p50"], 100 * each["cutoff"]) for each in points if _both(each))
            if pairs:
                axes.plot(*zip(*pairs, strict=True), "o-", color=COLOURS[number % 8], label=subject,
                          markersize=3.5, linewidth=1.2)  # fmt: skip
        axes.set_xlabel("end of speech to end of turn, ms (median)")
        axes.set_ylabel("cut off, %")
        axes.set_ylim(bottom=0)
        axes.grid()
        legend(axes, 2)
    return chart


def _load(section: Json) -> Chart:
    """How soon callers are answered when so many speak at once."""
    points = _points(section, "callers")
    columns = ("callers", "p50", "p95")
    rows = [(str(each["callers"]), _ms(each.get("p50")), _ms(each.get("p95"))) for each in points]
    told = "; ".join(f"{row[0]} callers: median {row[1]}, p95 {row[2]}" for row in rows)
    chart = Chart(f"Callers at once: {section['subject']}", f"Two curves. {told}.", columns, rows)
    with drawn(chart, 2.9) as axes:
        for number, key in enumerate(("p50", "p95")):
            pairs = [(each["callers"], each[key]) for each in points if each.get(key) is not None]
            if pairs:
                axes.plot(*zip(*pairs, strict=True), "o-", color=COLOURS[number], label=key, markersize=4)
        axes.set_xticks([each["callers"] for each in points])
        axes.set_xlabel("callers at once")
        axes.set_ylabel("ms")
        axes.set_ylim(bottom=0)
        axes.grid()
        legend(axes)
    return chart


def _points(section: Json, name: str) -> list[Mapping[str, Any]]:
    """A curve of the section's details; nothing if it is not one."""
    found = (section.get("details") or {}).get(name)
    return (
        [each for each in found if isinstance(each, dict) and name in (*each, "curve")]
        if isinstance(found, list)
        else []
    )


def _both(point: Mapping[str, Any]) -> bool:
    return all(isinstance(point.get(key), int | float) for key in ("p50", "cutoff"))


def _at(point: Mapping[str, Any]) -> str:
    return f"{_share(point.get('cutoff'))} at {_ms(point.get('p50'))}"


def _cell(metric: Json, key: str) -> str:
    value = metric.get(key)
    return "miss" if value is None else figure(value, metric["unit"])


def _ms(value: Any) -> str:
    return f"{value:.0f} ms" if isinstance(value, int | float) else "miss"


def _share(value: Any) -> str:
    return f"{100 * value:.1f} %" if isinstance(value, int | float) else "none"
