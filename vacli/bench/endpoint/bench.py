"""`vacli bench endpointing`: how late a turn is declared over, against how often too soon. No device, no loudspeaker.

The pause set (pauses.py, SYNTHETIC) is heard once through the detector and the recogniser that the settings mean; then
every policy decides over that record: the adaptive one and the patient one, each also faster and slower, and plain
silence over a sweep of holds. One figure without the other means nothing: a hold of 0 ms answers at once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from vacli.bench.e2e.real import NOTE as REAL
from vacli.bench.e2e.real import Labelled, labelled
from vacli.bench.e2e.table import foreign
from vacli.bench.endpoint.hearing import Ears, Heard, ears, hear
from vacli.bench.endpoint.pauses import COMPLETE, HESITATION, SEED, UNFINISHED, Item, item
from vacli.bench.endpoint.policies import Ending, News, decide, news, plain, scaled
from vacli.bench.endpoint.trade import Point, headline, point
from vacli.bench.result import Metric, Samples, Section, Share, skipped
from vacli.bench.wish import Wish
from vacli.config import Config
from vacli.core.errors import MissingError
from vacli.core.meaning import Understander
from vacli.live.conversation import rules as rules_of
from vacli.turns import Rules

BENCH = "endpointing"
USUAL, QUICK = 300, 40
HOLDS = tuple(range(100, 1700, 100))
"""ms of the curve of plain silence."""
FACTORS = (0.5, 0.75, 1.0, 1.5, 2.0)
PEERS = 700
"""ms of silence that others ship as their only rule: the section of plain silence is about it."""
SOME: dict[str, Callable[[Ending], bool]] = {
    "all": lambda each: True,
    "commands and common questions": lambda each: each.known,
}
"""Of which items it is said in words what plain silence would need."""
SYNTHETIC = "SYNTHETIC speech (espeak-ng): people who stop to think in the middle of what they say"


@dataclass(frozen=True)
class Record:
    """What was heard of the whole set, and what each item's words amount to."""

    heard: Sequence[Heard]
    told: Sequence[Sequence[News]]
    stack: Mapping[str, str]

    def ends(self, rules: Rules) -> list[Ending]:
        """What a policy makes of every item."""
        return [decide(heard, told, rules) for heard, told in zip(self.heard, self.told, strict=True)]


def run(wish: Wish) -> Iterator[Section]:
    """`--n` items of the pause set, which is English; then recordings of people."""
    try:
        with ears(wish.config) as heard_with:
            if other := foreign(BENCH, "pause set", wish.config):
                yield other
            else:
                heard = _hear(heard_with, wish.times(USUAL, QUICK), wish)
                yield from _sections(_judged(heard, heard_with.about), wish.config)
            yield from _people(heard_with, wish)
    except MissingError as error:
        yield skipped(BENCH, "pause set", error.message, error.hint)


def _hear(heard_with: Ears, n: int, wish: Wish) -> list[Heard]:
    heard = []
    for number in range(n):
        wish.turn.check()
        wish.progress("endpointing: listening to the pause set", number, n)
        heard.append(hear(item(number, SEED), heard_with.vad, heard_with.stt, heard_with.hints))
    return heard


def _judged(heard: Sequence[Heard], stack: Mapping[str, str]) -> Record:
    understander = _understander()
    return Record(heard, [news(each, understander) for each in heard], stack)


def _sections(record: Record, config: Config) -> Iterator[Section]:
    adaptive, patient = (_rules(config, patient=each) for each in (False, True))
    silence = {hold: record.ends(plain(adaptive, hold)) for hold in HOLDS}
    for subject, rules in (("adaptive", adaptive), ("patient", patient)):
        endings = record.ends(rules)
        curve = [point(f"{subject} x {by:g}", by, record.ends(scaled(rules, by))) for by in FACTORS]
        said = (f"of {about}: {_beside(subject, endings, silence, some)}" for about, some in SOME.items())
        yield _section(subject, endings, record, curve, [*said], groups(endings))
    swept, note = _swept(silence.items()), f"the metrics are of a hold of {PEERS} ms"
    yield _section("plain silence", silence[PEERS], record, swept, [note], {})


def _beside(
    subject: str, endings: Sequence[Ending], silence: Mapping[int, Sequence[Ending]], some: Callable[[Ending], bool]
) -> str:
    """A policy beside plain silence on `some` of the items, in words."""
    swept = _swept((hold, list(filter(some, each))) for hold, each in silence.items())
    return headline(point(subject, 1.0, list(filter(some, endings))), swept)


def _swept(silence: Iterable[tuple[int, Sequence[Ending]]]) -> list[Point]:
    return [point(f"plain silence {hold} ms", hold, each) for hold, each in silence]


def _section(
    subject: str,
    endings: Sequence[Ending],
    record: Record,
    curve: Sequence[Point],
    notes: Sequence[str],
    parts: Mapping[str, Sequence[Ending]],
) -> Section:
    details: dict[str, Any] = {
        "seed": SEED,
        "right_text": sum(each.right for each in endings),
        "curve": [each.as_json() for each in curve],
        "groups": {name: point(name, 1.0, some).as_json() for name, some in parts.items() if some},
    }
    return Section(BENCH, subject, metrics(endings), record.stack, (SYNTHETIC, *notes), details)


def metrics(endings: Sequence[Ending]) -> list[Metric]:
    """False cutoffs by whether the words before the pause asked for more."""
    bound = [each for each in endings if each.kind != COMPLETE]
    whole = [each for each in endings if each.kind == COMPLETE]
    return [
        Share("false_cutoff", *_share(bound, _cut_off), about="ended in the middle of a request, and it was noticed"),
        Share("false_cutoff_complete", *_share(whole, _cut_off), about="the same after words that could stand alone"),
        Share("early", *_share(endings, lambda each: each.early), about="ended too soon, noticed or not"),
        Share("missed", *_share(endings, lambda each: each.missed), about="not over 2 s after the end of speech"),
        Samples("delay", "ms", [each.delay for each in endings], about="true end of speech to the end of the turn"),
    ]


def groups(endings: Sequence[Ending]) -> dict[str, list[Ending]]:
    """By kind of item, by whether a grammar could know its words, and those whose words were heard right."""
    kinds = {kind: [each for each in endings if each.kind == kind] for kind in (UNFINISHED, HESITATION, COMPLETE)}
    known = {
        name: [each for each in endings if each.known is flag] for name, flag in (("known", True), ("free", False))
    }
    return {**kinds, **known, "heard right": [each for each in endings if each.right]}


def _people(heard_with: Ears, wish: Wish) -> Iterator[Section]:
    """Recordings of people: the user's own, else the set that this machine has; that one not in a quick run."""
    if wish.quick and not wish.input:
        return
    heard, earlier = list[Heard](), list[float]()
    for each in labelled(wish.input, wish.turn):
        wish.turn.check()
        wish.progress("endpointing: listening to recordings of people", len(heard), len(heard) + 1)
        heard.append(hear(_whole(each), heard_with.vad, heard_with.stt, heard_with.hints))
        earlier.append(each.earlier_ms)
    if not heard:
        return
    record = _judged(heard, heard_with.about)
    for subject, patient in (("adaptive", False), ("patient", True)):
        endings = record.ends(_rules(wish.config, patient=patient))
        by_26 = [None if one.delay is None else one.delay + more for one, more in zip(endings, earlier, strict=True)]
        found: list[Metric] = [
            Share("false_cutoff", *_share(endings, _cut_off), about="ended before the later of the two labels"),
            Share("missed", *_share(endings, lambda each: each.missed)),
            Samples("delay", "ms", [each.delay for each in endings], about="end of speech at 35 dB below the peak"),
            Samples("delay_26_db", "ms", by_26, about="end of speech at 26 dB below the peak"),
        ]
        yield Section(BENCH, f"{subject}, recordings of people", found, record.stack, (REAL,))


def _whole(said: Labelled) -> Item:
    """A recording as an item without a pause."""
    clip = said.clip
    text, end = clip.text, clip.end
    return Item(0, text, text, (text, ""), clip.kind, False, 0.0, clip.voice, 0, clip.audio, clip.start, end, end, end)


def _rules(config: Config, patient: bool) -> Rules:
    """As somebody's settings have them, for who speaks freely."""
    free = replace(config.listen, mode="open")
    return rules_of(replace(config, turns=replace(config.turns, patient=patient), listen=free))


def _share(endings: Sequence[Ending], holds: Callable[[Ending], bool]) -> tuple[int, int]:
    return sum(holds(each) for each in endings), len(endings)


def _cut_off(ending: Ending) -> bool:
    return ending.cut_off


def _understander() -> Understander:
    from vacli.understand.understanding import open_language

    return open_language("en")
