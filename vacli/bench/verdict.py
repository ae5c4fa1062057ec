"""One line of what was found: how soon this machine answers, what takes longest, what to try. Knows plain JSON only."""

from collections.abc import Sequence
from typing import Any

from vacli.bench.reading import HEADLINES, OTHERS, STARVED, Json, figure, is_beside, size, title, typical, waterfall

MANY_MISSES = 0.1
"""Share of turns without the right answer from which speed is no longer the first thing to mend."""
MANY_CUT = 0.05

USUAL = ("quick", "llm")
"""Classes of reply that a machine is known by; what comes from a cache says nothing of its engines."""

PARTS = {
    "endpoint_hold": "waiting for you to be done",
    "stt_tail": "the recogniser",
    "understand": "understanding",
    "llm_ttft": "the language model",
    "first_clause": "the language model",
    "tts_ttfb": "the voice",
    "tts_lead_silence": "the voice",
    "sink": "the sound output",
}
ADVICE = {
    "endpoint_hold": "wait less after complete requests: vacli config set turns.complete 120",
    "stt_tail": "try a faster recogniser: vacli bench stt",
    "understand": "see what it has to look through: vacli skills list",
    "llm_ttft": "try a smaller language model: vacli models list --kind gguf",
    "first_clause": "try a smaller language model: vacli models list --kind gguf",
    "tts_ttfb": "try another voice: vacli bench tts",
    "tts_lead_silence": "try another voice: vacli bench tts",
    "sink": "look at the sound device: vacli doctor",
}


def verdict(sections: Sequence[Json]) -> str:
    """Of the whole run, in one line."""
    turns = [each for each in sections if each["bench"] == "e2e" and each["metrics"] and not is_beside(each)]
    answering = [each for each in turns if size(_metric(each, "v2v") or {"kind": "samples", "n": 0})]
    if not answering:
        return _without_turns(sections)
    answering = [each for each in answering if each["subject"] in USUAL] or answering
    found = ["this machine answers " + " and ".join(_speed(each) for each in answering)]
    found += filter(None, (_rates(answering), _slowest(answering)))
    return "; ".join([*found, _advice(answering)])


def _speed(section: Json) -> str:
    metric: Any = _metric(section, "v2v")
    subject = f" ({section['subject']})"
    if metric.get("p50") is None:
        return f"in no usual time, for most turns were missed{subject}"
    tail = "a miss" if metric.get("p95") is None else f"{metric['p95']:.0f}"
    return f"in {metric['p50']:.0f} ms, p95 {tail}{subject}"


def _rates(turns: Sequence[Json]) -> str:
    told = ((name, _worst(turns, name)) for name in ("miss", "false_cutoff"))
    words = {"miss": "missed", "false_cutoff": "cut off"}
    return ", ".join(f"{figure(rate, 'share')} {words[name]}" for name, rate in told if rate is not None)


def _slowest(turns: Sequence[Json]) -> str:
    stage, ms = _slowest_stage(turns)
    return f"the slowest part is {PARTS[stage]} ({ms:.0f} ms)" if stage else ""


def _advice(turns: Sequence[Json]) -> str:
    """The first thing to mend, and the command."""
    if starved := [note for each in turns for note in each.get("notes", ()) if note.startswith(STARVED)]:
        others = any(sign in note for note in starved for sign in OTHERS)
        why = (
            "other programs kept the machine busy: close them" if others else f"{STARVED}: try smaller models, or wait"
        )
        return f"{why} and measure again"
    if (_worst(turns, "miss") or 0) > MANY_MISSES:
        return "many turns were missed, so mend those first: vacli bench wer, vacli models list --kind whisper"
    if (_worst(turns, "false_cutoff") or 0) > MANY_CUT:
        return "it cuts people off: vacli config set turns.patient true"
    stage, _ = _slowest_stage(turns)
    return ADVICE[stage] if stage else "where the time goes: vacli bench stages"


def _slowest_stage(turns: Sequence[Json]) -> tuple[str, float]:
    """Of the slowest kind of turn: the part that takes longest, its stages taken together."""
    section = max(turns, key=lambda each: typical(_metric(each, "v2v") or {"kind": "value"}) or float("inf"))
    stages = waterfall(section)
    if not stages:
        return "", 0.0
    together = {part: sum(ms for name, ms in stages.items() if PARTS[name] == part) for part in set(PARTS.values())}
    part = max(together, key=lambda each: together[each])
    stage = max((name for name in stages if PARTS[name] == part), key=lambda name: stages[name])
    return stage, together[part]


def _without_turns(sections: Sequence[Json]) -> str:
    """The first headline figure of each subject."""
    told = []
    for section in sections:
        for name in HEADLINES.get(section["bench"], ()):
            metric = _metric(section, name)
            if metric and typical(metric) is not None and not is_beside(section):
                told.append(f"{section['subject']} {title(name)} {figure(typical(metric), metric['unit'])}")
                break
    return "; ".join(told) or "nothing could be measured: vacli doctor"


def _worst(sections: Sequence[Json], name: str) -> float | None:
    rates = [typical(metric) for each in sections if (metric := _metric(each, name))]
    return max((rate for rate in rates if rate is not None), default=None)


def _metric(section: Json, name: str) -> Json | None:
    return next((metric for metric in section["metrics"] if metric["name"] == name), None)
