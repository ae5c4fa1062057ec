"""Tells how loud it is, and what the assistant is doing: for whoever shows it."""

from vacli.live.wires import Wires

TELL_EVERY = 3  # frames


class Meter:
    """To be called with every frame, by the thread that hears them: level in dBFS, probability of speech, and what is
    done while nothing is answered.
    """

    def __init__(self, wires: Wires) -> None:
        self._wires = wires
        self._frames = 0
        self._state = ""

    def __call__(self, level: float, probability: float, waits: str) -> None:
        self._frames += 1
        if self._frames % TELL_EVERY == 0:
            self._wires.tell("listen.level", dbfs=round(level, 1), speech=round(probability, 2))
        if (state := self._answering() or waits) != self._state:
            self._state = state
            self._wires.tell("listen.state", state=state)

    def _answering(self) -> str:
        speaker = self._wires.session.speaker
        if speaker and speaker.sounding:
            return "speaking"
        if self._wires.paused:
            return "paused"
        return "thinking" if self._wires.answering else ""
