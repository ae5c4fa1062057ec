"""Scenes of a long conversation, spoken by SYNTHETIC voices: questions, interruptions, signs of listening, timers.

The sound is made while the conversation asks for it, so a scene waits for what it is told. Nothing that was told is
kept, only counts and the turns that are open. Knows no engine: a scene works out whatever is understood.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count

import numpy as np

from vacli.audio.playback import Playback
from vacli.bench.speech.clips import RATE, ROOM, speak
from vacli.core.audio import Audio, Samples
from vacli.core.events import Event

STEP = RATE // 50
PATIENCE = 60.0
"""Seconds that a scene waits for anything. Then a turn is lost, and the soak has failed."""

QUICK = ("what time is it", "what is the date today", "what day is it", "what is the time")
CHAT = ("tell me a joke", "who are you", "how are you")
NODS = ("okay", "yes")

Sound = Iterator[Audio]


class Lost(Exception):
    """Waited in vain."""


class Talker:
    """See the module. `kind` is given each line that is typed."""

    def __init__(self, speaker: Playback, kind: Callable[[str], None]) -> None:
        self.told: Counter[str] = Counter()  # events by name
        self.classes: Counter[str] = Counter()  # turns by what answered them
        self.open: set[str] = set()
        self._speaker = speaker
        self._type = kind
        self._room = np.random.default_rng(0).normal(0, 10 ** (ROOM / 20), 10 * RATE).astype(np.float32)
        self._at = 0
        self._turns = count()
        most = (
            *(self.quick, self.chat, self.interruption, self.quick, self.nod, self.timer, self.stopped),
            *(self.chat, self.corrected, self.typed, self.waits, self.typed_over),
        )
        self._scenes = (*most, *most, *most, self.rings)  # that one takes a second

    @property
    def ended(self) -> int:
        return self.told["turn.end"]

    def take(self, event: Event) -> None:
        """What the conversation tells."""
        self.told[event.name] += 1
        if event.name == "turn.begin":
            self.open.add(event.turn)
        elif event.name == "turn.end":
            self.open.discard(event.turn)
            self.classes[str(event.data["reply_class"])] += 1

    def scene(self) -> Sound:
        """The next one; it is quiet again after it."""
        yield from self._scenes[next(self._turns) % len(self._scenes)]()
        yield from self.quiet()

    def quick(self) -> Sound:
        yield from self.say(self._one(QUICK))

    def chat(self) -> Sound:
        yield from self.say(self._one(CHAT))

    def interruption(self) -> Sound:
        """A new question over the reply."""
        yield from self._answered(self._one(CHAT))
        yield from self.say(self._one(QUICK))

    def nod(self) -> Sound:
        """A sign of listening: the reply goes on."""
        yield from self._answered(self._one(CHAT))
        yield from self.say(self._one(NODS))

    def stopped(self) -> Sound:
        yield from self._answered(self._one(CHAT))
        yield from self.say("stop")

    def waits(self) -> Sound:
        """The reply is told to wait, and to go on."""
        yield from self._answered(self._one(CHAT))
        yield from self.say("pause")
        yield from self.wait(2.0)
        yield from self.say("resume")

    def timer(self) -> Sound:
        """Set and cancelled."""
        yield from self.say("set a timer for ten minutes")
        yield from self.quiet()
        yield from self.say("cancel the timer")

    def corrected(self) -> Sound:
        """Speech that goes on just as the reply begins, then all is taken back."""
        yield from self._answered("set a timer for five minutes", 0.1)
        yield from self.say("thirty seconds")
        yield from self.quiet()
        self._type("cancel all timers")

    def typed(self) -> Sound:
        self._type("what is two plus two")
        yield from self.wait(0.1)

    def typed_over(self) -> Sound:
        """A typed line breaks off what is being said."""
        yield from self._answered(self._one(CHAT))
        self._type("what is seven times eight")

    def rings(self) -> Sound:
        """A timer goes off, by the clock on the wall."""
        rung = self.told["turn.announcement"]
        self._type("set a timer for 1 second")
        yield from self.until(lambda: self.told["turn.announcement"] > rung)

    def say(self, text: str) -> Sound:
        said = speak(text, "en-us", 160)
        yield Audio(said.samples[said.start : said.end] + self._noise(said.end - said.start), RATE)

    def wait(self, seconds: float) -> Sound:
        for _ in range(round(seconds * RATE / STEP)):
            yield Audio(self._noise(STEP), RATE)

    def until(self, done: Callable[[], object]) -> Sound:
        """Silence until `done`. Lost if that never comes."""
        end = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > end:
                raise Lost(f"nothing came; open are {sorted(self.open)}, told was {dict(self.told)}")
            yield from self.wait(STEP / RATE)

    def quiet(self) -> Sound:
        """Silence until every turn has ended and been heard out, and a little longer."""
        yield from self.wait(0.5)
        yield from self.until(lambda: not self.open and not self._speaker.sounding)
        yield from self.wait(0.7)

    def _answered(self, question: str, heard: float = 1.0) -> Sound:
        """A question, and so many seconds of its reply, or all of it if it has less."""
        begun, ended = self.told["speak.begin"], self.ended
        yield from self.say(question)
        yield from self.until(lambda: self.told["speak.begin"] > begun or self.ended > ended)
        yield from self.wait(heard)

    def _one(self, texts: tuple[str, ...]) -> str:
        return texts[self.told["turn.begin"] % len(texts)]

    def _noise(self, size: int) -> Samples:
        """The room."""
        self._at = (self._at + STEP) % (len(self._room) - 5 * RATE)
        return self._room[self._at : self._at + size]
