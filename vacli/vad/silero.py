"""Silero's voice activity detector on onnxruntime, one thread. The model file is the one that faster-whisper carries.

Knows nothing of onsets, hangovers or turns: it says how likely 32 ms of sound are speech.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from vacli.config import VadSettings
from vacli.core.audio import Samples
from vacli.core.errors import ModelMissing
from vacli.core.words import Choice

RATE = 16000
FRAME = 512
CONTEXT = 64
"""Samples of the previous frame that the model sees again."""

FILE = "silero_vad_v6.onnx"


class Silero:
    """The loaded graph, shared by any number of streams. ModelMissing if the file is not there or not whole."""

    name = "silero"
    device = "cpu"
    rate = RATE
    frame = FRAME
    choices: tuple[Choice, ...] = ()

    def __init__(self, settings: VadSettings, model: Path | None = None) -> None:
        path = model or asset()
        self.model = path.stem
        self._session = _session(path)

    def stream(self) -> "SileroStream":
        return SileroStream(self._session)

    def close(self) -> None:
        """Nothing to do: the graph goes with the last stream that uses it."""


class SileroStream:
    """The memory of one stream of sound: 64 samples and the state of a recurrent cell."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._frame = np.zeros((1, CONTEXT + FRAME), np.float32)
        self.reset()

    def reset(self) -> None:
        """Forget all that was heard."""
        self._frame[:] = 0.0
        self._h = self._c = np.zeros((1, 1, 128), np.float32)

    def __call__(self, samples: Samples) -> float:
        """float32[512] at 16 kHz -> probability of speech 0..1. ValueError for any other length."""
        if len(samples) != FRAME:
            raise ValueError(f"a frame has {FRAME} samples, not {len(samples)}")
        self._frame[0, :CONTEXT] = self._frame[0, FRAME:]
        self._frame[0, CONTEXT:] = samples
        found, self._h, self._c = self._session.run(None, {"input": self._frame, "h": self._h, "c": self._c})
        return float(found.flat[0])


def asset(package: str = "faster_whisper") -> Path:
    """The model file inside the package that carries it, found without importing that package."""
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "assets" / FILE
        if path.is_file():
            return path
    raise ModelMissing(f"{FILE} is not in the installed {package}", "pip install -U 'faster-whisper>=1.2.1'")


def _session(path: Path) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has a dozen kinds, none public
        first = str(error).splitlines()[0]
        raise ModelMissing(f"{path} does not load: {first}", "pip install --force-reinstall faster-whisper") from error
