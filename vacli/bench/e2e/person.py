"""The scripted person: a mouth at the virtual microphone, an ear at the virtual loudspeaker, a process of its own.

What vacli does with its processor cannot disturb it, and its clock is the devices': when the last sample of speech left
the mouth by DAC time, when sound reached the ear by ADC time, both as `time.monotonic()`, which all processes share.
Requests and reports are lines of JSON on standard input and output; the mouth is never shut, a quiet room is between.
Knows no conversation.

    -> {"say": "clip.f32", "marks": [800, 23000]}       float32 at 16 kHz; places in samples
    <- {"what": "said", "marks": [5.12, 6.51], "underflows": 0}       the moments at which those samples sounded
    <- {"what": "sound", "at": 6.83}   <- {"what": "quiet", "at": 8.2}       at the loudspeaker
"""

import json
import sys
import threading
import time
from typing import Any

import numpy as np

from vacli.audio.portaudio_devices import find, library, quiet
from vacli.bench.speech.clips import RATE, ROOM
from vacli.core.audio import Samples

BLOCK = RATE // 100
AUDIBLE = -45.0
"""dBFS: from this much in 10 ms there is sound; the same limit as the loudspeaker's own first audible sample."""
SILENCE = 0.3
"""Seconds below it after which the sound is over."""
AHEAD = 0.06
"""Seconds of sound that the mouth keeps ready: a busy machine must not make it stutter."""


class Mouth:
    """Plays one clip at a time into a device, and the noise of a room in between."""

    def __init__(self, device: str) -> None:
        self._room = np.random.default_rng(0).normal(0, 10 ** (ROOM / 20), 10 * RATE).astype(np.float32)
        self._at = 0  # samples played since the beginning
        self._clip: Samples = np.zeros(0, np.float32)
        self._begun = 0
        self._times: list[tuple[int, float]] = []  # of blocks of the clip: their place in it, their DAC time
        self._underflows = 0
        self._done = threading.Event()
        self._stream = library().OutputStream(
            samplerate=RATE,
            blocksize=BLOCK,
            device=find(device, "output").number,
            channels=1,
            dtype="float32",
            latency=AHEAD,
            callback=self._fill,
        )

    def say(self, clip: Samples, marks: list[int]) -> dict[str, Any]:
        """Play it; comes back when its last block was handed over, which is before it has sounded."""
        self._times, self._underflows = [], 0
        self._done.clear()
        self._begun, self._clip = -1, clip
        self._done.wait()
        shift = clock(self._stream)
        places, times = np.array(self._times).T
        moments = [float(np.interp(mark, places, times)) + shift for mark in marks]
        return {"what": "said", "marks": moments, "underflows": self._underflows}

    def start(self) -> None:
        with quiet():
            self._stream.start()

    def _fill(self, out: Any, frames: int, at: Any, status: Any) -> None:
        """PortAudio's own thread."""
        place = self._at % (len(self._room) - frames)
        block = self._room[place : place + frames].copy()
        self._at += frames
        if len(self._clip):
            self._underflows += bool(status.output_underflow)
            self._begun = max(self._begun, 0)
            piece = self._clip[self._begun : self._begun + frames]
            block[: len(piece)] = piece
            self._times.append((self._begun, at.outputBufferDacTime))
            self._begun += frames
            if self._begun >= len(self._clip):
                self._times.append((self._begun, at.outputBufferDacTime + frames / RATE))
                self._clip = self._clip[:0]
                self._done.set()
        out[:, 0] = block


class Ear:
    """Says when sound begins and when it is over."""

    def __init__(self, device: str) -> None:
        self._loud = False
        self._last = 0.0
        self._stream = library().InputStream(
            samplerate=RATE,
            blocksize=BLOCK,
            device=find(device, "input").number,
            channels=1,
            dtype="float32",
            latency="low",
            callback=self._take,
        )

    def start(self) -> None:
        with quiet():
            self._stream.start()

    def _take(self, data: Any, frames: int, at: Any, status: Any) -> None:
        """PortAudio's own thread. A block is 10 ms."""
        began = at.inputBufferAdcTime
        if np.sqrt(np.mean(np.square(data))) > 10 ** (AUDIBLE / 20):
            self._last = began
            if not self._loud:
                self._loud = True
                tell({"what": "sound", "at": began + clock(self._stream)})
        elif self._loud and began - self._last > SILENCE:
            self._loud = False
            tell({"what": "quiet", "at": self._last + clock(self._stream)})


def clock(stream: Any) -> float:
    """Seconds to add to the time of a stream's callbacks for `time.monotonic()`: the tightest of a few readings."""
    readings: list[tuple[float, float]] = []
    for _ in range(5):
        before = time.monotonic()
        there = stream.time
        after = time.monotonic()
        readings.append((after - before, (before + after) / 2 - there))
    return min(readings)[1]


_telling = threading.Lock()


def tell(report: dict[str, Any]) -> None:
    with _telling:
        print(json.dumps(report), flush=True)


def main() -> int:
    """Until standard input ends."""
    mouth, ear = Mouth("vmic"), Ear("vspk")
    mouth.start()
    ear.start()
    tell({"what": "ready"})
    for line in sys.stdin:
        request = json.loads(line)
        tell(mouth.say(np.fromfile(request["say"], np.float32), request["marks"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
