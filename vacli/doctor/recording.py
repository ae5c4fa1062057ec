"""The recording that the doctor shows to every recogniser. SYNTHETIC speech: scripts/make-doctor-recording.sh."""

import re
import wave
from pathlib import Path

import numpy as np

from vacli.core.audio import Audio

FILE = Path(__file__).with_name("data") / "what-time-is-it.synthetic.wav"
TEXT = "what time is it"
LANGUAGE = "en"
ROOM = 10 ** (-66 / 20)
"""RMS of the quiet room around it."""
LEAD, TAIL = 0.5, 0.6
REACH = 35.0
"""dB below its loudest 10 ms down to which it counts as speech: docs/measuring.md."""


def recording() -> tuple[Audio, int, int]:
    """In a quiet room, and the samples at which speech begins and ends."""
    with wave.open(str(FILE)) as file:
        rate = file.getframerate()
        said = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768
    frame = rate // 100
    power = np.mean(np.square(said[: len(said) // frame * frame].reshape(-1, frame)), axis=1)
    loud = np.flatnonzero(power >= power.max() * 10 ** (-REACH / 10))
    lead, tail = round(LEAD * rate), round(TAIL * rate)
    room = np.random.default_rng(0).normal(0, ROOM, lead + len(said) + tail).astype(np.float32)
    room[lead : lead + len(said)] += said
    return Audio(room, rate), lead + int(loud[0]) * frame, lead + (int(loud[-1]) + 1) * frame


def overlap(heard: str) -> float:
    """Share of the words of TEXT that were heard, in their order or not; 0..1."""
    words = re.findall(r"[a-z']+", heard.lower())
    return sum(word in words for word in TEXT.split()) / len(TEXT.split())
