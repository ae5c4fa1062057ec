"""What an engine of each stage must do. Blocking, cancellable by the turn, free of queues, threads and servers.

One loaded engine serves many sessions at once: all state of one utterance lives in the stream object it hands out.
Any method may raise Cancelled (the turn is over) or a VacliError (say it to the user).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from vacli.core.audio import Audio, Samples
from vacli.core.turn import Turn
from vacli.core.words import Choice, Heard, Hints, Message, Transcript, Usage

NO_HINTS = Hints()


class Engine(Protocol):
    """What every engine has."""

    name: str  # its name in the registry
    model: str  # which model it runs, for people
    device: str  # cpu or cuda
    choices: tuple[Choice, ...]  # what it chose by itself, and why

    def close(self) -> None:
        """Free the model. Idempotent."""


class VadStream(Protocol):
    def __call__(self, samples: Samples) -> float:
        """Probability 0..1 that float32[frame] holds speech. At most 2 ms."""


class Vad(Engine, Protocol):
    rate: int  # Hz
    frame: int  # samples a call

    def stream(self) -> VadStream:
        """State of its own over the shared model."""


class SttStream(Protocol):
    """One utterance."""

    def feed(self, audio: Audio) -> Transcript | None:
        """Take sound in at the engine's rate; a partial transcript when there is news."""

    def peek(self) -> Transcript:
        """The best guess now, a partial, as if the speaker had finished. May cost a decoding, which `finish` reuses if
        nothing but silence was fed in between."""

    def finish(self) -> Transcript:
        """The final transcript; the stream is used up."""


class Stt(Engine, Protocol):
    """One that gives lower-case words without punctuation says so by `bare = True`."""

    rate: int  # Hz it wants

    def stream(self, turn: Turn, *, language: str | None = None, hints: Hints = NO_HINTS) -> SttStream:
        """A recogniser for one live utterance."""

    def transcribe(
        self, audio: Iterator[Audio], turn: Turn, *, language: str | None = None, hints: Hints = NO_HINTS
    ) -> Iterator[Transcript]:
        """A recording of any length in, its segments out in order of time, each final, as they are decoded."""


class Chat(Protocol):
    """One conversation with its own KV state over the shared weights."""

    usage: Usage  # of the latest answer, as far as it is made

    def prepare(self, messages: Sequence[Message], turn: Turn) -> None:
        """Evaluate a prefix ahead of time, so that `generate` starts sooner."""

    def generate(
        self,
        messages: Sequence[Message],
        turn: Turn,
        *,
        max_tokens: int,
        temperature: float,
        stop: Sequence[str] = (),
        grammar: str | None = None,
    ) -> Iterator[str]:
        """Pieces of the answer's text as they are made. `grammar` is GBNF. Stops between tokens and in the prompt."""


class Llm(Engine, Protocol):
    @property
    def parameters(self) -> int:
        """How many; 0 if it does not tell."""

    def chat(self) -> Chat:
        """A fresh conversation."""


class Tts(Engine, Protocol):
    rate: int  # Hz it gives
    language: str  # code of what it speaks, such as en; the text is put in shape for the ear in it

    def synthesize(self, text: str, turn: Turn, *, speed: float = 1.0) -> Iterator[Audio]:
        """Sound for text that is already in shape for the ear, in pieces, the first as soon as possible.

        `speed` 2 = twice as fast as the settings say."""


class Mic(Protocol):
    rate: int

    def frames(self) -> AbstractContextManager[Iterator[Audio]]:
        """Sound as it comes in, without gaps: `start` counts samples since the stream was opened."""

    def time_of(self, sample: int) -> float:
        """When that sample was at the microphone (`time.monotonic()` seconds), by its ADC time where there is one."""


OnHeard = Callable[[Turn, float], None]
"""Told once a turn when its first audible sample (10 ms above -45 dBFS) leaves the loudspeaker: the turn whose `play`
brought the sound, and the DAC time in `time.monotonic()` seconds. Called on the device's thread: copy and queue."""

OnEmitted = Callable[[Samples, float], None]
"""Told every block that leaves the loudspeaker, silence included: float32 at the speaker's rate, and its DAC time in
`time.monotonic()` seconds. Called on the device's thread: copy and queue."""


class Speaker(Protocol):
    rate: int
    on_heard: OnHeard | None
    on_emitted: OnEmitted | None

    @property
    def sounding(self) -> bool:
        """Sound is being played, or is on its way out of the device."""

    @property
    def waiting(self) -> bool:
        """Sound is left to play."""

    def play(self, audio: Audio, turn: Turn, text: str = "") -> None:
        """Queue sound. Dropped, under the lock, if the turn is cancelled. `text` is what the sound says."""

    def hold(self) -> None:
        """Silence at once; what is queued waits."""

    def release(self) -> None:
        """Go on, from the beginning of the word in which `hold` stopped."""

    def gain(self, db: float) -> None:
        """Loudness of what is still to come, in dB relative to the source."""

    def flush(self, turn: Turn | None = None) -> Heard:
        """Drop what is queued, all or that turn's, but for a fade of 5 ms. What was heard of it, else of the latest."""

    def drain(self, turn: Turn) -> None:
        """Wait until all that is queued was played. Cancelled if the turn ends first."""
