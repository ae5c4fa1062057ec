"""Simulated callers: each a conversation of its own over shared engines, fed in real time, all in one process.

A caller says its clips one after the other (SYNTHETIC), listens to the beginning of each reply, stops it, and goes on.
Sound goes in and out in memory, on the schedule of a sound card: there is no device whose latency would count.
"""

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from vacli.audio.paced import Pace, PacedMic
from vacli.audio.playback import Playback
from vacli.bench.e2e.turns import Result, Round, audible, judge
from vacli.bench.speech.clips import RATE, ROOM, Clip
from vacli.core.audio import Audio, Samples
from vacli.core.events import Bus, Event
from vacli.engines import Engines
from vacli.live.conversation import Conversation

STEP = 320
BEFORE = 0.1
"""Seconds of a clip's room that are said with its speech."""
HEARD = 0.6
"""Seconds of a reply that are listened to."""
LIMIT = 8.0
"""Seconds after the speech in which a reply may still begin: a late one is a miss, but it is known how late it was."""
SETTLED = 3.0
"""Seconds that a turn may take to be over after it was stopped."""
GAP = 0.4
UNHEARD = ("listen.level", "listen.state", "stt.partial")
"""Events that come by the dozen and are not looked at."""

Sound = Iterator[Audio]
Done = Callable[[], object]


class _LateMic(PacedMic):
    """Tells, as a device's does, how many seconds its sound is late."""

    late = 0.0


class Caller:
    """`results`: what became of each clip. `lateness`: by how many ms the sound was read too late, the worst of each
    clip's time."""

    def __init__(self, engines: Engines, clips: Sequence[Clip], start: float = 0.0, pace: Pace = "real") -> None:
        self.results: list[Result] = []
        self.lateness: list[float] = []
        self.error: Exception | None = None
        self._clips = clips
        self._start = start
        self._events: list[Event] = []
        self._noise = np.random.default_rng(len(clips)).normal(0, 10 ** (ROOM / 20), 10 * RATE).astype(np.float32)
        self._at = 0  # samples given to the microphone
        self._late = 0.0
        bus, speaker = Bus(), Playback(engines.tts.rate)
        bus.subscribe(self._take)
        self._mic = _LateMic(self._script(), frame=STEP, pace=pace, speaker=speaker)
        self._talk = Conversation(engines.session(speaker, bus, skills="live"), self._mic)

    def run(self) -> None:
        """Until all was said, or `close`."""
        try:
            self._talk.run()
        except Exception as error:  # whoever waits for this thread raises it
            self.error = error

    def close(self) -> None:
        """From any thread."""
        self._mic.close()
        self._talk.close()

    def _take(self, event: Event) -> None:
        if event.name not in UNHEARD:
            self._events.append(event)

    def _script(self) -> Sound:
        yield from self._wait(self._start)
        for clip in self._clips:
            yield from self._round(clip)
        self._talk.close()

    def _round(self, clip: Clip) -> Sound:
        self._events, self._late = [], 0.0
        first = max(0, clip.start - round(BEFORE * RATE))
        begins, ends = self._at + clip.start - first, self._at + clip.end - first
        yield from self._said(clip.audio.samples[first : clip.end])
        start, end = (self._mic.time_of(sample) for sample in (begins, ends))
        yield from self._until(LIMIT, lambda: any(audible(each) > end for each in self._told("speak.begin")))
        yield from self._wait(HEARD)
        self._talk.stop()
        yield from self._until(SETTLED, lambda: self._ids("turn.begin") <= self._ids("turn.end"))
        self.results.append(judge(Round(clip.kind, clip.text, start, end, tuple(self._events))))
        self.lateness.append(self._late * 1000)
        yield from self._wait(GAP)

    def _said(self, samples: Samples) -> Sound:
        """Filled up with the room to whole steps, so that `_at` is right."""
        rest = -len(samples) % STEP
        whole = np.concatenate([samples, self._noise[:rest]])
        for at in range(0, len(whole), STEP):
            yield self._piece(whole[at : at + STEP])

    def _wait(self, seconds: float) -> Sound:
        for _ in range(round(seconds * RATE / STEP)):
            at = self._at % (len(self._noise) - STEP)
            yield self._piece(self._noise[at : at + STEP])

    def _until(self, seconds: float, done: Done) -> Sound:
        """Room until `done`, or so long."""
        for _ in range(round(seconds * RATE / STEP)):
            if done():
                return
            yield from self._wait(STEP / RATE)

    def _piece(self, samples: Samples) -> Audio:
        """The next one; asked for once the one before it was read and worked on."""
        if self._mic.real:
            self._mic.late = time.monotonic() - self._mic.time_of(self._at)  # what it does of itself against that is on
            self._late = max(self._late, self._mic.late)
        piece = Audio(samples, RATE, self._at)
        self._at += len(samples)
        return piece

    def _told(self, name: str) -> list[Event]:
        return [each for each in tuple(self._events) if each.name == name]

    def _ids(self, name: str) -> set[str]:
        return {each.turn for each in self._told(name)}
