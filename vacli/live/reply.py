"""Thread 3: answers. Takes drafts, final texts, announcements and what timers have to say, one after the other.

Whatever happens, every turn that was begun is ended here, and no failure is silent.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from queue import Empty

from vacli.core.errors import Cancelled, DeviceError, UsageError, VacliError
from vacli.core.flow import later
from vacli.core.marks import Mark
from vacli.core.meaning import Command
from vacli.core.turn import Origin, Turn
from vacli.core.waterfall import waterfall
from vacli.core.words import Announcement, ReplyClass, Urgency
from vacli.live.commands import Commands
from vacli.live.patience import patient
from vacli.live.wires import SPOKEN_OVER, Draft, Dropped, Prepare, Reply, Say, ToReply, Utterance, Warm, Wires
from vacli.reply.phrases import Phrase, phrase

GAVE_UP = "no word of an answer in time"
UNREADY = "the language model does not get ready in time: its answers will be late, or missing"
LEANING = frozenset({Command.STOP, Command.REPEAT})
"""Commands whose words may lean on the request before."""
ANSWERS = frozenset({ReplyClass.QUICK, ReplyClass.CACHED, ReplyClass.LLM})
"""What "never mind" can mean."""
MEANT = ANSWERS | {ReplyClass.COMMAND}
"""What was understood was meant for us."""


class Answer:
    """See the module. `over` is called on the listen thread once a reply was played or broken off, with whether it
    was one to a question that was spoken."""

    def __init__(self, wires: Wires, commands: Commands, over: Callable[[bool], None]) -> None:
        self.wires = wires
        self.session = wires.session
        self.commands = commands
        self.over = over
        self.warming = Turn()  # before anything is asked
        self._unready = False  # the language model was, and it was told
        self._replies: dict[str, list[str]] = {}  # turn -> what was answered

    def run(self) -> None:
        """Until nothing is asked any more, or goodbye."""
        self._warm(self.warming)
        while not self.wires.closing.is_set():
            try:
                item = self.wires.asked.get(self._until_due())
            except Empty:
                self._ring()
                continue
            if item is None:
                return
            try:
                self._take(item)
            except Exception as error:  # a bug of ours: it costs this turn, not the conversation
                self.wires.fault("reply", error)
            finally:
                self.wires.asked.done()

    def _take(self, item: ToReply) -> None:
        match item:
            case Warm(utterance):
                self._warm(utterance.turn)
            case Prepare(utterance, draft):
                self._prepare(utterance, draft)
            case Reply(utterance, doubtful):
                self._reply(utterance, doubtful)
            case Dropped(utterance):
                self.end(utterance)
            case Say(announcement):
                self._announce(announcement)

    def _warm(self, turn: Turn) -> None:
        """No longer than an answer may take: what hangs here would keep it waiting."""
        warm = turn.child()
        enough = later("give-up", self.session.config.reply.give_up, lambda: warm.cancel(GAVE_UP))
        try:
            with suppress(Cancelled):
                self.session.replies.prepare(warm)
            if warm.reason == GAVE_UP and not self._unready:
                self._unready = True
                raise VacliError(UNREADY, "a smaller model: vacli models list")
        except Exception as error:
            self.wires.fault("llm", error, turn)
        finally:
            enough()

    def _prepare(self, utterance: Utterance, draft: Draft) -> None:
        """An answer to what the user may have said. If it fails before it is wanted, it is made again in earnest."""
        begun = time.thread_time()
        try:
            draft.turn.check()
            self._answer(draft.text, draft.turn, draft)
        except Cancelled:
            pass
        except Exception as error:
            draft.error = error
            draft.turn.cancel(f"failed: {error}")
        cpu = round((time.thread_time() - begun) * 1000, 1)
        draft.turn.once_cancelled(lambda: self.wires.dropped(draft, cpu))

    def _reply(self, utterance: Utterance, doubtful: bool) -> None:
        try:
            with suppress(Cancelled):
                try:
                    self._respond(utterance, doubtful)
                except Cancelled:
                    raise
                except Exception as error:
                    self._apologise(error, utterance)
                self._play(utterance.turn)
        finally:
            self.end(utterance)

    def _respond(self, utterance: Utterance, doubtful: bool) -> None:
        turn, draft = utterance.turn, utterance.draft
        turn.check()
        if draft and draft.turn.committed:
            self._used(utterance, draft)
        elif not doubtful and (command := self._command(utterance.text)):
            turn.reply_class = ReplyClass.COMMAND
            self._speak(self.commands.obey(command, turn), turn)
        elif doubtful or not utterance.text:
            turn.reply_class = ReplyClass.FALLBACK
            self._speak(phrase(Phrase.SAY_AGAIN, self.session.language), turn)
        else:
            self._earnest(utterance)

    def _command(self, text: str) -> Command | None:
        """ "Again" after a throw of dice is another throw, and "cancel that" may mean what was just set."""
        command, dialogue = self.commands.of(text), self.session.replies.dialogue
        return None if command in LEANING and dialogue and dialogue.takes(text) else command

    def _used(self, utterance: Utterance, draft: Draft) -> None:
        """The draft was the answer. Only what it still has to tell is left to do."""
        utterance.turn.reply_class = draft.turn.reply_class
        self._pass_on(draft)
        if draft.turn.cancelled:
            utterance.turn.check()
            self._failed(draft.error, utterance)

    def _earnest(self, utterance: Utterance) -> None:
        """The answer to the final text, on a draft of its own that is committed at once: it can die alone."""
        utterance.turn.check()
        draft = utterance.draft = Draft(utterance.text, utterance.turn.child())
        draft.turn.commit()
        settings = self.session.config.reply
        off = (
            later("filler", settings.filler_after / 1000, lambda: self._fill(draft.turn))
            if settings.filler_after
            else None
        )
        try:
            self._answer(draft.text, draft.turn, draft, utterance.heard)
        except Cancelled:
            utterance.turn.check()
            self._failed(None, utterance)
        except Exception as error:
            self._failed(error, utterance)
        else:
            utterance.turn.reply_class = draft.turn.reply_class
        finally:
            if off:
                off()

    def _answer(self, text: str, turn: Turn, draft: Draft, heard: float | None = None) -> None:
        """Make it and have it spoken. Cancelled after `give_up` seconds in which no further word came."""
        seconds = self.session.config.reply.give_up
        made = self.session.replies.reply(text, turn, heard)
        with closing(patient(made, seconds, lambda: turn.cancel(GAVE_UP))) as pieces:
            try:
                self._collect(self.session.speak(pieces, turn), draft)
            except DeviceError as error:  # there is no loudspeaker: it is shown all the same
                self.wires.fault("speaker", error, turn)
                self._collect(pieces, draft)

    def _collect(self, pieces: Iterator[str], draft: Draft) -> None:
        for piece in pieces:
            draft.pieces.append(piece)
            if draft.turn.committed:
                self._pass_on(draft)

    def _pass_on(self, draft: Draft) -> None:
        pieces, draft.pieces = draft.pieces, []
        for piece in pieces:
            self._told(piece, draft.turn)

    def _failed(self, error: Exception | None, utterance: Utterance) -> None:
        """Of an answer: `error`, or it gave no word in time."""
        if isinstance(error, UsageError):  # more than the language model can take
            self._apologise(error, utterance, Phrase.TOO_LONG)
        elif error is None:
            self._apologise(VacliError(GAVE_UP, "vacli doctor"), utterance, Phrase.NO_ANSWER)
        else:
            self._apologise(error, utterance)

    def _apologise(self, error: Exception, utterance: Utterance, what: Phrase = Phrase.ENGINE_FAILED) -> None:
        """Say that there is no answer; what was asked is kept in the event."""
        turn = utterance.turn
        self.wires.fault("reply", error, turn)
        self.session.history.forget(turn.id)  # a question without an answer is no part of the conversation
        if turn.cancelled:
            return
        with suppress(Exception):  # the voice may be what failed: the fault was told
            turn.reply_class = ReplyClass.FALLBACK
            begun = " " if turn.id in self._replies else ""
            self._speak(begun + phrase(what, self.session.language), turn)

    def _fill(self, turn: Turn) -> None:
        if Mark.FIRST_SOUND not in turn.marks and not turn.cancelled:
            with suppress(Cancelled, LookupError):
                self.session.say(phrase(Phrase.FILLER, self.session.language), turn)

    def _speak(self, text: str, turn: Turn) -> None:
        """A text that is there, as the turn's reply."""
        turn.check()
        turn.mark(Mark.UNDERSTOOD)
        turn.mark(Mark.FIRST_TOKEN)
        try:
            for piece in self.session.speak(iter([text] if text else []), turn):
                self._told(piece, turn)
        except DeviceError as error:
            self.wires.fault("speaker", error, turn)

    def _told(self, piece: str, turn: Turn) -> None:
        self._replies.setdefault(turn.root.id, []).append(piece)
        self.wires.tell("reply.text", turn, text=piece, reply_class=turn.reply_class)

    def _announce(self, announcement: Announcement) -> None:
        """Unless the user has begun to speak meanwhile: then it waits for the next pause."""
        if self.session.busy and announcement.urgency is not Urgency.NOW:
            self.session.announce(announcement)
            return
        turn = self.wires.answering = self.wires.announcing = Turn(Origin.ANNOUNCEMENT)
        if self.wires.closing.is_set():
            turn.cancel("closed")
        try:
            with suppress(Cancelled):
                turn.check()
                self.session.tell(announcement, turn)
                self._play(turn)
                if announcement.said:
                    announcement.said()
        except Exception as error:
            self.wires.fault("speaker" if isinstance(error, DeviceError) else "tts", error, turn)
        finally:
            self.wires.announcing = None
            self._silent(turn)
        if turn.reason == SPOKEN_OVER:
            self.session.announce(announcement)

    def _play(self, turn: Turn) -> None:
        """Wait until all was played. Nothing is left to do meanwhile."""
        speaker = self.session.speaker
        if speaker is None:
            return
        self.wires.pending.playing(lambda: speaker.waiting)
        try:
            speaker.drain(turn)
        except DeviceError as error:
            self.wires.fault("speaker", error, turn)
        finally:
            self.wires.pending.playing(None)
        self.wires.tell("speak.end", turn)

    def end(self, utterance: Utterance) -> None:
        """Its turn is over, whatever became of it. Once."""
        turn = utterance.turn
        self._silent(turn)
        if not self.wires.finished(turn):
            return
        if turn.reply_class in ANSWERS:
            self.commands.last = turn
        fall = waterfall(turn.marks if self.wires.timed else {})
        reply = "".join(self._replies.pop(turn.id, ()))
        self.session.end(turn, text=utterance.text, reply=reply, marks=dict(turn.marks), **fall.told())
        if self.commands.goodbye:
            self.wires.closing.set()

    def _silent(self, turn: Turn) -> None:
        if self.wires.answering is turn:
            self.wires.answering, self.wires.paused = None, False
            meant = turn.origin is Origin.SPEECH and turn.reply_class in MEANT
            self.wires.posted.put(lambda: self.over(meant))

    def _until_due(self) -> float | None:
        due = [at for skill in self.session.replies.skills if (at := skill.due()) is not None]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _ring(self) -> None:
        for skill in self.session.replies.skills:
            for announcement in skill.announcements():
                self.session.announce(announcement)
