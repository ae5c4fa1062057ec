"""Piper voices: VITS on onnxruntime. Knows no catalog, no loudspeaker and no text normalisation.

A sentence is one run of the network; cancelling the turn ends that run from the outside. Loudness is one fixed gain a
voice, measured when it is loaded, so that it does not jump from clause to clause.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as ort
from piper.config import SynthesisConfig
from piper.phonemize_espeak import ESPEAK_DATA_DIR
from piper.voice import PiperVoice

from vacli.config import TtsSettings
from vacli.core.audio import Audio, Samples
from vacli.core.errors import EngineError, ModelMissing, UsageError
from vacli.core.turn import Origin, Turn
from vacli.text.clauses import bounded
from vacli.tts.espeak_data import short_path
from vacli.tts.piper_model import find, open_session, read_config
from vacli.tts.speed import combined

LOUDNESS = 0.11
"""RMS that the gain gives the test phrase, pauses left out: -19 dBFS, as loud as espeak-ng speaks."""

TEST_PHRASE = "1, 2, 3, 4."
"""Digits, because every language's phonemiser reads them."""

PAUSE = 0.2
"""Seconds of silence after a sentence."""

QUIET = 0.005
"""What lies below is a pause and does not count as loudness."""

_LOWEST, _HIGHEST = 0.25, 8.0  # gain
_ENDS = (".", "?", "!")
_RAW_PHONEMES = re.compile(r"\[\[+|\]\]+")  # PiperVoice takes what stands between them as phonemes


class _Run:
    """The shared session as PiperVoice wants it, for one call: the turn can end it from any thread."""

    def __init__(self, session: onnxruntime.InferenceSession, turn: Turn) -> None:
        self._session = session
        self._turn = turn

    def run(self, outputs: list[str] | None, inputs: Mapping[str, Any]) -> list[Any]:
        options = onnxruntime.RunOptions()

        def stop() -> None:
            options.terminate = True

        try:
            with self._turn.on_cancel(stop):
                result: list[Any] = self._session.run(outputs, inputs, options)
        except (ort.Fail, ort.InvalidArgument, ort.RuntimeException) as error:
            self._turn.check()  # it was ended, not broken
            raise EngineError(f"the voice failed in the middle of a sentence: {error}", "vacli models verify") from None
        self._turn.check()
        return result


class Piper:
    """`model` is the voice's file name without its ending; `speakers` counts those it has."""

    name = "piper"

    def __init__(self, settings: TtsSettings, model: Path | None) -> None:
        file = find(model)
        config = read_config(file)
        self.model = file.stem
        self.speakers: int = max(1, config.num_speakers)
        if settings.speaker >= self.speakers:
            raise _no_such_speaker(self.model, self.speakers, settings.speaker)
        self._session, self.device, self.choices = open_session(file, settings)
        self.language: str = re.split("[-_]", config.espeak_voice)[0]
        self.rate: int = config.sample_rate
        voice = PiperVoice(self._session, config, short_path(ESPEAK_DATA_DIR))
        self._length: float = config.length_scale
        self._speaker, self._speed = settings.speaker, settings.speed
        self._voice: PiperVoice | None = voice
        self._gain = self._measure(voice, file)

    def synthesize(self, text: str, turn: Turn, *, speed: float = 1.0) -> Iterator[Audio]:
        voice = self._voice
        if voice is None:
            raise EngineError(f"voice {self.model} was closed", "load it again")
        style = self._style(speed)
        start = 0
        for piece in bounded(_RAW_PHONEMES.sub(" ", text)):
            for phonemes in voice.phonemize(piece):
                turn.check()
                if not phonemes:
                    continue
                samples = np.clip(self._speak(voice, phonemes, style, turn) * np.float32(self._gain), -1.0, 1.0)
                yield Audio(samples, self.rate, start)
                start += len(samples)

    def close(self) -> None:
        self._voice = self._session = None

    def _style(self, speed: float) -> SynthesisConfig:
        return SynthesisConfig(self._speaker, length_scale=self._length / combined(self._speed, speed))

    def _speak(self, voice: PiperVoice, phonemes: list[str], style: SynthesisConfig, turn: Turn) -> Samples:
        """One sentence as the network gives it, and the pause after it: float32[n]."""
        run = replace(voice, session=_Run(self._session, turn))
        sound = np.atleast_1d(run.phoneme_ids_to_audio(voice.phonemes_to_ids(phonemes), style))
        pause = np.zeros(round(PAUSE * self.rate) if phonemes[-1] in _ENDS else 0, np.float32)
        joined: Samples = np.concatenate([sound, pause]).astype(np.float32, copy=False)
        return joined

    def _measure(self, voice: PiperVoice, file: Path) -> float:
        """The factor that brings the test phrase to LOUDNESS. It also is the network's first, slow run."""
        try:
            phonemes = voice.phonemize(TEST_PHRASE)[0]
            sound = self._speak(voice, phonemes, self._style(1.0), Turn(Origin.TEXT))
        except (EngineError, IndexError, KeyError) as error:
            raise ModelMissing(f"{file} does not speak: {error}", f"vacli models pull {file.stem}") from None
        loud = sound[np.abs(sound) > QUIET]
        rms = float(np.sqrt(np.mean(np.square(loud)))) if len(loud) else LOUDNESS
        return min(_HIGHEST, max(_LOWEST, LOUDNESS / rms))


def _no_such_speaker(voice: str, there: int, wanted: int) -> UsageError:
    several = f"{there} speakers, 0 to {there - 1}" if there > 1 else "one speaker, 0"
    return UsageError(f"voice {voice} has no speaker {wanted}: it has {several}", "leave --speaker out")
