"""Does the sound reach us in time? If not, the machine is short of CPU, and what can be left out is left out.

First answers are no longer prepared ahead, then they are to be short. Knows the microphone's clock only.
"""

import time

from vacli.core.engines import Mic
from vacli.live.wires import Wires

LATE = 0.15
"""Sound that comes this many seconds late means that the machine is short of CPU ..."""
RECOVERY = 10.0
"""... and for so many seconds nothing is done that can be left out."""
STILL = 2.0
"""Seconds after which it is late still, although answers are not prepared ahead any more."""
TELL_EVERY = 1.0


class Lateness:
    """To be called with every frame, by the thread that takes them. Only a device has a clock of its own."""

    def __init__(self, wires: Wires, mic: Mic) -> None:
        self._wires = wires
        self._mic = mic
        self._in_time = False  # it was, once: one that listened before we did comes with a backlog
        self._since = self._until = self._told = 0.0
        self._dropped = 0

    def __call__(self) -> None:
        late: float = getattr(self._mic, "late", 0.0)
        now = time.monotonic()
        if now >= self._told + TELL_EVERY:
            self._tell(late if self._in_time else 0.0, now)
        if late > LATE and self._in_time:
            self._since = self._since if self._wires.starved else now
            self._wires.brief = self._wires.brief or now - self._since > STILL
            self._until = now + RECOVERY
        self._in_time = self._in_time or late <= LATE
        self._wires.starved = now < self._until
        self._wires.brief = self._wires.brief and self._wires.starved

    def _tell(self, late: float, now: float) -> None:
        if late > LATE:
            self._wires.tell("listen.late", ms=round(late * 1000))
            self._told = now
        dropped: int = getattr(self._mic, "dropped", 0)
        if dropped > self._dropped:
            self._wires.tell("listen.lost", ms=round((dropped - self._dropped) * 1000 / self._mic.rate))
            self._dropped, self._told = dropped, now
