"""A microphone over PortAudio. Its callback copies and queues, nothing else; whoever reads may be up to 2 s late."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from vacli.audio.mono import Downmix
from vacli.audio.portaudio_devices import (
    BLOCK,
    STALLED,
    Device,
    close_stream,
    find,
    library,
    lost,
    open_stream,
    stalled,
)
from vacli.core.audio import Audio, Samples, from_pcm16

LATE = 2.0
"""Seconds of sound that wait for the reader; then the oldest are dropped."""


@dataclass(frozen=True)
class _Block:
    """Raw 16-bit samples; `start` counts samples of a channel since the stream was opened."""

    data: bytes
    start: int


class PortAudioMic:
    """`device`: name, part of it or number; empty = the default. `rate` Hz is what comes out, whatever it takes in.

    `dropped` counts the samples lost because the reader was too late; they leave a jump in `Audio.start`.
    """

    def __init__(self, device: str = "", rate: int = 16000) -> None:
        self.rate = rate
        self.dropped = 0
        self.device = find(device, "input")

    @contextmanager
    def frames(self) -> Iterator[Iterator[Audio]]:
        """Opens the device for the block. The iterator raises DeviceError when the device goes away or stands still."""
        capture = _Capture(self)
        try:
            yield capture.audio()
        finally:
            capture.close()


class _Capture:
    """One opening of the device."""

    def __init__(self, mic: PortAudioMic) -> None:
        self._mic = mic
        self._queue: SimpleQueue[_Block | None] = SimpleQueue()  # None: the stream has ended by itself
        self._count = 0
        self._closing = False
        self._stream, self._rate, self._channels = open_stream(self._make, mic.device, "input", mic.rate)

    def audio(self) -> Iterator[Audio]:
        """What comes in, mono, at the microphone's rate."""
        convert = _converter(self._rate, self._mic.rate)
        mix = Downmix()
        expected = start = 0
        while block := self._next(self._mic.device):
            samples = mix(from_pcm16(block.data).reshape(-1, self._channels))
            if block.start != expected:
                convert = _converter(self._rate, self._mic.rate)
                start = round(block.start * self._mic.rate / self._rate)
            expected = block.start + len(samples)
            piece = Audio(convert(samples), self._mic.rate, start)
            start = piece.end
            yield piece

    def close(self) -> None:
        self._closing = True
        close_stream(self._stream)
        self._queue.put(None)

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
                self._mic.dropped += frames
        self._queue.put(_Block(bytes(data), self._count))
        self._count += frames

    def _next(self, device: Device) -> _Block | None:
        """The next block; None after we closed the stream ourselves."""
        try:
            block = self._queue.get(timeout=STALLED)
        except Empty:
            raise stalled(device, "input") from None
        if block is None and not self._closing:
            raise lost(device, "input")
        return block


def _converter(source: int, target: int) -> Callable[[Samples], Samples]:
    if source == target:
        return lambda samples: samples
    from vacli.audio.resample import Resampler

    return Resampler(source, target)
