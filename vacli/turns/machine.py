"""When has the user begun, paused, finished, interrupted: a pure state machine that counts samples.

It is told every frame (probability of speech, level, index of its last sample), what the words so far amount to
(`Completeness`), and what the loudspeaker does. It answers with decisions. It reads no clock and knows no engine, no
text and no thread; the listen thread owns it.
"""

from dataclasses import replace
from enum import Enum

from vacli.core.words import Completeness
from vacli.turns.decisions import Decision, Rules, What
from vacli.turns.room import Room

RELEASE = 0.15  # within a turn a frame counts as speech from this much below the threshold
LEARNED_MOST = 2.0
MISHEARD_MOST = 2  # replies held for nothing so often are held no more at a mere voice: they would only stutter


class _State(Enum):
    QUIET = "no turn is open"
    OPEN = "somebody speaks, or has just paused"
    DOUBT = "a voice over the reply: the loudspeaker is held"


class Turns:
    """See the module. Indices are samples of the microphone's stream, which may jump ahead but never back."""

    def __init__(self, rules: Rules, rate: int = 16000) -> None:
        self.rules = rules
        self.rate = rate
        self.room = Room(rules)
        self.learned = 1.0
        self._state = _State.QUIET
        self._deaf = False  # what is being said now belongs to a turn that is over
        self._silence = 0  # samples of unbroken silence between turns
        self._key = False  # it is held down
        self._run = 0  # samples of unbroken speech
        self._last = 0  # the sample after the last speech
        self._begun = 0
        self._paused = False
        self._looks: list[int] = []  # what is left of them in this pause
        self._pending = False  # the last turn's reply is still to come, or sounds
        self._audible: int | None = None  # since when the reply is heard
        self._sounding = False
        self._misheard = 0  # times this reply was held for nothing
        self._words = (Completeness.UNKNOWN, 0, False)  # what they amount to, until when, meant

    def frame(self, probability: float, level: float, end: int, size: int = 512) -> list[Decision]:
        """One frame of `size` samples up to `end`: probability of speech 0..1, level in dBFS."""
        speech = self._is_speech(probability, level)
        self.room.hear(level, speech, opened=self._state is not _State.QUIET)
        self._run = self._run + size if speech else 0
        if self._state is _State.QUIET:
            return self._listen(end, speech, size)
        found = self._follow(end, speech)
        if self._state is _State.DOUBT:
            return found + self._judge(end)
        return found + self._close(end)

    def heard(self, completeness: Completeness, until: int, *, meant: bool) -> None:
        """What the words of the open turn amount to. They cover the sound up to sample `until`.

        `meant`: among them is one that is no sign of mere listening.
        """
        self._words = (completeness, until, meant)

    def sounding(self, sounding: bool, at: int) -> None:
        """The reply became audible at that sample; or it is over: played, broken off, or there was none."""
        self._sounding = sounding
        if sounding:
            self._misheard = 0
            if self._audible is None and self._pending:
                self._audible = at
        else:
            self._pending = False

    def press(self, at: int, start: int) -> list[Decision]:
        """Push-to-talk: a turn begins, whatever is heard, and no silence ends it."""
        found = self._begin(at, start, "key") if self._state is _State.QUIET else []
        if self._state is _State.DOUBT:
            found.append(self._interrupt(at, "key"))
        self._last, self._key = at, True
        return found

    def release(self, at: int, rule: str = "key") -> list[Decision]:
        """The turn is over, whatever is heard: push-to-talk, or the end of the sound."""
        self._key = False
        if self._state is _State.DOUBT:
            return [self._interrupt(at, rule), self._end(at, rule, 0)]
        return [self._end(at, rule, 0)] if self._state is _State.OPEN else []

    def reset(self) -> None:
        """Forget the open turn; what is being said right now belongs to it. For a stop word, or muting."""
        self._state = _State.QUIET
        self._deaf, self._key = True, False
        self._run = self._silence = 0

    def _is_speech(self, probability: float, level: float) -> bool:
        quiet = self._state is _State.QUIET
        if self._sounding and level < self.rules.over:
            return False
        if probability < self.rules.threshold - (0.0 if quiet else RELEASE):
            return False
        return level >= (self.room.floor + self.rules.above_floor if quiet else self.room.voiced)

    def _listen(self, end: int, speech: bool, size: int) -> list[Decision]:
        self._silence = 0 if speech else self._silence + size
        self._deaf = self._deaf and self._silence < self._samples(self.rules.complete)
        if self._deaf or self.rules.keyed or self._run < self._samples(self.rules.start):
            return []
        self._last = end
        return self._begin(end, end - self._run, "speech")

    def _begin(self, at: int, start: int, rule: str) -> list[Decision]:
        early = self._audible is None or start - self._audible <= self._samples(self.rules.reopen)
        continues = early and (self._pending or self._audible is not None)
        over = self._sounding and not continues
        self._learn(continues)
        self._state = _State.DOUBT if over else _State.OPEN
        self._begun, self._paused = start, False
        self._words = (Completeness.UNKNOWN, 0, False)
        begin = self._decision(
            What.BEGIN,
            at,
            "barge_in" if over else rule,
            continues=continues,
            false_cutoff=continues and self._audible is not None,
            tentative=over,
        )
        if not over:
            self._audible, self._pending = None, False
        held = over and self._misheard < MISHEARD_MOST
        return [self._decision(What.HOLD, at, "voice"), begin] if held else [begin]

    def _follow(self, end: int, speech: bool) -> list[Decision]:
        """Keep track of speech and silence within a turn. After a pause, a single frame is not speech again."""
        if speech and (not self._paused or self._run > self._samples(self.rules.pause)):
            self._last = end
            if self._paused:
                self._paused = False
                return [self._decision(What.RESUME, end)]
        elif not speech and not self._paused and end - self._last >= self._samples(self.rules.pause):
            self._paused, self._looks = True, list(self.rules.looks)
            return [self._decision(What.PAUSE, end)]
        elif self._paused and self._looks and end - self._last >= self._samples(self._looks[0]):
            del self._looks[0]
            return [self._decision(What.LOOK, end)]
        return []

    def _close(self, end: int) -> list[Decision]:
        """Is the turn over?"""
        if end - self._begun >= self._samples(self.rules.longest):
            self.room.get_used_to()
            found = self._end(end, "longest", 0)
            self._pending = False
            return [found]
        completeness, until, _ = self._words
        if completeness is Completeness.COMPLETE and until < self._last - self._samples(self.rules.stale):
            completeness = Completeness.UNKNOWN
        hold = self._hold(completeness)
        if self._key or self._run or end - self._last < hold:
            return []
        return [self._end(end, completeness.value, hold, completeness)]

    def _judge(self, end: int) -> list[Decision]:
        """Is the voice over the reply an interruption?"""
        _, until, meant = self._words
        silence = end - self._last
        if meant or not self._sounding:
            return [self._interrupt(end, "word" if meant else "over")]
        if self._last - self._begun > self._samples(self.rules.meant):
            return [self._interrupt(end, "long")]
        told = until >= self._last - self._samples(self.rules.stale)
        wait = self.rules.backchannel if told else self.rules.verdict
        if self._run or silence < self._samples(wait):
            return []
        self._state = _State.QUIET
        self._misheard += not told
        return [self._decision(What.RELEASE, end, "backchannel" if told else "no_words")]

    def _interrupt(self, at: int, rule: str) -> Decision:
        self._state = _State.OPEN
        self._audible, self._pending, self._sounding = None, False, False
        return self._decision(What.INTERRUPT, at, rule)

    def _end(self, at: int, rule: str, hold: int, completeness: Completeness = Completeness.UNKNOWN) -> Decision:
        self._state = _State.QUIET
        self._pending, self._audible, self._sounding = True, None, False
        self._deaf = rule == "longest"
        return self._decision(What.END, at, rule, hold=hold, completeness=completeness)

    def _hold(self, completeness: Completeness) -> int:
        plain, most = self.rules.bounds(completeness)
        return self._samples(min(most, plain * self.learned))

    def _learn(self, cut_off: bool) -> None:
        """Whoever was cut off is given more time, and less again with every turn that was ended rightly."""
        self.learned = min(LEARNED_MOST, self.learned * 1.25) if cut_off else max(1.0, self.learned * 0.95)

    def _samples(self, ms: float) -> int:
        return round(ms * self.rate / 1000)

    def _decision(self, what: What, at: int, rule: str = "", **more: object) -> Decision:
        base = Decision(what, at, rule, self._begun, at - self._last, speech=max(0, self._last - self._begun))
        room = {"floor": round(self.room.floor, 1), "level": round(self.room.voice, 1), "learned": self.learned}
        return replace(base, **room, **more)  # type: ignore[arg-type]
