"""What the loudspeaker emitted, found again by the time at which it left, beside what the microphone heard.

The two devices have clocks of their own, whose stamps jitter. Both are followed slowly, and the distance between them
is mended by a single sample at a time, so that an echo canceller sees a path that stands still. Knows no device.
"""

import math
import threading
from collections import deque
from collections.abc import Callable

import numpy as np

from vacli.core.audio import Audio, Samples

RATE = 16000
WAITING = 2.0
"""Seconds of emitted sound that wait to be placed; then the oldest are dropped."""
LEAD = RATE // 100
"""Samples by which the reference runs ahead: an echo canceller can find a late echo, never one that comes too early.
Less where so much is not known yet when it is asked for: it must not have holes."""

_LENGTH = 4 * RATE
_JUMP = 0.03 * RATE
"""Further apart than this the stream was interrupted: its device was opened anew, or ran dry."""
_QUICK, _SLOW = 0.1, 0.005


class Timeline:
    """`put` is for the loudspeaker's thread; everything else for the one that listens."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queue: deque[tuple[Samples, int, float]] = deque()
        self._waiting = 0.0
        self._ring = np.zeros(_LENGTH, np.float32)
        self._end = 0  # index of the sample that is written next: 16,000 to a second of the clock
        self._rate = 0
        self._convert: Callable[[Samples], Samples] = _unchanged
        self._position = 0.0
        self._speaker = _Clock()
        self._mic = _Clock()
        self._lead = LEAD
        self._at = 0  # index of the sample that is read next

    def put(self, samples: Samples, rate: int, at: float) -> None:
        """float32[n] at `rate` Hz whose first sample leaves the loudspeaker at `at`, in `time.monotonic()` seconds."""
        block = np.array(samples, np.float32)
        with self._lock:
            self._queue.append((block, rate, at))
            self._waiting += len(block) / rate
            while self._waiting > WAITING and len(self._queue) > 1:
                oldest, its_rate, _ = self._queue.popleft()
                self._waiting -= len(oldest) / its_rate

    def beside(self, audio: Audio, at: float) -> Samples:
        """What was emitted while `audio` (16 kHz, its first sample captured at `at`) was heard, and LEAD before it.

        float32 of the same length; silence where nothing was emitted, or is not known to have been yet.
        """
        self._place()
        anew = self._mic.follow(audio.start, at * RATE)
        base = audio.start + self._mic.offset - self._speaker.offset
        lacking = base + self._lead + len(audio) - self._end
        if 0 < lacking <= self._lead:
            self._lead -= math.ceil(lacking)
        wanted = base + self._lead
        if anew or abs(wanted - self._at) > _JUMP:
            self._at = round(wanted)
        slip = int(np.sign(wanted - self._at)) if abs(wanted - self._at) > 1 and len(audio) > 1 else 0
        samples = self._read(len(audio) + slip)
        self._at += len(samples)
        if not slip:
            return samples
        places = np.linspace(0, len(samples) - 1, len(audio))
        return np.interp(places, np.arange(len(samples)), samples).astype(np.float32)

    def _place(self) -> None:
        with self._lock:
            blocks, self._queue, self._waiting = self._queue, deque(), 0.0
        for samples, rate, at in blocks:
            if self._speaker.follow(self._position, at * RATE) or rate != self._rate:
                self._begin(rate, at * RATE)
            self._position += len(samples) * RATE / rate
            self._write(self._convert(np.nan_to_num(samples)))

    def _begin(self, rate: int, due: float) -> None:
        """A stream that does not go on with the one before. What lies between them was silence."""
        begin = round(due)
        self._silence(min(begin, self._end), max(begin, self._end))
        self._end, self._position = begin, float(begin)
        self._speaker.offset = due - begin
        self._rate, self._convert = rate, _converter(rate)

    def _silence(self, begin: int, end: int) -> None:
        self._ring[np.arange(max(begin, end - _LENGTH), end) % _LENGTH] = 0.0

    def _write(self, samples: Samples) -> None:
        self._ring[np.arange(self._end, self._end + len(samples))[-_LENGTH:] % _LENGTH] = samples[-_LENGTH:]
        self._end += len(samples)

    def _read(self, size: int) -> Samples:
        places = np.arange(self._at, self._at + size)
        known = (places < self._end) & (places >= self._end - _LENGTH)
        return np.where(known, self._ring[places % _LENGTH], np.float32(0.0))


class _Clock:
    """`offset`: how far a stream's place by its stamps lies behind its count of samples, smoothed. In samples."""

    def __init__(self) -> None:
        self.offset = 0.0
        self._doubt = _JUMP * 2 / _QUICK  # nothing is known yet

    def follow(self, position: float, due: float) -> bool:
        """The sample at `position` is stamped `due`. True if the stream begins anew there.

        One stamp that is off by less than 0.3 s is not believed; several are.
        """
        error = due - position - self.offset
        self._doubt += (error - self._doubt) * _QUICK
        if abs(self._doubt) > _JUMP:
            self.offset += error
            self._doubt = 0.0
            return True
        self.offset += error * _SLOW
        return False


def _unchanged(samples: Samples) -> Samples:
    return samples


def _converter(rate: int) -> Callable[[Samples], Samples]:
    if rate == RATE:
        return _unchanged
    from vacli.audio.resample import Resampler

    return Resampler(rate, RATE)
