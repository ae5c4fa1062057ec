"""The pause set as the live loop hears it, on a virtual clock that counts samples. Knows no policy of endpointing.

Each item is heard once, as if its turn never ended: Silero's probability of every 32 ms frame, and the recogniser's
partials, each with the moment at which the recogniser, busy as long as it really was, would have had it.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from vacli.bench.endpoint.pauses import Item
from vacli.bench.speech.clips import RATE
from vacli.config import Config
from vacli.core.audio import Audio, join, rechunk
from vacli.core.engines import Stt, Vad
from vacli.core.turn import Turn
from vacli.core.words import Hints, Transcript
from vacli.live.frames import loudness
from vacli.turns import Rules, Turns, What

PREROLL = 0.5
ENDLESS = 10**6


@dataclass(frozen=True, slots=True)
class Partial:
    """From sample `at` on it is known that the words up to sample `until` are `text`.

    `peeked`: a guess at the whole, made because speech had `paused`.
    """

    at: int
    until: int
    text: str
    peeked: bool = False
    paused: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """`frames`: probability of speech, level in dBFS and end of each; `final` is the transcript of all of it."""

    item: Item
    frames: Sequence[tuple[float, float, int]]
    partials: Sequence[Partial]
    final: str
    closed: bool = False  # the recogniser hears nothing but a grammar


@dataclass(frozen=True)
class Ears:
    """The detector and the recogniser of a stack, by name and model, and what the recogniser is told to expect."""

    vad: Vad
    stt: Stt
    hints: Hints
    about: Mapping[str, str]


@contextmanager
def ears(config: Config) -> Iterator[Ears]:
    """Those that the settings mean, loaded for the block. EngineMissing, ModelMissing."""
    from vacli.engines import load
    from vacli.live.conversation import CLOSED_RECOGNISERS
    from vacli.understand.understanding import open_language

    engines = load(config, ("vad", "stt"))
    closed = engines.stt.name in CLOSED_RECOGNISERS
    hints = Hints(grammar=open_language("en").grammar()) if closed else Hints()
    about = {stage: f"{each.name} {each.model}".strip() for stage, each in engines.loaded.items()}
    try:
        yield Ears(engines.vad, engines.stt, hints, about)
    finally:
        engines.close()


def hear(said: Item, vad: Vad, stt: Stt, hints: Hints) -> Heard:
    """One item."""
    probability = vad.stream()
    pieces = list(rechunk(iter([said.audio]), vad.frame))
    frames = [(round(probability(piece.samples), 4), round(loudness(piece), 2), piece.end) for piece in pieces]
    recogniser = _Recogniser(stt, hints)
    turns = Turns(Rules(complete=ENDLESS, unknown=ENDLESS, unfinished=ENDLESS))
    for number, (odds, level, end) in enumerate(frames):
        if recogniser.open:
            recogniser.feed(pieces[number])
        for decision in turns.frame(odds, level, end):
            if decision.what is What.BEGIN:
                since = decision.start - round(PREROLL * RATE)
                recogniser.feed(join(piece for piece in pieces[: number + 1] if piece.end > since))
            elif decision.what in (What.PAUSE, What.LOOK):
                recogniser.paused = True
                recogniser.peek()
            elif decision.what is What.RESUME:
                recogniser.paused = False
    return Heard(said, frames, recogniser.partials, recogniser.finish(), hints.grammar is not None)


class _Recogniser:
    """One stream, on a thread of its own in virtual time: what it is given waits while it is busy."""

    def __init__(self, stt: Stt, hints: Hints) -> None:
        self._stream = stt.stream(Turn(), hints=hints)
        self._free = 0.0  # seconds of the recording at which it has done all that it was given
        self._fed = 0
        self.open = self.paused = False
        self.partials: list[Partial] = []

    def feed(self, audio: Audio) -> None:
        self.open, self._fed = True, audio.end
        self._timed(lambda: self._stream.feed(audio), peeked=False)

    def peek(self) -> None:
        self._timed(self._stream.peek, peeked=True)

    def finish(self) -> str:
        return self._stream.finish().text

    def _timed(self, work: Callable[[], Transcript | None], peeked: bool) -> None:
        """A machine that does other things at the same time makes it no slower: the lesser of CPU and wall time."""
        cpu, wall = time.process_time(), time.perf_counter()
        news = work()
        took = min(time.process_time() - cpu, time.perf_counter() - wall)
        self._free = max(self._free, self._fed / RATE) + took
        if news is not None:
            self.partials.append(
                Partial(round(self._free * RATE), round(news.end * RATE), news.text, peeked, self.paused)
            )
