"""Silero's voice activity detector as its authors publish it: a TorchScript model, run by torch on one thread.

An extra, for those who have torch anyway; `silero` is three times as fast and needs none of it. Knows nothing of turns.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch

from vacli.config import VadSettings
from vacli.core.audio import Samples
from vacli.core.errors import ModelMissing
from vacli.core.words import Choice
from vacli.extras import install

RATE = 16000
FRAME = 512
CONTEXT = 64
"""Samples of the previous frame that the model sees again."""

FILE = "silero_vad.jit"


class SileroTorch:
    """The loaded model, shared by any number of streams. Sets torch to one thread for the whole process."""

    name = "silero-torch"
    device = "cpu"
    rate = RATE
    frame = FRAME
    choices: tuple[Choice, ...] = ()

    def __init__(self, settings: VadSettings, model: Path | None = None) -> None:
        path = model or asset()
        self.model = path.stem
        torch.set_num_threads(1)
        try:
            whole = torch.jit.load(str(path), map_location="cpu").eval()
        except (RuntimeError, ValueError) as error:
            hint = "pip install --force-reinstall --no-deps silero-vad"
            raise ModelMissing(f"{path} does not load: {str(error).splitlines()[0]}", hint) from error
        self._network = whole._model  # the 16 kHz one, without the state that the wrapper keeps for a single stream

    def stream(self) -> "SileroTorchStream":
        return SileroTorchStream(self._network)

    def close(self) -> None:
        """Nothing to do: the model goes with the last stream that uses it."""


class SileroTorchStream:
    """The memory of one stream of sound: 64 samples and the state of a recurrent cell."""

    def __init__(self, network: Any) -> None:
        self._network = network
        self._frame = torch.zeros(1, CONTEXT + FRAME)
        self.reset()

    def reset(self) -> None:
        """Forget all that was heard."""
        self._frame.zero_()
        self._state = torch.zeros(2, 1, 128)

    def __call__(self, samples: Samples) -> float:
        """float32[512] at 16 kHz -> probability of speech 0..1. ValueError for any other length."""
        if len(samples) != FRAME:
            raise ValueError(f"a frame has {FRAME} samples, not {len(samples)}")
        self._frame = torch.cat([self._frame[:, FRAME:], torch.tensor(samples).unsqueeze(0)], 1)
        with torch.inference_mode():
            found, self._state = self._network.forward(self._frame, self._state)
        probability = float(found)
        if probability != probability:  # the sound held NaN or infinity, which must not stay in the state
            self.reset()
            return 0.0
        return probability


def asset(package: str = "silero_vad") -> Path:
    """The model file inside the package that carries it, found without importing that package."""
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "data" / FILE
        if path.is_file():
            return path
    raise ModelMissing(f"{FILE} is not in the installed {package}", install("torch"))
