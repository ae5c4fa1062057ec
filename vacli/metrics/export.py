"""Turns for other programs: CSV, a row each, and Prometheus text. Knows no database."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TextIO

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

from vacli.metrics.row import STAGES, Row
from vacli.metrics.tally import LAST, SECONDS, Key

ENGINES = ("vad", "stt", "llm", "tts")
COUNTERS = {
    "vacli_turns": ("Turns by where they came from and what answered them.", ("origin", "class")),
    "vacli_turns_without_time": (
        "Spoken turns without a waterfall, by the first mark they lack.",
        ("class", "missing"),
    ),
    "vacli_faults": ("Faults in turns, by stage.", ("stage",)),
    "vacli_interrupted": ("Spoken turns whose answer was broken off by the user.", ("class",)),
    "vacli_false_cutoffs": ("Turns ended too soon whose answer was heard.", ()),
    "vacli_drafts": ("Answers prepared before the end of a turn.", ("fate",)),
    "vacli_wasted_cpu_seconds": ("Processor time of answers prepared in vain.", ()),
}
HISTOGRAMS = {
    "vacli_turn_seconds": ("From the ESTIMATED end of speech to the first audible sample.", ("class",)),
    "vacli_stage_seconds": (
        "Stages of the waterfall; the first one from the ESTIMATED end of speech.",
        ("stage", "class"),
    ),
}


def write_csv(rows: Iterable[Row], file: TextIO) -> None:
    """The header, then a turn a line, times in ms; `time` is when it ended, with its zone."""
    apart = ("at", "engines", "hidden")
    names = [name for name in Row._fields if name not in apart]
    hidden = [f"hidden_{name}" for name in STAGES]
    writer = csv.DictWriter(file, ["time", *names, *hidden, *ENGINES], extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        done = {f"hidden_{name}": ms for name, ms in json.loads(row.hidden).items()}
        at = datetime.fromtimestamp(row.at).astimezone().isoformat(timespec="milliseconds")
        writer.writerow({"time": at, **row._asdict(), **done, **json.loads(row.engines)})


def prometheus(counts: Mapping[Key, float]) -> str:
    """What `tally` counted, as the text that Prometheus reads."""
    registry = CollectorRegistry()
    registry.register(_Counts(counts))
    return generate_latest(registry).decode()


class _Counts(Collector):
    def __init__(self, counts: Mapping[Key, float]) -> None:
        self._counts = counts

    def collect(self) -> Iterator[CounterMetricFamily | HistogramMetricFamily]:
        for name, (help, labels) in COUNTERS.items():
            family = CounterMetricFamily(name, help, labels=labels)
            for values, count in self._of(name).items():
                family.add_metric(values, count)
            yield family
        for name, (help, labels) in HISTOGRAMS.items():
            yield self._histogram(name, help, labels)

    def _histogram(self, name: str, help: str, labels: tuple[str, ...]) -> HistogramMetricFamily:
        family = HistogramMetricFamily(name, help, labels=labels)
        found = self._of(name)
        for values in dict.fromkeys(key[:-1] for key in found):
            until, buckets = 0.0, []
            for bound in (*map(str, SECONDS[name]), LAST):
                until += found.get((*values, bound), 0.0)
                buckets.append((bound, until))
            family.add_metric(values, buckets, found[*values, "sum"])
        return family

    def _of(self, name: str) -> dict[tuple[str, ...], float]:
        return {labels: count for (metric, labels), count in sorted(self._counts.items()) if metric == name}
