"""A microphone and a loudspeaker that come back: a device that goes away or stands still is said once, and opened again
by its name until it is there. Knows the devices' own ways of failing from `DeviceError` only.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import Protocol

from vacli.audio.portaudio_devices import find
from vacli.audio.portaudio_speaker import PortAudioSpeaker
from vacli.audio.portaudio_streams import (
    BLOCK,
    STALLED,
    close_stream,
    look_again,
    lost,
    make_way,
    stalled,
    unchanged,
    way_wanted,
)
from vacli.core.audio import Audio
from vacli.core.engines import Mic
from vacli.core.errors import DeviceError
from vacli.core.flow import spawn

RETRY = 0.3
"""Seconds between two tries to open a device that is away."""
GIVEN_UP = 5.0
"""Seconds after which sound that waits for a loudspeaker is out of date: it is dropped, and more is refused."""
TICK = 0.25
"""Seconds between two looks at a loudspeaker: nobody else would see that it stands still."""

FLOWING = 15
"""Callbacks after which a loudspeaker counts as back: more than fit into its buffer."""

OnFault = Callable[[DeviceError], None]
OnBack = Callable[[str], None]


class DeviceMic(Mic, Protocol):
    """A microphone whose iterator ends when it is closed from another thread."""

    dropped: int  # samples lost because nobody read them in time
    late: float  # seconds by which what was read last was late

    def close(self) -> None: ...


class SteadyMic:
    """What `make` makes, made anew whenever it fails. `on_fault` is told once, `on_back` when sound comes in again.

    `Audio.start` goes on, with a jump as long as the microphone was away. While it is away nothing is yielded.
    """

    def __init__(self, make: Callable[[], DeviceMic], on_fault: OnFault, on_back: OnBack) -> None:
        self._make = make
        self._on_fault = on_fault
        self._on_back = on_back
        self._mic = make()
        self.rate = self._mic.rate
        self._dropped = 0  # of those before
        self._openings: list[tuple[int, DeviceMic]] = []  # the index of the first sample of each
        self._end = 0
        self._away: float | None = None  # since when
        self._closed = threading.Event()

    @property
    def dropped(self) -> int:
        return self._dropped + self._mic.dropped

    @property
    def late(self) -> float:
        return self._mic.late

    @contextmanager
    def frames(self) -> Iterator[Iterator[Audio]]:
        """Opens the device for the block. DeviceError if it is not there at the beginning."""
        with ExitStack() as opened:
            first = opened.enter_context(self._mic.frames())
            self._openings = [(0, self._mic)]
            try:
                yield self._sound(opened, first)
            finally:
                self.close()

    def time_of(self, sample: int) -> float:
        base, mic = next((each for each in reversed(self._openings) if sample >= each[0]), (0, self._mic))
        return mic.time_of(sample - base)

    def reopen(self) -> None:
        """Open the device of this name anew: what we hear is not what we asked for. From any thread."""
        self._mic.close()

    def close(self) -> None:
        """The iterator ends at once, whatever it waits for. From any thread."""
        self._closed.set()
        self._mic.close()

    def _sound(self, opened: ExitStack, frames: Iterator[Audio]) -> Iterator[Audio]:
        while not self._closed.is_set():
            try:
                yield from self._until_way_is_wanted(frames)
            except DeviceError as error:
                self._went(error)
            opened.close()  # its stream
            again = self._opened_again(opened)
            if again is None:
                return
            frames = again

    def _until_way_is_wanted(self, frames: Iterator[Audio]) -> Iterator[Audio]:
        mic, fresh = self._mic, self._openings[-1][1] is not self._mic
        for piece in frames:
            if fresh:
                self._place(mic, piece)
                fresh = False
            self._end = self._openings[-1][0] + piece.end
            yield Audio(piece.samples, piece.rate, self._end - len(piece))
            if way_wanted():
                return

    def _place(self, mic: DeviceMic, piece: Audio) -> None:
        """Where a new opening lies on the old clock: as far on as time has gone."""
        last, before = self._openings[-1]
        base = last + round((mic.time_of(piece.start) - before.time_of(0)) * self.rate) - piece.start
        self._openings = [*self._openings[-3:], (max(base, self._end - piece.start), mic)]
        if self._away is not None:
            self._on_back(f"the microphone is back after {time.monotonic() - self._away:.1f} s")
            self._away = None

    def _went(self, error: DeviceError) -> None:
        if self._away is None and not self._closed.is_set():
            self._away = time.monotonic()
            self._on_fault(error)

    def _opened_again(self, opened: ExitStack) -> Iterator[Audio] | None:
        """The frames of a new opening; None once we are closed."""
        make_way()
        for tries in count(1):
            if self._closed.is_set():
                return None
            try:
                _look(tries)
                with unchanged():
                    mic = self._make()
                    frames = opened.enter_context(mic.frames())
                self._dropped, self._mic = self.dropped, mic
                if not self._closed.is_set():
                    return frames
            except DeviceError as error:
                self._went(error)
                self._closed.wait(RETRY)
        return None


class SteadySpeaker(PortAudioSpeaker):
    """Sound that was queued when the loudspeaker went away is played when it is back, unless that takes over 5 s."""

    def __init__(self, device: str, rate: int, on_fault: OnFault, on_back: OnBack) -> None:
        self._name = device
        self._on_fault = on_fault
        self._on_back = on_back
        self._away = 0.0  # since when; counts only while there is an error
        self._done = threading.Event()
        self._changed = threading.Event()  # the watch has something to see
        super().__init__(device, rate)
        self._watching = spawn("loudspeaker", self._watch)

    def close(self) -> None:
        self._done.set()
        self._changed.set()
        free = self._feeding.acquire(timeout=1.0)  # opening hangs where a sound server does
        super().close()
        if free:
            self._feeding.release()
        if threading.current_thread() is not self._watching:
            self._watching.join(1.0)

    def _finished(self) -> None:
        super()._finished()
        self._changed.set()

    def _check(self) -> None:
        """While it is away there is hope, for some seconds."""
        if self._error is not None and self._away and time.monotonic() - self._away > GIVEN_UP:
            raise self._error

    def _watch(self) -> None:
        while not self._done.is_set():
            self._changed.wait(TICK)
            self._changed.clear()
            if self._error is None and time.monotonic() - self._called > STALLED:
                self._error = stalled(self.device, "output")
            if self._error is None and way_wanted():
                self._stop()
                make_way()
                if not self._began_again():
                    self._error = lost(self.device, "output")
            if self._error is not None and not self._done.is_set():
                self._recover(self._error)

    def _recover(self, error: DeviceError) -> None:
        self._away = time.monotonic()
        self._on_fault(error)
        for tries in count(1):
            self._stop()
            _look(tries)
            if self._began_again():
                break
            if time.monotonic() - self._away > GIVEN_UP:
                self.flush()
            if self._done.wait(RETRY):
                return
        self._error, away = None, time.monotonic() - self._away
        self._away = 0.0
        self._on_back(f"the loudspeaker is back after {away:.1f} s")

    def _stop(self) -> None:
        with self._feeding:
            self._closing = True
            close_stream(self._stream)
            self._closing = self._done.is_set()

    def _began_again(self) -> bool:
        """Open it by name. True once it goes on asking for sound: one that stands still fills its buffer first."""
        try:
            with self._feeding, unchanged():
                if self._done.is_set():
                    return False
                self.device = find(self._name, "output")
                self._start()
        except DeviceError:
            return False
        flows, error = self._calls + FLOWING, self._error
        while self._calls < flows and time.monotonic() - self._called < STALLED and self._error is error:
            if self._done.wait(BLOCK):
                return False
        return self._calls >= flows and self._error is error


def _look(tries: int) -> None:
    """Look for devices that have come. Others make way for it sometimes, even if no sound card seems to have come."""
    look_again(force=tries % 32 == 0 or tries in (4, 8, 16))
