"""A microphone and a loudspeaker in memory: the twins that tests and servers use. Their time is counted in samples."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from vacli.audio.playback import Playback
from vacli.core.audio import Audio, Samples, rechunk
from vacli.core.turn import Turn


class MemoryMic:
    """Gives out a recording in frames of `frame` samples, as fast as it is asked."""

    def __init__(self, recording: Audio, frame: int = 512) -> None:
        self.rate = recording.rate
        self._recording = recording
        self._frame = frame
        self._began = time.monotonic()

    @contextmanager
    def frames(self) -> Iterator[Iterator[Audio]]:
        yield rechunk(iter([self._recording]), self._frame)

    def time_of(self, sample: int) -> float:
        """As if the recording had begun when this was made."""
        return self._began + sample / self.rate


class MemorySpeaker(Playback):
    """Plays only when it is told to: `run(seconds)` moves its clock. `played` is all that ever sounded."""

    def __init__(self, rate: int) -> None:
        super().__init__(rate)
        self.played: Samples = np.zeros(0, np.float32)
        self._began = time.monotonic()

    def run(self, seconds: float) -> Samples:
        """Let time pass; gives back what sounded."""
        block = self.pull(round(seconds * self.rate), self._began + len(self.played) / self.rate)
        self.played = np.concatenate([self.played, block])
        return block

    def drain(self, turn: Turn) -> None:
        """All that waits is played at once."""
        turn.check()
        while self._queue and not self._held:
            self.run(0.1)
