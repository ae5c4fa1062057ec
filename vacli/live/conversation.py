"""A conversation: the threads wired. In by a microphone or typed lines, out by a loudspeaker and the bus."""

from dataclasses import replace

from vacli.audio.paced import PacedMic
from vacli.config import Config
from vacli.core.engines import NO_HINTS, Mic
from vacli.core.flow import spawn
from vacli.core.marks import Mark
from vacli.core.meaning import Understander
from vacli.core.turn import Origin, Turn
from vacli.core.words import Announcement, Hints, Urgency
from vacli.live.brief import Brief
from vacli.live.calls import Calls
from vacli.live.clean import Echo, Watch
from vacli.live.commands import Commands, Steering
from vacli.live.listen import Listen
from vacli.live.reply import Answer
from vacli.live.transcribe import Transcribe
from vacli.live.wake import Wake
from vacli.live.wires import Reply, Say, Utterance, Wires
from vacli.session import Session
from vacli.stt.spotter import Spotter, plain
from vacli.turns import PATIENT, Rules, Turns

CLOSED_RECOGNISERS = frozenset({"sphinx"})
"""These hear anything only with a grammar, and little without."""


class Conversation:
    """`mic` None: typed only. Without `echo`, or `half_duplex`, it does not listen while it speaks. `spotter` is for
    the wake phrase, if the settings ask for one; None: the recogniser's text must begin with it.

    Every failure after the beginning is a `fault` event, and the conversation goes on.
    """

    def __init__(
        self,
        session: Session,
        mic: Mic | None,
        *,
        echo: Echo | None = None,
        half_duplex: bool = False,
        spotter: Spotter | None = None,
    ) -> None:
        understander = session.replies.understander
        if understander is None:
            raise LookupError("a session without understanding")
        self.session = session
        self.wires = wires = Wires(session)
        self.commands = Commands(wires, understander)
        session.replies.skills += (Steering(self.commands),)
        self.listen: Listen | None = None
        self.transcribe: Transcribe | None = None
        if echo is None and hasattr(mic, "reopen"):  # a device
            echo = Watch()
        session.teller = self._announce
        if session.replies.chat:
            session.replies.chat = Brief(session.replies.chat, lambda: wires.brief)
        if mic is not None:
            if session.vad is None:
                raise LookupError("stage vad was not loaded")
            turns = Turns(rules(session.config), mic.rate)
            self.listen = Listen(wires, mic, session.vad, turns, self.commands.steer, echo)
            self.listen.half_duplex = half_duplex
            if isinstance(mic, PacedMic):
                mic.settled, wires.timed = wires.pending.wait, mic.real
            calls = self._calls(mic, spotter) if session.config.listen.mode == "wake" else None
            spelled = spotter is not None and not spotter.choices
            hints = self._hints(understander, plain(session.config.listen.wake) if calls and spelled else "")
            self.transcribe = Transcribe(wires, self.listen, understander, hints, calls)
        self.answer = Answer(wires, self.commands, self.listen.over if self.listen else lambda meant: None)
        if speaker := session.speaker:
            speaker.on_heard = self._on_heard
            if echo:
                speaker.on_emitted = lambda samples, at: echo.reference(samples, speaker.rate, at)

    def run(self) -> None:
        """Until goodbye, the end of the sound or of what is typed, or `close`."""
        threads = [spawn("reply", self.answer.run)]
        if self.listen and self.transcribe:
            threads += [spawn("transcribe", self.transcribe.run), spawn("listen", self.listen.run)]
        threads[0].join()
        self.close()
        for thread in threads[1:]:
            thread.join(1.0)
        for utterance in list(self.wires.begun.values()):
            self.answer.end(utterance)

    def close(self) -> None:
        """Silence, and an end to `run`. From any thread."""
        self.wires.closing.set()
        self.wires.pending.close()
        self.wires.break_off("closed")
        for turn in (self.answer.warming, *tuple(self.wires.begun)):
            turn.cancel("closed")
        self.wires.sound.end()
        self.wires.asked.end()

    def type(self, line: str) -> None:
        """A typed question. It breaks off what is being said. Nothing after the end."""
        if self.wires.closing.is_set():
            return
        self.stop()
        turn = self.wires.answering = self.session.begin(Origin.TEXT)
        turn.mark(Mark.TRANSCRIPT)
        utterance = self.wires.begun[turn] = Utterance(turn, text=line)
        self.wires.asked.put(Reply(utterance))

    def end_of_input(self) -> None:
        """Nothing more will be typed: what was asked is answered, then `run` ends."""
        self.wires.asked.end()

    def stop(self) -> None:
        """Break off the reply."""
        if self.wires.break_off("stopped") and self.listen:
            self.wires.posted.put(self.listen.over)

    def mute(self, muted: bool) -> None:
        if listen := self.listen:
            self.wires.posted.put(lambda: listen.mute(muted))

    def press(self) -> None:
        """Push-to-talk: the key is down."""
        if self.listen:
            self.wires.posted.put(self.listen.press)

    def release(self) -> None:
        """Push-to-talk: the key is up."""
        if self.listen:
            self.wires.posted.put(self.listen.release)

    def _calls(self, mic: Mic, spotter: Spotter | None) -> Calls:
        settings = self.session.config.listen
        assert self.listen is not None
        self.listen.wake = Wake(settings.follow_up, mic.rate)
        return Calls(self.wires, settings.wake, spotter)

    def _hints(self, understander: Understander, phrase: str) -> Hints:
        """What a closed recogniser listens for. A phrase that it cannot spell is left out: it need not be repeated."""
        if self.session.recogniser not in CLOSED_RECOGNISERS:
            return NO_HINTS
        grammar = understander.grammar()
        return Hints(grammar=grammar.called(phrase) if phrase else grammar)

    def _announce(self, announcement: Announcement) -> None:
        if announcement.urgency is Urgency.NOW:
            self.stop()
        self.wires.asked.put(Say(announcement))

    def _on_heard(self, turn: Turn, at: float) -> None:
        """On the device's thread: copy and queue."""
        if self.transcribe and self.transcribe.calls and turn is self.transcribe.calls.chime:
            return  # nobody's answer
        if listen := self.listen:
            self.wires.posted.put(lambda: listen.audible(turn, at))
        else:
            turn.mark(Mark.HEARD, at)
            self.wires.tell("speak.begin", turn, dac=at)


def rules(config: Config) -> Rules:
    """The settings as the state machine takes them."""
    settings = config.turns
    plain = PATIENT if settings.patient else Rules(settings.complete, settings.unknown, settings.unfinished)
    return replace(
        plain,
        longest=round(settings.longest * 1000),
        reopen=settings.reopen,
        threshold=config.vad.threshold,
        keyed=config.listen.mode == "talk",
    )
