"""One conversation: its own state over engines that others share. Knows turns, replies and announcements."""

import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from vacli.config import Config
from vacli.core.engines import NO_HINTS, Chat, Engine, Speaker, SttStream, Tts, VadStream
from vacli.core.errors import Cancelled, VacliError
from vacli.core.events import Bus, Event
from vacli.core.flow import spawn
from vacli.core.marks import Mark
from vacli.core.turn import Origin, Turn
from vacli.core.words import Announcement, Heard, Hints, Message, ReplyClass, Urgency
from vacli.text.clauses import clauses
from vacli.text.ear import for_the_ear

REMEMBERED = 10
"""Exchanges that the language model sees, at the least."""
FORGOTTEN_AT_ONCE = 5
"""Old exchanges go several at a time: each cut changes the prompt's beginning, which is then evaluated anew."""


@dataclass
class Exchange:
    """A question and what the user heard as its answer."""

    turn: str
    question: str
    answer: str = ""


class Session:
    """See the module. `speaker` None means a silent conversation. Made by `Engines.session()`."""

    def __init__(self, config: Config, loaded: Mapping[str, Engine], speaker: Speaker | None, bus: Bus) -> None:
        engines: Mapping[str, Any] = loaded
        self.config = config
        self.bus = bus
        self.speaker = speaker
        self.history: list[Exchange] = []
        self.vad: VadStream | None = engines["vad"].stream() if "vad" in engines else None
        self.chat: Chat | None = engines["llm"].chat() if "llm" in engines else None
        self._stt = engines.get("stt")
        self._tts: Tts | None = engines.get("tts")
        self._lock = threading.Lock()
        self._current: Turn | None = None
        self._waiting: deque[Announcement] = deque()

    def begin(self, origin: Origin = Origin.SPEECH, *, continues: Turn | None = None) -> Turn:
        """A new turn. If the user was only pausing, `continues` is the turn that was ended too soon: it is undone."""
        if continues is not None:
            continues.undo()
            self.interrupt(continues, "the user went on speaking")
            self._forget(continues)
        turn = Turn(origin, continues=continues.id if continues else None)
        with self._lock:
            self._current = turn
        self.bus.publish(Event("turn.begin", turn.id, {"origin": origin, "continues": turn.continues}))
        return turn

    def end(self, turn: Turn) -> None:
        """The turn is over and its reply was given: what waited for quiet is said now."""
        with self._lock:
            if self._current is turn:
                self._current = None
        self.bus.publish(Event("turn.end", turn.id, {"reply_class": turn.reply_class, "cancelled": turn.cancelled}))
        while self._current is None and self._waiting:
            self._say_announcement(self._waiting.popleft())

    def hear(self, turn: Turn, hints: Hints = NO_HINTS) -> SttStream:
        """A recogniser for this turn's speech."""
        if self._stt is None:
            raise LookupError("stage stt was not loaded")
        stream: SttStream = self._stt.stream(turn, language=self.config.stt.language or None, hints=hints)
        return stream

    def answer(self, question: str, turn: Turn) -> Iterator[str]:
        """The reply's text as it is made; spoken at the same time where there is a voice and a speaker."""
        if self._tts is None or self.speaker is None:
            yield from self._generate(question, turn)
            return
        queue: SimpleQueue[str | None] = SimpleQueue()
        failure: list[BaseException] = []
        speaking = spawn("speak", lambda: self._speak_queued(queue, turn, failure))
        try:
            for piece in self._generate(question, turn):
                queue.put(piece)
                yield piece
                if failure:
                    break
        finally:
            queue.put(None)
            speaking.join()
        if failure:
            raise failure[0]

    def interrupt(self, turn: Turn, reason: str) -> Heard:
        """Cancel the turn and be silent. History keeps what was heard of its answer."""
        turn.cancel(reason)
        heard = self.speaker.flush() if self.speaker else Heard("", 0.0)
        for exchange in self.history:
            if exchange.turn == turn.root.id and self.speaker:
                exchange.answer = heard.text
        self.bus.publish(Event("turn.interrupted", turn.id, {"reason": reason}))
        return heard

    def say(self, text: str, turn: Turn) -> None:
        """Speak a text that is complete, clause by clause."""
        if self._tts is None or self.speaker is None:
            raise LookupError("no voice or no speaker in this session")
        for clause in clauses(iter([text])):
            self._speak(clause, turn)

    def announce(self, announcement: Announcement) -> None:
        """Get a word in: at once if it is urgent or nothing goes on, else when the current turn has ended."""
        with self._lock:
            quiet = self._current is None or announcement.urgency is Urgency.NOW
            if not quiet:
                self._waiting.append(announcement)
        if quiet:
            self._say_announcement(announcement)

    def _say_announcement(self, announcement: Announcement) -> None:
        turn = Turn(Origin.ANNOUNCEMENT)
        data = {"text": announcement.text, "source": announcement.source, "id": announcement.id}
        self.bus.publish(Event("turn.announcement", turn.id, data))
        if self._tts is not None and self.speaker is not None:
            self.say(announcement.text, turn)

    def _generate(self, question: str, turn: Turn) -> Iterator[str]:
        if self.chat is None:
            raise LookupError("stage llm was not loaded")
        turn.reply_class = ReplyClass.LLM
        exchange = Exchange(turn.root.id, question)
        messages = self._messages(question)
        turn.act(lambda: self._remember(exchange), lambda: self._forget(turn))
        turn.mark(Mark.UNDERSTOOD)
        try:
            yield from self._pieces(messages, exchange, turn)
        except VacliError:  # a question without an answer is no part of the conversation
            self._forget(turn)
            raise

    def _pieces(self, messages: list[Message], exchange: Exchange, turn: Turn) -> Iterator[str]:
        assert self.chat is not None
        settings = self.config.llm
        pieces = self.chat.generate(messages, turn, max_tokens=settings.max_tokens, temperature=settings.temperature)
        for piece in pieces:
            turn.mark(Mark.FIRST_TOKEN)
            exchange.answer += piece
            yield piece

    def _messages(self, question: str) -> list[Message]:
        messages = [Message("system", self.config.llm.system)]
        for exchange in self.history:
            messages += [Message("user", exchange.question), Message("assistant", exchange.answer)]
        return [*messages, Message("user", question)]

    def _remember(self, exchange: Exchange) -> None:
        if len(self.history) >= REMEMBERED + FORGOTTEN_AT_ONCE:
            del self.history[:FORGOTTEN_AT_ONCE]
        self.history.append(exchange)

    def _forget(self, turn: Turn) -> None:
        self.history = [each for each in self.history if each.turn != turn.root.id]

    def _speak_queued(self, queue: "SimpleQueue[str | None]", turn: Turn, failure: list[BaseException]) -> None:
        try:
            with suppress(Cancelled):
                for clause in clauses(iter(queue.get, None)):
                    self._speak(clause, turn)
        except Exception as error:  # the reply's thread raises it again
            failure.append(error)

    def _speak(self, clause: str, turn: Turn) -> None:
        assert self._tts is not None and self.speaker is not None
        turn.mark(Mark.FIRST_CLAUSE)
        text = clause
        for audio in self._tts.synthesize(for_the_ear(clause, self._tts.language), turn):
            turn.mark(Mark.FIRST_SOUND)
            self.speaker.play(audio, turn, text)
            text = ""
