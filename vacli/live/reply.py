"""Thread 3: answers. Takes drafts, final texts, announcements and what timers have to say, one after the other.

Whatever happens, every turn that was begun is ended here, and no failure is silent.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from queue import Empty

from vacli.core.errors import Cancelled, VacliError
from vacli.core.flow import later
from vacli.core.marks import Mark
from vacli.core.turn import Origin, Turn
from vacli.core.waterfall import waterfall
from vacli.core.words import Announcement, ReplyClass, Urgency
from vacli.live.commands import Commands
from vacli.live.wires import Draft, Dropped, Prepare, Reply, Say, ToReply, Utterance, Warm, Wires
from vacli.reply.phrases import Phrase, phrase

GAVE_UP = "no word of an answer in time"


class Answer:
    """See the module. `over` is called on the listen thread once a reply was played or broken off."""

    def __init__(self, wires: Wires, commands: Commands, over: Callable[[], None]) -> None:
        self.wires = wires
        self.session = wires.session
        self.commands = commands
        self.over = over
        self._replies: dict[str, list[str]] = {}  # turn -> what was answered

    def run(self) -> None:
        """Until nothing is asked any more, or goodbye."""
        self._warm(Turn())
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
                self._end(utterance)
            case Say(announcement):
                self._announce(announcement)

    def _warm(self, turn: Turn) -> None:
        with suppress(Cancelled):
            try:
                self.session.replies.prepare(turn)
            except VacliError as error:
                self.wires.fault("llm", error, turn)

    def _prepare(self, utterance: Utterance, draft: Draft) -> None:
        """An answer to what the user may have said. If it fails, it is made again in earnest, and fails aloud."""
        begun = time.thread_time()
        try:
            self._answer(draft.text, draft.turn, draft)
        except Cancelled:
            pass
        except Exception as error:
            if draft.turn.committed:
                self._apologise(error, utterance)
            else:
                draft.turn.cancel(f"failed: {error}")
        if draft.turn.cancelled:
            cpu = round((time.thread_time() - begun) * 1000, 1)
            self.wires.tell("draft.dropped", draft.turn, text=draft.text, reason=draft.turn.reason, cpu_ms=cpu)

    def _reply(self, utterance: Utterance, doubtful: bool) -> None:
        turn, draft = utterance.turn, utterance.draft
        with suppress(Cancelled):
            turn.check()
            if draft and draft.turn.committed:
                self._used(utterance, draft)
            elif command := self.commands.of(utterance.text):
                turn.reply_class = ReplyClass.COMMAND
                self._speak(self.commands.obey(command, turn), turn)
            elif doubtful or not utterance.text:
                turn.reply_class = ReplyClass.FALLBACK
                self._speak(phrase(Phrase.SAY_AGAIN, self.session.language), turn)
            else:
                self._earnest(utterance)
            self._play(turn)
        self._end(utterance)

    def _used(self, utterance: Utterance, draft: Draft) -> None:
        """The draft was the answer. Only what it still has to tell is left to do."""
        utterance.turn.reply_class = draft.turn.reply_class
        self._pass_on(draft)
        if draft.turn.cancelled:
            self._apologise(VacliError(draft.turn.reason, "vacli doctor"), utterance, Phrase.NO_ANSWER)

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
            self._answer(draft.text, draft.turn, draft)
        except Cancelled:
            utterance.turn.check()
            self._apologise(VacliError(GAVE_UP, "vacli doctor"), utterance, Phrase.NO_ANSWER)
        except Exception as error:
            self._apologise(error, utterance)
        finally:
            if off:
                off()
            utterance.turn.reply_class = draft.turn.reply_class or utterance.turn.reply_class

    def _answer(self, text: str, turn: Turn, draft: Draft) -> None:
        """Make it and have it spoken. Cancelled after `give_up` seconds without a word."""
        enough = later("give-up", self.session.config.reply.give_up, lambda: self._give_up(turn))
        try:
            for piece in self.session.answer(text, turn):
                enough()
                draft.pieces.append(piece)
                if turn.committed:
                    self._pass_on(draft)
        finally:
            enough()

    def _give_up(self, turn: Turn) -> None:
        if Mark.FIRST_TOKEN not in turn.marks:
            turn.cancel(GAVE_UP)

    def _pass_on(self, draft: Draft) -> None:
        pieces, draft.pieces = draft.pieces, []
        for piece in pieces:
            self._told(piece, draft.turn)

    def _apologise(self, error: Exception, utterance: Utterance, what: Phrase = Phrase.ENGINE_FAILED) -> None:
        """Say that there is no answer; what was asked is kept in the event."""
        turn = utterance.turn
        self.wires.fault("reply", error, turn)
        if turn.cancelled:
            return
        with suppress(Exception):  # the voice may be what failed: the fault was told
            turn.reply_class = ReplyClass.FALLBACK
            self._speak(phrase(what, self.session.language), turn)

    def _fill(self, turn: Turn) -> None:
        if Mark.FIRST_SOUND not in turn.marks and not turn.cancelled:
            with suppress(Cancelled, LookupError):
                self.session.say(phrase(Phrase.FILLER, self.session.language), turn)

    def _speak(self, text: str, turn: Turn) -> None:
        """A text that is there, as the turn's reply."""
        turn.check()
        for piece in self.session.speak(iter([text] if text else []), turn):
            self._told(piece, turn)

    def _told(self, piece: str, turn: Turn) -> None:
        self._replies.setdefault(turn.root.id, []).append(piece)
        self.wires.tell("reply.text", turn, text=piece, reply_class=turn.reply_class)

    def _announce(self, announcement: Announcement) -> None:
        """Unless the user has begun to speak meanwhile: then it waits for the next pause."""
        if self.session.busy and announcement.urgency is not Urgency.NOW:
            self.session.announce(announcement)
            return
        turn = self.wires.answering = Turn(Origin.ANNOUNCEMENT)
        with suppress(Cancelled):
            try:
                self.session.tell(announcement, turn)
                self._play(turn)
            except VacliError as error:
                self.wires.fault("tts", error, turn)
        self._silent(turn)

    def _play(self, turn: Turn) -> None:
        """Wait until all was played. Nothing is left to do meanwhile."""
        speaker = self.session.speaker
        if speaker is None:
            return
        self.wires.pending.playing(True)
        try:
            speaker.drain(turn)
        except VacliError as error:
            self.wires.fault("speaker", error, turn)
        finally:
            self.wires.pending.playing(False)
        self.wires.tell("speak.end", turn)

    def _end(self, utterance: Utterance) -> None:
        turn = utterance.turn
        self._silent(turn)
        self.commands.last = turn
        fall = waterfall(turn.marks)
        stages = {name: round(ms, 1) for name, ms in fall.stages.items()}
        reply = "".join(self._replies.pop(turn.id, ()))
        times = {"stages": stages, "total_ms": fall.total_ms, "hidden_ms": fall.hidden_ms, "marks": dict(turn.marks)}
        self.session.end(turn, text=utterance.text, reply=reply, **times)
        if self.commands.goodbye:
            self.wires.closing.set()

    def _silent(self, turn: Turn) -> None:
        if self.wires.answering is turn:
            self.wires.answering = None
            self.wires.posted.put(self.over)

    def _until_due(self) -> float | None:
        due = [at for skill in self.session.replies.skills if (at := skill.due()) is not None]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _ring(self) -> None:
        for skill in self.session.replies.skills:
            for announcement in skill.announcements():
                self.session.announce(announcement)
