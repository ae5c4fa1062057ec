"""How soon the assistant falls silent when somebody speaks over it, and how soon it goes on after a mere "okay".

`python -m vacli.bench.e2e.barge_in`, at virtual devices through real PortAudio. A long reply sounds (scripted words,
a real voice); a SYNTHETIC user speaks over it. Two clocks stop when the loudspeaker has gone silent, by what an ear
recorded there: one begins with the first sample of the user's speech at the microphone (DAC time of the mouth), the
other with the decision to hold. The loudspeaker is not heard by the microphone here, as with headphones; what echo
costs is measured by echo.py. Who was not held is counted, and so are signs of listening that broke the reply off.
"""

import argparse
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from vacli.bench.e2e.devices import virtual_devices
from vacli.bench.e2e.live import BUILT_IN, Record, Talk, Voice, loop
from vacli.bench.speech.clips import Clip, clips
from vacli.bench.spread import spread
from vacli.core.events import Event

LONG = "Once upon a time there was a machine that talked and talked " + "and nobody told it to be quiet " * 20
EARLIEST, LATEST = 1.0, 3.0
"""Seconds of the reply before somebody speaks, drawn at random: replies pause always at the same places."""
NODS = ("okay", "uh huh", "yeah", "right")
PATIENCE = 4.0
FRAME = 0.01
"""Seconds of the ear's last loud frame, which began when it says that it was loud last."""
BROKEN = ("barge_in.stop", "command")


@dataclass(frozen=True, slots=True)
class Overheard:
    """Seconds from the user's onset. None: it did not come to that, or the reply paused just then. `broken_off` in the
    end, by a word or a command; else it `resumed` so many seconds after the end of the user's speech.
    """

    text: str
    hold: float | None
    silent: float | None
    broken_off: bool
    resumed: float | None = None


def figures(n: int = 60) -> dict[str, Any]:
    """`n` times spoken over. EngineMissing without a sound server or a part of the stack."""
    from vacli.bench.machine import machine

    flags = {**BUILT_IN, "llm.engine": "scripted", "llm.model": "|".join([LONG] * (4 * n))}
    with virtual_devices(), loop(flags) as (person, talk, record, about), TemporaryDirectory() as scratch:
        waits = np.random.default_rng(1).uniform(EARLIEST, LATEST, 2 * n)
        said = (*clips("barge_in", n), *clips("nods", n, texts=NODS))
        both = [_once(clip, wait, person, talk, record, Path(scratch)) for clip, wait in zip(said, waits, strict=True)]
    found, nods = both[:n], both[n:]
    went_on = [each.resumed for each in nods if each.resumed is not None and not each.broken_off]
    held = [each for each in found if each.hold is not None]
    silenced = [(each.hold or 0.0, each.silent) for each in held if each.silent is not None]
    return {
        "speech": "espeak-ng, synthetic; the microphone does not hear the loudspeaker",
        "stack": about,
        "n": len(found),
        "held": len(held),
        "paused just then": len(held) - len(silenced),
        "broken_off": sum(each.broken_off for each in found),
        "onset to decision": spread([each.hold or 0.0 for each in held]),
        "decision to silence": spread([silent - hold for hold, silent in silenced]),
        "onset to silence": spread([silent for _, silent in silenced]),
        "signs of listening": {
            "held": sum(each.hold is not None for each in nods),
            "broken_off": sum(each.broken_off for each in nods),
            "end of speech to the reply's going on": spread(went_on),
        },
        "machine": machine(),
    }


def _once(clip: Clip, wait: float, person: Voice, talk: Any, record: Record, scratch: Path) -> Overheard:
    events, sounds = len(record.events), len(record.sounds)

    def told(*names: str) -> list[Event]:
        return [each for each in record.events[events:] if each.name in names]

    talk.type("tell me a story")
    record.wait(lambda: bool(told("speak.begin")), _in(PATIENCE))
    time.sleep(wait)
    start, end, _ = person.say(clip, scratch)
    record.wait(lambda: any(not loud and at > start for loud, at in record.sounds[sounds:]), _in(PATIENCE))
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
    record.wait(lambda: not record.sounds or not record.sounds[-1][0], _in(PATIENCE))
    time.sleep(0.5)


def _in(seconds: float) -> Any:
    moment = time.monotonic() + seconds
    return lambda: moment


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m vacli.bench.e2e.barge_in", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("-n", type=int, default=60, help="times that somebody speaks over a reply")
    print(json.dumps(figures(parser.parse_args(argv).n), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
