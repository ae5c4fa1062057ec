"""What became of one thing said to the live loop, judged by the clock of the true end of speech.

Pure bookkeeping over what the person, the ear and the events told. Nothing said is ever left out: who got no reply, a
late one, one to the wrong words or in the middle of a sentence is counted as that.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from vacli.core.events import Event
from vacli.core.marks import Mark
from vacli.core.waterfall import waterfall
from vacli.text.ear import for_the_ear

PATIENCE = 2.0
"""Seconds after the end of speech by which a turn must be over; and beyond its hold, by which a reply must sound."""
ONSET = 0.5
"""Seconds after the end of speech within which the detector may still report that it began."""
REAL = "real"
"""The kind of a recording of a person: what is said to it is not judged, for it is no request."""
EXACT = 1.0
"""ms within which the stages add up to the whole."""


@dataclass(frozen=True, slots=True)
class Round:
    """One clip and all that followed it. Times are `time.monotonic()` seconds; `sounds` are onsets at the ear.

    `patience`: seconds beyond its hold by which a reply must sound.
    """

    kind: str
    text: str
    start: float
    end: float
    events: Sequence[Event]
    sounds: Sequence[float] = ()
    underflows: int = 0
    patience: float = PATIENCE


@dataclass(frozen=True, slots=True)
class Result:
    """Milliseconds from the true end of speech. `v2v` by the loudspeaker's DAC time, `ear` as recorded; None: no reply.

    `early`: a turn ended before the speech did. `cut_off`: and the user heard something of a reply by then, which
    `talked_over` the user, or lost words: only the first ones of what was said were heard. `unended`: no turn was over
    PATIENCE after the speech. `late`: no reply by the round's patience and the hold.
    """

    kind: str
    text: str
    heard: str
    reply_class: str
    v2v: float | None
    ear: float | None
    right: bool
    early: bool
    cut_off: bool
    unended: bool
    late: bool
    talked_over: bool = False
    hold_ms: float | None = None
    endpoint: float | None = None
    stages: dict[str, float] = field(default_factory=dict)
    hidden: dict[str, float] = field(default_factory=dict)
    missing: tuple[str, ...] = ()  # marks without which there is no waterfall
    drafts: int = 0
    drafts_used: int = 0
    wasted_ms: float = 0.0
    underflows: int = 0

    @property
    def why(self) -> str:
        """Why it is a miss; empty if it is none."""
        judged = self.kind != REAL
        reasons = {
            "no endpoint": self.unended,
            "cut off": self.cut_off,
            "no reply": self.v2v is None,
            "wrong words": judged and not self.right,
            "other class": judged and self.reply_class != self.kind,
            "late": self.late,
        }
        return next((reason for reason, holds in reasons.items() if holds), "")

    @property
    def hidden_ms(self) -> float:
        return sum(self.hidden.values())

    @property
    def adds_up(self) -> bool:
        """Its stages add up to the time that was measured at the loudspeaker."""
        return self.v2v is not None and not self.missing and abs(sum(self.stages.values()) - self.v2v) <= EXACT

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"why": self.why, "adds_up": self.adds_up}


def judge(said: Round) -> Result:
    """See the module."""
    begun = [each.turn for each in _named(said, "turn.begin") if each.data.get("origin", "speech") == "speech"]
    begun = [turn for turn in begun if _at(said, "turn.begin", turn) <= said.end + ONSET]
    ends = [each for each in _named(said, "turn.endpoint") if each.turn in begun]
    last = begun[-1] if begun else ""
    over = next((each for each in ends if each.turn == last), None)
    sounded = {each.turn: audible(each) for each in _named(said, "speak.begin") if each.turn in begun}
    talked_over = any(at < said.end for at in sounded.values())
    early = any(each.at < said.end for each in ends)
    noticed = talked_over or any(each.data.get("false_cutoff") for each in _named(said, "turn.continued"))
    hold = float(over.data.get("hold_ms", 0.0)) if over else None
    v2v = (sounded[last] - said.end) * 1000 if last in sounded else None
    heard = _last(said, last, "text", "turn.end", "stt.final")
    lost = early and _begins(plain(heard), plain(said.text))
    result = Result(
        kind=said.kind,
        text=said.text,
        heard=heard,
        reply_class=_last(said, last, "reply_class", "turn.end", "reply.text"),
        v2v=v2v,
        ear=next(((at - said.end) * 1000 for at in said.sounds if at > said.start), None),
        right=plain(heard) == plain(said.text),
        early=early,
        cut_off=noticed or lost,
        unended=over is None or over.at > said.end + PATIENCE,
        late=v2v is None or v2v > said.patience * 1000 + (hold or 0.0),
        talked_over=talked_over,
        hold_ms=hold,
        endpoint=(over.at - said.end) * 1000 if over else None,
        underflows=said.underflows,
    )
    return _with_stages(_with_drafts(result, said), said, last)


def audible(begin: Event) -> float:
    """When the first audible sample of a `speak.begin` was at the loudspeaker."""
    return float(begin.data.get("dac", begin.at))


def plain(text: str) -> list[str]:
    """Words to compare: lower case, numbers spoken, no punctuation."""
    return re.findall(r"[a-z']+", for_the_ear(text.replace("-", " "), "en").lower().replace("-", " "))


def _begins(heard: Sequence[str], said: Sequence[str]) -> bool:
    """Whether the last words are missing, and no others."""
    return len(heard) < len(said) and said[: len(heard)] == heard


def _with_drafts(result: Result, said: Round) -> Result:
    wasted = sum(float(each.data.get("cpu_ms", 0.0)) for each in _named(said, "draft.dropped"))
    begun, used = (len(list(_named(said, name))) for name in ("draft.begin", "draft.used"))
    return replace(result, drafts=begun, drafts_used=used, wasted_ms=wasted)


def _with_stages(result: Result, said: Round, turn: str) -> Result:
    """The waterfall of the turn's own marks, but from the true end of speech instead of the detector's."""
    own = next((each.data for each in _named(said, "turn.end") if each.turn == turn), {})
    found = waterfall({**own.get("marks", {}), Mark.SPEECH_END: said.end})
    missing = tuple(mark.value for mark in found.missing)
    return replace(result, stages=dict(found.stages), hidden=dict(found.hidden), missing=missing)


def _named(said: Round, name: str) -> Iterable[Event]:
    return (each for each in said.events if each.name == name)


def _at(said: Round, name: str, turn: str) -> float:
    return next(each.at for each in _named(said, name) if each.turn == turn)


def _last(said: Round, turn: str, field: str, *names: str) -> str:
    """A field of the turn's latest event of these names, the first name that has it."""
    for name in names:
        values = [each.data.get(field) for each in _named(said, name) if each.turn == turn]
        if values and values[-1]:
            return str(values[-1])
    return ""
