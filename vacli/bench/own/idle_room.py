"""A room with a microphone, a loudspeaker and somebody who talks in it: of samples in real time, or virtual devices.

Knows no conversation.
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from vacli.audio.paced import PacedMic
from vacli.audio.playback import Playback
from vacli.bench.endpoint.pauses import FREE, item
from vacli.bench.speech.clips import RATE, ROOM, Clip
from vacli.core.audio import Audio, Samples

STEP = RATE // 50
FAR = -15.0
"""dB by which a television is quieter than the user."""
GAP = 0.4
"""Seconds between two sentences on television."""


class MadeRoom:
    """Of samples: the noise of a quiet room without end, and what is said in it. `say` comes back when it was."""

    def __init__(self, rate: int) -> None:
        self.speaker = Playback(rate)
        self._noise = np.random.default_rng(0).normal(0, 10 ** (ROOM / 20), 10 * RATE).astype(np.float32)
        self._clip: Samples = np.zeros(0, np.float32)
        self._said = threading.Event()
        self.mic = PacedMic(self._sound(), pace="real", speaker=self.speaker)

    def say(self, clip: Clip) -> None:
        self._said.clear()
        self._clip = clip.audio.samples[clip.start : clip.end]
        self._said.wait(clip.audio.seconds + 30.0)

    def _sound(self) -> Iterator[Audio]:
        """On the thread that listens."""
        at = 0
        while True:
            piece, self._clip = self._clip[:STEP], self._clip[STEP:]
            if not len(piece):
                self._said.set()
                piece = self._noise[at : at + STEP]
                at = (at + STEP) % (len(self._noise) - STEP)
            yield Audio(piece, RATE)


class DeviceRoom:
    """The scripted person of live_devices.py at the virtual microphone; the devices as `vacli listen` opens them."""

    def __init__(self, rate: int, stack: ExitStack) -> None:
        from vacli.audio.portaudio_mic import PortAudioMic
        from vacli.audio.steady import SteadyMic, SteadySpeaker
        from vacli.bench.e2e.devices import Person

        self._scratch = Path(stack.enter_context(TemporaryDirectory()))
        self._person = Person(lambda began, at: None)
        stack.callback(self._person.close)
        self.speaker = stack.enter_context(SteadySpeaker("vspk", rate, _fail, lambda name: None))
        self.mic = SteadyMic(lambda: PortAudioMic("vmic", RATE), _fail, lambda name: None)

    def say(self, clip: Clip) -> None:
        self._person.say(clip, self._scratch)


def _fail(error: Exception) -> None:
    raise error


Room = MadeRoom | DeviceRoom


@contextmanager
def room(rate: int, device: bool) -> Iterator[Room]:
    """Its loudspeaker takes sound at `rate` Hz. EngineMissing where no virtual devices can be had."""
    if not device:
        yield MadeRoom(rate)
        return
    from vacli.bench.e2e.devices import virtual_devices

    with virtual_devices(), ExitStack() as stack:
        yield DeviceRoom(rate, stack)


def television(seconds: float) -> Clip:
    """Sentences that no grammar knows, by one voice after the other, quieter than the user."""
    parts: list[Samples] = []
    number = 0
    while sum(map(len, parts)) < seconds * RATE:
        if FREE[number % len(FREE)]:
            said = item(number, seed=11)
            parts += [said.audio.samples[said.speech_start : said.speech_end], np.zeros(round(GAP * RATE), np.float32)]
        number += 1
    sound = np.concatenate(parts)[: round(seconds * RATE)] * np.float32(10 ** (FAR / 20))
    noise = np.random.default_rng(1).normal(0, 10 ** (ROOM / 20), len(sound)).astype(np.float32)
    return Clip("", "television", "", 0, Audio(sound + noise, RATE), 0, len(sound))
