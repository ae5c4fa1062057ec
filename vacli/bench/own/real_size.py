"""Compute of real size where no real weights can be had: engines that cost what whisper-tiny and a medium voice cost.

The text comes from the tiny trained Whisper of the tests. In the same call a model of whisper-tiny's dimensions with
random weights makes its features of the same sound, encodes the same frames and writes as many tokens; so a call costs
the real one and the small one together. The voice is a random VITS of Piper's medium size, and says noise.
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim

from vacli.bench.own import random_voice, random_whisper
from vacli.bench.spread import spread
from vacli.bench.stages.ready import TEST_MODELS
from vacli.bench.stages.stt import live
from vacli.bench.stages.tts import first_sound, rtf
from vacli.bench.wish import Wish
from vacli.config import SttSettings, TtsSettings
from vacli.core.audio import Audio
from vacli.core.engines import Engine
from vacli.stt.whisper import Whisper
from vacli.stt.whisper_model import open_model
from vacli.stt.whisper_window import Decoder, Reading, Task
from vacli.tts.piper import Piper

CLAUSES = ("Sure,", "It is half past three.", "The capital of France is Paris,", "You have five minutes left.")


class RealSizeWhisper(Whisper):
    """`scratch` takes 42 MB of random weights. ModelMissing without the tests' model: run it in a checkout."""

    def __init__(self, scratch: Path) -> None:
        super().__init__(SttSettings(device="cpu"), TEST_MODELS["whisper"])
        heavy, _ = open_model(SttSettings(device="cpu"), random_whisper.build(scratch / "whisper", words=400))
        self.model = "whisper-tiny-commands, computing as whisper-tiny"
        self._decoder = DoubledDecoder(self._decoder.model, heavy)


class DoubledDecoder(Decoder):
    """Reads with one model, and does the work of the other."""

    def __init__(self, model: WhisperModel, heavy: WhisperModel) -> None:
        super().__init__(model)
        self._heavy = heavy

    def _read(self, windows: Sequence[Audio], task: Task, frames: int, temperature: float) -> list[Reading]:
        readings = super()._read(windows, task, frames, temperature)
        self._work(windows, frames, max(self.count(reading.text) for reading in readings) + 1)
        return readings

    def _work(self, windows: Sequence[Audio], frames: int, tokens: int) -> None:
        """What the other model says is thrown away; it never ends by itself before so many tokens."""
        heavy = self._heavy
        mel = [heavy.feature_extractor(window.samples)[..., :-1] for window in windows]
        encoded = heavy.encode(np.stack([pad_or_trim(each, frames) for each in mel]))
        prompt = heavy.hf_tokenizer.token_to_id
        start = [prompt(f"<|{name}|>") for name in ("startoftranscript", "en", "transcribe", "notimestamps")]
        most = max(2 * tokens, len(start) + tokens)  # CTranslate2 writes no more than half of `max_length`
        heavy.model.generate(encoded, [start] * len(windows), beam_size=1, max_length=most)


def loaded(scratch: Path) -> dict[str, Engine]:
    """The recogniser and the voice, ready for `Engines.loaded`."""
    return {"stt": RealSizeWhisper(scratch), "tts": Piper(TtsSettings(), random_voice.build(scratch))}


def figures(n: int = 40) -> dict[str, Any]:
    """The tail of the one, the first sound of the other."""
    with TemporaryDirectory() as scratch:
        engines: dict[str, Any] = loaded(Path(scratch))
        told = {metric.name: metric.as_json() for metric in live(engines["stt"], Wish(), n)}
        stt = {"model": engines["stt"].model, **told}
        voice = {text: spread([first_sound(engines["tts"], text) for _ in range(10)]) for text in CLAUSES}
        return {"stt": stt, "tts": {"rtf": rtf(engines["tts"], CLAUSES[2]), **voice}}
