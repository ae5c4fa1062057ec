"""Takes the loudspeaker's sound out of what the microphone hears, so that a user can interrupt and nobody else can.

WebRTC's echo canceller in one of two packages. Knows no device and no turn: it is told what was emitted, and when.
"""

from collections.abc import Callable
from typing import Protocol

import numpy as np

from vacli.audio.echo_monitor import Monitor
from vacli.audio.echo_timeline import RATE, Timeline
from vacli.core.audio import Audio, Samples, from_pcm16, to_pcm16
from vacli.core.errors import EngineMissing
from vacli.core.words import Choice
from vacli.extras import install

STEP = RATE // 100
"""Samples of 10 ms: what the packages take at a time, and how much later than it came in sound comes out of them."""
AUDIBLE = 1e-4
"""Emitted samples below this (-80 dB of full scale) are silence."""
HANGOVER = 0.5
"""Seconds after the last emitted sound in which its echo may still come."""


class Engine(Protocol):
    def __call__(self, near: Samples, far: Samples) -> Samples:
        """10 ms of microphone and 10 ms of loudspeaker, float32[160] -> the microphone without the loudspeaker."""


class EchoCanceller:
    """`reference` is for the loudspeaker's thread, `clean` for the one that listens.

    `monitored`: the microphone hears exactly what is played; a sound server has moved it to the loudspeaker's monitor.
    """

    def __init__(self, engine: Engine) -> None:
        self.monitored = False
        self._engine = engine
        self._monitor = Monitor()
        self._timeline = Timeline()
        self._silent = round(HANGOVER * RATE)  # samples since something was emitted
        self._active = False
        self._near, self._far = np.zeros((2, STEP), np.float32)
        self._out: Samples = np.zeros(0, np.float32)

    def reference(self, samples: Samples, rate: int, at: float) -> None:
        """What the loudspeaker emitted, silence included: float32[n] at `rate` Hz, with the `time.monotonic()` seconds
        at which its first sample leaves it. Copies and queues, nothing else; 2 s may wait."""
        self._timeline.put(samples, rate, at)

    def clean(self, audio: Audio, at: float) -> Audio:
        """16 kHz sound whose first sample was captured at `at` -> as many samples, without the echo.

        Given back as it is, without delay, while nothing has sounded for half a second. ValueError for another rate.
        """
        if audio.rate != RATE:
            raise ValueError(f"sound at {audio.rate} Hz, not {RATE}")
        near = np.clip(np.nan_to_num(audio.samples), -1.0, 1.0)
        far = self._timeline.beside(audio, at)
        self.monitored = self._monitor(near, far)
        before, self._active = self._active, self._sounding(far)
        if not (before or self._active):
            self._rest(near, far)
            return audio
        cleaned = self._process(near, far)
        if not before:
            cleaned = _fade(near, cleaned)
        elif not self._active:
            cleaned = _fade(cleaned, near)
            self._rest(near, far)
        return Audio(cleaned, RATE, audio.start)

    def _sounding(self, far: Samples) -> bool:
        loud = np.flatnonzero(np.abs(far) > AUDIBLE)
        self._silent = len(far) - 1 - int(loud[-1]) if len(loud) else self._silent + len(far)
        return self._silent < HANGOVER * RATE

    def _process(self, near: Samples, far: Samples) -> Samples:
        """As many samples as come in, 10 ms later: whole steps only go to the engine, the rest waits."""
        size = len(near)
        near, far = np.concatenate([self._near, near]), np.concatenate([self._far, far])
        whole = len(near) // STEP * STEP
        steps = [self._engine(near[at : at + STEP], far[at : at + STEP]) for at in range(0, whole, STEP)]
        self._near, self._far = near[whole:], far[whole:]
        out = np.concatenate([self._out, *steps])
        self._out = out[size:]
        return out[:size]

    def _rest(self, near: Samples, far: Samples) -> None:
        """The engine stands still, and so does the path that it has learned. It goes on with the latest 10 ms."""
        self._near, self._far = _latest(self._near, near), _latest(self._far, far)
        self._out = np.zeros(0, np.float32)


class LiveKit:
    """The canceller of the `livekit` package. Its library starts a few threads and opens no socket to the network."""

    def __init__(self) -> None:
        from livekit.rtc import AudioFrame, AudioProcessingModule

        self._module = AudioProcessingModule(echo_cancellation=True, high_pass_filter=True)
        self._near, self._far = bytearray(2 * STEP), bytearray(2 * STEP)
        self._near_frame = AudioFrame(self._near, RATE, 1, STEP)
        self._far_frame = AudioFrame(self._far, RATE, 1, STEP)

    def __call__(self, near: Samples, far: Samples) -> Samples:
        self._near[:], self._far[:] = to_pcm16(near).tobytes(), to_pcm16(far).tobytes()
        self._module.process_reverse_stream(self._far_frame)
        self._module.set_stream_delay_ms(0)
        self._module.process_stream(self._near_frame)
        return from_pcm16(bytes(self._near))


class PyWebRtc:
    """The canceller of the `pywebrtc-audio` package: lighter, but it loses the user over a distorting loudspeaker."""

    def __init__(self) -> None:
        from pywebrtc_audio import EchoCanceller as Canceller

        self._canceller = Canceller(RATE, 1, 0)

    def __call__(self, near: Samples, far: Samples) -> Samples:
        cleaned: Samples = self._canceller.process(near, far)
        return cleaned


ENGINES: dict[str, Callable[[], Engine]] = {"livekit": LiveKit, "pywebrtc": PyWebRtc}
"""Best first."""


def open_echo(choice: str) -> tuple[EchoCanceller | None, Choice]:
    """What `audio.echo` (auto, off, or one of ENGINES) means here, and why. None: no cancellation.

    EngineMissing if one is asked for by name and its package is not installed, or does not load.
    """
    if choice == "off":
        return None, Choice("audio.echo", "off", "as asked")
    passed: list[str] = []
    for name in ENGINES if choice == "auto" else (choice,):
        try:
            engine = ENGINES[name]()
        except (ImportError, OSError) as error:
            passed.append(f"{name}: {error}")
            continue
        reason = "as asked" if choice == name else "; ".join(passed) or "the best there is"
        return EchoCanceller(engine), Choice("audio.echo", name, reason)
    if choice != "auto":
        raise EngineMissing(f"no echo cancellation by {passed[0]}", install("aec"))
    return None, Choice("audio.echo", "off", f"{'; '.join(passed)}; for echo cancellation: {install('aec')}")


def _latest(kept: Samples, new: Samples) -> Samples:
    """The last 10 ms of what came in."""
    return np.concatenate([np.zeros(STEP, np.float32), kept, new])[-STEP:]


def _fade(old: Samples, new: Samples) -> Samples:
    """From one to the other within 10 ms."""
    weight = np.minimum(np.arange(1, len(new) + 1, dtype=np.float32) / np.float32(STEP), np.float32(1.0))
    faded: Samples = old * (1 - weight) + new * weight
    return faded
