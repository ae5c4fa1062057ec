"""A scripted person who talks to a conversation: speaks, waits, listens. The speech is SYNTHETIC (espeak-ng).

The sound is made while the conversation asks for it, on the clock of its microphone, so a script can wait for events.
"""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest

from vacli.audio.paced import PacedMic
from vacli.audio.playback import Playback
from vacli.core.audio import Audio, Samples
from vacli.core.engines import Mic
from vacli.core.events import Bus, Event
from vacli.engines import Engines
from vacli.live.conversation import Conversation

RATE = 16000
STEP = 320
PATIENCE = 20.0
"""Seconds of the microphone's clock that a script waits for anything."""

Sound = Iterator[Audio]


@functools.cache
def spoken(text: str) -> Samples:
    pytest.importorskip("espeakng_loader")
    from vacli.bench.speech.clips import speak

    found = speak(text, "en-us", 160)
    return found.samples[found.start : found.end]


@dataclass
class Person:
    """See the module. `events` is all that was told; `said` what the assistant's loudspeaker gave, at its rate."""

    engines: Engines
    speaker: Playback = None  # type: ignore[assignment]
    events: list[Event] = field(default_factory=list)
    said: list[Samples] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bus = Bus()
        self.bus.subscribe(self.events.append)
        self.speaker = self.speaker or Playback(self.engines.tts.rate)
        self.session = self.engines.session(self.speaker, self.bus, skills="live")
        self.noise = np.random.default_rng(1)

    def talk(self, script: Callable[["Person"], Sound], **options: object) -> "Person":
        """Hold the conversation, faster than real time. Every turn that was begun must have ended."""
        self.conversation = Conversation(self.session, self.mic(script(self)), **options)  # type: ignore[arg-type]
        self.conversation.run()
        begun = [event.turn for event in self.events if event.name == "turn.begin"]
        ended = [event.turn for event in self.events if event.name == "turn.end"]
        assert sorted(begun) == sorted(ended), "every turn that was begun is ended once"
        return self

    def mic(self, sound: Sound) -> Mic:
        return PacedMic(sound, pace="fast", speaker=self.speaker, sink=self.said.append)

    def say(self, text: str) -> Sound:
        yield Audio(spoken(text), RATE)

    def wait(self, seconds: float) -> Sound:
        for _ in range(round(seconds * RATE / STEP)):
            yield Audio(self.noise.normal(0, 3e-4, STEP).astype(np.float32), RATE)

    def until(self, done: Callable[[], object]) -> Sound:
        """Silence until `done`."""
        for _ in range(round(PATIENCE * RATE / STEP)):
            if done():
                return
            yield from self.wait(STEP / RATE)
        raise AssertionError(f"waited {PATIENCE} s in vain; events: {self.names()[-20:]}")

    def ask(self, text: str) -> Sound:
        """Say it and hear the answer out."""
        ended = len(self.told("turn.end"))
        yield from self.say(text)
        yield from self.until(lambda: len(self.told("turn.end")) > ended and not self.speaker.sounding)
        yield from self.wait(1.0)

    def told(self, name: str) -> list[Event]:
        return [event for event in self.events if event.name == name]

    def names(self) -> list[str]:
        return [event.name for event in self.events if not event.name.startswith(("listen.level", "stt.partial"))]

    def turns(self) -> list[tuple[str, str]]:
        """What was understood in each turn, and the class of its reply."""
        return [(event.data["text"], event.data["reply_class"]) for event in self.told("turn.end")]

    def replies(self) -> dict[str, str]:
        """Turn -> all of its reply."""
        found: dict[str, str] = {}
        for event in self.told("reply.text"):
            found[event.turn] = found.get(event.turn, "") + event.data["text"]
        return found
