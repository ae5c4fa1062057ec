"""Where sound holds speech, for recognisers that would hear words in noise. Silero, as faster-whisper carries it."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from vacli.core.audio import Audio, Samples, join
from vacli.core.errors import EngineMissing
from vacli.core.segments import FRAME, Rules, speech_segments, windows
from vacli.extras import install

CONTEXT = 64
"""Samples of the frame before that the model sees again."""
AT_ONCE = 10_000
"""Frames, 5 minutes: a long recording takes no more memory than that."""
DARING = Rules(threshold=0.3, release=0.2)
"""For live utterances, in which somebody has already found speech."""


def probabilities(samples: Samples) -> Samples:
    """float32[k * 512] at 16 kHz, k >= 1 -> float32[k]: how likely each frame is speech, from a cold start."""
    frames = samples.reshape(-1, FRAME)
    before = np.concatenate([np.zeros((1, CONTEXT), np.float32), frames[:-1, -CONTEXT:]])
    seen = np.concatenate([before, frames], axis=1)
    found: list[Samples] = []
    h = c = np.zeros((1, 1, 128), np.float32)
    for at in range(0, len(seen), AT_ONCE):
        odds, h, c = _graph().run(None, {"input": seen[at : at + AT_ONCE], "h": h, "c": c})
        found.append(odds.reshape(-1))
    return np.concatenate(found)


@cache
def _graph() -> Any:
    """Not by faster-whisper's own call: to import that package takes 35 MB and 0.1 s, while somebody speaks."""
    import onnxruntime  # a recogniser may never hear a thing

    package = find_spec("faster_whisper")
    if package is None or package.origin is None:
        raise EngineMissing("package faster_whisper is not installed", install("all"))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    path = Path(package.origin).parent / "assets" / "silero_vad_v6.onnx"
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


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
