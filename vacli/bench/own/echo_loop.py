"""A conversation's ears in a closed loop with its loudspeaker: what listens is real, the room is made of numbers.

Echo canceller, detector and `Turns` hear what the loudspeaker's sound becomes in the room, and it obeys them: it holds,
goes on, or is flushed. Time is the microphone's sample index. Nothing transcribes: only length makes an interruption.
"""

from dataclasses import dataclass
from time import perf_counter

import numpy as np

from vacli.audio.echo import EchoCanceller
from vacli.audio.playback import Playback
from vacli.bench.own.echo_room import BLOCK, RATE, Air
from vacli.config import VadSettings
from vacli.core.audio import Audio, Samples
from vacli.core.turn import Origin, Turn
from vacli.live.frames import loudness
from vacli.live.listen import FRAME
from vacli.turns import Rules, Turns, What
from vacli.vad.silero import Silero

AUDIBLE = 1e-3
PATIENCE = 2
"""Lengths of a reply after which it is given up: each hold sends it back to the beginning of a word."""


@dataclass(frozen=True, slots=True)
class Happened:
    """`sounding`: a reply was being played, or was held. BEGIN stands only for turns that no HOLD comes before."""

    what: What
    at: int
    sounding: bool


class Loop:
    """`happened` and `costs` (seconds a frame: canceller, detector, turns) grow; `played`: seconds of audible reply."""

    def __init__(self, echo: EchoCanceller | None, rules: Rules, seed: int = 1) -> None:
        self.air = Air(np.random.default_rng(seed))
        self.happened: list[Happened] = []
        self.costs: list[float] = []
        self.played = 0.0
        self.now = 0
        self._echo = echo
        self._vad = Silero(VadSettings()).stream()
        self._turns = Turns(rules)
        self._speaker = Playback(RATE)
        self._speaker.on_emitted = self._emitted
        self._held = False
        self._user: tuple[int, Samples] = (0, np.zeros(0, np.float32))

    def reply(self, said: Samples) -> None:
        """Play it until it is over, or broken off and the user has finished. One that stutters for ever is given up."""
        self._speaker.play(Audio(said, RATE), Turn(Origin.TEXT))
        self._turns.sounding(True, self.now)
        patience = self.now + PATIENCE * len(said)
        while (self._speaking and self.now < patience) or self.now < self._user[0] + len(self._user[1]):
            self.step()
        self._obey(What.INTERRUPT)
        self._turns.sounding(False, self.now)

    def say(self, onset: int, voice: Samples) -> None:
        """The user will begin at that sample."""
        self._user = (onset, voice)

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds * RATE / FRAME)):
            self.step()

    def step(self) -> None:
        """One frame of the microphone."""
        while self.air.needed(self.now + FRAME):
            self.air.emit(self._speaker.pull(BLOCK, self.air.stamp()))
        heard = np.clip(self.air.hear(self.now, FRAME) + self._voice(), -1.0, 1.0)
        begun = perf_counter()
        audio = Audio(heard, RATE, self.now)
        audio = self._echo.clean(audio, self.now / RATE) if self._echo else audio
        decisions = self._turns.frame(self._vad(audio.samples), loudness(audio), audio.end, FRAME)
        self.costs.append(perf_counter() - begun)
        self.now += FRAME
        for decision in decisions:
            if not decision.tentative:
                self.happened.append(Happened(decision.what, self.now, self._speaking))
            self._obey(decision.what)

    @property
    def _speaking(self) -> bool:
        return self._speaker.sounding or self._held

    def _obey(self, what: What) -> None:
        if what is What.HOLD:
            self._speaker.hold()
            self._held = True
        elif what is What.RELEASE:
            self._speaker.release()
            self._held = False
        elif what is What.INTERRUPT:
            self._speaker.flush()
            self._held = False

    def _emitted(self, block: Samples, at: float) -> None:
        self.played += len(block) / RATE * bool(np.abs(block).max() > AUDIBLE)
        if self._echo:
            self._echo.reference(block, RATE, at)

    def _voice(self) -> Samples:
        """What of the user falls into the frame that begins now."""
        onset, voice = self._user
        said = np.zeros(FRAME, np.float32)
        at = max(0, onset - self.now)
        piece = voice[max(0, self.now - onset) :][: max(0, FRAME - at)]
        said[at : at + len(piece)] = piece
        return said
