"""Opens the microphone, and the loudspeaker, as a conversation does, and writes down what they do. Judges nothing."""

import time
from dataclasses import dataclass
from threading import Event
from typing import Any

import numpy as np

from vacli.audio.portaudio import PortAudioSpeaker, find, library
from vacli.audio.portaudio_streams import BLOCK, close_stream, open_stream
from vacli.core.audio import Audio, Samples, from_pcm16
from vacli.core.errors import DeviceError
from vacli.core.turn import Origin, Turn
from vacli.doctor.hearing import server
from vacli.doctor.hearing.chirp import BEFORE, LATEST, RATE, chirp
from vacli.doctor.hearing.flow import End, Flow, Played, Recording, Tick

STILL = 2.0
"""Seconds without a callback after which a stream is said to stand still."""
STEP = 0.02


@dataclass(frozen=True)
class Loop:
    """What the loudspeaker did, what the microphone heard meanwhile (None and why: it could not be opened)."""

    played: Played | None
    speaker: Flow
    underflows: int
    recording: Recording | None
    deaf: str
    told: "server.Server | None"


class Ear:
    """The microphone, open."""

    def __init__(self, device: str) -> None:
        self.device = find(device, "input")
        self._calls: list[tuple[float, float, float, int, bool]] = []
        self._data: list[bytes] = []
        self._ended = Event()
        self._stream, self._rate, self._channels = open_stream(self._make, self.device, "input", RATE)
        self._opened = time.monotonic()

    def hear(self, seconds: float) -> End:
        """Until so many seconds more have come, or none come any more."""
        wanted = self._count() + seconds * self._rate
        deadline = time.monotonic() + 2 * seconds + STILL
        while self._count() < wanted:
            if self._ended.wait(STEP):
                return End.LOST
            latest = self._calls[-1][0] if self._calls else self._opened
            if time.monotonic() - latest > STILL or time.monotonic() > deadline:
                return End.STILL
        return End.DONE

    def close(self, end: End) -> Recording:
        close_stream(self._stream)
        calls, data = self._calls[:], self._data[: len(self._calls)]
        ahead = min((called - current for called, current, *_ in calls), default=0.0)
        ticks = tuple(
            Tick(called, (then or current) + ahead, frames, flagged) for called, current, then, frames, flagged in calls
        )
        raw = from_pcm16(b"".join(data)).reshape(-1, self._channels)
        return Recording(Flow(self.device.name, self._rate, self._channels, self._opened, ticks, end), raw)

    def _make(self, rate: int, channels: int) -> Any:
        return library().RawInputStream(
            samplerate=rate,
            blocksize=round(BLOCK * rate),
            device=self.device.number,
            channels=channels,
            dtype="int16",
            latency="low",
            callback=self._take,
            finished_callback=self._ended.set,
        )

    def _take(self, data: Any, frames: int, at: Any, status: Any) -> None:
        """PortAudio's own thread."""
        self._data.append(bytes(data))
        called = time.monotonic()
        self._calls.append((called, at.currentTime, at.inputBufferAdcTime, frames, bool(status.input_overflow)))

    def _count(self) -> int:
        return sum(frames for *_, frames, _ in self._calls)


def listen(device: str, seconds: float) -> tuple[Recording, "server.Server | None"]:
    """The room, and what the sound server says of it meanwhile. DeviceError if the microphone does not open."""
    ear, end = Ear(device), End.LOST
    try:
        end = ear.hear(0.2)
        told = server.ask()
        end = end if end != End.DONE else ear.hear(seconds - 0.2)
    finally:
        recording = ear.close(end)
    return recording, told


def play(output: str, microphone: str) -> Loop:
    """The chirp out of the loudspeaker, while the microphone listens. DeviceError if the loudspeaker does not open."""
    ear, deaf = _open_ear(microphone)
    try:
        mouth = Mouth(output)
    except DeviceError:
        if ear:
            ear.close(End.DONE)
        raise
    end = ended = End.DONE
    try:
        if ear:
            end = ear.hear(BEFORE + 0.2)
        told = server.ask()
        ended = mouth.sound()
        if ear and end == End.DONE:
            end = ear.hear(LATEST + 0.1)
    finally:
        mouth.close()
        recording = ear.close(end) if ear else None
    return Loop(mouth.played(ended), mouth.flow(ended), mouth.underflows, recording, deaf, told)


class Mouth:
    """The loudspeaker, open."""

    def __init__(self, device: str) -> None:
        self._ticks: list[Tick] = []
        self._began: tuple[float, float] | None = None
        self._done = Event()
        self._speaker = PortAudioSpeaker(device, RATE)
        self._opened = time.monotonic()
        self._speaker.on_emitted = self._emitted

    @property
    def underflows(self) -> int:
        return self._speaker.underflows

    def sound(self) -> End:
        """The chirp, until its last sample was fetched and has had time to leave."""
        turn = Turn(Origin.ANNOUNCEMENT)
        try:
            self._speaker.play(Audio(chirp(), RATE), turn)
            while self._speaker.waiting or self._speaker.sounding:
                latest = self._ticks[-1].called if self._ticks else self._opened
                if time.monotonic() - latest > STILL:
                    self._speaker.play(Audio(np.zeros(0, np.float32), RATE), turn)  # it tells of a device that is gone
                    return End.STILL
                time.sleep(STEP)
        except DeviceError:
            return End.LOST
        return End.DONE

    def close(self) -> None:
        self._speaker.close()

    def flow(self, end: End) -> Flow:
        return Flow(self._speaker.device.name, self._speaker.rate, 1, self._opened, tuple(self._ticks), end)

    def played(self, end: End) -> Played | None:
        return Played(self.flow(end), *self._began) if self._began and end == End.DONE else None

    def _emitted(self, block: Samples, at: float) -> None:
        """PortAudio's own thread."""
        called = time.monotonic()
        self._ticks.append(Tick(called, at, len(block)))
        if self._began is None and block.any():
            self._began = called, at + int(np.flatnonzero(block)[0]) / self._speaker.rate


def _open_ear(device: str) -> tuple[Ear | None, str]:
    try:
        return Ear(device), ""
    except DeviceError as error:
        return None, error.message
