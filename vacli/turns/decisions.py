"""What turn-taking decides, and by which rules. Values only."""

from dataclasses import dataclass
from enum import StrEnum

from vacli.core.words import Completeness


class What(StrEnum):
    BEGIN = "begin"  # a turn: make it, and hand it the sound from `start` on
    PAUSE = "pause"  # the user may be done: prepare
    LOOK = "look"  # still silent: look again at what the words amount to
    RESUME = "resume"  # was not done
    END = "end"  # the turn is over
    HOLD = "hold"  # silence the loudspeaker, it may be an interruption
    RELEASE = "release"  # it was none: speak on, drop the turn that was begun
    INTERRUPT = "interrupt"  # it is one: cancel the reply


@dataclass(frozen=True, slots=True)
class Decision:
    """`at`, `start`, `silence`, `hold` and `speech` are in samples; `start` is where the speech began, backdated.

    On BEGIN, `continues` says that it goes on with the turn that was ended last, `false_cutoff` that the user had
    already heard something of a reply, `tentative` that it is an interruption only if INTERRUPT follows.
    """

    what: What
    at: int
    rule: str = ""
    start: int = 0
    silence: int = 0
    hold: int = 0
    speech: int = 0
    completeness: Completeness = Completeness.UNKNOWN
    continues: bool = False
    false_cutoff: bool = False
    tentative: bool = False
    floor: float = 0.0  # dBFS
    level: float = 0.0  # dBFS
    learned: float = 1.0


@dataclass(frozen=True, slots=True)
class Rules:
    """Milliseconds and decibels. Where the numbers come from: docs/decisions.md."""

    complete: int = 160
    unknown: int = 350
    unfinished: int = 1300
    start: int = 96
    pause: int = 32
    looks: tuple[int, ...] = (96, 224, 480, 800)  # of silence, at which the words are looked at again
    longest: int = 30_000
    reopen: int = 600
    stale: int = 200  # complete words that end this long before the last speech were not all
    meant: int = 700  # speech over the reply that lasts longer is an interruption whatever it says
    backchannel: int = 160  # silence after which speech without a word of meaning lets the reply go on
    verdict: int = 250  # the same, where no word of the recogniser has come
    threshold: float = 0.5
    over: float = -52.0  # dBFS; over the reply nothing quieter is a voice: it is what echo cancellation leaves
    above_floor: float = 8.0
    below_voice: float = 18.0
    keyed: bool = False  # turns begin by a key only

    def bounds(self, completeness: Completeness) -> tuple[int, int]:
        """Hold in ms for such words, and what learning may stretch it to."""
        if completeness is Completeness.COMPLETE:
            return self.complete, max(self.complete, 350)
        if completeness is Completeness.UNFINISHED:
            return self.unfinished, max(self.unfinished, 1500)
        return self.unknown, max(self.unknown, 800)


PATIENT = Rules(complete=400, unknown=1000, unfinished=1500)
