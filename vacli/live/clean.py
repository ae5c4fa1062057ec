"""What the microphone hears, without the reply. Watches that it is a microphone at all. Knows no turn."""

from typing import Protocol

from vacli.audio.echo_monitor import Monitor
from vacli.audio.echo_timeline import Timeline
from vacli.core.audio import Audio, Samples
from vacli.core.engines import Mic
from vacli.core.errors import VacliError
from vacli.live.wires import Wires

MOVED = "the microphone hears the loudspeaker itself, not the room: it was moved there. It is opened anew"
FAILED = "it does not listen while it speaks any more"


class Echo(Protocol):
    """Takes the reply out of what the microphone hears. `monitored`: that is all there is, no room and no user."""

    monitored: bool

    def reference(self, samples: Samples, rate: int, at: float) -> None: ...
    def clean(self, audio: Audio, at: float) -> Audio: ...


class Watch:
    """An `Echo` that takes nothing out: where there is no echo cancellation, the microphone may be moved as well."""

    def __init__(self) -> None:
        self.monitored = False
        self._timeline = Timeline()
        self._monitor = Monitor()

    def reference(self, samples: Samples, rate: int, at: float) -> None:
        self._timeline.put(samples, rate, at)

    def clean(self, audio: Audio, at: float) -> Audio:
        self.monitored = self._monitor(audio.samples, self._timeline.beside(audio, at))
        return audio


class Clean:
    """`failed`: the reply cannot be taken out any more."""

    def __init__(self, wires: Wires, mic: Mic, echo: Echo | None) -> None:
        self.failed = False
        self._wires = wires
        self._mic = mic
        self._echo = echo
        self._monitored = False

    def __call__(self, frame: Audio) -> Audio:
        if self._echo is None:
            return frame
        try:
            clean = self._echo.clean(frame, self._mic.time_of(frame.start))
        except Exception as error:
            self._echo, self.failed = None, True
            self._wires.fault("echo", VacliError(f"echo cancellation failed ({error}): {FAILED}", "vacli doctor"))
            return frame
        self._watch(self._echo.monitored)
        return clean

    def _watch(self, monitored: bool) -> None:
        """Once each time: where opening it anew does not help, the user must."""
        before, self._monitored = self._monitored, monitored
        if monitored and not before:
            self._wires.fault("mic", VacliError(MOVED, "vacli devices, then vacli listen --mic NAME"))
            if reopen := getattr(self._mic, "reopen", None):  # only a device can be moved
                reopen()
