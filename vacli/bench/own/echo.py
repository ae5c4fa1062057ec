"""Does the assistant interrupt itself, and does it notice the user? Full duplex, in simulated rooms, offline.

Nine places: three rooms x echo of -6, -12, -20 dB, with delays of 40 to 250 ms; listening begins anew in each.
`carried`: the same places in one unbroken run, as if the machine were carried on in mid-conversation. Beside it the
recordings of `derived/dev/barge_in`.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from vacli.audio.echo import ENGINES, open_echo
from vacli.bench.own.echo_files import recordings
from vacli.bench.own.echo_loop import Happened, Loop
from vacli.bench.own.echo_people import EMITTED, replies, users
from vacli.bench.own.echo_room import RATE, Condition, conditions
from vacli.bench.spread import spread
from vacli.core.audio import Samples
from vacli.core.errors import EngineMissing
from vacli.turns import Rules, What

PAUSE = 1.2
"""Seconds between replies."""
EVERY = 2
"""One reply in so many is interrupted, while interruptions are left."""
NEAR = (-6.0, 6.0)
"""dB of the user's voice against the echo, drawn evenly."""
QUIETEST = -42.0
"""dBFS, RMS, below which no user speaks: 24 dB above the room's noise."""
WHEN = (1.0, 4.0)
"""Seconds after the reply's beginning at which the user begins."""
IN_TIME, BROKEN_OFF = 0.5, 1.2
"""Seconds from the voice's onset in which the reply must be held, and in which it must be broken off."""
NEAR_ONLY = ("interruptions", "held_within_500_ms", "broken_off_within_1200_ms", "onset_to_hold")
AFTER = RATE
"""Samples after the user's voice in which a decision is still about it."""


@dataclass(frozen=True, slots=True)
class Interruption:
    """`near` dB against the echo, `level` dBFS; `onset`, `end` samples; seconds to HOLD and INTERRUPT, None: never."""

    near: float
    level: float
    onset: int
    end: int
    hold: float | None = None
    stop: float | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """`false`: holds, and turns begun, over a reply with no user there; `broken`: replies that these broke off."""

    name: str
    played: float
    false: int
    broken: int
    interruptions: list[Interruption]


def run(
    engine: str, minutes: float, wanted: int, *, carried: bool = False, seed: int = 1
) -> tuple[list[Place], list[float]]:
    """`minutes` of the assistant's own speech, `wanted` interruptions in it, spread over the places; seconds a frame.

    `carried`: from place to place while it listens; else it is started anew in each.
    """
    rng = np.random.default_rng(seed)
    voices, assistant = users()[0], replies()
    order = rng.permutation(np.arange(wanted) % len(voices))
    found: list[Place] = []
    costs: list[float] = []
    loop: Loop | None = None
    for place, chosen in zip(places := conditions(), np.array_split(order, len(places)), strict=True):
        if loop is None or not carried:
            loop = Loop(open_echo(engine)[0], Rules(), seed)
        stay = Stay(loop, place, rng, [voices[number] for number in chosen])
        found.append(stay.last(minutes * 60 / len(places), assistant))
        costs += loop.costs
        loop.costs = []
    return found, costs


class Stay:
    """The time in one place."""

    def __init__(self, loop: Loop, place: Condition, rng: np.random.Generator, voices: list[Samples]) -> None:
        self.loop, self.place, self.rng, self.voices = loop, place, rng, voices
        self.interruptions: list[Interruption] = []

    def last(self, seconds: float, assistant: Iterator[Samples]) -> Place:
        """So many seconds of the assistant's speech."""
        loop = self.loop
        played, first = loop.played, len(loop.happened)
        for turn in count():
            if loop.played - played >= seconds:
                break
            said = next(assistant)
            if not turn:
                loop.air.change(self.place, said)
            if self.voices and turn % EVERY == EVERY - 1:
                self._interrupt(self.voices.pop())
            loop.reply(said)
            loop.wait(PAUSE)
        return judge(str(self.place), loop.played - played, loop.happened[first:], self.interruptions)

    def _interrupt(self, voice: Samples) -> None:
        near = float(self.rng.uniform(*NEAR))
        level = max(20 * np.log10(EMITTED) + self.place.level + near, QUIETEST)
        onset = self.loop.now + round(self.rng.uniform(*WHEN) * RATE)
        self.interruptions.append(Interruption(round(near, 1), round(level, 1), onset, onset + len(voice)))
        self.loop.say(onset, voice * np.float32(10 ** (level / 20)))


def judge(name: str, played: float, happened: list[Happened], interruptions: list[Interruption]) -> Place:
    """Whose fault each decision was."""
    alone = [each for each in happened if not any(one.onset <= each.at <= one.end + AFTER for one in interruptions)]
    false = [each for each in alone if each.what in (What.HOLD, What.BEGIN) and each.sounding]
    broken = [each for each in alone if each.what in (What.INTERRUPT, What.BEGIN) and each.sounding]
    told = [
        replace(one, hold=first(happened, (What.HOLD, What.BEGIN), one), stop=first(happened, (What.INTERRUPT,), one))
        for one in interruptions
    ]
    return Place(name, played, len(false), len(broken), told)


def first(happened: list[Happened], what: tuple[What, ...], one: Interruption) -> float | None:
    """Seconds from the onset to the first such decision."""
    times = [each.at for each in happened if each.what in what and one.onset <= each.at <= one.end + AFTER]
    return (times[0] - one.onset) / RATE if times else None


def summary(places: list[Place]) -> dict[str, Any]:
    """Figures over some places."""
    all_ = [one for place in places for one in place.interruptions]
    holds = [one.hold for one in all_ if one.hold is not None]
    found = [one for one in all_ if one.hold is not None and one.hold <= IN_TIME]
    stopped = [one for one in all_ if one.stop is not None and one.stop <= BROKEN_OFF]
    return {
        "played_minutes": round(sum(place.played for place in places) / 60, 1),
        "false_holds": sum(place.false for place in places),
        "self_interruptions": sum(place.broken for place in places),
        "interruptions": len(all_),
        "held_within_500_ms": len(found),
        "broken_off_within_1200_ms": len(stopped),
        "broken_off": sum(one.stop is not None for one in all_),
        "onset_to_hold": spread(holds) if holds else None,
    }


def figures(
    minutes: float = 3.0, wanted: int = 18, engines: tuple[str, ...] = (*ENGINES, "off"), *, carried: bool = False
) -> dict[str, Any]:
    """Every canceller that is installed, and none."""
    told: dict[str, Any] = {"users": users()[1], "assistant": "espeak-ng, synthetic speech", "carried": carried}
    for engine in engines:
        try:
            places, costs = run(engine, minutes, wanted, carried=carried)
        except EngineMissing as error:
            told[engine] = {"skipped": error.message}
            continue
        told[engine] = {
            **summary(places),
            "frame": {**spread(costs), "p99_ms": round(float(np.percentile(costs, 99)) * 1000, 3)},
            "by_place": {place.name: summary([place]) for place in places},
            "by_near": {f"{low:+g} to {low + 3:+g} dB": near(places, low) for low in (-6, -3, 0, 3)},
            "recordings": recordings(engine),
        }
    return told


def near(places: list[Place], low: float) -> dict[str, Any]:
    """The same for users who spoke so loud against the echo, from `low` dB to 3 dB more."""
    chosen = [
        replace(place, interruptions=[one for one in place.interruptions if low <= one.near < low + 3])
        for place in places
    ]
    return {name: value for name, value in summary(chosen).items() if name in NEAR_ONLY}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m vacli.bench.own.echo", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30.0, help="of the assistant's own speech")
    parser.add_argument("-n", type=int, default=100, help="interruptions")
    parser.add_argument("--engine", action="append", choices=(*ENGINES, "off"), help="may be given again")
    parser.add_argument("--carried", action="store_true", help="from place to place without a new beginning")
    parser.add_argument("--save", type=Path, help="write all figures as JSON")
    wanted = parser.parse_args(argv)
    found = figures(wanted.minutes, wanted.n, tuple(wanted.engine or (*ENGINES, "off")), carried=wanted.carried)
    print(json.dumps(found, indent=2))
    if wanted.save:
        wanted.save.write_text(json.dumps(found, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
