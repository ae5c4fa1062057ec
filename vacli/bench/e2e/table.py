"""Many turns as a section: samples, shares, and what must be known to read them. Knows no sound.

A turn is never left out: one without a reply is a miss, one without a mark is counted and its mark named.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from vacli.bench.e2e.turns import Result
from vacli.bench.result import Metric, Samples, Section, Share, Value, skipped
from vacli.bench.spread import RESAMPLED
from vacli.config import Config
from vacli.core.marks import WATERFALL
from vacli.core.words import primary

BENCH = "e2e"
STAGES = tuple(stage.name for stage in WATERFALL)


def section(
    subject: str,
    results: Sequence[Result],
    stack: Mapping[str, str],
    notes: Sequence[str] = (),
    more: Sequence[Metric] = (),
) -> Section:
    """Of turns of one class, one condition."""
    metrics = (times("v2v", results), *stages(results), *rates(results), *more)
    return Section(BENCH, subject, metrics, stack, (*notes, *remarks(results)), details(results))


def foreign(bench: str, subject: str, config: Config) -> Section | None:
    """Why what is said in English cannot be said to these settings; None: it can."""
    if (language := primary(config.stt.language or "en")) == "en":
        return None
    fix = f"vacli bench {bench} --input DIR; or VACLI_STT_LANGUAGE=en vacli bench {bench}"
    return skipped(bench, subject, f"the questions are English, and vacli is set to {language}", fix)


def times(name: str, results: Sequence[Result], later: Sequence[float] = ()) -> Samples:
    """From the end of speech to the reply; by a label that lies so many ms before the one of the clock."""
    more = later or [0.0] * len(results)
    about = "ms from the end of the last word to the first audible sample of the reply; a miss is slower than any"
    values = [None if each.why or each.v2v is None else each.v2v + ms for each, ms in zip(results, more, strict=True)]
    return Samples(name, "ms", values, about=about)


def stages(results: Sequence[Result]) -> list[Samples]:
    """The waterfall of the turns that were answered, what was hidden in it, and what was done in vain."""
    whole = [each for each in results if not each.why and not each.missing]
    found = [Samples(name, "ms", [each.stages[name] for each in whole], about="waterfall") for name in STAGES]
    hidden = Samples("hidden", "ms", [each.hidden_ms for each in whole], "neither", "done before anybody waited for it")
    wasted = Samples(
        "wasted_cpu",
        "ms",
        [each.wasted_ms for each in results],
        about="CPU of the thread that made drafts which nobody heard",
    )
    ear = [abs(each.ear - each.v2v) for each in whole if each.ear is not None and each.v2v is not None]
    beside = Samples("ear_beside_dac", "ms", ear, "neither", "the same moment as a recording of the loudspeaker has it")
    return [*found, hidden, wasted, beside]


def rates(results: Sequence[Result]) -> list[Share]:
    n, answered = len(results), [each for each in results if not each.why]
    counted = {
        "miss": sum(bool(each.why) for each in results),
        "false_cutoff": sum(each.cut_off for each in results),
        "early": sum(each.early for each in results),
        "talk_over": sum(each.talked_over for each in results),
        "missed_endpoint": sum(each.unended for each in results),
        "unanchored": sum(bool(each.missing) for each in results),
    }
    good = {
        "heard_right": (sum(each.right for each in results), n),
        "draft_hit": (sum(bool(each.drafts_used) for each in results), n),
        "sums": (sum(each.adds_up for each in answered), len(answered)),
    }
    return [
        *(Share(name, part, n, about=ABOUT[name]) for name, part in counted.items()),
        *(Share(name, part, whole, "higher", ABOUT[name]) for name, (part, whole) in good.items()),
    ]


ABOUT = {
    "miss": "no reply, a late one, one to other words, of another class, or cut off",
    "false_cutoff": "ended before the user was done, and the user noticed: heard a reply, or lost words",
    "early": "ended before the user was done, noticed or not",
    "talk_over": "a reply sounded before the user was done: its time is negative",
    "missed_endpoint": "the turn was not over 2 s after the speech",
    "unanchored": "a mark of the waterfall is missing: no end of speech, or nothing was heard",
    "heard_right": "the transcript is what was said",
    "draft_hit": "answered by what had been prepared before the turn was over",
    "sums": "of the answered: the stages add up to the whole within 1 ms",
}


def remarks(results: Sequence[Result]) -> list[str]:
    """What went wrong, by reason; which marks are missing; whether the sound came in time."""
    found = []
    if misses := Counter(each.why for each in results if each.why):
        found.append("misses: " + ", ".join(f"{why} {count}" for why, count in misses.most_common()))
    if marks := Counter(mark for each in results for mark in each.missing):
        found.append("turns without a mark: " + ", ".join(f"{mark} {count}" for mark, count in marks.items()))
    if late := sum(bool(each.underflows) for each in results):
        found.append(f"the person's own sound came late in {late} of {len(results)} turns: the machine was overloaded")
    return found


def details(results: Sequence[Result]) -> dict[str, object]:
    return {"turns": [each.as_json() for each in results]}


def cost(spent: float, turns: int, seconds: float) -> list[Metric]:
    """What it took to record all this: seconds of CPU, over so many turns in so many seconds."""
    about = "CPU that recording the events of a turn took, beside the marks that every turn keeps anyway"
    share = Value("overhead_cpu", "%", 100 * spent / max(seconds, 1e-3), about="the same, of one processor")
    return [Value("overhead", "ms", 1000 * spent / max(1, turns), about=about), share]


def ratios(baseline: Sequence[Result], ours: Sequence[Result]) -> list[Value]:
    """How many times as long the baseline takes, in the median, on the same clips; with an interval by bootstrap."""
    pairs = [(_time(one), _time(other)) for one, other in zip(baseline, ours, strict=True)]
    both = [pair for pair in pairs if np.isfinite(pair).all()]
    about = "median of the baseline by that of vacli, the same clips turn about"
    return [
        _ratio("ratio", pairs, f"{about}; a miss is slower than any"),
        _ratio("ratio_answered", both, f"{about}; only the {len(both)} of {len(pairs)} clips that both answered"),
    ]


def _time(each: Result) -> float:
    return float("inf") if each.why or each.v2v is None else each.v2v


def _ratio(name: str, pairs: Sequence[tuple[float, float]], about: str) -> Value:
    if not pairs:
        return Value(name, "x", None, "higher", about)
    table = np.asarray(pairs)
    drawn = np.random.default_rng(0).integers(len(table), size=(RESAMPLED, len(table)))
    found = [_of_medians(table[rows]) for rows in drawn]
    low, high = np.percentile(found, [2.5, 97.5], method="inverted_cdf")
    sure = (round(float(low), 3), round(float(high), 3)) if np.isfinite(found).all() else None
    return Value(name, "x", _of_medians(table), "higher", about, sure)


def _of_medians(table: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> float:
    """NaN where ours falls on a miss, infinite where the baseline's does."""
    theirs, ours = np.percentile(table, 50, axis=0, method="inverted_cdf")
    return float(theirs / ours) if np.isfinite(ours) else float("nan")
