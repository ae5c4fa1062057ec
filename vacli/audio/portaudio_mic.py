"""A microphone over PortAudio. Its callback copies and queues, nothing else; whoever reads may be up to 2 s late."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from statistics import median
from typing import Any

from vacli.audio.mono import Downmix
from vacli.audio.portaudio_devices import find, library
from vacli.audio.portaudio_streams import BLOCK, STALLED, Clock, close_stream, lost, open_stream, stalled
from vacli.core.audio import Audio, Samples, from_pcm16

LATE = 2.0
"""Seconds of sound that wait for the reader; then the oldest are dropped."""


@dataclass(frozen=True)
class _Block:
    """Raw 16-bit samples; `start` counts samples of a channel since the stream was opened. `at`: its ADC time."""

    data: bytes
    start: int
    at: float  # `time.monotonic()` seconds


class PortAudioMic:
    """`device`: name, part of it or number; empty = the default. `rate` Hz is what comes out, whatever it takes in.

    `dropped` counts the samples lost because the reader was too late; they leave a jump in `Audio.start`. `late` is
    how many seconds ago the last sample that was read was at the microphone: two blocks, where all is well.
    """

    def __init__(self, device: str = "", rate: int = 16000) -> None:
        self.rate = rate
        self.dropped = 0
        self.late = 0.0
        self.device = find(device, "input")
        self._capture: _Capture | None = None
        self._zero = time.monotonic()  # when sample 0 was at the microphone

    @contextmanager
    def frames(self) -> Iterator[Iterator[Audio]]:
        """Opens the device for the block. The iterator raises DeviceError when the device goes away or stands still."""
        self._capture = _Capture(self)
        try:
            yield self._told(self._capture)
        finally:
            self._capture.close()

    def time_of(self, sample: int) -> float:
        """By the ADC times of the last second."""
        return self._zero + sample / self.rate

    def close(self) -> None:
        """The iterator ends at once. From any thread."""
        if self._capture is not None:
            self._capture.close()

    def _told(self, capture: "_Capture") -> Iterator[Audio]:
        zeros: deque[float] = deque(maxlen=round(1.0 / BLOCK))
        for piece, at in capture.audio():
            zeros.append(at - piece.start / self.rate)
            self._zero = median(zeros)
            self.late = time.monotonic() - self.time_of(piece.end)
            yield piece


class _Capture:
    """One opening of the device."""

    def __init__(self, mic: PortAudioMic) -> None:
        self._mic = mic
        self._queue: SimpleQueue[_Block | None] = SimpleQueue()  # None: the stream has ended
        self._clock = Clock()
        self._count = 0
        self._closing = False
        self._stream, self._rate, self._channels = open_stream(self._make, mic.device, "input", mic.rate)

    def audio(self) -> Iterator[tuple[Audio, float]]:
        """What comes in, mono, at the microphone's rate, each piece with the ADC time of its first sample."""
        convert = _converter(self._rate, self._mic.rate)
        mix = Downmix()
        expected = start = 0
        while block := self._next():
            samples = mix(from_pcm16(block.data).reshape(-1, self._channels))
            if block.start != expected:
                convert = _converter(self._rate, self._mic.rate)
                start = self._scaled(block.start)
            expected = block.start + len(samples)
            piece = Audio(convert(samples), self._mic.rate, start)
            start = piece.end
            yield piece, block.at

    def close(self) -> None:
        self._closing = True
        self._queue.put(None)
        close_stream(self._stream)

    def _make(self, rate: int, channels: int) -> Any:
        return library().RawInputStream(
            samplerate=rate,
            blocksize=round(BLOCK * rate),
            device=self._mic.device.number,
            channels=channels,
            dtype="int16",
            latency="low",
            callback=self._take,
            finished_callback=lambda: self._queue.put(None),
        )

    def _take(self, data: Any, frames: int, time: Any, status: Any) -> None:
        """PortAudio's own thread."""
        if self._queue.qsize() >= LATE / BLOCK:
            with suppress(Empty):
                self._queue.get_nowait()
                self._mic.dropped += self._scaled(frames)
        self._queue.put(_Block(bytes(data), self._count, self._clock(time.currentTime, time.inputBufferAdcTime)))
        self._count += frames

    def _next(self) -> _Block | None:
        """The next block; None after we closed the stream ourselves."""
        try:
            block = self._queue.get(timeout=STALLED)
        except Empty:
            raise stalled(self._mic.device, "input") from None
        if self._closing:
            return None
        if block is None:
            raise lost(self._mic.device, "input")
        return block

    def _scaled(self, samples: int) -> int:
        """Samples of the device as samples of the microphone."""
        return round(samples * self._mic.rate / self._rate)


def _converter(source: int, target: int) -> Callable[[Samples], Samples]:
    if source == target:
        return lambda samples: samples
    from vacli.audio.resample import Resampler

    return Resampler(source, target)
