"""Thread 1: hears the room. Frames in, turns and their sound out. Does nothing that could take more than a few ms."""

from collections import deque
from collections.abc import Callable
from queue import Empty

from vacli.core.audio import Audio, join
from vacli.core.engines import Mic, VadStream
from vacli.core.errors import Cancelled
from vacli.core.marks import Mark
from vacli.core.meaning import Command
from vacli.core.turn import Turn
from vacli.core.words import Completeness
from vacli.live.clean import Clean, Echo
from vacli.live.explain import reasons
from vacli.live.frames import frames, loudness
from vacli.live.lateness import Lateness
from vacli.live.meter import Meter
from vacli.live.wake import Wake
from vacli.live.wires import SPOKEN_OVER, Closed, Dropped, Opened, Paused, Resumed, Sound, Utterance, Wires
from vacli.turns import Decision, Turns, What

FRAME = 512
PREROLL = 0.5
"""Seconds before the speech was noticed that belong to it: a first syllable must not be lost."""
TAIL = 0.25
"""Seconds after the reply in which a half-duplex microphone still hears it."""
HOPELESS = 100
"""Frames in a row that fail, 3.2 s of them, after which there is no point in listening on."""
TELL_AGAIN = 10
"""Seconds in which the failure of single frames is told once."""

Steer = Callable[[Command | None], None]


class Listen:
    """See the module. `half_duplex`: deaf while the reply sounds. `steer` is told when a reply may go on after all."""

    half_duplex = False
    wake: Wake | None = None  # None: whatever is said is meant for us

    def __init__(self, wires: Wires, mic: Mic, vad: VadStream, turns: Turns, steer: Steer, echo: Echo | None) -> None:
        self.wires = wires
        self.steer = steer
        self.mic = mic
        self.vad = vad
        self.turns = turns
        self.clean = Clean(wires, mic, echo)
        self.muted = False
        self.open: Utterance | None = None
        self._last: Utterance | None = None  # what was ended last
        self._preroll: deque[Audio] = deque(maxlen=round(PREROLL * mic.rate / FRAME))
        self._now = 0  # sample after the latest frame
        self._heard = 0  # sample after the last speech of the turn that was ended last
        self._deaf_until = 0
        self.failed = False  # nothing is heard any more
        self._failing = 0  # frames in a row
        self._told = -TELL_AGAIN * mic.rate  # the frame whose failure was told last
        self._lateness = Lateness(wires, mic)
        self._meter = Meter(wires)

    def run(self) -> None:
        """Until the sound ends or the conversation is closed."""
        try:
            with self.mic.frames() as pieces:
                for frame in frames(pieces, FRAME):
                    if self.wires.closing.is_set() or (self.failed and not self.wires.answering):
                        break
                    self._survive(frame)
        except Cancelled:
            pass
        except Exception as error:  # nobody else would say that nothing is heard any more
            self.failed = True
            self.wires.fault("listen", error)
        try:
            self._act(self.turns.release(self._now, "end_of_sound"))
            if self.wires.paused:  # nobody can say any more that it may go on
                self.wires.break_off("end_of_sound")
        finally:
            self.wires.sound.end()

    def _survive(self, frame: Audio) -> None:
        """A frame that an engine fails on is skipped. If it is all of them, nothing more is heard; what was asked by
        then is answered, and the frames that come meanwhile move the loudspeaker of a file."""
        if self.failed:
            return
        try:
            self.take(frame)
            self._failing = 0
        except Exception as error:
            self._failing += 1
            self.failed = self._failing >= HOPELESS
            if self.failed or frame.start >= self._told + TELL_AGAIN * frame.rate:
                self._told = frame.start
                self.wires.fault("listen", error)
            if self.failed:
                self._act(self.turns.release(self._now, "end_of_sound"))

    def take(self, frame: Audio) -> None:
        """One frame of FRAME samples."""
        self._now = frame.end
        self._run_posted()
        self._lateness()
        clean = self.clean(frame)
        if self._is_deaf():
            self._preroll.clear()
            self._meter(-100.0, 0.0, self._waits())
            return
        self.wires.heard(clean)
        probability, level = self.vad(clean.samples), loudness(clean)
        if self._preroll and self._preroll[-1].end != clean.start:
            self._preroll.clear()  # the microphone was away
        self._preroll.append(clean)
        if self.open:
            self.wires.sound.put(Sound(self.open, clean))
        self._act(self.turns.frame(probability, level, clean.end, FRAME))
        self._meter(level, probability, self._waits())

    def heard(self, utterance: Utterance, completeness: Completeness, until: int, meant: bool) -> None:
        """What the words amount to; posted by the transcribe thread."""
        if utterance is self.open:
            self.turns.heard(completeness, until, meant=meant)

    def audible(self, turn: Turn, at: float) -> None:
        """The reply's first audible sample left the loudspeaker; posted by its callback."""
        turn.mark(Mark.HEARD, at)
        self.wires.tell("speak.begin", turn, dac=at)
        ago = round((self.mic.time_of(self._now) - at) * self.mic.rate)
        if self.wires.answering is turn:  # else it was over before we were told
            self.turns.sounding(True, min(self._now, self._now - ago))

    def over(self, meant: bool = True) -> None:
        """The reply was played, or there is none; posted by the reply thread. `meant`: it answered a question of the
        user's, who may have another one."""
        if self.wires.answering is None:
            self.turns.sounding(False, self._now)
            if self.wake and (self.open is None or self.open.tentative or self.open.asleep):
                self.wake.answered(self._now, meant=meant)

    def called(self, utterance: Utterance) -> None:
        """The wake phrase was heard in it; posted by the transcribe thread."""
        if self.wake:
            self.wake.called()
        if utterance is not self.open and self.open is None and not utterance.turn.cancelled:  # it has ended meanwhile
            self.wires.answering = self.wires.answering or utterance.turn

    def bare(self) -> None:
        """Nothing but the wake phrase was said; posted by the transcribe thread."""
        if self.wake and self.open is None:
            self.wake.bare(self._now)

    def drop(self, reason: str) -> None:
        """Forget what is being said: a stop word did its work, or the microphone was muted."""
        utterance, self.open = self.open, None
        if utterance:
            self._discard(utterance, reason)
            if utterance.tentative:  # a reply was held for it
                self.steer(None)
        self.turns.reset()

    def stopped(self, utterance: Utterance) -> None:
        """Its stop word has done its work; posted by the transcribe thread."""
        self.turns.sounding(False, self._now)
        if self.open is utterance:
            self.drop("stop word")
        if self.wake and self.open is None:
            self.wake.answered(self._now)

    def mute(self, muted: bool) -> None:
        if muted:
            self.drop("muted")
            if self.wake:
                self.wake.sleep()
        self.muted = muted

    def press(self) -> None:
        """Push-to-talk."""
        self._act(self.turns.press(self._now, self._now - round(0.2 * self.mic.rate)))

    def release(self) -> None:
        self._act(self.turns.release(self._now))

    def _act(self, decisions: list[Decision]) -> None:
        for decision in decisions:
            self._ACTS[decision.what](self, decision)

    def _begin(self, decision: Decision) -> None:
        wires, before = self.wires, self._last if decision.continues else None
        if decision.tentative:
            self.open = Utterance(Turn(), tentative=True)
        elif self.wake and not self.wake.begun(decision.start):
            self.open = Utterance(Turn(), asleep=True)
        else:
            if wires.answering and not (before and before.turn is wires.answering):  # an announcement, or a typed turn
                wires.break_off(SPOKEN_OVER)
            wires.answering, wires.paused = None, False
            self.open = Utterance(wires.session.begin(continues=before.turn if before else None), before)
            wires.begun[self.open.turn] = self.open
            if before:
                wires.tell("turn.continued", self.open.turn, before=before.turn.id, false_cutoff=decision.false_cutoff)
        self.open.turn.mark(Mark.SPEECH_START, self.mic.time_of(decision.start))
        wires.sound.put(Opened(self.open))
        since = max(decision.start - round(PREROLL * self.mic.rate), self._heard)
        wires.sound.put(Sound(self.open, join(each for each in self._preroll if each.end > since)))

    def _pause(self, decision: Decision) -> None:
        if self.open:
            self.wires.sound.put(Paused(self.open))
            if not self.open.asleep:
                self.wires.tell("turn.pause", self.open.turn)

    def _look(self, decision: Decision) -> None:
        if self.open:
            self.wires.sound.put(Paused(self.open))

    def _resume(self, decision: Decision) -> None:
        if self.open:
            self.wires.sound.put(Resumed(self.open))
            if not self.open.asleep:
                self.wires.tell("turn.resume", self.open.turn)

    def _end(self, decision: Decision) -> None:
        if self.open is None:
            return
        self._last, utterance, turn = self.open, self.open, self.open.turn
        turn.mark(Mark.SPEECH_END, self.mic.time_of(decision.at - decision.silence))
        turn.mark(Mark.ENDPOINT)
        self.open, self._heard = None, decision.at - decision.silence
        self.wires.sound.put(Closed(utterance, decision))
        if utterance.asleep:  # nobody answers it, so nothing goes on with it
            self._last = None
            self.turns.sounding(False, self._now)
            return
        self.wires.answering = turn
        self.wires.tell("turn.endpoint", turn, **reasons(decision, self.mic.rate))

    def _hold(self, decision: Decision) -> None:
        if speaker := self.wires.session.speaker:
            speaker.hold()
        self.wires.tell("barge_in.hold", self.wires.answering, rule=decision.rule)

    def _release(self, decision: Decision) -> None:
        utterance, self.open = self.open, None
        if utterance is None:
            return
        utterance.turn.cancel(decision.rule)
        self.wires.sound.put(Dropped(utterance))  # its recogniser lives until then: it may still find a stop word
        self.steer(utterance.command)
        self.wires.tell("barge_in.release", self.wires.answering, rule=decision.rule)

    def _interrupt(self, decision: Decision) -> None:
        wires = self.wires
        old = wires.break_off(f"barge-in: {decision.rule}")
        if old is None and wires.session.speaker:
            wires.session.speaker.release()  # it was held, and then the reply was over: the next one is not to wait
        wires.tell("barge_in.stop", old, rule=decision.rule)
        if self.open:
            self.open.tentative = False
            wires.begun[self.open.turn] = self.open
            wires.session.adopt(self.open.turn)
            if self.wake:
                self.wake.called()

    _ACTS = {  # noqa: RUF012
        What.BEGIN: _begin,
        What.PAUSE: _pause,
        What.LOOK: _look,
        What.RESUME: _resume,
        What.END: _end,
        What.HOLD: _hold,
        What.RELEASE: _release,
        What.INTERRUPT: _interrupt,
    }

    def _discard(self, utterance: Utterance, reason: str) -> None:
        utterance.turn.cancel(reason)
        utterance.ear.cancel(reason)
        self.wires.sound.put(Dropped(utterance))

    def _waits(self) -> str:
        """What it does while nothing is answered."""
        if self.muted:
            return "muted"
        return "asleep" if self.wake and not self.wake.awake(self._now) else "listening"

    def _run_posted(self) -> None:
        while True:
            try:
                self.wires.posted.get_nowait()()
            except Empty:
                return

    def _is_deaf(self) -> bool:
        """Muted; or the reply sounds, and without echo cancellation it would be taken for the user."""
        if self.muted:
            return True
        speaker = self.wires.session.speaker
        if (self.half_duplex or self.clean.failed) and speaker and speaker.sounding:
            self._deaf_until = self._now + round(TAIL * self.mic.rate)
        return self._now < self._deaf_until and self.open is None
