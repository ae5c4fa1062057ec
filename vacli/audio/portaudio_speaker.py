"""A loudspeaker over PortAudio: its callback pulls from the playback queue, nothing else. It stays open and silent
between sounds, because opening costs 30 to 70 ms."""

import threading
import time
from typing import Any

from vacli.audio.playback import Playback
from vacli.audio.portaudio_devices import find, library
from vacli.audio.portaudio_streams import BLOCK, STALLED, Clock, close_stream, lost, open_stream, stalled
from vacli.core.audio import Audio
from vacli.core.errors import DeviceError
from vacli.core.turn import Turn
from vacli.core.words import Heard

STEADY = 0.1
"""Seconds of latency asked for once the lowest has run dry: none ran dry there on a starved machine."""


class PortAudioSpeaker(Playback):
    """`device`: name, part of it or number; empty = the default. `rate` Hz is asked for; the attribute is what it got.

    Sound of any rate may be played; what differs from the device's rate is converted on the way in. `underflows`
    counts the times the device ran dry in the middle of sound. `play` and `drain` raise DeviceError once it is gone.
    """

    def __init__(self, device: str = "", rate: int = 22050) -> None:
        super().__init__(rate)
        self.device = find(device, "output")
        self.underflows = 0
        self.latency: float | str = "low"
        self._clock = Clock()
        self._error: DeviceError | None = None
        self._closing = False
        self._called, self._calls = time.monotonic(), 0  # the device's last callback, and how many there were
        self._feeding = threading.RLock()
        self._resampler: Any = None
        self._stream, self.rate, _ = open_stream(self._make, self.device, "output", rate)

    def __enter__(self) -> "PortAudioSpeaker":
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    @property
    def sounding(self) -> bool:
        return self._error is None and super().sounding

    def play(self, audio: Audio, turn: Turn, text: str = "") -> None:
        """Queue sound of any rate."""
        with self._feeding:
            if self.underflows and self.latency != STEADY and self._error is None:
                self._reopen(STEADY)
            self._check()
            audio = self._fitting(audio)
        super().play(audio, turn, text)

    def flush(self, turn: Turn | None = None) -> Heard:
        self._resampler = None  # what it holds belongs to the sound that is dropped
        return super().flush(turn)

    def drain(self, turn: Turn) -> None:
        """Wait until all that is queued has left the loudspeaker."""
        with turn.on_cancel(self._wake), self._lock:
            while self._queue and not turn.cancelled:
                self._check()
                self._idle.wait(STALLED / 4)  # woken when it is empty; the limit is for a device that stands still
        turn.check()
        self._check()
        turn.wait(min(max(self._leaves - time.monotonic(), 0.0), 1.0))
        turn.check()

    def close(self) -> None:
        """Silence, at once. Idempotent."""
        self._closing = True
        close_stream(self._stream)

    def _make(self, rate: int, channels: int) -> Any:
        return library().OutputStream(
            samplerate=rate,
            blocksize=round(BLOCK * rate),
            device=self.device.number,
            channels=channels,
            dtype="float32",
            latency=self.latency,
            callback=self._fill,
            finished_callback=self._finished,
        )

    def _fill(self, out: Any, frames: int, at: Any, status: Any) -> None:
        """PortAudio's own thread."""
        self._called = time.monotonic()
        self._calls += 1
        leaves = self._clock(at.currentTime, at.outputBufferDacTime)
        if self._error is not None:  # a device that is only filling its buffer may stand still yet
            out.fill(0)
            return
        if status.output_underflow and self._queue:
            self.underflows += 1
        out[:] = self.pull(frames, leaves)[:, None]

    def _finished(self) -> None:
        """PortAudio's own thread: the stream has ended; if not by our wish, the device is gone."""
        if not self._closing:
            self._error = lost(self.device, "output")
            self._wake()

    def _check(self) -> None:
        """DeviceError if nothing will sound any more."""
        if self._error is None and time.monotonic() - self._called > STALLED:
            raise stalled(self.device, "output")
        if self._error is not None:
            raise self._error

    def _now(self) -> float:
        return time.monotonic()

    def _reopen(self, latency: float) -> None:
        """A little more latency, at the price of a pause of about 0.1 s."""
        self.latency = latency
        self._closing = True
        close_stream(self._stream, played_out=True)
        self._closing = False
        self._start()

    def _start(self) -> None:
        self._called = time.monotonic()
        self._stream, rate, _ = open_stream(self._make, self.device, "output", self.rate)
        if rate != self.rate:  # what is queued has the old one
            close_stream(self._stream)
            raise DeviceError(f"{self.device.name!r} does not take {self.rate} Hz any more", "vacli devices")

    def _fitting(self, audio: Audio) -> Audio:
        """`audio` at the rate of the device."""
        if audio.rate == self.rate:
            return audio
        resampler = self._resampler
        if resampler is None or resampler.source != audio.rate:
            from vacli.audio.resample import Resampler

            resampler = self._resampler = Resampler(audio.rate, self.rate)
        return Audio(resampler(audio.samples), self.rate)
