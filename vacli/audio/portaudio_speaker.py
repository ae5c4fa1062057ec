"""A loudspeaker over PortAudio: its callback pulls from the playback queue, nothing else. It stays open and silent
between sounds, because opening costs 30 to 70 ms."""

import threading
import time
from typing import Any

from vacli.audio.playback import Playback
from vacli.audio.portaudio_devices import BLOCK, STALLED, close_stream, find, library, lost, open_stream, stalled
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
        self._error: DeviceError | None = None
        self._closing = False
        self._called = time.monotonic()
        self._ends = 0.0  # stream time at which the last block that was pulled has sounded
        self._feeding = threading.RLock()
        self._resampler: Any = None
        self._stream, self.rate, _ = open_stream(self._make, self.device, "output", rate)

    def __enter__(self) -> "PortAudioSpeaker":
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def play(self, audio: Audio, turn: Turn, text: str = "") -> None:
        """Queue sound of any rate."""
        with self._feeding:
            if self.underflows and self.latency != STEADY:
                self._reopen(STEADY)
            self._check()
            audio = self._fitting(audio)
        super().play(audio, turn, text)

    def flush(self) -> Heard:
        self._resampler = None  # what it holds belongs to the sound that is dropped
        return super().flush()

    def drain(self, turn: Turn) -> None:
        """Wait until all that is queued has left the loudspeaker."""
        with turn.on_cancel(self._wake), self._lock:
            while self._queue and not turn.cancelled and self._error is None:
                self._idle.wait(STALLED / 4)  # woken when it is empty; the limit is for a device that stands still
                if time.monotonic() - self._called > STALLED:
                    raise stalled(self.device, "output")
        turn.check()
        self._check()
        with self._feeding:
            rest = self._ends - self._stream.time
        turn.wait(min(max(rest, 0.0), 1.0))
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
        if status.output_underflow and self._queue:
            self.underflows += 1
        self._ends = (at.outputBufferDacTime or at.currentTime) + frames / self.rate
        out[:] = self.pull(frames)[:, None]

    def _finished(self) -> None:
        """PortAudio's own thread: the stream has ended; if not by our wish, the device is gone."""
        if not self._closing:
            self._error = lost(self.device, "output")
            self._wake()

    def _check(self) -> None:
        if self._error is not None:
            raise self._error

    def _reopen(self, latency: float) -> None:
        """A little more latency, at the price of a pause of about 0.1 s."""
        self.latency = latency
        self._closing = True
        close_stream(self._stream, played_out=True)
        self._closing = False
        self._called = time.monotonic()
        self._stream, self.rate, _ = open_stream(self._make, self.device, "output", self.rate)

    def _fitting(self, audio: Audio) -> Audio:
        """`audio` at the rate of the device."""
        if audio.rate == self.rate:
            return audio
        resampler = self._resampler
        if resampler is None or resampler.source != audio.rate:
            from vacli.audio.resample import Resampler

            resampler = self._resampler = Resampler(audio.rate, self.rate)
        return Audio(resampler(audio.samples), self.rate)
