"""The baseline: the same engines, models and threads, one after the other, as the usual voice assistant is built.

A fixed silence ends the turn, then the whole utterance is transcribed, then the whole answer made, then all of it
synthesised, then it is played. Nothing is streamed, nothing prepared ahead. It tells the same events as a conversation,
so that it is judged the same way.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

from vacli.audio.edges import first_audible
from vacli.audio.playback import Playback
from vacli.bench.e2e.live import Record
from vacli.bench.e2e.routes import Route
from vacli.core.audio import Audio, join
from vacli.core.errors import Cancelled
from vacli.core.events import Bus, Event
from vacli.core.flow import spawn
from vacli.core.marks import Mark
from vacli.core.turn import Turn
from vacli.core.words import Hints, ReplyClass
from vacli.engines import Engines
from vacli.live.conversation import CLOSED_RECOGNISERS
from vacli.live.frames import frames
from vacli.live.listen import PREROLL
from vacli.reply.phrases import Phrase, phrase
from vacli.text.ear import for_the_ear

HOLDS = (500, 700)
"""ms of silence that end a turn, as other assistants ship them."""
OPEN = 5.0


class Sequential:
    """`hold`: ms of silence. It listens between `attend` and `leave`, to one utterance."""

    def __init__(self, engines: Engines, route: Route, speaker: Playback, record: Record, hold: int) -> None:
        self.hold = hold
        self._engines = engines
        self._route = route
        self._speaker = speaker
        self._bus = Bus()
        self._bus.subscribe(record.event)
        self._session = engines.session(speaker, self._bus, skills="live")
        speaker.on_heard = self._on_heard
        understander = self._session.replies.understander
        closed = understander is not None and self._session.recogniser in CLOSED_RECOGNISERS
        self._hints = Hints(grammar=understander.grammar()) if closed and understander else Hints()
        self._turn: Turn | None = None
        self._session.hear(Turn(), self._hints)  # warm, as the conversation is
        self._session.replies.prepare(Turn())

    def attend(self) -> None:
        """Comes back when it listens."""
        self._mic: Any = self._route.mic()
        self._turn, self._text, self._listens = None, "", threading.Event()
        self._running = spawn("sequential", self._run)
        self._listens.wait(OPEN)

    def stop(self) -> None:
        self._mic.close()
        if turn := self._turn:
            turn.cancel("stopped")
        self._speaker.flush()

    def leave(self) -> None:
        self._running.join(OPEN)

    def _run(self) -> None:
        try:
            with self._mic.frames() as pieces:
                self._respond(pieces)
        except Cancelled:
            pass
        except Exception as error:
            self._tell("fault", stage="sequential", message=str(error), hint="vacli doctor")
        finally:
            if turn := self._turn:
                self._session.end(turn, text=self._text, marks=dict(turn.marks))

    def _respond(self, pieces: Iterator[Audio]) -> None:
        sound = self._hear(pieces)
        turn = self._turn
        if sound is None or turn is None:
            return
        stream = self._session.hear(turn, self._hints)
        stream.feed(sound)
        text = self._text = stream.finish().text
        turn.mark(Mark.TRANSCRIPT)
        self._tell("stt.final", text=text)
        answer = "".join(self._session.replies.reply(text, turn)) if text else self._again(turn)
        turn.mark(Mark.FIRST_CLAUSE)
        voice = self._engines.tts
        spoken = join(list(voice.synthesize(for_the_ear(answer, voice.language), turn)))
        turn.mark(Mark.FIRST_SOUND)
        lead = first_audible(spoken.samples, spoken.rate) or 0
        turn.mark(Mark.FIRST_AUDIBLE, time.monotonic() + lead / spoken.rate)
        self._speaker.play(spoken, turn, answer)
        self._speaker.drain(turn)

    def _hear(self, pieces: Iterator[Audio]) -> Audio | None:
        """What was said, with what came just before; None if nothing was by the time it is stopped."""
        vad, threshold = self._engines.vad, self._session.config.vad.threshold
        probability, last = vad.stream(), 0
        kept: deque[Audio] = deque(maxlen=round(PREROLL * vad.rate / vad.frame))
        said: list[Audio] = []
        for frame in frames(pieces, vad.frame):
            self._listens.set()
            speech = probability(frame.samples) >= threshold
            last = frame.end if speech else last
            if speech and self._turn is None:
                self._turn, said = self._session.begin(), list(kept)
                self._turn.mark(Mark.SPEECH_START, self._mic.time_of(frame.start))
            kept.append(frame)
            said.append(frame)
            if self._turn is None:
                said.clear()
            elif (frame.end - last) * 1000 >= self.hold * vad.rate:
                self._turn.mark(Mark.SPEECH_END, self._mic.time_of(last))
                self._turn.mark(Mark.ENDPOINT)
                self._tell("turn.endpoint", hold_ms=self.hold)
                return join(said)
        return None

    def _again(self, turn: Turn) -> str:
        """Nothing was understood."""
        turn.reply_class = ReplyClass.FALLBACK
        turn.mark(Mark.UNDERSTOOD)
        turn.mark(Mark.FIRST_TOKEN)
        return phrase(Phrase.SAY_AGAIN, self._session.language)

    def _on_heard(self, turn: Turn, at: float) -> None:
        turn.mark(Mark.HEARD, at)
        self._bus.publish(Event("speak.begin", turn.id, {"dac": at}))

    def _tell(self, name: str, **data: object) -> None:
        self._bus.publish(Event(name, self._turn.id if self._turn else "", data))
