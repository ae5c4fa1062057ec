"""Thread 2: turns the user's sound into words while they are spoken, and has answers prepared before the turn is over.

Knows recognisers, understanding and drafts; neither microphone nor voice.
"""

from contextlib import suppress
from dataclasses import replace

from vacli.core.audio import Audio
from vacli.core.engines import NO_HINTS, SttStream
from vacli.core.errors import Cancelled
from vacli.core.marks import Mark
from vacli.core.meaning import Command, Understander
from vacli.core.turn import Turn
from vacli.core.words import Completeness, Hints, Transcript
from vacli.live.calls import Calls
from vacli.live.judge import Judge, same
from vacli.live.listen import Listen
from vacli.live.wires import (
    Closed,
    Draft,
    Dropped,
    Opened,
    Paused,
    Prepare,
    Reply,
    Resumed,
    Sound,
    ToTranscribe,
    Utterance,
    Warm,
    Wires,
)

STEERING = frozenset({Command.PAUSE, Command.RESUME, Command.LOUDER, Command.QUIETER, Command.SLOWER, Command.FASTER})
"""Commands that do not break off the reply over which they are said."""
TELLING = frozenset({"vosk"})
"""Recognisers whose confidence tells right words from wrong ones."""
DOUBTFUL = 0.3
"""Confidence below which the words are not acted on. 0 to 1, as far as the recogniser gives one."""
MOST_DRAFTS = 4
"""Drafts a turn may begin: a recogniser that changes its mind all the time must not keep the CPU."""


class Transcribe:
    """`calls`: where a wake phrase must be said first."""

    def __init__(
        self,
        wires: Wires,
        listen: Listen,
        understander: Understander,
        hints: Hints = NO_HINTS,
        calls: Calls | None = None,
    ) -> None:
        self.wires = wires
        self.listen = listen
        self.understander = understander
        self.hints = hints
        self.calls = calls
        self.speculate = wires.session.config.listen.speculate
        self._stream: SttStream | None = None
        self._drafts = 0
        self._judge = Judge(understander, closed=False)

    def run(self) -> None:
        """Until nothing comes any more. The first stream is for warming up: a grammar takes up to 0.5 s to load."""
        with suppress(Exception):  # what is wrong is told when somebody speaks
            self.wires.session.hear(Turn(), self.hints)
        while (item := self.wires.sound.get()) is not None:
            try:
                self._take(item)
            except Cancelled:
                self._lost(item)
            except Exception as error:  # an engine that fails takes this utterance with it, not the conversation
                self._failed(item, error)
            finally:
                self.wires.sound.done()
        self.wires.asked.end()

    def _take(self, item: ToTranscribe) -> None:
        match item:
            case Opened(utterance):
                self._opened(utterance)
            case Sound(utterance, audio):
                self._sound(utterance, audio)
            case Resumed():
                self._judge.paused = False
            case Paused(utterance) if self._stream:
                self._judge.paused = True
                self._news(utterance, self._stream.peek(), looked=True)
            case Closed(utterance, decision):
                self._finish(utterance, decision.at - decision.silence)
            case Dropped(utterance):
                self._stream = None
                utterance.ear.cancel("turn dropped")
                self._drop_draft(utterance, "turn dropped")
                if not utterance.tentative:
                    self.wires.asked.put(item)

    def _opened(self, utterance: Utterance) -> None:
        self._drafts, self._judge = 0, Judge(self.understander, self.hints.grammar is not None)
        self._stream = None
        if self.calls:
            self.calls.begin()
        if not utterance.asleep:
            self.wires.asked.put(Warm(utterance))
        if not (utterance.asleep and self.calls and self.calls.by_sound):
            self._stream = self.wires.session.hear(utterance.ear, self.hints)

    def _sound(self, utterance: Utterance, audio: Audio) -> None:
        if utterance.asleep and self.calls and self.calls.by_sound:
            after = self.calls.sound(utterance, audio)
            if after is None:
                return
            self._called(utterance)
            self._stream, audio = self.wires.session.hear(utterance.ear, self.hints), after
        if self._stream and len(audio):
            news = self._stream.feed(audio)
            if news and self._judge.counts(looked=False):
                self._news(utterance, news)

    def _called(self, utterance: Utterance) -> None:
        """The wake phrase was heard."""
        self.wires.asked.put(Warm(utterance))
        self.wires.posted.put(lambda: self.listen.called(utterance))

    def _without_phrase(self, utterance: Utterance, news: Transcript) -> Transcript | None:
        """What follows the wake phrase; None where it must be said and was not."""
        if self.calls is None:
            return news
        after = self.calls.after(news.text)
        if utterance.asleep and not self.calls.by_sound and after is not None:
            self.calls.called(utterance, None)
            self._called(utterance)
        if utterance.asleep:
            return None
        gone = 0 if after is None else len(news.text) - len(after)
        return replace(news, text=news.text[gone:], stable=max(0, news.stable - gone))

    def _news(self, utterance: Utterance, told: Transcript, looked: bool = False) -> None:
        wires, understander, news = self.wires, self.understander, self._without_phrase(utterance, told)
        if news is None:
            return
        if looked and self.calls and not news.text:
            self.calls.acknowledge()
        text = self._joined(utterance, news.text)
        utterance.text, completeness = text, self._judge(text)
        wires.tell("stt.partial", utterance.turn, text=text, stable=len(text) - len(news.text) + news.stable)
        command = understander.command(news.text)
        if command is Command.STOP and wires.answering not in (None, utterance.turn):
            self._stop(utterance)
            return
        utterance.command = command if utterance.tentative and command in STEERING else None
        stands = news.text[: news.stable] if utterance.tentative and not looked else news.text
        meant = bool(stands) and not utterance.command and not understander.backchannel(stands)
        if meant or looked or not utterance.tentative:  # over a reply, what does not stand yet means nothing yet
            until = round(news.end * self.listen.mic.rate)
            wires.posted.put(lambda: self.listen.heard(utterance, completeness, until, meant))
        if utterance.draft and not same(utterance.draft.text, text):
            self._drop_draft(utterance, "text changed")
        if meant and command is None and not utterance.tentative and text:
            self._draft(utterance, text, looked)

    def _draft(self, utterance: Utterance, text: str, looked: bool) -> None:
        """Prepare an answer if the words could be all."""
        likely = self._judge.likely
        wanted = likely is Completeness.COMPLETE or (looked and likely is Completeness.UNKNOWN)
        if utterance.draft or not wanted or not self.speculate or self.wires.starved or self._drafts >= MOST_DRAFTS:
            return
        self._drafts += 1
        utterance.draft = Draft(text, utterance.turn.child())
        self.wires.tell("draft.begin", utterance.turn, text=text)
        self.wires.asked.put(Prepare(utterance, utterance.draft))

    def _drop_draft(self, utterance: Utterance, reason: str) -> None:
        draft, utterance.draft = utterance.draft, None
        if draft:
            draft.turn.cancel(reason)

    def _finish(self, utterance: Utterance, speech_end: int) -> None:
        """The turn is over; its last speech was at sample `speech_end`."""
        stream, self._stream = self._stream, None
        final = self._without_phrase(utterance, stream.finish()) if stream else None
        if utterance.asleep:
            self.wires.tell("wake.ignored")
            return
        if final is None:  # it failed: what came before is half of what was said
            self.wires.asked.put(Reply(utterance, doubtful=True))
            return
        turn = utterance.turn
        utterance.text = self._joined(utterance, final.text)
        turn.mark(Mark.TRANSCRIPT)
        draft, session = utterance.draft, self.wires.session
        told = {"text": utterance.text, "written": session.replies.written(utterance.text)}
        about = {"confidence": final.confidence, "language": final.language, "note": final.note}
        self.wires.tell("stt.final", turn, **told, **about)
        utterance.heard = final.confidence if session.recogniser in TELLING else None
        if utterance.heard is not None and utterance.heard < session.config.reply.confirm_below:
            self._drop_draft(utterance, "hardly heard")
        elif draft and same(draft.text, utterance.text):
            self._use(draft, utterance)
        else:
            self._drop_draft(utterance, "another text in the end")
        sure = final.confidence is None or self.hints.grammar is not None  # a closed grammar has refused already
        doubtful = not sure and (final.confidence or 0.0) < DOUBTFUL
        text = "" if doubtful else utterance.text
        if self.calls and (reason := self.calls.unmeant(text, speech_end, self.listen.mic.rate)):
            self._unmeant(utterance, self.calls, reason)
        else:
            self.wires.asked.put(Reply(utterance, doubtful))

    def _use(self, draft: Draft, utterance: Utterance) -> None:
        """What cannot be done after all (a full disk) is taken back and tried in earnest: there its failure is told."""
        try:
            draft.turn.commit()
            self.wires.tell("draft.used", utterance.turn, text=draft.text)
        except Cancelled:
            pass
        except Exception:
            utterance.turn.undo()
            utterance.draft = None
            draft.turn.cancel("could not be done")

    def _unmeant(self, utterance: Utterance, calls: Calls, reason: str) -> None:
        """Nothing is answered to it."""
        if calls.heard:
            self.wires.posted.put(self.listen.bare)
        utterance.turn.cancel(reason)
        self.wires.asked.put(Dropped(utterance))

    def _joined(self, utterance: Utterance, text: str) -> str:
        """With the words of the turn that it goes on with, unless it takes them back."""
        if utterance.before is None or self.understander.command(text):
            return text
        return f"{utterance.before.text} {text}".strip()

    def _stop(self, utterance: Utterance) -> None:
        """A stop word while something is being answered or sounds: outside every gate."""
        wires = self.wires
        wires.break_off("stop word")
        wires.tell("command", utterance.turn, name=Command.STOP)
        utterance.turn.cancel("stop word")
        wires.posted.put(lambda: self.listen.stopped(utterance))

    def _failed(self, item: ToTranscribe, error: Exception) -> None:
        self.wires.fault("stt", error, item.utterance.turn)
        self._drop_draft(item.utterance, "the recogniser failed")
        self._lost(item)

    def _lost(self, item: ToTranscribe) -> None:
        """The utterance goes on without a recogniser; at its end the user is told that nothing was understood."""
        self._stream = None
        if isinstance(item, Closed):
            self.wires.asked.put(Reply(item.utterance, doubtful=True))
