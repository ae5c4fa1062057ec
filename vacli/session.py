"""One conversation: its own state over engines that others share. Knows turns, replies and announcements."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

from vacli.audio.edges import first_audible
from vacli.config import Config
from vacli.core.engines import NO_HINTS, Chat, Engine, Speaker, SttStream, Tts, VadStream
from vacli.core.errors import Cancelled
from vacli.core.events import Bus, Event
from vacli.core.flow import spawn
from vacli.core.marks import Mark
from vacli.core.meaning import Command, Skill, Understander
from vacli.core.turn import Origin, Turn
from vacli.core.words import Announcement, Heard, Hints, Urgency
from vacli.reply.choose import Replies
from vacli.reply.history import History
from vacli.reply.judging import Judging
from vacli.text.clauses import FIRST_WORDS, clauses
from vacli.text.ear import for_the_ear
from vacli.text.shape import shaped
from vacli.tts.lead import without_lead


class Session:
    """See the module. `speaker` None means a silent conversation. Made by `Engines.session()`.

    `teller` says an announcement once it is its time; the live loop puts its own in place.
    """

    def __init__(
        self,
        config: Config,
        loaded: Mapping[str, Engine],
        speaker: Speaker | None,
        bus: Bus,
        understander: Understander | None = None,
        skills: Sequence[Skill] = (),
    ) -> None:
        engines: Mapping[str, Any] = loaded
        self.config = config
        self.bus = bus
        self.speaker = speaker
        self.speed = 1.0  # of speech, relative to the settings
        self.adjust: Callable[[Command | float], Callable[[], None]] = lambda what: lambda: None
        """Louder, faster, or a volume in percent; gives what takes it back. The live loop puts its own in place."""
        self.vad: VadStream | None = engines["vad"].stream() if "vad" in engines else None
        chat = engines["llm"].chat() if "llm" in engines else None
        self.replies = Replies(config.llm, chat, understander, skills, bus, config.reply)
        self.teller: Callable[[Announcement], object] = self.tell
        self._stt = engines.get("stt")
        if config.stt.shape and getattr(self._stt, "bare", False):
            self.replies.written = lambda text: shaped(text, self.language)
        self._tts: Tts | None = engines.get("tts")
        self._judging = Judging(bus)
        self._lock = threading.Lock()
        self._current: Turn | None = None
        self._waiting: deque[Announcement] = deque()

    @property
    def history(self) -> History:
        return self.replies.history

    @property
    def chat(self) -> Chat | None:
        return self.replies.chat

    @property
    def recogniser(self) -> str:
        """Its name in the registry."""
        return self._stt.name if self._stt else ""

    @property
    def language(self) -> str:
        """Of what is spoken here, where nothing else tells."""
        return self.config.stt.language or (self._tts.language if self._tts else "en")

    @property
    def busy(self) -> bool:
        """A turn goes on."""
        return self._current is not None

    def begin(self, origin: Origin = Origin.SPEECH, *, continues: Turn | None = None) -> Turn:
        """A new turn. If the user was only pausing, `continues` is the turn that was ended too soon: it is undone."""
        if continues is not None:
            continues.undo()
            self.interrupt(continues, "the user went on speaking")
            self.history.forget(continues.root.id)
        return self.adopt(Turn(origin, continues=continues.id if continues else None))

    def adopt(self, turn: Turn) -> Turn:
        """Make it the turn that goes on now."""
        with self._lock:
            self._current = turn
        self.bus.publish(Event("turn.begin", turn.id, {"origin": turn.origin, "continues": turn.continues}))
        return turn

    def end(self, turn: Turn, **about: Any) -> None:
        """The turn is over and its reply was given: what waited for quiet is said now."""
        with self._lock:
            if self._current is turn:
                self._current = None
        data = {"reply_class": turn.reply_class, "cancelled": turn.cancelled, "reason": turn.reason}
        self.bus.publish(Event("turn.end", turn.id, data | about))
        if (exchange := self.history.of(turn.root.id)) and exchange.meant:
            self._judging.ended(turn, exchange, exchange.meant)
        while self._current is None and self._waiting:
            self.teller(self._waiting.popleft())

    def hear(self, turn: Turn, hints: Hints = NO_HINTS) -> SttStream:
        """A recogniser for this turn's speech."""
        if self._stt is None:
            raise LookupError("stage stt was not loaded")
        stream: SttStream = self._stt.stream(turn, language=self.config.stt.language or None, hints=hints)
        return stream

    def answer(self, question: str, turn: Turn) -> Iterator[str]:
        """The reply's text as it is made; spoken at the same time where there is a voice and a speaker."""
        yield from self.speak(self.replies.reply(question, turn), turn)

    def speak(self, text: Iterator[str], turn: Turn) -> Iterator[str]:
        """Pass the pieces on as they come, and speak them clause by clause on a thread beside."""
        if self._tts is None or self.speaker is None:
            yield from text
            return
        queue: SimpleQueue[str | None] = SimpleQueue()
        failure: list[BaseException] = []
        speaking = spawn("speak", lambda: self._speak_queued(queue, turn, failure))
        try:
            for piece in text:
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
        heard = self.speaker.flush(turn) if self.speaker else Heard("", 0.0)
        if self.speaker:
            self.history.heard(turn.root.id, heard.text)
        self.bus.publish(Event("turn.interrupted", turn.id, {"reason": reason, "heard": heard.text}))
        return heard

    def say(self, text: str, turn: Turn) -> None:
        """Speak a text that is complete, clause by clause, the first one short."""
        if self._tts is None or self.speaker is None:
            raise LookupError("no voice or no speaker in this session")
        for clause in clauses(iter([text]), FIRST_WORDS + 4):
            self._speak(clause, turn)

    def announce(self, announcement: Announcement) -> None:
        """Get a word in: at once if it is urgent or nothing goes on, else when the current turn has ended."""
        with self._lock:
            quiet = self._current is None or announcement.urgency is Urgency.NOW
            if not quiet:
                self._waiting.append(announcement)
        if quiet:
            self.teller(announcement)

    def tell(self, announcement: Announcement, turn: Turn | None = None) -> None:
        """Say it now, on the caller's thread."""
        turn = turn or Turn(Origin.ANNOUNCEMENT)
        data = {"text": announcement.text, "source": announcement.source, "id": announcement.id}
        self.bus.publish(Event("turn.announcement", turn.id, data))
        if self._tts is not None and self.speaker is not None:
            self.say(announcement.text, turn)

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
        self.bus.publish(Event("speak.clause", turn.root.id, {"text": clause}))
        text = clause
        sound = self._tts.synthesize(for_the_ear(clause, self._tts.language), turn, speed=self.speed)
        for audio in without_lead(sound):
            turn.mark(Mark.FIRST_SOUND)
            if (lead := first_audible(audio.samples, audio.rate)) is not None:
                turn.mark(Mark.FIRST_AUDIBLE, time.monotonic() + lead / audio.rate)
            self.speaker.play(audio, turn, text)
            text = ""
