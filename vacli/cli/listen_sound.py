"""Where the sound of a conversation comes from and goes to: devices, files, pipes. Knows no turn and no event."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Any

from vacli.audio.paced import Pace, PacedMic
from vacli.audio.playback import Playback
from vacli.audio.write import write_file, write_stream
from vacli.core.audio import Audio, Samples, to_pcm16
from vacli.core.errors import DeviceError
from vacli.core.flow import spawn
from vacli.core.turn import Turn

if TYPE_CHECKING:  # PortAudio is not needed for files
    from vacli.audio.steady import SteadyMic

RATE = 16000
STEP = 0.02
"""Seconds of sound that are written at a time where no microphone sets the pace."""
WAITING = 100
"""Pieces that wait to be written; then the conversation waits for whoever reads."""


@dataclass(frozen=True)
class Ways:
    """`input` and `output` are files, `-`, or empty for a device. `raw`: pipes are s16le mono at that rate."""

    input: str = ""
    output: str = ""
    format: str = "wav"
    pace: Pace = "real"
    raw: int | None = None


class Early:
    """A microphone that listens from now on: what is said before anybody reads it is kept and comes first."""

    def __init__(self, mic: "SteadyMic", name: str, stack: ExitStack) -> None:
        self.rate = mic.rate
        self.name = name
        self._mic = mic
        self._kept: list[Audio] = []
        self._read = 0  # sample after what was kept and is read by now
        self._wanted = Event()
        self._failure: DeviceError | None = None
        self._frames = stack.enter_context(mic.frames())
        self._thread = spawn("early", self._keep)

    @contextmanager
    def frames(self) -> Iterator[Iterator[Audio]]:
        """Once."""
        self._wanted.set()
        self._thread.join()
        yield self._sound()

    @property
    def late(self) -> float:
        """Seconds by which what was read last was late, be it by the reader or by what was kept before."""
        return monotonic() - self.time_of(self._read) if self._kept else self._mic.late

    @property
    def dropped(self) -> int:
        return self._mic.dropped

    def time_of(self, sample: int) -> float:
        return self._mic.time_of(sample)

    def reopen(self) -> None:
        """Open the device of this name anew. From any thread."""
        self._mic.reopen()

    def close(self) -> None:
        """The iterator ends at once. From any thread."""
        self._mic.close()

    def _keep(self) -> None:
        try:
            for piece in self._frames:
                self._kept.append(piece)
                if self._wanted.is_set():
                    return
        except DeviceError as error:
            self._failure = error

    def _sound(self) -> Iterator[Audio]:
        for piece in self._kept:
            self._read = piece.end
            yield piece
        self._kept.clear()
        if self._failure:
            raise self._failure
        yield from self._frames


class Recorder:
    """Writes what leaves a loudspeaker, on a thread of its own. `on_failed` is told once if that cannot go on."""

    def __init__(self, ways: Ways, rate: int, on_failed: Callable[[], None]) -> None:
        self.error: Exception | None = None
        self.seconds = 0.0
        self._on_failed = on_failed
        self._rate = rate
        self._queue: Queue[Samples | None] = Queue(WAITING)  # None: the end
        self._thread = spawn("recorder", lambda: self._run(ways))

    def put(self, samples: Samples) -> None:
        self._queue.put(samples)

    def close(self) -> None:
        """Finish the file. Raises what went wrong with it."""
        self._queue.put(None)
        self._thread.join(5.0)
        if self.error is not None:
            raise self.error

    def _run(self, ways: Ways) -> None:
        sound = self._sound()
        try:
            if ways.output == "-" and ways.raw:
                _write_raw(sound, self._rate, ways.raw)
            elif ways.output == "-":
                write_stream(sound, self._rate, sys.stdout.buffer, ways.format)
            else:
                write_file(sound, self._rate, Path(ways.output), ways.format)
        except Exception as error:  # the command raises it again
            self.error = error
            self._on_failed()
            for _ in sound:  # nobody may wait for a queue that nobody reads
                continue

    def _sound(self) -> Iterator[Audio]:
        while (samples := self._queue.get()) is not None:
            self.seconds += len(samples) / self._rate
            yield Audio(samples, self._rate)


def open_mic(
    name: str, stack: ExitStack, on_fault: Callable[[DeviceError], None], on_back: Callable[[str], None]
) -> Early:
    """The microphone of that name, which listens from now on. DeviceError if there is none."""
    from vacli.audio.portaudio_devices import find
    from vacli.audio.portaudio_mic import PortAudioMic
    from vacli.audio.steady import SteadyMic

    found = find(name, "input").name
    return Early(SteadyMic(lambda: PortAudioMic(name, RATE), on_fault, on_back), found, stack)


def paced(ways: Ways, turn: Turn, stack: ExitStack, speaker: Playback | None, sink: Any) -> PacedMic:
    """A file or a pipe as the microphone; it moves the clock of `speaker`, if that has none of its own."""
    if ways.input == "-":  # as it comes: a file may be read in pieces of seconds
        from vacli.audio.pipes import standard_input

        pieces = standard_input(turn, RATE, ways.raw or RATE)
    else:
        from vacli.audio.files import open_sound

        pieces = stack.enter_context(open_sound(ways.input, turn)).pieces(RATE)
    return PacedMic(pieces, rate=RATE, pace=ways.pace, speaker=speaker, sink=sink)


def run_clock(speaker: Playback, sink: Callable[[Samples], None], over: Event) -> None:
    """Play into `sink` in real time until it is over: for a loudspeaker that is a file, beside a real microphone."""
    began, done = monotonic(), 0
    step = round(speaker.rate * STEP)
    while not over.wait(began + done / speaker.rate - monotonic()):
        sink(speaker.pull(step, began + done / speaker.rate))
        done += step


def _write_raw(sound: Iterator[Audio], rate: int, wanted: int) -> None:
    from vacli.audio.resample import Resampler

    convert: Callable[[Samples], Samples] = Resampler(rate, wanted) if rate != wanted else lambda samples: samples
    for piece in sound:
        sys.stdout.buffer.write(to_pcm16(convert(piece.samples)).tobytes())
        sys.stdout.buffer.flush()
