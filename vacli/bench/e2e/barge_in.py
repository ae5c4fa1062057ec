"""`vacli bench barge-in`: how soon it falls silent when somebody speaks over it, and goes on after a mere "okay".

A long reply sounds (scripted words, a real voice); a SYNTHETIC user speaks over it. Two clocks stop when the
loudspeaker has gone silent, by what an ear recorded there: one begins with the first sample of the user's speech at the
microphone, the other with the decision to hold. The microphone does not hear the loudspeaker here, as with headphones.
Who was not held is counted, and so are signs of listening that broke the reply off.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from vacli.bench.e2e.live import Record, Talk, talking, within
from vacli.bench.e2e.routes import Voice, through
from vacli.bench.neutral import freely, neutral
from vacli.bench.result import Metric, Samples, Section, Share, skipped
from vacli.bench.speech.clips import Clip, clips
from vacli.bench.wish import Wish
from vacli.config import Config
from vacli.core.errors import DeviceError, MissingError
from vacli.core.events import Event

BENCH = "barge-in"
USUAL, QUICK = 20, 3
LONG = "Once upon a time there was a machine that talked and talked " + "and nobody told it to be quiet " * 20
EARLIEST, LATEST = 1.0, 3.0
"""Seconds of the reply before somebody speaks, drawn at random: replies pause always at the same places."""
NODS = ("okay", "uh huh", "yeah", "right")
PATIENCE = 4.0
FRAME = 0.01
"""Seconds of the ear's last loud frame, which began when it says that it was loud last."""
BROKEN = ("barge_in.stop", "command")
NOTE = "SYNTHETIC speech (espeak-ng); the microphone does not hear the loudspeaker"


@dataclass(frozen=True, slots=True)
class Overheard:
    """Seconds from the user's onset. None: it did not come to that, or the reply paused just then. `broken_off` in the
    end, by a word or a command; else it `resumed` so many seconds after the end of the user's speech. Not `replied`:
    there was nothing to speak over.
    """

    text: str
    hold: float | None
    silent: float | None
    broken_off: bool
    resumed: float | None = None
    replied: bool = True


def run(wish: Wish) -> Iterator[Section]:
    """`n` times spoken over, and as many signs of listening. Options: `through` (virtual, memory: see routes.py)."""
    n = wish.times(USUAL, QUICK)
    try:
        yield from _measured(wish, n)
    except (MissingError, DeviceError) as error:
        yield skipped(BENCH, "interruption", error.message, error.hint, failed=isinstance(error, DeviceError))


def _measured(wish: Wish, n: int) -> Iterator[Section]:
    record = Record()
    with (
        neutral(_talkative(wish.config, n)) as engines,
        through(wish.options.get("through", ""), record.sound) as route,
        talking(engines, route, record) as talk,
        TemporaryDirectory() as scratch,
    ):
        stack = {stage: f"{each.name} {each.model}" for stage, each in engines.loaded.items() if stage != "llm"}
        waits = np.random.default_rng(1).uniform(EARLIEST, LATEST, 2 * n)
        said = (*clips("barge_in", n), *clips("nods", n, texts=NODS))
        found = list[Overheard]()
        for clip, wait in zip(said, waits, strict=True):
            wish.turn.check()
            wish.progress("barge-in: speaking over the reply", len(found), len(said))
            found.append(_once(clip, wait, route.person, talk, record, Path(scratch)))
    notes = (NOTE, route.note)
    yield Section(BENCH, "interruption", interruption(found[:n]), stack, notes, _details(found[:n]))
    yield Section(BENCH, "signs of listening", nods(found[n:]), stack, notes, _details(found[n:]))


def interruption(found: Sequence[Overheard]) -> list[Metric]:
    """Where the reply paused just as it was held, there is no sound whose end could be measured: those are counted."""
    replied = [each for each in found if each.replied]
    return [*_interruption(replied), _silent(found)]


def _interruption(found: Sequence[Overheard]) -> list[Metric]:
    held = [each for each in found if each.hold is not None]
    ends = [each for each in found if each.hold is None or each.silent is not None]
    decided = [_ms(each.silent, each.hold) for each in ends if each.hold is not None]
    return [
        Samples("silence", "ms", [_ms(each.silent) for each in ends], about="the user's first sound to silence"),
        Samples("onset_to_decision", "ms", [_ms(each.hold) for each in found], about="until it was held"),
        Samples("decision_to_silence", "ms", decided),
        Share("missed", len(found) - len(held), len(found), about="spoken over, and not held"),
        Share("paused_just_then", len(found) - len(ends), len(found), "neither", "not in the times of silence"),
        Share("broken_off", sum(each.broken_off for each in found), len(found), "higher", "in the end, for good"),
    ]


def nods(found: Sequence[Overheard]) -> list[Metric]:
    """A reply that is not held goes on by itself."""
    replied = [each for each in found if each.replied]
    held = [each for each in replied if each.hold is not None]
    resumed = [None if each.broken_off else _ms(each.resumed) for each in held]
    return [
        Samples("resume", "ms", resumed, about="end of the user's speech to the reply's going on"),
        Share("held", len(held), len(replied), "neither"),
        Share("false_stop", sum(each.broken_off for each in replied), len(replied), about="broken off by a mere okay"),
        _silent(found),
    ]


def _silent(found: Sequence[Overheard]) -> Share:
    silent = sum(not each.replied for each in found)
    return Share("no_reply", silent, len(found), about="nothing sounded that could be spoken over; in no other figure")


def _talkative(config: Config, n: int) -> Config:
    """A model of scripted words, which has more to say than anybody listens to."""
    plain = freely(config)
    return replace(plain, llm=replace(plain.llm, engine="scripted", model="|".join([LONG] * (4 * n))))


def _details(found: Sequence[Overheard]) -> Mapping[str, Any]:
    return {"turns": [{"text": each.text, "replied": each.replied, "broken_off": each.broken_off} for each in found]}


def _ms(seconds: float | None, since: float | None = 0.0) -> float | None:
    return None if seconds is None or since is None else (seconds - since) * 1000


def _once(clip: Clip, wait: float, person: Voice, talk: Any, record: Record, scratch: Path) -> Overheard:
    events, sounds = len(record.events), len(record.sounds)

    def told(*names: str) -> list[Event]:
        return [each for each in record.events[events:] if each.name in names]

    talk.type("tell me a story")
    if not record.wait(lambda: bool(told("speak.begin")), within(PATIENCE)):
        _quiet(talk, record)
        return Overheard(clip.text, None, None, False, replied=False)
    time.sleep(wait)
    start, end, _ = person.say(clip, scratch)
    record.wait(lambda: any(not loud and at > start for loud, at in record.sounds[sounds:]), within(PATIENCE))
    record.wait(lambda: bool(told(*BROKEN)), lambda: end + PATIENCE)
    hold = min((each.at - start for each in told("barge_in.hold") if each.at > start), default=None)
    ends = [at + FRAME - start for loud, at in record.sounds[sounds:] if not loud]
    silent = min((each for each in ends if hold is not None and each > hold), default=None)
    loud = [at - end for loud, at in record.sounds[sounds:] if loud and hold is not None and at > start + hold]
    _quiet(talk, record)
    return Overheard(clip.text, hold, silent, bool(told(*BROKEN)), min(loud, default=None))


def _quiet(talk: Talk, record: Record) -> None:
    """Until everything is over."""
    talk.stop()
    time.sleep(1.0)
    talk.stop()
    record.wait(lambda: not record.sounds or not record.sounds[-1][0], within(PATIENCE))
    time.sleep(0.5)
