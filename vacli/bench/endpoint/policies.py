"""When does a turn end? Every policy decides over the same record of what was heard (hearing.py). Knows no engine.

Frames come as they came, words from the moment at which the recogniser would have had them. Each item is a session of
its own: nothing learned from one item helps with the next.

A **false cutoff** is an end of the turn before the speech is over, unless the user goes on before the reply would
sound, AUDIBLE after it: then the answer that was prepared is dropped and nobody noticed. `early` counts those too. A
**missed endpoint** is a turn that is not over 2 s after the speech. `delay` is from the true end of speech to the end
of the turn, over the items whose turn ended there; there is no delay for the others, and they are counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vacli.bench.endpoint.hearing import Heard
from vacli.bench.endpoint.pauses import Item
from vacli.bench.speech.clips import RATE
from vacli.core.meaning import Understander
from vacli.core.words import Completeness
from vacli.live.judge import Judge
from vacli.turns import Rules, Turns, What

AUDIBLE = 0.06
"""Seconds from the end of the turn to the first audible sample of a reply that lay ready: the loudspeaker's latency."""
MISSED = 2.0


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


def scaled(rules: Rules, factor: float) -> Rules:
    """The same, faster or slower."""
    holds = {name: round(getattr(rules, name) * factor) for name in ("complete", "unknown", "unfinished")}
    return replace(rules, **holds)


def plain(rules: Rules, hold: int) -> Rules:
    """Plain silence of `hold` ms, whatever was said."""
    return replace(rules, complete=hold, unknown=hold, unfinished=hold)


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
