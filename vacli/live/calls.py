"""Whether the user calls: the wake phrase in speech that is no turn. On the transcribe thread.

By the sound where a spotter serves the phrase, else by what the recogniser makes of it. Says with an earcon that it was
heard, where nothing follows it: who goes on speaking needs none.
"""

from collections import deque
from contextlib import suppress

from vacli.audio.earcon import Earcon, earcon
from vacli.core.audio import Audio, join
from vacli.core.errors import DeviceError
from vacli.core.turn import Turn
from vacli.live.wake import WakeText
from vacli.live.wires import Utterance, Wires
from vacli.stt.spotter import Spotter

BARE = 0.25
"""Seconds of speech after the phrase that are still its own tail."""
KEPT = 3.0
"""Seconds of sound that are kept: the phrase is found up to 0.3 s after its end, and what follows it is wanted."""
PIECE = 0.1
"""Seconds of sound that a spotter is given at a time."""


class Calls:
    """`spotter` None: the text tells. `chime` is nobody's turn, that of the earcon."""

    def __init__(self, wires: Wires, phrase: str, spotter: Spotter | None) -> None:
        self.by_sound = spotter is not None
        self.chime = Turn()
        self._wires = wires
        self._phrase = phrase
        self._text = WakeText(phrase)
        self._spotter = spotter
        self.begin()

    def begin(self) -> None:
        """Speech begins."""
        self.heard = False  # the phrase, in this utterance ...
        self._end: int | None = None  # ... up to that sample
        self._chimed = False
        self._kept: deque[Audio] = deque()
        if self._spotter:
            self._spotter.reset()

    def sound(self, utterance: Utterance, audio: Audio) -> Audio | None:
        """The sound after the phrase, once it was heard in that of an utterance that is no turn yet."""
        assert self._spotter is not None
        self._kept.append(audio)
        while self._kept[-1].end - self._kept[0].end > KEPT * audio.rate:
            self._kept.popleft()
        size = round(PIECE * audio.rate)
        for at in range(0, len(audio), size):
            piece = Audio(audio.samples[at : at + size], audio.rate, audio.start + at)
            if spotted := self._spotter.feed(piece):
                heard = join(self._kept)
                skipped = max(0, spotted.end - heard.start)
                self.called(utterance, heard.start + skipped, confidence=round(spotted.confidence, 2))
                return Audio(heard.samples[skipped:], heard.rate, heard.start + skipped)
        return None

    def after(self, text: str) -> str | None:
        """What follows the phrase in the text; None if it does not begin with it."""
        found = self._text.split(text)
        self.heard = self.heard or found is not None
        return found

    def called(self, utterance: Utterance, end: int | None, **about: object) -> None:
        """The phrase was heard, up to sample `end` where that is known: from now on it is a turn."""
        wires, turn = self._wires, utterance.turn
        utterance.asleep = False
        self.heard, self._end, self._chimed = True, end, False
        wires.begun[turn] = utterance
        wires.session.adopt(turn)
        wires.tell("wake.heard", turn, phrase=self._phrase, **about)

    def unmeant(self, text: str, speech_end: int, rate: int) -> str:
        """Why nothing is to be answered, if so, where `text` was understood of what was said up to `speech_end`."""
        if text:
            return ""
        if not self.heard:  # a television, most likely: to ask what it meant would be silly
            return "not understood, and not called"
        if self._end is not None and speech_end - self._end >= BARE * rate:
            return ""
        self.acknowledge()
        return "nothing but the wake phrase"

    def acknowledge(self) -> None:
        """The user waits for a sign that the phrase was heard. Once."""
        speaker = self._wires.session.speaker
        if self._chimed or not self.heard or speaker is None:
            return
        self._chimed = True
        with suppress(DeviceError):  # whoever speaks next tells it
            speaker.play(earcon(Earcon.WAKE, speaker.rate), self.chime)
