"""When does a turn end? False cutoffs and delay on the pause set, adaptive holds beside plain silence. No device.

`python -m vacli.bench.endpoint.policies [--patient]`. SYNTHETIC speech (pauses.py), heard once (hearing.py); then every
policy decides over the same record: frames as they come, words from the moment at which the recogniser would have had
them. Each item is a session of its own: nothing learned from one item helps with the next.

A **false cutoff** is an end of the turn before the speech is over, unless the user goes on before the reply would
sound, AUDIBLE after it: then the answer that was prepared is dropped and nobody noticed. `early` counts those too. A
**missed endpoint** is a turn that is not over 2 s after the speech. `delay` is from the true end of speech to the end
of the turn, over the items whose turn ended there; there is no delay for the others, and they are counted.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vacli.bench.endpoint.hearing import Heard, hear_all, restore, save
from vacli.bench.endpoint.pauses import COMPLETE, HESITATION, SEED, UNFINISHED, Item
from vacli.bench.speech.clips import RATE
from vacli.bench.spread import percentiles, share
from vacli.core.meaning import Understander
from vacli.core.words import Completeness
from vacli.live.judge import Judge
from vacli.turns import PATIENT, Rules, Turns, What

AUDIBLE = 0.06
"""Seconds from the end of the turn to the first audible sample of a reply that lay ready: the loudspeaker's latency."""
MISSED = 2.0
PLAIN = tuple(range(100, 1700, 100))
"""Holds in ms of the curve of plain silence."""


@dataclass(frozen=True, slots=True)
class News:
    """From sample `at` on it is known what the words up to sample `until` amount to."""

    at: int
    completeness: Completeness
    until: int
    meant: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """`delay` in ms from the true end of speech; None: the turn did not end there. `rule`: what ended it.

    `right`: the recogniser had every word in the end.
    """

    kind: str
    known: bool
    right: bool
    early: bool
    cut_off: bool
    missed: bool
    delay: float | None
    rule: str


def figures(
    n: int = 300, *, patient: bool = False, flags: Mapping[str, Any] | None = None, record: Path | None = None
) -> dict[str, Any]:
    """The table of each policy. What was heard is kept in `record`, or taken from it. EngineMissing, ModelMissing."""
    from vacli.bench.machine import machine
    from vacli.understand.understanding import open_language

    if record and record.exists():
        heard, about = restore(record, n)
    else:
        heard, about = hear_all(n, SEED, flags or {})
        if record:
            save(record, heard, SEED, about)
    understander = open_language("en")
    told = [news(each, understander) for each in heard]
    rules = PATIENT if patient else Rules()
    ended = {
        name: [decide(*each, policy) for each in zip(heard, told, strict=True)]
        for name, policy in policies(rules).items()
    }
    return {
        "speech": "espeak-ng, synthetic",
        "n": len(heard),
        "seed": SEED,
        "stack": about,
        "right_text": share(sum(each.final == each.item.text for each in heard), len(heard)),
        "policies": {name: summary(endings) for name, endings in ended.items()},
        "adaptive": {name: summary(some) for name, some in groups(ended["adaptive"]).items()},
        "machine": machine(),
    }


def groups(endings: Sequence[Ending]) -> dict[str, list[Ending]]:
    """By kind of item, by whether a grammar could know its words, and those whose words were heard right."""
    kinds = {kind: [each for each in endings if each.kind == kind] for kind in (UNFINISHED, HESITATION, COMPLETE)}
    known = {
        name: [each for each in endings if each.known is flag] for name, flag in (("known", True), ("free", False))
    }
    return {**kinds, **known, "heard right": [each for each in endings if each.right]}


def policies(rules: Rules) -> dict[str, Rules]:
    """The adaptive one, the same faster and slower, and plain silence."""
    scaled = {f"adaptive x {factor:g}": _scaled(rules, factor) for factor in (0.75, 1.5, 2.0)}
    plain = {f"silence {hold} ms": replace(rules, complete=hold, unknown=hold, unfinished=hold) for hold in PLAIN}
    return {"adaptive": rules, **scaled, **plain}


def news(heard: Heard, understander: Understander) -> list[News]:
    """What the partials amount to, as the transcribe thread judges them."""
    judge = Judge(understander, heard.closed)
    told = []
    for each in heard.partials:
        judge.paused = each.paused
        if judge.counts(each.peeked):
            meant = bool(each.text) and not understander.backchannel(each.text)
            told.append(News(each.at, judge(each.text), each.until, meant))
    return told


def decide(heard: Heard, told: Sequence[News], rules: Rules) -> Ending:
    """What a policy makes of an item."""
    item = heard.item
    ends = list(_ends(heard, told, rules))
    early = [at for at, _ in ends if at < item.speech_end]
    good = [(at, rule) for at, rule in ends if at >= item.speech_end]
    at, rule = good[0] if good else (None, "")
    delay = None if at is None else (at - item.speech_end) / RATE * 1000
    return Ending(
        item.kind,
        item.known,
        heard.final == item.text,
        early=bool(early),
        cut_off=any(_noticed(item, at) for at in early),
        missed=delay is None or delay > MISSED * 1000,
        delay=delay,
        rule=rule,
    )


def _ends(heard: Heard, told: Sequence[News], rules: Rules) -> Iterator[tuple[int, str]]:
    """The sample and the rule of every end of a turn."""
    turns = Turns(rules)
    coming = iter(told)
    due = next(coming, None)
    for odds, level, end in heard.frames:
        while due and due.at <= end:
            turns.heard(due.completeness, due.until, meant=due.meant)
            due = next(coming, None)
        for decision in turns.frame(odds, level, end):
            if decision.what is What.END:
                yield decision.at, decision.rule


def _noticed(item: Item, at: int) -> bool:
    """Whether the reply to a turn that was ended at `at` would have sounded before the user went on."""
    within_pause = item.pause_start <= at < item.pause_end
    return not within_pause or at + AUDIBLE * RATE < item.pause_end


def summary(endings: Sequence[Ending]) -> dict[str, Any]:
    """Rates by kind, and the delay."""
    kinds = {
        "bound": [each for each in endings if each.kind != "complete"],
        "complete": [each for each in endings if each.kind == "complete"],
    }
    rates = {f"false_cutoff_{name}": share(sum(e.cut_off for e in some), len(some)) for name, some in kinds.items()}
    return {
        "n": len(endings),
        "false_cutoff": share(sum(each.cut_off for each in endings), len(endings)),
        **rates,
        "early": share(sum(each.early for each in endings), len(endings)),
        "missed": share(sum(each.missed for each in endings), len(endings)),
        "delay_ms": percentiles([each.delay for each in endings if each.delay is not None], ("p50", "p90", "p95")),
    }


def lines(found: dict[str, Any]) -> list[str]:
    """For people."""
    rows = [
        f"{'policy':18}{'n':>5}{'false cutoffs':>15}{'(complete)':>12}{'early':>8}{'missed':>8}{'p50':>7}{'p95':>7} ms"
    ]
    for name, row in {**found["policies"], **{f"  {k}": each for k, each in found["adaptive"].items()}}.items():
        delay = row["delay_ms"]
        rows.append(
            f"{name:18}{row['n']:>5}{row['false_cutoff_bound']:>15.1%}{row['false_cutoff_complete']:>12.1%}"
            f"{row['early']:>8.1%}{row['missed']:>8.1%}{delay.get('p50') or 0:>7.0f}{delay.get('p95') or 0:>7.0f}"
        )
    return rows


def _scaled(rules: Rules, factor: float) -> Rules:
    holds = {name: round(getattr(rules, name) * factor) for name in ("complete", "unknown", "unfinished")}
    return replace(rules, **holds)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m vacli.bench.endpoint.policies", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("-n", type=int, default=300, help="items")
    parser.add_argument("--patient", action="store_true", help="the holds of `vacli listen --patient`")
    parser.add_argument("--set", dest="flags", action="append", default=[], metavar="KEY=VALUE", help="a setting")
    parser.add_argument("--record", type=Path, help="keep what was heard in this file, or decide on what is in it")
    parser.add_argument("--save", type=Path, help="write the figures as JSON")
    wanted = parser.parse_args(argv)
    flags = dict(flag.split("=", 1) for flag in wanted.flags)
    found = figures(wanted.n, patient=wanted.patient, flags=flags, record=wanted.record)
    print("\n".join(lines(found)))
    if wanted.save:
        wanted.save.write_text(json.dumps(found, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
