"""The cut window of a short utterance beside the library's own 30 s, on the dimensions of whisper-tiny.

Random weights: this is about time, not about words. Three seconds of sound, ten tokens of text.
"""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from vacli.bench.own.random_whisper import build
from vacli.bench.spread import alternating, spread
from vacli.config import SttSettings
from vacli.core.audio import Audio
from vacli.stt.whisper_model import open_model
from vacli.stt.whisper_window import Decoder, Task

SECONDS, TOKENS = 3, 10


def figures(n: int = 20) -> dict[str, Any]:
    """Times of the library's `transcribe`, of our whole window and of the cut one, and how many times faster it is."""
    sound = np.random.default_rng(0).standard_normal(SECONDS * 16000).astype(np.float32) * np.float32(0.1)
    with tempfile.TemporaryDirectory() as folder:
        model, choices = open_model(SttSettings(device="cpu"), build(Path(folder), words=TOKENS))
    decoder, window = Decoder(model), [Audio(sound, 16000)]

    def ours(short: bool) -> None:
        decoder.read(window, Task(language="en", short=short), lambda: None)

    def library() -> None:
        options = {"language": "en", "beam_size": 1, "best_of": 1, "temperature": 0.0, "without_timestamps": True}
        list(model.transcribe(sound, condition_on_previous_text=False, **options)[0])

    times = alternating({"library": library, "whole": lambda: ours(False), "cut": lambda: ours(True)}, n)
    found = {name: spread(each) for name, each in times.items()}
    ratio = round(found["library"]["p50_ms"] / found["cut"]["p50_ms"], 2)
    return {**found, "times_faster": ratio, "settings": [str(choice) for choice in choices]}
