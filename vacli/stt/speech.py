"""Where sound holds speech, for recognisers that would hear words in noise. Silero, as faster-whisper carries it."""

import numpy as np

from vacli.core.audio import Audio, Samples, join
from vacli.core.segments import FRAME, Rules, speech_segments, windows

DARING = Rules(threshold=0.3, release=0.2)
"""For live utterances, in which somebody has already found speech."""


def probabilities(samples: Samples) -> Samples:
    """float32[k * 512] at 16 kHz -> float32[k]: how likely each frame is speech, from a cold start."""
    from faster_whisper.vad import get_vad_model  # 0.3 s, and a recogniser may never hear a thing

    found: Samples = get_vad_model()(samples).reshape(-1)
    return found


def open_windows(audio: Audio, rules: Rules) -> tuple[list[Audio], int]:
    """The windows of an utterance that still goes on, and the index of the sample at which its speech ends so far."""
    odds = probabilities(np.pad(audio.samples, (0, -len(audio) % FRAME)))
    speech = speech_segments(odds, rules)
    spans = [(first * FRAME, after * FRAME) for first, after in windows(odds, rules)]
    found = [Audio(audio.samples[first:after], audio.rate, audio.start + first) for first, after in spans]
    return found, audio.start + min(len(audio), speech[-1][1] * FRAME) if speech else audio.start


class Opening:
    """Holds the beginning of an utterance back until it is known to be speech, and how it sounds.

    What lies more than `before` seconds ahead of the first speech is dropped; `length` seconds from there on are
    handed over together, so that a recogniser can adapt to the channel before it decodes the first word.
    """

    def __init__(self, rate: int, before: float = 0.2, length: float = 0.5) -> None:
        self._before, self._length = int(before * rate), int(length * rate)
        self._held: list[Audio] = []
        self._speech = False

    def feed(self, audio: Audio) -> Audio | None:
        """The opening, once it is complete; nothing before."""
        self._held.append(audio)
        whole = join(self._held)
        if not self._speech:
            whole = self._trim(whole)
        self._held = [whole]
        return whole if self._speech and len(whole) >= self._length else None

    def rest(self) -> Audio | None:
        """What is held at the end of the utterance, if it is speech."""
        return self._held[0] if self._held and self._speech else None

    def _trim(self, whole: Audio) -> Audio:
        found = speech_segments(probabilities(np.pad(whole.samples, (0, -len(whole) % FRAME))), DARING)
        self._speech = bool(found)
        first = found[0][0] * FRAME if found else len(whole) - self._before // 2
        cut = max(0, first - self._before)
        return Audio(whole.samples[cut:], whole.rate, whole.start + cut)
